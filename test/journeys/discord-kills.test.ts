import { afterEach, expect, test } from 'vitest';
import { createRandom } from '../../evals/bench/random.ts';
import type { InteractionHandle } from '../fakes/discord-server/interact.ts';
import { replyHeld, type OllamaServer } from '../fakes/ollama-server.ts';
import { ANY_TEXT } from './cria-bench.ts';
import { hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

const SEED = 20_261_128;
const QUESTIONS = 100;
const KILLS = 20;
/** A hundred questions a minute. */
const ASKED_EVERY_MS = 600;
/** Most time between two kills, and that a server stays away. */
const MAX_PAUSE_MS = 4_000;
const MAX_AWAY_MS = 6_000;
/** Pieces of each answer, and the time for one: a second and a bit in all. */
const PIECES = 12;
const PIECE_MS = 90;
const STEP_MS = 100;
/** What somebody reads whose answer was cut, before the passages that fit best. */
const TOLD =
  /The language model (?:failed while answering|is not reachable at the moment|keeps failing and gets a short rest)\./u;

let bench: DiscordBench;
afterEach(() => bench.end());

/** Writes each answer piece by piece, on the clock of the test. */
function writeSlowly(server: OllamaServer): void {
  const { clock } = bench.bot;
  server.onChat((request) => {
    const topic = /topic (?<topic>\w+)/u.exec(request.question)?.groups?.['topic'] ?? '';
    const text = `Llama 2 came out on 18 July 2023 together with Microsoft [1]. Told about ${topic}.`;
    const size = Math.ceil(text.length / PIECES);
    const pieces = text.match(new RegExp(`.{1,${size}}`, 'gsu')) ?? [];
    void (async () => {
      for (let sent = 0; sent < pieces.length; sent += 1) {
        await clock.sleep(PIECE_MS);
        request.release();
      }
    })();
    return replyHeld(pieces);
  });
}

interface Kill {
  readonly atMs: number;
  readonly server: 0 | 1;
  readonly awayMs: number;
}

/** One server at a time, so that the other can always go on. */
function plannedKills(): readonly Kill[] {
  const random = createRandom(SEED);
  const kills: Kill[] = [];
  let atMs = 0;
  for (let n = 0; n < KILLS; n += 1) {
    atMs += 1 + random.below(MAX_PAUSE_MS);
    const awayMs = 1 + random.below(MAX_AWAY_MS);
    kills.push({ atMs, awayMs, server: random.below(2) === 0 ? 0 : 1 });
    atMs += awayMs;
  }
  return kills;
}

/** Carries the plan out along the clock of the test. */
class Killer {
  readonly #kills = [...plannedKills()];
  #down: { readonly server: OllamaServer; readonly untilMs: number } | null = null;
  done = 0;

  async step(elapsedMs: number): Promise<void> {
    if (this.#down !== null && elapsedMs >= this.#down.untilMs) await this.end();
    const [next] = this.#kills;
    if (this.#down !== null || next === undefined || elapsedMs < next.atMs) return;
    this.#kills.shift();
    const server = bench.bot.servers[next.server]!;
    await server.setDown(true);
    this.done += 1;
    this.#down = { server, untilMs: elapsedMs + next.awayMs };
  }

  async end(): Promise<void> {
    await this.#down?.server.setDown(false);
    this.#down = null;
  }
}

const ended = ({ messages }: InteractionHandle): boolean => {
  const last = messages.at(-1);
  return last !== undefined && last.content !== '' && !hasButton(last, 'stop');
};

const timesIn = (text: string, part: string): number => text.split(part).length - 1;

test('model servers killed under load: no answer is lost without a word, none is doubled', async () => {
  bench = await startDiscordBench({ servers: 2, answering: ANY_TEXT });
  bench.bot.watch();
  const { servers, clock } = bench.bot;
  for (const server of servers) writeSlowly(server);
  const channels = Array.from({ length: 5 }, () => bench.discord.addChannel().id);
  const killer = new Killer();
  const asked: InteractionHandle[] = [];
  const startedMs = clock.elapsed();
  await bench.until(
    () => asked.length === QUESTIONS && killer.done === KILLS && asked.every(ended),
    {
      stepMs: STEP_MS,
      maxMs: 600_000,
      onStep: async () => {
        const elapsedMs = clock.elapsed() - startedMs;
        await killer.step(elapsedMs);
        if (asked.length === QUESTIONS || elapsedMs < asked.length * ASKED_EVERY_MS) return;
        const n = asked.length;
        asked.push(
          bench.ask(`When did Llama 2 come out? topic T${n}`, {
            userId: `${100_000_000_000_000_000n + BigInt(n)}`,
            channelId: channels[n % channels.length]!,
          }),
        );
      },
    },
  );
  await killer.end();

  let whole = 0;
  for (const [n, { messages, texts }] of asked.entries()) {
    const shown = texts.join('\n');
    expect(timesIn(shown, '18 July 2023'), shown).toBeLessThanOrEqual(1);
    if (new RegExp(`about T${n}\\b`, 'u').test(shown)) whole += 1;
    else expect(shown).toMatch(TOLD);
    expect(hasButton(messages.at(-1), 'regenerate'), shown).toBe(true);
  }
  // The other server goes on: most answers notice nothing (some three of four, as it is).
  expect(whole).toBeGreaterThan(QUESTIONS / 2);
  // Nobody else is told anything, and nobody twice.
  const written = channels.flatMap((channelId) => bench.wrote(channelId));
  expect(written).toHaveLength(QUESTIONS);
});
