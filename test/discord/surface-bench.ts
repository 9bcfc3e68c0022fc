import { setTimeout as realPause } from 'node:timers/promises';
import type { Command, CommandContext, ReplyView } from '../../src/application/command.ts';
import { createReplyJournal } from '../../src/application/members/interrupted-replies.ts';
import {
  createDiscordSurface,
  type DiscordSurface,
  type DiscordSurfaceOptions,
} from '../../src/discord/client.ts';
import type { DiscordWords } from '../../src/discord/discord-words.ts';
import type { RegistryRecord, RegistryStore } from '../../src/discord/registry-store.ts';
import type { Logger } from '../../src/domain/ports.ts';
import { startDiscordServer, type DiscordServer } from '../fakes/discord-server/server.ts';
import { MemoryStores } from '../fakes/memory-stores.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { networkQuiet } from './network-quiet.ts';

/** Words that say their own name, so that a test sees which one was used. */
export const TEST_WORDS: DiscordWords = {
  working: (language) => `working ${language}`,
  sources: (language) => `sources ${language}`,
  interrupted: (language) => `interrupted ${language}`,
  stopped: (language) => `stopped ${language}`,
  tokenEnded: (language) => `token ended ${language}`,
  unknownCommand: (language) => `unknown command ${language}`,
  unknownAction: (language) => `unknown action ${language}`,
  shuttingDown: (language) => `shutting down ${language}`,
  retry: (language) => `retry ${language}`,
  notYours: (language) => `not yours ${language}`,
  notRunning: (language) => `not running ${language}`,
  greeting: (language) => `greeting ${language} /ask`,
  notAccepted: (language) => `not accepted ${language}`,
  alreadyAnswering: (language) => `already answering ${language}`,
  howToFollowUp: (language) => `how to follow up ${language}`,
  noQuestion: (language) => `no question ${language}`,
};

export interface LogLine {
  readonly level: keyof Logger;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export function recordingLogger(): Logger & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at =
    (level: keyof Logger) =>
    (fields: Readonly<Record<string, unknown>>, message: string): void =>
      void lines.push({ level, fields, message });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export function memoryStore(): RegistryStore & { record: RegistryRecord | null } {
  return {
    record: null,
    async read() {
      return this.record;
    },
    async write(record) {
      this.record = record;
    },
  };
}

export function view(text: string, more: Partial<ReplyView> = {}): ReplyView {
  return { tone: 'answer', text, citations: [], buttons: [], ...more };
}

/** A command with one text option, one flag `private` and the given behaviour. */
export function testCommand(
  name: string,
  run: (context: CommandContext) => Promise<void>,
): Command<object> {
  return {
    definition: {
      name: { en: name, de: `${name}-de` },
      description: { en: `Does ${name}`, de: `Macht ${name}` },
      options: [
        {
          kind: 'flag',
          key: 'isPrivate',
          name: { en: 'private', de: 'privat' },
          description: { en: 'Only you see it', de: 'Nur du siehst es' },
        },
        {
          kind: 'text',
          key: 'question',
          name: { en: 'question', de: 'frage' },
          description: { en: 'A question', de: 'Eine Frage' },
          required: true,
          maxChars: 500,
        },
      ],
    },
    prepare: async ({ options }) => ({
      ok: true,
      isPrivate: options.get('isPrivate') === true,
      run,
    }),
  };
}

/** Moves the time in steps, so that what is started on the way finds the clock where it should be. */
export async function pass(clock: ManualClock, ms: number, stepMs = 100): Promise<void> {
  for (let left = ms; left > 0; left -= stepMs) {
    await clock.advance(0);
    await clock.advance(Math.min(stepMs, left));
  }
}

export interface Bench {
  readonly server: DiscordServer;
  readonly clock: ManualClock;
  readonly logger: ReturnType<typeof recordingLogger>;
  readonly store: ReturnType<typeof memoryStore>;
  readonly surface: DiscordSurface;
  /** Another surface against the same server, e.g. after a restart. */
  readonly another: (options?: Partial<DiscordSurfaceOptions<object>>) => DiscordSurface;
  /** Moves the time in small steps, with room for real network traffic, until `condition`. */
  readonly until: (
    condition: () => boolean,
    limits?: { stepMs?: number; maxMs?: number },
  ) => Promise<void>;
  /** Waits for network traffic while the clock stands still. */
  readonly settle: (condition: () => boolean) => Promise<void>;
  /** Closes all surfaces and the server; fails when Discord would have refused something. */
  readonly end: () => Promise<void>;
}

const NETWORK_PAUSE_MS = 2;
const NETWORK_TURNS = 1_500;

export async function startBench(
  commands: readonly Command<object>[],
  options: Partial<DiscordSurfaceOptions<object>> = {},
): Promise<Bench> {
  const clock = new ManualClock();
  const server = await startDiscordServer({ now: () => clock.elapsed() });
  const logger = recordingLogger();
  const store = memoryStore();
  const { pendingReplies, answers } = new MemoryStores();
  const journal = createReplyJournal({ pendingReplies, answers, clock });
  const surfaces: DiscordSurface[] = [];
  let ids = 0;
  const another = (more: Partial<DiscordSurfaceOptions<object>> = {}): DiscordSurface => {
    const surface = createDiscordSurface<object>({
      token: server.token,
      apiUrl: server.apiUrl,
      commands,
      services: {},
      words: TEST_WORDS,
      describeError: (error, language) => `error ${error.code} ${language}`,
      logger,
      clock,
      newId: () => `request${(ids += 1)}`,
      registration: {},
      store,
      actions: [],
      journal,
      messages: {
        command: testCommand('mention', ({ reply }) => reply.finish(view('a mention'))),
        detectLanguage: () => null,
      },
      pollEnded: () => Promise.resolve(),
      servers: {
        left: () => Promise.resolve(),
        joined: () => Promise.resolve(),
        settle: () => Promise.resolve(),
        sweep: () => Promise.resolve(),
      },
      onLost: () => undefined,
      ...options,
      ...more,
    });
    surfaces.push(surface);
    return surface;
  };
  const settle = async (condition: () => boolean): Promise<void> => {
    for (let turn = 0; turn < NETWORK_TURNS; turn += 1) {
      if (condition()) return;
      await realPause(NETWORK_PAUSE_MS);
    }
    throw new Error(`Nothing happened. Log: ${JSON.stringify(logger.lines.slice(-5))}`);
  };
  return {
    server,
    clock,
    logger,
    store,
    surface: another(),
    another,
    settle,
    async until(condition, { stepMs = 100, maxMs = 200_000 } = {}) {
      const endMs = clock.elapsed() + maxMs;
      while (!condition()) {
        if (clock.elapsed() > endMs) {
          throw new Error(`Not within ${maxMs} ms. Log: ${JSON.stringify(logger.lines.slice(-5))}`);
        }
        await networkQuiet(server.state);
        await clock.advance(stepMs);
      }
    },
    async end() {
      await Promise.all(surfaces.map((surface) => surface.close()));
      await server.close();
      server.assertNoSurprises();
    },
  };
}
