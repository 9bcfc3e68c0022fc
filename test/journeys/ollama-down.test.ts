import { afterEach, describe, expect, it } from 'vitest';
import type { AnswerReason } from '../../src/domain/answer.ts';
import { DEFAULT_PATIENCE } from '../../src/model/model-runtime.ts';
import { FIRST_REST_MS } from '../../src/model/circuit.ts';
import { LIFE_SIGN_TIMEOUT_MS } from '../../src/model/ollama/ollama-client.ts';
import { wordsFor } from '../../src/words/words.ts';
import {
  replyDrop,
  replyHalfLine,
  replyHang,
  replyHtml,
  replyProgress,
  replyRaw,
  replyStall,
  replyStatus,
  replyText,
  type ChatReply,
  type EmbedReply,
  type FaultReply,
} from '../fakes/ollama-server.ts';
import {
  CHAT_MODEL,
  EMBED_MODEL,
  LEAK_ANSWER,
  LEAK_QUESTION,
  startBench,
  type BenchOptions,
  type CriaBench,
} from './cria-bench.ts';

let bench: CriaBench;
afterEach(async () => {
  await bench.end();
  bench.server.assertNoSurprises();
});

async function start(options: BenchOptions = {}): Promise<void> {
  bench = await startBench(options);
  await bench.prepare();
}

/** The best passage with the sentence why, in German. */
async function expectPassages(reason: AnswerReason): Promise<void> {
  const answer = await bench.ask(LEAK_QUESTION);
  expect(answer).toMatchObject({ mode: 'passages', reason, language: 'de', model: null });
  expect(answer.answer.startsWith(wordsFor('de').reason[reason])).toBe(true);
  expect(answer.answer).toContain('sickerten die Gewichte von Llama auf 4chan durch');
  expect(answer.citations[0]).toMatchObject({ n: 1, articleId: 'das-leck' });
}

const generation = () => bench.cria.knowledge.state().generation!;

describe('without a server', () => {
  it('the best passages come back, cited, with the sentence why', async () => {
    await start({ isUp: false });
    expect(generation().embedder).toBeNull();
    await expectPassages('model-unreachable');
    const english = await bench.ask('How many monthly users need a licence for Llama 2?');
    expect(english.answer).toContain(wordsFor('en').reason['model-unreachable']);
    expect(english.answer).toContain('700 million');
  });

  it('a question the articles do not answer is still refused', async () => {
    await start({ isUp: false });
    expect(await bench.ask('Wie hoch ist der Mount Everest?')).toMatchObject({
      mode: 'abstained',
      reason: 'no-evidence',
    });
  });

  it('the index is completed as soon as it is there, and the next answer is generated', async () => {
    await start({ isUp: false });
    const before = generation();
    bench.watch();
    await bench.server.setDown(false);
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    await bench.until(() => generation().embedder !== null);
    expect(generation().id).not.toBe(before.id);
    expect(generation().passages).toBe(before.passages);
    const answer = await bench.ask(LEAK_QUESTION);
    expect(answer).toMatchObject({ mode: 'generated', answer: LEAK_ANSWER });
    expect(answer.passages[0]!.scores.dense).not.toBeNull();
  });

  it('vectors of an earlier run are searched again as soon as it is there', async () => {
    await start();
    await bench.server.setDown(true);
    await bench.restart();
    await bench.prepare();
    expect((await bench.ask(LEAK_QUESTION)).passages[0]!.scores.dense).toBeNull();
    bench.watch();
    await bench.server.setDown(false);
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    await bench.until(() => bench.cria.knowledge.usableEmbedder() !== null);
    expect((await bench.ask(LEAK_QUESTION)).passages[0]!.scores.dense).not.toBeNull();
    const embedded = bench.server.embedRequests.flatMap(({ inputs }) => inputs);
    const isPassage = (text: string): boolean => /4chan.*Ein Torrent/su.test(text);
    expect(embedded.filter(isPassage)).toHaveLength(1);
  });

  it('a question asked the moment it is back need not wait for the watch', async () => {
    await start({ isUp: false });
    await expectPassages('model-unreachable');
    await bench.server.setDown(false);
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    expect(await bench.ask(LEAK_QUESTION)).toMatchObject({ mode: 'generated' });
  });

  it('a server that goes away while it serves: passages from the next answer on', async () => {
    await start();
    await bench.server.setDown(true);
    await expectPassages('model-unreachable');
  });
});

