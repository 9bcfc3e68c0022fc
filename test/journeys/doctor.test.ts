import { chmod, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { ApplicationFlags, PermissionFlagsBits } from 'discord.js';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { compose } from '../../src/compose.ts';
import { parseConfig } from '../../src/config.ts';
import { tellFindings } from '../../src/entry/doctor/brief-checks.ts';
import { doctorOnce, doctorWithout } from '../../src/entry/doctor/doctor-once.ts';
import type { Finding } from '../../src/entry/doctor/finding.ts';
import { systemClock } from '../../src/observability/system-clock.ts';
import { takeServingLock } from '../../src/storage/serving-lock.ts';
import { startDiscordServer } from '../fakes/discord-server/server.ts';
import {
  EMBED_MODEL,
  CHAT_MODEL,
  LEAK_QUESTION,
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
    expect(of(report, 'models')[1]?.measured).toMatch(/^Ollama 0\.17\.4 at http/u);
    expect(of(report, 'window')).toMatchObject([{ severity: 'ok' }]);
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

  test('compares the memory with what the models take', async () => {
    await prepared();
    const bytes = 1e15;
    bench.server.sizes.set(`${CHAT_MODEL}:latest`, { bytes, onCardBytes: 0 });
    const [memory] = of(await examined(bench), 'memory');
    expect(memory).toMatchObject({ severity: 'warning' });
    expect(memory?.measured).toContain(`${CHAT_MODEL}:latest (931322.6 GiB) and ${EMBED_MODEL}`);
    expect(memory?.mend).toContain('ollama pull llama3.2:1b');
    // Loaded on a graphics card, it takes none of it.
    bench.server.sizes.set(`${CHAT_MODEL}:latest`, { bytes, onCardBytes: bytes });
    await bench.cria.warmUp(AbortSignal.timeout(10_000));
    expect(of(await examined(bench), 'memory')).toMatchObject([{ severity: 'ok' }]);
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
    const config = parseConfig(env);
    const cria = compose({ ...runtime, config, clock: systemClock });
    const stdout = new PassThrough() as unknown as NodeJS.WriteStream & PassThrough;
    await doctorOnce({ ...runtime, config, cria, clock: systemClock, stdout }, { json: true });
    await cria.close();
    const report = JSON.parse(String(stdout.read())) as Examined;
    expect(of(report, 'index')).toMatchObject([{ severity: 'warning', mend: 'npm run reindex' }]);
    expect(of(report, 'index')[0]?.measured).toContain('nomic-embed-text');
  });

  test('asks the golden questions that are about the articles', async () => {
    const golden = join(tmpdir(), `golden-${process.pid}.jsonl`);
    const line = (q: string, articles: string[]) => JSON.stringify({ q, articles });
    onTestFinished(() => rm(golden, { force: true }));
    const env = { GOLDEN_QUESTIONS: golden };
    const about = line(LEAK_QUESTION, ['das-leck']);
    await writeFile(golden, [about, line('x?', ['elsewhere'])].join('\n'));
    await prepared({ env });
    expect(of(await examined(bench), 'golden')).toMatchObject([
      { severity: 'ok', measured: expect.stringContaining('1 of 1') as string },
    ]);
    await writeFile(golden, line('Wo sickerten die Gewichte durch?', ['zu-hause']));
    expect(of(await examined(bench), 'golden')).toMatchObject([
      { severity: 'warning', measured: expect.stringContaining('0 of 1') as string },
    ]);
    await writeFile(golden, line('x?', ['elsewhere']));
    expect(of(await examined(bench), 'golden')).toMatchObject([{ severity: 'note' }]);
    await writeFile(golden, 'no JSON');
    expect(of(await examined(bench), 'golden')).toMatchObject([{ severity: 'error' }]);
  });

  test('sees a bot that serves from the folder', async () => {
    await prepared();
    const lock = takeServingLock(bench.dataDir);
    const [serving] = of(await examined(bench), 'serving');
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

describe('a start', () => {
  async function told(of: CriaBench, env: Readonly<Record<string, string>> = {}): Promise<string> {
    const stderr = new PassThrough();
    const config = parseConfig({ ...of.env, ...env });
    const runtime = { ...of.runtime(), config, clock: systemClock };
    await tellFindings({ ...runtime, stderr: stderr as unknown as NodeJS.WriteStream });
    return String(stderr.read() ?? '');
  }

  test('names what is wrong on a line each, and nothing else', async () => {
    await prepared();
    const env = { CHAT_CONTEXT_TOKENS: '1024', MAX_ANSWER_TOKENS: '512' };
    const lines = (await told(bench, env)).split('\n').filter((line) => line !== '');
    const [window] = lines.filter((line) => line.includes('window'));
    expect(window).toMatch(
      /^warning window {6}a window of 1024 tokens, .*; to mend it: raise CHAT_/u,
    );
    // How much memory and disk are free is the machine's.
    expect(lines.filter((line) => !/^warning (?:window|memory|data folder) /u.test(line))).toEqual(
      [],
    );
  });

  test('names an index of another embedding model, without asking the model who it is', async () => {
    await prepared();
    bench.server.setModels([CHAT_MODEL, EMBED_MODEL], { [EMBED_MODEL]: 'f'.repeat(64) });
    const runtime = bench.runtime();
    const cria = compose({ ...runtime, clock: systemClock });
    await cria.health.refresh();
    await cria.knowledge.open();
    const asked = bench.server.requests.length;
    const paths = () => bench.server.requests.slice(asked).map(({ path }) => path);
    const stderr = new PassThrough();
    const told = { ...runtime, cria, clock: systemClock };
    await tellFindings({ ...told, stderr: stderr as unknown as NodeJS.WriteStream });
    await cria.close();
    expect(String(stderr.read())).toMatch(
      /^warning index .*another one now; to mend it: npm run/mu,
    );
    expect(paths().sort()).toEqual(['/api/ps', '/api/tags']); // what the memory is compared with
  });

  test('names an index without vectors, and none where there is nothing to name', async () => {
    bench = await startBench({ isUp: false });
    await bench.prepare();
    expect(await told(bench)).toMatch(
      /^warning index .*by words alone; to mend it: npm run reindex/mu,
    );
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
    const [lacks] = found.filter((finding) => finding.measured.includes('in Alpakas it lacks'));
    expect(lacks?.mend).toContain('https://discord.com/oauth2/authorize');
    expect(measured).toContain(
      'it asks for Guilds, GuildMessages, DirectMessages: none is privileged',
    );
    expect(measured).toContain('999 of 1000 connections to the gateway are left');
  });

  test('names the channels it may not answer in', async () => {
    const token = 'x'.repeat(24) + '.abcdef.' + 'y'.repeat(38);
    const discord = await startDiscordServer({ token });
    const { guildId, state } = discord;
    state.memberships = [{ id: guildId, name: 'Alpakas', permissions: '9007199254740991' }];
    const deny = String(PermissionFlagsBits.SendMessages);
    const overwrites = [{ id: guildId, type: 0 as const, allow: '0', deny }];
    state.addChannel({ guildId, name: 'news', overwrites });
    await prepared({ env: { DISCORD_TOKEN: token, DISCORD_API_URL: discord.apiUrl } });
    const found = of(await examined(bench), 'Discord');
    await discord.close();
    expect(found.filter(({ measured }) => measured.includes('#news'))).toMatchObject([
      { severity: 'warning', measured: 'in Alpakas it lacks SendMessages in #news' },
    ]);
  });

  test('warns of a bot that logs in all the time, and names the shards it needs', async () => {
    const token = 'x'.repeat(24) + '.abcdef.' + 'y'.repeat(38);
    const discord = await startDiscordServer({ token });
    discord.state.sessions = { shards: 3, left: 12 };
    await prepared({ env: { DISCORD_TOKEN: token, DISCORD_API_URL: discord.apiUrl } });
    const found = of(await examined(bench), 'Discord');
    await discord.close();
    const [few] = found.filter(({ measured }) => measured.startsWith('12 of 1000 connections'));
    expect(few).toMatchObject({ severity: 'warning' });
    expect(few?.measured).toContain('for 240 min');
    expect(found.find(({ mend }) => mend === 'set SHARD_COUNT=3')).toMatchObject({
      severity: 'note',
    });
  });

  test('names a privileged intent that it is given and does not need', async () => {
    const token = 'x'.repeat(24) + '.abcdef.' + 'y'.repeat(38);
    const discord = await startDiscordServer({ token });
    discord.state.applicationFlags = ApplicationFlags.GatewayMessageContentLimited;
    await prepared({ env: { DISCORD_TOKEN: token, DISCORD_API_URL: discord.apiUrl } });
    const found = of(await examined(bench), 'Discord');
    await discord.close();
    const [intents] = found.filter(({ measured }) => measured.startsWith('it asks for'));
    expect(intents).toMatchObject({ severity: 'note' });
    expect(intents?.measured).toContain('the developer portal gives it Message Content, too');
    expect(intents?.mend).toContain('switch them off');
  });

  test('invites where the bot is in no server', async () => {
    const found = await withDiscord(null);
    const [alone] = found.filter((finding) => finding.measured === 'the bot is in no server');
    expect(alone).toMatchObject({ severity: 'warning' });
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
