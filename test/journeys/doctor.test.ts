import { chmod } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { doctorOnce, doctorWithout } from '../../src/entry/doctor/doctor-once.ts';
import type { Finding } from '../../src/entry/doctor/finding.ts';
import { systemClock } from '../../src/observability/system-clock.ts';
import { takeServingLock } from '../../src/storage/serving-lock.ts';
import { startDiscordServer } from '../fakes/discord-server/server.ts';
import {
  EMBED_MODEL,
  CHAT_MODEL,
  startBench,
  type BenchOptions,
  type CriaBench,
} from './cria-bench.ts';
import { startDiscordBench } from './discord-bench.ts';

let bench: CriaBench;
afterEach(() => bench.end());

interface Examined {
  readonly exitCode: number;
  readonly findings: readonly Finding[];
}

/** On the real clock: nothing here waits. */
async function examined(of: CriaBench): Promise<Examined> {
  const stdout = new PassThrough();
  const runtime = { ...of.runtime(), clock: systemClock };
  await doctorOnce({ ...runtime, stdout: stdout as unknown as NodeJS.WriteStream }, { json: true });
  return JSON.parse(String(stdout.read())) as Examined;
}

function of({ findings }: Examined, check: string): Finding[] {
  return findings.filter((finding) => finding.check === check);
}

async function prepared(options: BenchOptions = {}): Promise<CriaBench> {
  bench = await startBench(options);
  await bench.prepare();
  return bench;
}

describe('npm run doctor', () => {
  test('finds nothing wrong where nothing is', async () => {
    const report = await examined(await prepared());
    expect(of(report, 'models').map(({ severity }) => severity)).toEqual(['ok', 'ok']);
    expect(of(report, 'index')).toMatchObject([{ severity: 'ok' }]);
    expect(of(report, 'index')[0]?.measured).toContain(`3 articles`);
    expect(of(report, 'data folder').map(({ severity }) => severity)).not.toContain('error');
    expect(of(report, 'Discord')).toMatchObject([{ severity: 'note' }]);
    expect(report.exitCode).toBeLessThan(2);
  });

  test('names a server that does not answer, and what starts it', async () => {
    bench = await startBench({ isUp: false });
    const report = await examined(bench);
    expect(of(report, 'models')[0]).toMatchObject({ severity: 'error' });
    expect(of(report, 'models')[0]?.mend).toContain('ollama serve');
    expect(of(report, 'index')).toMatchObject([{ severity: 'warning', mend: 'npm run reindex' }]);
    expect(report.exitCode).toBe(2);
  });

  test('names the model that is missing, and the command that gets it', async () => {
    bench = await startBench({ models: [EMBED_MODEL] });
    const [models] = of(await examined(bench), 'models');
    expect(models).toMatchObject({ severity: 'error', mend: `ollama pull ${CHAT_MODEL}` });
  });

  test('tells an index of another embedding model', async () => {
    await prepared({ models: [CHAT_MODEL, EMBED_MODEL, 'nomic-embed-text'] });
    const runtime = bench.runtime();
    const env = { ...bench.env, EMBED_MODEL: 'nomic-embed-text' };
    const { compose } = await import('../../src/compose.ts');
    const { parseConfig } = await import('../../src/config.ts');
    const config = parseConfig(env);
    const cria = compose({ ...runtime, config, clock: systemClock });
    const stdout = new PassThrough() as unknown as NodeJS.WriteStream & PassThrough;
    await doctorOnce({ ...runtime, config, cria, clock: systemClock, stdout }, { json: true });
    await cria.close();
    const report = JSON.parse(String(stdout.read())) as Examined;
    expect(of(report, 'index')).toMatchObject([{ severity: 'warning', mend: 'npm run reindex' }]);
    expect(of(report, 'index')[0]?.measured).toContain('nomic-embed-text');
  });

  test('sees a bot that serves from the folder', async () => {
    await prepared();
    const lock = takeServingLock(bench.dataDir);
    const [, serving] = of(await examined(bench), 'data folder');
    lock?.release();
    expect(serving).toMatchObject({ severity: 'note' });
  });

  test.skipIf(process.getuid?.() === 0)('names a folder it may not write to', async () => {
    await prepared();
    await chmod(bench.dataDir, 0o500);
    const report = await examined(bench);
    await chmod(bench.dataDir, 0o700);
    expect(of(report, 'data folder')).toMatchObject([{ severity: 'error' }]);
  });

  test('shows what it found to a person, and says what it looked for', async () => {
    bench = await startBench({ isUp: false });
    const stdout = new PassThrough();
    const runtime = { ...bench.runtime(), clock: systemClock };
    const out = stdout as unknown as NodeJS.WriteStream;
    await doctorOnce({ ...runtime, stdout: out }, { json: false });
    const text = String(stdout.read());
    expect(text).toContain('to mend it: start Ollama with "ollama serve"');
    expect(text).toMatch(/2 errors?|1 error/u);
  });

  test('says what is wrong with a configuration that nothing starts with', async () => {
    bench = await startBench();
    const stdout = new PassThrough();
    const parts = {
      ...{ clock: systemClock, signal: AbortSignal.timeout(10_000) },
      stdout: stdout as unknown as NodeJS.WriteStream,
    };
    expect(await doctorWithout('QUEUE_CONCURRENCY must be 1 or more.', parts, { json: true })).toBe(
      2,
    );
    const [configuration] = (JSON.parse(String(stdout.read())) as Examined).findings;
    expect(configuration).toMatchObject({ check: 'configuration', severity: 'error' });
  });
});

