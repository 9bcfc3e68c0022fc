import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { invitationAddress } from '../../src/discord/invitation.ts';
import { startDiscordServer, type DiscordServer } from '../fakes/discord-server/server.ts';
import { replyHang } from '../fakes/ollama-server.ts';
import { LEAK_QUESTION, startBench, type CriaBench } from './cria-bench.ts';
import { CriaProcess } from './cria-process.ts';

/** A process starts in about two seconds, more on a busy machine. */
const TIMEOUT_MS = 120_000;
/** Longest time from a signal to the end. */
const END_MS = 15_000;
const POLL_MS = 50;

let bench: CriaBench;
let discord: DiscordServer;
const children: ChildProcess[] = [];
beforeEach(async () => {
  bench = await startBench();
  discord = await startDiscordServer();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await bench.end();
  await discord.close();
});

const env = (): Record<string, string> => ({
  ...bench.env,
  DISCORD_TOKEN: discord.token,
  DISCORD_API_URL: discord.apiUrl,
  SHARED_KNOWLEDGE_GUILDS: '',
  CRIA_LANGUAGE: 'en',
});

function serve(more: Readonly<Record<string, string>> = {}): {
  process: CriaProcess;
  stderr: () => string;
} {
  const process = new CriaProcess(['start'], { ...env(), ...more });
  let stderr = '';
  process.child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  children.push(process.child);
  return { process, stderr: () => stderr };
}

async function until(isSo: () => boolean, maxMs = 60_000): Promise<void> {
  const endMs = performance.now() + maxMs;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error('It did not happen.');
    await pause(POLL_MS);
  }
}

const registered = (): boolean => (discord.state.commands.get('global') ?? []).length > 0;

it(
  'logs in before there is an index, says what goes on, and then that it is there',
  async () => {
    const { process, stderr } = serve();
    await until(registered);
    await until(() => discord.gateway.presences.at(-1) === null && stderr().includes('Index:'));
    expect(discord.gateway.presences[0]).toMatch(/^(?:Getting ready|Reading the articles)/u);
    const asked = discord.interact.command({
      name: 'ask',
      options: { question: 'What may Llama 2 be used for?' },
    });
    await until(() => (asked.texts[0] ?? '').includes('Llama 2'));
    // An empty list once let every server renew the shared articles.
    expect(stderr()).toContain('name their ids in SHARED_KNOWLEDGE_GUILDS');
    const invitation = invitationAddress(discord.state.applicationId);
    expect(stderr()).toContain(`invite the bot with ${invitation}\n`);
    const status = discord.interact.command({ name: 'status' });
    await until(() => (status.texts[0] ?? '').includes(invitation));
    process.child.kill('SIGTERM');
    expect((await process.ended).code).toBe(0);
  },
  TIMEOUT_MS,
);

/** Below those that systems give away by themselves, so that nobody takes it meanwhile. */
const FIRST_PORT = 20_000;
const PORTS = 5_000;

/** One that nobody listens on. */
async function freePort(): Promise<number> {
  for (let at = process.pid % PORTS; ; at += 1) {
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(FIRST_PORT + at, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return FIRST_PORT + at;
  }
}

it(
  'counts on METRICS_PORT, and tells moderators where it lacks a permission',
  async () => {
    const { guildId, state } = discord;
    const deny = String(PermissionFlagsBits.SendMessages);
    const overwrites = [{ id: guildId, type: 0 as const, allow: '0', deny }];
    const news = state.addChannel({ guildId, name: 'news', overwrites });
    const port = await freePort();
    const { process, stderr } = serve({ METRICS_PORT: String(port) });
    await until(() => stderr().includes('Model: '));
    const asked = discord.interact.command({
      name: 'ask',
      options: { question: 'Who painted the ceiling of the Sistine Chapel?' },
    });
    await until(() => (asked.texts[0] ?? '').includes('rather not guess'));
    const status = discord.interact.command({ name: 'status', permissions: '32' });
    await until(() => (status.texts[0] ?? '').includes(`I lack permissions in <#${news.id}>`));
    const served = `http://127.0.0.1:${port}`;
    expect(stderr()).toContain(`Figures: ${served}/metrics`);
    expect(await (await fetch(`${served}/metrics`)).text()).toContain(
      'cria_questions_total{way="interaction"} 1\n',
    );
    expect((await fetch(`${served}/healthz`)).status).toBe(200);
    process.child.kill('SIGTERM');
    expect((await process.ended).code).toBe(0);
  },
  TIMEOUT_MS,
);

it(
  'tells a wrong token before anything is fetched or indexed',
  async () => {
    bench.server.setModels([]);
    const { code, stderr } = await serve({ DISCORD_TOKEN: 'wrong' }).process.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('into DISCORD_TOKEN and start again');
    const { server } = bench;
    expect([...server.requestsOf('/api/pull'), ...server.embedRequests]).toEqual([]);
    expect(stderr).not.toContain('Index:');
  },
  TIMEOUT_MS,
);

it(
  'answers with passages while models are downloaded, says what goes on, and ends meanwhile',
  async () => {
    bench.server.setModels([]);
    bench.server.onPull(() => replyHang());
    const { process } = serve();
    await until(() => bench.server.requestsOf('/api/pull').length > 0);
    const asked = discord.interact.command({ name: 'ask', options: { question: LEAK_QUESTION } });
    await until(() => (asked.texts[0] ?? '').includes('auf 4chan durch'));
    expect(asked.texts[0]).toContain('noch nicht installiert');
    await until(() => discord.gateway.presences.at(-1) === 'Getting ready; ask away already');
    process.child.kill('SIGTERM');
    expect((await process.ended).code).not.toBeNull();
  },
  TIMEOUT_MS,
);

it(
  'ends in time though the gateway is away',
  async () => {
    const { process } = serve();
    await until(registered);
    await until(() => discord.gateway.presences.at(-1) === null);
    discord.gateway.isAway = true;
    discord.gateway.cut();
    await pause(POLL_MS);
    const atMs = performance.now();
    process.child.kill('SIGTERM');
    await process.ended;
    expect(performance.now() - atMs).toBeLessThan(END_MS);
  },
  TIMEOUT_MS,
);

it(
  'a second one over the same data waits, says for what, and serves when the first has ended',
  async () => {
    const first = serve();
    await until(registered);
    const second = serve();
    await until(() => second.stderr().includes('Another Cria serves from'));
    expect(discord.gateway.identifies).toBe(1);
    first.process.child.kill('SIGTERM');
    expect((await first.process.ended).code).toBe(0);
    await until(() => discord.gateway.identifies === 2);
  },
  TIMEOUT_MS,
);

it(
  'a signal to npm start ends the bot',
  async () => {
    const { PATH, HOME } = process.env;
    const npm = spawn('npm', ['start'], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      env: { PATH, HOME, ...env() },
      stdio: 'ignore',
    });
    children.push(npm);
    await until(() => discord.gateway.isConnected && registered());
    npm.kill('SIGTERM');
    await until(() => !discord.gateway.isConnected, END_MS);
  },
  TIMEOUT_MS,
);

it.skipIf(process.platform !== 'linux')(
  'a data folder that cannot be made ends it at once, with what to do',
  async () => {
    const { code, stderr } = await serve({ DATA_DIR: '/proc/nope' }).process.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/cria: The data folder \/proc\/nope cannot be used .*Set DATA_DIR/u);
    expect(discord.gateway.identifies).toBe(0);
  },
  TIMEOUT_MS,
);
