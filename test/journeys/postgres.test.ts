import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { startDiscordBench, type DiscordBench } from './discord-bench.ts';

const TIMEOUT_MS = 120_000;
const GONE = 'This answer is no longer stored. Please ask again.';

let bench: DiscordBench;
beforeEach(async () => {
  bench = await startDiscordBench({ inPostgres: true });
  bench.ollama.onChat(() => replyText(LEAK_ANSWER));
}, TIMEOUT_MS);
afterEach(() => bench.end());

test(
  'the whole bot keeps everything in PostgreSQL: question, sources, settings, restart, erasure',
  async () => {
    const asked = bench.ask(LEAK_QUESTION);
    await bench.finished(asked);
    expect(asked.texts[0]).toContain(LEAK_ANSWER);
    expect(asked.texts[0]).toContain('Das Llama-Leck › Wo die Gewichte auftauchten');
    const limited = bench.command('settings', {
      options: { 'user-limit': 1 },
      permissions: '32', // Manage Server
    });
    await bench.finished(limited);

    await bench.restart();
    const sources = bench.press(asked.messages.at(-1), 'sources');
    await bench.finished(sources);
    expect(sources.texts[0]).toContain('sickerten die Gewichte von Llama auf 4chan durch');
    const { guildId, userId } = bench.discord;
    const { settings, usage } = bench.bot.cria.stores;
    expect(await settings.get(guildId)).toMatchObject({ dailyLimitPerUser: 1 });
    expect((await usage.counts({ guildId, userId, day: '2025-06-02' })).user).toBe(1);

    await bench.bot.cria.services.privacy.forget(userId);
    const forgotten = bench.press(asked.messages.at(-1), 'regenerate');
    await bench.finished(forgotten);
    expect(forgotten.texts[0]).toContain(GONE);
    // The data folder has what can be made anew.
    expect((await readdir(bench.bot.dataDir)).sort()).toEqual([
      'building',
      'cache',
      'file-states.json',
      'registered-commands.json',
    ]);
  },
  TIMEOUT_MS,
);