describe('npm run doctor with a token', () => {
  async function withDiscord(
    membership: { name: string; permissions: string } | null,
    token = 'x'.repeat(24) + '.abcdef.' + 'y'.repeat(38),
  ): Promise<Finding[]> {
    const discord = await startDiscordServer({ token });
    if (membership !== null) discord.state.memberships = [{ id: discord.guildId, ...membership }];
    await prepared({ env: { DISCORD_TOKEN: token, DISCORD_API_URL: discord.apiUrl } });
    const report = await examined(bench);
    await discord.close();
    return of(report, 'Discord');
  }

  test('tells commands that are not registered, and permissions that are missing', async () => {
    const found = await withDiscord({ name: 'Alpakas', permissions: '1024' });
    const measured = found.map((finding) => finding.measured).join('\n');
    expect(measured).toContain('are not those of this version');
    expect(measured).toContain('in Alpakas it lacks');
    expect(measured).toContain('SendMessages');
    expect(found.at(-1)?.mend).toContain('https://discord.com/oauth2/authorize');
  });

  test('invites where the bot is in no server', async () => {
    const found = await withDiscord(null);
    expect(found.at(-1)).toMatchObject({
      severity: 'warning',
      measured: 'the bot is in no server',
    });
  });

  test('tells a token that Discord does not know, and never what it is', async () => {
    const discord = await startDiscordServer({ token: 'another' });
    const token = 'not-a-token';
    await prepared({ env: { DISCORD_TOKEN: token, DISCORD_API_URL: discord.apiUrl } });
    const found = of(await examined(bench), 'Discord');
    await discord.close();
    expect(found.map(({ severity }) => severity)).toEqual(['warning', 'error']);
    expect(JSON.stringify(found)).not.toContain(token);
  });

  test('finds registered commands in order once the bot has started', async () => {
    const started = await startDiscordBench();
    bench = started.bot;
    const { discord } = started;
    discord.state.memberships = [{ id: '1', name: 'Alpakas', permissions: '9007199254740991' }];
    const env = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl };
    const runtime = bench.runtime();
    const { parseConfig } = await import('../../src/config.ts');
    const stdout = new PassThrough() as unknown as NodeJS.WriteStream & PassThrough;
    const config = parseConfig({ ...bench.env, ...env });
    await doctorOnce({ ...runtime, config, clock: systemClock, stdout }, { json: true });
    const found = of(JSON.parse(String(stdout.read())) as Examined, 'Discord');
    const measured = found.map((finding) => finding.measured).join('\n');
    expect(measured).toContain('as this version has them');
    expect(measured).toContain('with every permission it needs');
    await started.surface.close();
    await discord.close();
  });
});