describe('a missing model', () => {
  it('the chat model: passages, found with vectors', async () => {
    await start({ models: [EMBED_MODEL] });
    await expectPassages('chat-model-missing');
    expect(generation().embedder).not.toBeNull();
    expect((await bench.ask(LEAK_QUESTION)).passages[0]!.scores.dense).not.toBeNull();
  });

  it('the embedder: passages, found by keyword', async () => {
    await start({ models: [CHAT_MODEL] });
    await expectPassages('embedder-missing');
    expect(generation().embedder).toBeNull();
  });

  it('is never downloaded inside a question', async () => {
    await start({ models: [] });
    await expectPassages('chat-model-missing');
    expect(bench.server.requestsOf('/api/pull')).toEqual([]);
  });

  it('is downloaded at the start, with progress, and used at once', async () => {
    bench = await startBench({ models: [] });
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    await bench.prepare({ mayPull: true });
    expect(bench.server.requestsOf('/api/pull').map(({ body }) => body.model ?? body.name)).toEqual(
      [EMBED_MODEL, CHAT_MODEL],
    );
    expect(bench.stderr).toContain(`Downloading ${CHAT_MODEL}`);
    expect(await bench.ask(LEAK_QUESTION)).toMatchObject({ mode: 'generated' });
  });

  it('that cannot be downloaded is named with what to run, and the rest works', async () => {
    bench = await startBench({ models: [] });
    bench.server.onPull(() => replyProgress([{ error: 'pull model manifest: no such host' }]));
    await bench.settled(bench.prepare({ mayPull: true }));
    expect(bench.stderr).toContain(EMBED_MODEL);
    expect(bench.stderr).toContain('Going on without it');
    await expectPassages('chat-model-missing');
  });

  it('that is installed later is noticed by the watch', async () => {
    await start({ models: [CHAT_MODEL] });
    bench.watch();
    bench.server.setModels([CHAT_MODEL, EMBED_MODEL]);
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    await bench.until(() => generation().embedder !== null);
    expect(await bench.ask(LEAK_QUESTION)).toMatchObject({ mode: 'generated' });
  });
});

describe('a chat that fails', () => {
  const FAULTS: readonly (readonly [string, ChatReply, AnswerReason])[] = [
    ['500', replyStatus(500, 'llama runner process has terminated'), 'model-failed'],
    ['404 of a proxy', replyStatus(404, 'page missing'), 'model-failed'],
    [
      '404 for the model',
      replyStatus(404, `model '${CHAT_MODEL}' not found`),
      'chat-model-missing',
    ],
    ['503', replyStatus(503, 'server busy'), 'model-failed'],
    ['HTML', replyHtml(), 'model-failed'],
    ['HTML with 200', replyRaw('<html>login</html>'), 'model-failed'],
    ['half a line', replyHalfLine(), 'model-failed'],
    ['an empty body', replyRaw(''), 'model-failed'],
    ['a cut connection', replyDrop(), 'model-unreachable'],
  ];

  it.each(FAULTS)(
    'with %s: passages, and the next answer is generated',
    async (_, reply, reason) => {
      await start();
      bench.server.onChat((__, index) => (index === 0 ? reply : replyText(LEAK_ANSWER)));
      await expectPassages(reason);
      expect(await bench.ask(LEAK_QUESTION)).toMatchObject({ mode: 'generated' });
    },
  );

  it.each<[string, ChatReply]>([
    ['nothing at all', replyHang()],
    ['a word and then nothing', replyStall(['Die '])],
  ])('with %s: passages once the time is over, and its connection is closed', async (_, reply) => {
    await start();
    bench.server.onChat(() => reply);
    const asked = bench.ask(LEAK_QUESTION);
    const request = await bench.server.chatRequest();
    await bench.clock.advance(DEFAULT_PATIENCE.longestMs);
    expect(await asked).toMatchObject({ mode: 'passages', reason: 'model-slow' });
    expect(await request.closed).toBe('aborted');
  });

  it('again and again is left alone for a while, then tried again', async () => {
    await start();
    bench.server.onChat(() => replyStatus(500, 'out of memory'));
    for (let times = 0; times < 3; times += 1) await expectPassages('model-failed');
    const tried = bench.server.chatRequests.length;
    await expectPassages('model-resting');
    expect(bench.server.chatRequests).toHaveLength(tried);
    const { model } = await bench.cria.services.reportStatus();
    expect(model).toMatchObject({ status: 'resting' });
    await bench.clock.advance(FIRST_REST_MS);
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    expect(await bench.ask(LEAK_QUESTION)).toMatchObject({ mode: 'generated' });
  });
});

