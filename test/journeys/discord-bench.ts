import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as realPause } from 'node:timers/promises';
import { createDiscordSurface, type DiscordSurface } from '../../src/discord/client.ts';
import { surfaceOptions } from '../../src/entry/serve-discord.ts';
import { networkQuiet } from '../discord/network-quiet.ts';
import type { Caller, CommandCall, InteractionHandle } from '../fakes/discord-server/interact.ts';
import { startDiscordServer, type DiscordServer } from '../fakes/discord-server/server.ts';
import type { StoredMessage } from '../fakes/discord-server/state.ts';
import { MANUAL_CLOCK_START_MS, type ManualClock } from '../fakes/manual-clock.ts';
import type { OllamaServer } from '../fakes/ollama-server.ts';
import { startBench, type BenchOptions, type CriaBench } from './cria-bench.ts';

/** Real pauses while the manual clock stands still, for what travels over loopback. */
const RESTART_MS = 5_000;
const NETWORK_PAUSE_MS = 2;
const NETWORK_TURNS = 2_500;
/** Steps of real and of manual time together, and their number: a minute in all. */
const SLOW_PAUSE_MS = 10;
const SLOW_STEP_MS = 30;
const SLOW_TURNS = 6_000;

/** The whole bot between a fake Discord and a fake Ollama, on one manual clock. */
export class DiscordBench {
  readonly discord: DiscordServer;
  bot: CriaBench;
  surface: DiscordSurface;

  constructor(discord: DiscordServer, bot: CriaBench) {
    this.discord = discord;
    this.bot = bot;
    this.surface = this.#createSurface();
  }

  get ollama(): OllamaServer {
    return this.bot.server;
  }

  ask(question: string, call: Partial<CommandCall> = {}): InteractionHandle {
    const options = { question, ...call.options };
    return this.discord.interact.command({ ...call, name: 'ask', options });
  }

  command(name: string, call: Partial<CommandCall> = {}): InteractionHandle {
    return this.discord.interact.command({ ...call, name });
  }

  /** Presses the button of that verb below a message, or chooses the entry of the menu. */
  press(message: StoredMessage | undefined, verb: string, caller: Caller = {}): InteractionHandle {
    if (message === undefined) throw new Error(`There is no message with ${verb} below it.`);
    const customId = customIdsOf(message).find((id) => id.startsWith(`${verb}:`));
    if (customId === undefined) {
      throw new Error(`No ${verb} among ${customIdsOf(message).join(', ')}: ${message.content}`);
    }
    const menu = menuOf(message, customId);
    return menu === null
      ? this.discord.interact.button({ ...caller, message, customId })
      : this.discord.interact.select({ ...caller, message, customId: menu, value: customId });
  }

  /** Sends the form that a button has opened. */
  submit(
    opened: InteractionHandle,
    fields: Readonly<Record<string, string>>,
    caller: Caller = {},
  ): InteractionHandle {
    const customId = opened.response?.data.custom_id;
    if (typeof customId !== 'string') throw new Error('No form was opened.');
    return this.discord.interact.modal({ ...caller, customId, fields });
  }

  /** What the bot wrote into a channel, oldest first. */
  wrote(channelId: string): readonly StoredMessage[] {
    const { messages, botUserId } = this.discord.state;
    return [...messages.values()].filter(
      (message) =>
        message.channelId === channelId && message.authorId === botUserId && !message.isDeleted,
    );
  }

  /** Moves the time in small steps, with room for real network traffic, until `isSo`. */
  async until(
    isSo: () => boolean,
    limits: { stepMs?: number; maxMs?: number; onStep?: () => Promise<void> } = {},
  ): Promise<void> {
    const { stepMs = 100, maxMs = 60_000, onStep } = limits;
    const endMs = this.bot.clock.elapsed() + maxMs;
    while (!isSo()) {
      if (this.bot.clock.elapsed() > endMs)
        throw new Error(`Not within ${maxMs} ms. ${this.#log()}`);
      await onStep?.();
      await networkQuiet(this.discord.state);
      await this.bot.clock.advance(stepMs);
    }
  }

  /** Waits for network traffic while the clock stands still. */
  async settle(isSo: () => boolean): Promise<void> {
    for (let turn = 0; turn < NETWORK_TURNS; turn += 1) {
      if (isSo()) return;
      await realPause(NETWORK_PAUSE_MS);
    }
    throw new Error(`Nothing happened. ${this.#log()}`);
  }

