import { afterEach, describe, expect, test } from 'vitest';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { customIdsOf, hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

let bench: DiscordBench;
afterEach(() => bench.end());

const A = '100000000000000001';
const B = '100000000000000002';
const C = '100000000000000003';
const LICENCE_QUESTION = 'Which companies must ask Meta for a licence of Llama 2?';
const LICENCE_ANSWER =
  'Companies with more than 700 million monthly users must ask Meta for a licence [1].';

const pieces = (text: string): string[] => text.match(/\S+\s*/gu) ?? [];

describe('/ask', () => {
  test('shows what was found, then the text, then the checked answer with its buttons', async () => {
    bench = await startDiscordBench();
    bench.ollama.onChat(() =>
      replyHeld(pieces(`${LEAK_ANSWER} Ein Torrent machte die Runde [1].`)),
    );
    const asked = bench.ask(LEAK_QUESTION, { locale: 'de' });
    await bench.until(() => asked.texts[0]?.includes('Das Llama-Leck') === true);
    expect(asked.texts[0]).toMatch(
      /^> Wo sickerten .*\n-# \d Passagen? in \d Artikeln? gefunden; ich lese …/u,
    );
    expect(hasButton(asked.messages[0], 'stop')).toBe(true);
    const chat = await bench.ollama.chatRequest();
    chat.release(3);
    await bench.until(() => asked.texts[0]?.includes('-# Ich schreibe …') === true);
    expect(asked.texts[0]).not.toContain('Die Gewichte'); // half a sentence is not checked yet
    chat.release(7);
    await bench.until(() => asked.texts[0]?.includes(LEAK_ANSWER) === true);
    expect(asked.texts[0]).toMatch(/^> Wo sickerten .*\n-# Ich schreibe …/u);
    chat.release(Infinity);
    await bench.finished(asked);
    expect(asked.texts[0]).toContain(LEAK_ANSWER);
    expect(asked.texts[0]).toContain('-# **Quellen**\n-# [1] Das Llama-Leck › Wo die Gewichte');
    const verbs = customIdsOf(asked.messages[0]!).map((id) => id.split(':')[0]);
    expect(verbs.slice(0, 4)).toEqual(['sources', 'ask-on', 'vote-up', 'vote-down']);
    expect(verbs.slice(4)).toEqual(['regenerate', 'in-en', 'why', 'thread']);
  });

  test('shows a formula as it is read, while it is written and in the end', async () => {
    const formula = 'Das Modell Kestrel hat $7 \\times 10^9$ Parameter';
    const article = `---\ntitle: Kestrel\nlanguage: de\n---\n${formula}. Es ist klein.\n`;
    bench = await startDiscordBench({ articles: { 'kestrel.md': article } });
    bench.ollama.onChat(() => replyHeld([`${formula} [1]. `, 'Es ist klein [1].']));
    const asked = bench.ask('Wie viele Parameter hat das Modell Kestrel?', { locale: 'de' });
    const chat = await bench.ollama.chatRequest();
    chat.release(1);
    await bench.until(() => asked.texts[0]?.includes('7 × 10⁹ Parameter') === true);
    expect(asked.texts[0]).toContain('-# Ich schreibe …');
    chat.release(Infinity);
    await bench.finished(asked);
    expect(asked.texts[0]).toContain('hat 7 × 10⁹ Parameter');
    expect(asked.texts[0]).not.toContain('times');
  });

  test('answers in the language that was chosen', async () => {
    bench = await startDiscordBench();
    bench.ollama.onChat(() => replyText(LEAK_ANSWER));
    const asked = bench.ask(LEAK_QUESTION, { options: { language: 'en' } });
    await bench.finished(asked);
    expect(bench.ollama.chatRequests[0]!.prompt).toContain('Answer in English');
  });

  test('is private from the first response on when it is asked so', async () => {
    bench = await startDiscordBench();
    bench.ollama.onChat(() => replyText(LEAK_ANSWER));
    const hidden = bench.ask(LEAK_QUESTION, { options: { private: true } });
    const open = bench.ask(LICENCE_QUESTION, { options: { private: false } });
    await bench.finished(hidden, open);
    expect([hidden.isEphemeral, open.isEphemeral]).toEqual([true, false]);
  });
});

describe('the queue', () => {
  test('shows position and estimate, and moves on', async () => {
    bench = await startDiscordBench();
    bench.ollama.onChat(() => replyHeld(pieces(LICENCE_ANSWER)));
    const first = bench.ask(LICENCE_QUESTION, { userId: A });
    await bench.ollama.chatRequest(1);
    const second = bench.ask(`${LICENCE_QUESTION} Two`, { userId: B });
    await bench.until(() => second.texts[0]?.includes('\n-# In the queue: 1st') === true);
    const third = bench.ask(`${LICENCE_QUESTION} Three`, { userId: C });
    await bench.until(() => third.texts[0]?.includes('\n-# In the queue: 2nd') === true);
    expect(bench.ollama.chatRequests).toHaveLength(1);

    (await bench.ollama.chatRequest(1)).release(Infinity);
    await bench.finished(first);
    await bench.until(() => /queue: 1st <t:\d+:R>/u.test(third.texts[0] ?? ''));
    expect(second.texts[0]).toMatch(/\n-# (?:Searching|Found)/u);

    for (const count of [2, 3]) (await waitForChat(count)).release(Infinity);
    await bench.finished(second, third);
    expect(bench.ollama.chatRequests).toHaveLength(3);
  });

  test('tells a time that is near what an answer takes here', async () => {
    bench = await startDiscordBench();
    const TOOK_MS = 37_000;
    bench.ollama.onChat(() => replyHeld(pieces(LICENCE_ANSWER)));
    const later = async (ms: number): Promise<void> => {
      const atMs = bench.bot.clock.elapsed() + ms;
      await bench.until(() => bench.bot.clock.elapsed() >= atMs, { stepMs: 1_000 });
    };
    const first = bench.ask(LICENCE_QUESTION, { userId: A });
    const chat = await bench.ollama.chatRequest(1);
    await later(TOOK_MS);
    chat.release(Infinity);
    await bench.finished(first);
    const next = bench.ask(`${LICENCE_QUESTION} Two`, { userId: B });
    await waitForChat(2);
    const waiting = bench.ask(`${LICENCE_QUESTION} Three`, { userId: C });
    await bench.until(() => /queue: 1st <t:\d+:R>/u.test(waiting.texts[0] ?? ''));
    const seconds = Number(/<t:(\d+):R>/u.exec(waiting.texts[0]!)?.[1]);
    const leftMs = seconds * 1_000 - bench.bot.clock.now();
    expect(Math.abs(leftMs - TOOK_MS)).toBeLessThan(5_000);
    for (const count of [2, 3]) (await waitForChat(count)).release(Infinity);
    await bench.finished(next, waiting);
  });

  test('lets identical questions share one answer, each with buttons of its own', async () => {
    bench = await startDiscordBench();
    bench.ollama.onChat(() => replyHeld(pieces(LICENCE_ANSWER)));
    const first = bench.ask(LICENCE_QUESTION, { userId: A });
    const chat = await bench.ollama.chatRequest(1);
    const second = bench.ask(`${LICENCE_QUESTION.toLowerCase()} `, { userId: B });
    await bench.until(() => second.texts[0]?.includes('\n-# Found') === true);
    chat.release(Infinity);
    await bench.finished(first, second);
    expect(bench.ollama.chatRequests).toHaveLength(1);
    const ids = [first, second].map(({ messages }) => customIdsOf(messages[0]!)[0]);
    expect(new Set(ids).size).toBe(2);
    expect(second.texts[0]).toContain(LICENCE_ANSWER);
  });

  test('refuses one person a third waiting question, and says why', async () => {
    bench = await startDiscordBench();
    bench.ollama.onChat(() => replyHeld(pieces(LICENCE_ANSWER)));
    const permissions = '32'; // Manage Server: no cool-down
    const questions = ['one', 'two', 'three', 'four'].map((n) => `${LICENCE_QUESTION} ${n}`);
    const asked = questions.map((question) => bench.ask(question, { userId: A, permissions }));
    await bench.until(() => asked.at(-1)?.texts[0]?.includes('still waiting') === true);
    for (const count of [1, 2, 3]) (await waitForChat(count)).release(Infinity);
    await bench.finished(...asked);
    expect(bench.ollama.chatRequests).toHaveLength(3);
  });
});

describe('Stop', () => {
  test('ends one of two generations for its asker alone; the other is untouched', async () => {
    bench = await startDiscordBench({ env: { QUEUE_CONCURRENCY: '2' } });
    bench.ollama.onChat((request) =>
      replyHeld(
        pieces(
          request.question.includes('sickerten')
            ? `${LEAK_ANSWER} Ein Torrent machte die Runde [1].`
            : `${LICENCE_ANSWER} Llama 2 came out on 18 July 2023 [2].`,
        ),
      ),
    );
    const leak = bench.ask(LEAK_QUESTION, { userId: A });
    const leakChat = await bench.ollama.chatRequest(1);
    const licence = bench.ask(LICENCE_QUESTION, {
      userId: B,
      channelId: bench.discord.addChannel().id,
    });
    const licenceChat = await bench.ollama.chatRequest(2);
    leakChat.release(10);
    licenceChat.release(15);
    await bench.until(() => leak.texts[0]?.includes('sickerten') === true);
    await bench.until(() => licence.texts[0]?.includes('Companies with more') === true);

    const stranger = bench.press(leak.messages[0], 'stop', { userId: B, permissions: '0' });
    await bench.until(() => stranger.texts.length > 0);
    expect(stranger.texts[0]).toBe(
      'Only the person who asked, or who manages this server, can stop this answer.',
    );
    expect(stranger.isEphemeral).toBe(true);
    expect(leak.texts[0]).toContain('Writing …');

    bench.press(leak.messages[0], 'stop', { userId: A });
    expect(await leakChat.closed).toBe('aborted');
    await bench.finished(leak);
    expect(leak.texts[0]).toContain('\n-# Auf Wunsch angehalten; bis hierher war es geschrieben.');
    expect(leak.texts[0]).toContain('Die Gewichte von Llama sickerten');

    licenceChat.release(Infinity);
    await bench.finished(licence);
    expect(await licenceChat.closed).toBe('finished');
    expect(licence.texts[0]).toContain(LICENCE_ANSWER);
    expect(licence.texts[0]).not.toContain('Stopped');
  });

  test('leaves the queue', async () => {
    bench = await startDiscordBench();
    bench.ollama.onChat(() => replyHeld(pieces(LICENCE_ANSWER)));
    const first = bench.ask(LICENCE_QUESTION, { userId: A });
    const chat = await bench.ollama.chatRequest(1);
    const second = bench.ask(LEAK_QUESTION, { userId: B });
    await bench.until(() => second.texts[0]?.includes('\n-# In the queue') === true);
    bench.press(second.messages[0], 'stop', { userId: B });
    await bench.until(() => second.texts[0]?.includes('\n-# Stopped.') === true);
    chat.release(Infinity);
    await bench.finished(first, second);
    expect(bench.ollama.chatRequests).toHaveLength(1);
  });

  test('after the end says so', async () => {
    bench = await startDiscordBench();
    bench.ollama.onChat(() => replyHeld(pieces(LEAK_ANSWER)));
    const asked = bench.ask(LEAK_QUESTION);
    await bench.until(() => hasButton(asked.messages[0], 'stop'));
    const customId = customIdsOf(asked.messages[0]!)[0]!;
    (await waitForChat(1)).release(Infinity);
    await bench.finished(asked);
    const late = bench.discord.interact.button({ message: asked.messages[0]!, customId });
    await bench.until(() => late.texts.length > 0);
    expect(late.texts[0]).toBe('This answer is over already.');
  });
});

async function waitForChat(count: number): ReturnType<typeof bench.ollama.chatRequest> {
  await bench.until(() => bench.ollama.chatRequests.length >= count);
  return bench.ollama.chatRequest(count);
}