describe('an embedder that fails', () => {
  it.each<[string, EmbedReply]>([
    ['500', replyStatus(500, 'runner crashed')],
    ['HTML', replyHtml(200)],
    ['half a line', replyHalfLine()],
    ['a cut connection', replyDrop()],
  ])('with %s in a question: keywords find the passages', async (_, reply) => {
    await start();
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    bench.server.onEmbed(() => reply);
    const answer = await bench.ask(LEAK_QUESTION);
    expect(answer.passages[0]).toMatchObject({
      passage: { articleId: 'das-leck' },
      scores: { dense: null },
    });
    expect(answer.mode).not.toBe('abstained');
  });

  it('while the index is built: the old one keeps serving, and the next start completes it', async () => {
    await start();
    const old = generation();
    await bench.write({ 'neu.md': 'Alpaca kam aus Stanford und kostete wenig Geld.\n' });
    bench.server.onEmbed((request) =>
      request.inputs.some((text) => text.includes('Alpaca'))
        ? replyStatus(500, 'runner crashed')
        : null,
    );
    await bench.restart();
    await bench.settled(bench.prepare());
    expect(generation().id).toBe(old.id);
    expect(bench.stderr).toContain('Going on with the previous index');
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    expect(await bench.ask(LEAK_QUESTION)).toMatchObject({ mode: 'generated', index: old.id });
    bench.server.onEmbed(() => null);
    await bench.restart();
    expect(await bench.prepare()).toMatchObject({ added: ['neu'] });
  });
});

describe('a health check', () => {
  it.each<[string, FaultReply]>([
    ['500', replyStatus(500, 'starting')],
    ['404', replyStatus(404, 'not found')],
    ['HTML', replyHtml(200)],
    ['half a line', replyHalfLine()],
    ['another JSON', replyRaw('{"hello":"world"}')],
  ])('that is answered with %s: passages, until it is well again', async (_, reply) => {
    bench = await startBench();
    bench.server.on('/api/tags', () => reply);
    await bench.prepare();
    await expectPassages('model-unreachable');
    bench.server.on('/api/tags', () => null);
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    expect(await bench.ask(LEAK_QUESTION)).toMatchObject({ mode: 'generated' });
  });

  it('that is never answered holds nobody up for longer than its bound', async () => {
    bench = await startBench();
    bench.server.on('/api/version', () => replyHang());
    const ready = bench.prepare();
    await bench.server.request('/api/version');
    await bench.clock.advance(LIFE_SIGN_TIMEOUT_MS);
    await ready;
    const asked = expectPassages('model-unreachable');
    await bench.server.request('/api/version', 2);
    await bench.clock.advance(LIFE_SIGN_TIMEOUT_MS);
    await asked;
  });
});