  /** As `until`, for work outside this thread: the time moves little faster than the real one. */
  async slowly(isSo: () => boolean): Promise<void> {
    for (let turn = 0; turn < SLOW_TURNS; turn += 1) {
      if (isSo()) return;
      await realPause(SLOW_PAUSE_MS);
      await this.bot.clock.advance(SLOW_STEP_MS);
    }
    throw new Error(`Nothing happened. ${this.#log()}`);
  }

  /** Until the reply is final: no Stop button is left below it. */
  async finished(...handles: readonly InteractionHandle[]): Promise<void> {
    await this.until(() =>
      handles.every(({ messages }) => {
        const last = messages.at(-1);
        return last !== undefined && last.content !== '' && !hasButton(last, 'stop');
      }),
    );
  }

  /**
   * Ends the bot in good order and starts it over the same data, after as long as a restart takes:
   * the new process knows nothing of what the old one used of a rate limit.
   */
  async restart(): Promise<void> {
    await this.#closeSurface();
    await this.bot.clock.advance(RESTART_MS);
    await this.bot.restart();
    await this.#begin();
  }

  /**
   * The process dies: nothing it does from now on reaches Discord, and the new one starts over the
   * data as they were at that moment, `awayMs` later.
   */
  async crash({ awayMs = 0 }: { readonly awayMs?: number } = {}): Promise<void> {
    const { bot, discord } = this;
    const dataDir = join(bot.folder, `data-${bot.clock.elapsed()}`);
    await cp(bot.dataDir, dataDir, { recursive: true });
    discord.rest.failures = Infinity;
    if (bot.postgres !== null) await bot.cria.stores.close(); // nothing reaches that either
    await this.#closeSurface();
    await bot.cria.close();
    discord.rest.failures = 0;
    await bot.clock.advance(awayMs);
    this.bot = bot.over(dataDir);
    await this.#begin();
  }

  async end(): Promise<void> {
    await this.#closeSurface();
    await this.bot.end();
    await this.discord.close();
    this.discord.assertNoSurprises();
    for (const server of this.bot.servers) server.assertNoSurprises();
  }

  /** What runs has its grace, on the clock of the test. */
  async #closeSurface(): Promise<void> {
    const waiting = new Set<unknown>();
    const closing = this.surface.close();
    waiting.add(closing);
    void closing.then(() => waiting.clear());
    while (waiting.size > 0) {
      await realPause(NETWORK_PAUSE_MS);
      await this.bot.clock.advance(500);
    }
  }

  async #begin(): Promise<void> {
    await this.bot.prepare();
    this.surface = this.#createSurface();
    await this.surface.start();
  }

  #createSurface(): DiscordSurface {
    const { apiUrl, token } = this.discord;
    const runtime = this.bot.runtime();
    return createDiscordSurface({
      ...surfaceOptions({ ...runtime, token }, () => undefined),
      apiUrl,
    });
  }

  #log(): string {
    return `Log: ${JSON.stringify(this.bot.logger.lines.slice(-6))}`;
  }
}

interface Component {
  readonly custom_id?: string;
  /** Of a menu. */
  readonly options?: readonly { readonly value: string }[];
}

const componentsOf = (message: StoredMessage): readonly Component[] =>
  message.components.flatMap((row) => (row as { components?: Component[] }).components ?? []);

/** Of everything that can be done with a message: its buttons, then the entries of its menu. */
export function customIdsOf(message: StoredMessage): string[] {
  return componentsOf(message).flatMap(({ custom_id, options }) =>
    options === undefined ? (custom_id ?? []) : options.map(({ value }) => value),
  );
}

/** The menu an entry is in; null for a button. */
function menuOf(message: StoredMessage, customId: string): string | null {
  const menu = componentsOf(message).find(
    ({ options }) => options?.some(({ value }) => value === customId) === true,
  );
  return menu?.custom_id ?? null;
}

export function hasButton(message: StoredMessage | undefined, verb: string): boolean {
  return message !== undefined && customIdsOf(message).some((id) => id.startsWith(`${verb}:`));
}

/** Everything up and connected; the server keeps the shared articles. End it in `afterEach`. */
export async function startDiscordBench(options: BenchOptions = {}): Promise<DiscordBench> {
  let clock: ManualClock | null = null;
  const discord = await startDiscordServer({
    now: () => clock?.elapsed() ?? 0,
    epochMs: MANUAL_CLOCK_START_MS,
  });
  const env = { SHARED_KNOWLEDGE_GUILDS: discord.guildId, ...options.env };
  const bot = await startBench({ ...options, env });
  ({ clock } = bot);
  await bot.prepare();
  const bench = new DiscordBench(discord, bot);
  await bench.surface.start();
  return bench;
}
