import { mkdirSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { serveDiscord } from '../../src/entry/serve-discord.ts';
import { takeServingLock } from '../../src/storage/serving-lock.ts';
import { startBench, type CriaBench } from '../journeys/cria-bench.ts';

let bench: CriaBench;
afterEach(() => bench.end());

test('a second bot over one data folder gives up after a while, and says what to do', async () => {
  bench = await startBench();
  mkdirSync(bench.dataDir, { recursive: true });
  const first = takeServingLock(bench.dataDir);
  const config = parseConfig({ ...bench.env, DISCORD_TOKEN: 'token' });
  const serving = serveDiscord({ ...bench.runtime(), config }, () => Promise.resolve());
  const ended = expect(serving).rejects.toThrow(/another Cria that serves from .* End it first/u);
  await bench.clock.advance(30_000);
  await ended;
  first?.release();
});
