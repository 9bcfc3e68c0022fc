import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startDiscordServer, type DiscordServer } from '../fakes/discord-server/server.ts';
import { startBench, type CriaBench } from './cria-bench.ts';
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
  CRIA_LANGUAGE: 'en',
});

function serve(): { process: CriaProcess; stderr: () => string } {
  const process = new CriaProcess(['start'], env());
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
    process.child.kill('SIGTERM');
    expect((await process.ended).code).toBe(0);
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
  'a second one over the same data waits, and says for what',
  async () => {
    serve();
    await until(registered);
    const second = serve();
    await until(() => second.stderr().includes('Another Cria serves from'));
    expect(discord.gateway.identifies).toBe(1);
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
