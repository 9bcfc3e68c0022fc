import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InteractionHandle } from '../fakes/discord-server/interact.ts';
import { replyHeld, replyText, type RecordedRequest } from '../fakes/ollama-server.ts';
import { ANY_TEXT, LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { customIdsOf, hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

let bench: DiscordBench;
beforeEach(async () => {
  // Longer than Discord lets a reply be edited by its token.
  bench = await startDiscordBench({
    env: { ANSWER_DEADLINE_SECONDS: '3600' },
    answering: ANY_TEXT,
  });
  const text = `${LEAK_ANSWER} Ein Torrent machte die Runde [1]. Zwei Senatoren schrieben [1].`;
  bench.ollama.onChat(() => replyHeld(text.match(/\S+\s*/gu) ?? []));
});
afterEach(() => bench.end());

/** Discord takes five messages and edits in so long. */
const EDIT_WINDOW_MS = 5_000;
const TOKEN_MS = 900_000; // 15 minutes
const EPHEMERAL = 64;
const A = '100000000000000001';
const B = '100000000000000002';
const quoted = (): string => `> ${LEAK_QUESTION.replaceAll('?', '\\?')}\n`;
const INTERRUPTED = '-# Durch einen Neustart unterbrochen. Bitte stell die Frage noch einmal.';
const WRITTEN = 'Die Gewichte von Llama sickerten';

interface Writing {
  readonly asked: InteractionHandle;
  readonly chat: RecordedRequest;
}

/** An answer that is half written. */
async function writing(call: Parameters<DiscordBench['ask']>[1] = {}): Promise<Writing> {
  const asked = bench.ask(LEAK_QUESTION, { userId: A, locale: 'de', ...call });
  const chat = await bench.ollama.chatRequest();
  chat.release(10);
  await bench.until(() => asked.texts[0]?.includes(WRITTEN) === true);
  return { asked, chat };
}

async function retried(asked: InteractionHandle, userId = A): Promise<InteractionHandle> {
  bench.ollama.onChat(() => replyText(LEAK_ANSWER));
  const again = bench.press(asked.messages[0], 'retry', { userId, locale: 'de' });
  await bench.finished(again);
  expect(hasButton(asked.messages[0], 'retry')).toBe(false);
  return again;
}

describe('a restart in the middle of an answer', () => {
  test('that was a crash: the message is marked at the next start, and Retry works', async () => {
    const { asked } = await writing();
    await bench.crash();
    expect(asked.texts[0]).toMatch(new RegExp(`^${quoted()}${INTERRUPTED}\n\n${WRITTEN}`, 'u'));
    expect(customIdsOf(asked.messages[0]!).map((id) => id.split(':')[0])).toEqual(['retry']);
    const again = await retried(asked);
    expect(again.texts[0]).toContain(LEAK_ANSWER);
    expect(hasButton(again.messages[0], 'sources')).toBe(true);
    await bench.bot.clock.advance(0);
    expect(await bench.bot.cria.stores.pendingReplies.list(0)).toEqual([]);
  });

  test('in good order is marked at once, and Retry works after it', async () => {
    const { asked, chat } = await writing();
    await bench.bot.clock.advance(EDIT_WINDOW_MS);
    await bench.restart();
    expect(await chat.closed).toBe('aborted');
    expect(asked.texts[0]).toMatch(new RegExp(`^${quoted()}${INTERRUPTED}\n\n${WRITTEN}`, 'u'));
    const again = await retried(asked);
    expect(again.texts[0]).toContain(LEAK_ANSWER);
  });

  test('after which the token has died: the channel’s own message is marked', async () => {
    const { asked } = await writing();
    await bench.crash({ awayMs: TOKEN_MS + 1_000 });
    expect(asked.texts[0]).toMatch(new RegExp(`^${quoted()}${INTERRUPTED}\n\n${WRITTEN}`, 'u'));
    const paths = bench.discord.state.requests.map(({ method, path }) => `${method} ${path}`);
    expect(paths.at(-1)).toBe(
      `PATCH /channels/${asked.channelId}/messages/${asked.messages[0]!.id}`,
    );
  });

  test('keeps a private one private, and out of others’ reach', async () => {
    const { asked } = await writing({ options: { private: true } });
    await bench.crash();
    expect(hasButton(asked.messages[0], 'retry')).toBe(true);
    const stranger = bench.press(asked.messages[0], 'retry', { userId: B });
    await bench.finished(stranger);
    expect(stranger.texts[0]).toBe('This answer is no longer stored. Please ask again.');
    const again = await retried(asked);
    expect(again.messages[0]!.flags & EPHEMERAL).toBe(EPHEMERAL);
  });

  test('leaves finished answers alone', async () => {
    bench.ollama.onChat(() => replyText(LEAK_ANSWER));
    const asked = bench.ask(LEAK_QUESTION, { userId: A });
    await bench.finished(asked);
    await bench.crash();
    expect(asked.texts[0]).toContain(LEAK_ANSWER);
    expect(hasButton(asked.messages[0], 'sources')).toBe(true);
  });
});

describe('the end of the token in the middle of an answer', () => {
  const STEP_MS = 15_000; // below the time a model may take for its next token
  const slowly = `${WRITTEN} auf 4chan durch [1]. `.match(/\S+\s*/gu)!;
  const pieces = [...slowly, ...Array.from({ length: 70 }, (_unused, n) => `Wort${n}. `)];

  /** Writes on, a word every quarter of a minute, until the token is over. */
  async function writeUntil(endMs: number, chat: RecordedRequest): Promise<void> {
    while (bench.bot.clock.elapsed() < endMs) {
      const nextMs = bench.bot.clock.elapsed() + STEP_MS;
      chat.release(1);
      await bench.until(() => bench.bot.clock.elapsed() >= nextMs, { stepMs: 3_000 });
    }
  }

  test('public: it goes on in the same message, through the channel', async () => {
    bench.ollama.onChat(() => replyHeld(pieces));
    const { asked, chat } = await writing();
    await writeUntil(920_000, chat);
    chat.release(Infinity);
    await bench.finished(asked);
    const late = bench.discord.state.requests.filter(({ at }) => at > 900_000);
    expect(late.length).toBeGreaterThan(0);
    expect(late.every(({ path, status }) => path.startsWith('/channels/') && status === 200)).toBe(
      true,
    );
    expect(asked.texts[0]).toContain('Wort69');
    expect(hasButton(asked.messages[0], 'sources')).toBe(true);
  });

  test('private: it ends with a note, and so does the generation', async () => {
    bench.ollama.onChat(() => replyHeld(pieces));
    const { asked, chat } = await writing({ options: { private: true } });
    await writeUntil(880_000, chat);
    expect(await chat.closed).toBe('aborted');
    expect(asked.texts[0]).toContain('\n-# Private Antworten erlaubt Discord nur 15 Minuten lang');
    expect(hasButton(asked.messages[0], 'retry')).toBe(true);
    expect(asked.texts[0]).toContain(WRITTEN);
  });
});

describe('what disappears under the bot', () => {
  test('a deleted message ends the generation', async () => {
    const { asked, chat } = await writing();
    bench.discord.deleteMessage(asked.messages[0]!);
    chat.release(6);
    await bench.until(() =>
      bench.bot.logger.lines.some(({ fields }) => fields['fault'] === 'gone'),
    );
    expect(await chat.closed).toBe('aborted');
  });

  test('a deleted channel as well', async () => {
    const channelId = bench.discord.addChannel().id;
    const { chat } = await writing({ channelId });
    bench.discord.deleteChannel(channelId);
    chat.release(6);
    await bench.until(() =>
      bench.bot.logger.lines.some(({ fields }) => fields['fault'] === 'gone'),
    );
    expect(await chat.closed).toBe('aborted');
  });
});

test('the gateway drops in the middle of a stream: it resumes, and the answer completes', async () => {
  const { asked, chat } = await writing();
  bench.discord.gateway.drop();
  const meanwhile = bench.ask('Was ist Llama 2?', { userId: B });
  await bench.settle(() => meanwhile.response !== null);
  chat.release(Infinity);
  await bench.finished(asked);
  expect(asked.texts[0]).toContain(LEAK_ANSWER);
  expect([bench.discord.gateway.resumes, bench.discord.gateway.identifies]).toEqual([1, 1]);
  await bench.until(() => bench.ollama.chatRequests.length === 2);
  (await bench.ollama.chatRequest(2)).release(Infinity);
  await bench.finished(meanwhile);
});

test('a 429 in the middle loses nothing', async () => {
  const { asked, chat } = await writing();
  bench.discord.limits.order({ count: 1, retryAfterMs: 50 });
  chat.release(Infinity);
  await bench.finished(asked);
  expect(bench.discord.state.requests.filter(({ status }) => status === 429)).toHaveLength(1);
  expect(asked.texts[0]).toContain(LEAK_ANSWER);
});
