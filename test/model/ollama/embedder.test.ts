import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCircuit, FAILURES_TO_OPEN, type Circuit } from '../../../src/model/circuit.ts';
import { createEmbedder, EMBED_BATCH_TEXTS } from '../../../src/model/ollama/embedder.ts';
import type { OllamaOptions } from '../../../src/model/ollama/ollama-options.ts';
import { DEFAULT_PATIENCE } from '../../../src/model/model-runtime.ts';
import { isWithoutVector } from '../../../src/domain/ports.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import {
  replyDrop,
  replyHalfLine,
  replyHang,
  replyHtml,
  replyRaw,
  replyStatus,
  replyVectors,
  startOllamaServer,
  type EmbedReply,
  type OllamaServer,
} from '../../fakes/ollama-server.ts';
import { faultOf } from '../faults.ts';
import { RecordingLogger } from '../recording-logger.ts';

const E5 = 'multilingual-e5-small';

describe('createEmbedder', () => {
  let server: OllamaServer;
  let clock: ManualClock;
  let logger: RecordingLogger;
  let circuit: Circuit;

  beforeEach(async () => {
    server = await startOllamaServer({ models: [E5, 'bge-m3'] });
    clock = new ManualClock();
    logger = new RecordingLogger();
    circuit = createCircuit({ clock, logger, name: 'embedder' });
  });
  afterEach(async () => {
    await server.close();
    server.assertNoSurprises();
    expect(clock.pending).toBe(0);
  });

  const make = (options: Partial<OllamaOptions> = {}) =>
    createEmbedder({ host: server.url, model: E5, clock, logger, circuit, ...options });
  const inputs = () => server.embedRequests.map((request) => request.inputs);
  const texts = (count: number) => Array.from({ length: count }, (_, index) => `text${index}`);

  test('puts the prefixes of its model before questions and passages', async () => {
    await make().embedQuery('Lizenz?');
    await make().embedPassages(['Apache', 'MIT']);
    await make({ model: 'bge-m3' }).embedQuery('Lizenz?');
    expect(inputs()).toEqual([
      ['query: Lizenz?'],
      ['passage: Apache', 'passage: MIT'],
      ['Lizenz?'],
    ]);
  });

  test('signs in with every request', async () => {
    await make({ authorization: 'Bearer s3cret' }).embedQuery('a');
    expect(server.embedRequests[0]?.headers.authorization).toBe('Bearer s3cret');
  });

  test('sends the same options every time and forbids silent cutting', async () => {
    const embedder = make({ threads: 1, keepAlive: '2h' });
    await embedder.describe();
    await embedder.embedQuery('a');
    await embedder.embedPassages(['b']);
    expect(server.embedRequests).toHaveLength(3);
    for (const { body } of server.embedRequests) {
      expect(body).toMatchObject({ truncate: false, keep_alive: '2h' });
      expect(body.options).toEqual({ num_thread: 1 });
    }
    expect(server.startsOf(E5)).toBe(1);
  });

  test('asks for no window of its own, and promises what fits every default one', async () => {
    const info = await make({ model: 'bge-m3' }).describe();
    expect(info.maxTokens).toBe(2_048);
    expect(server.embedRequests[0]?.body.options).toEqual({});
    expect(server.embedRequests[0]?.body.keep_alive).toBe('30m');
  });

  test('sends 32 texts at a time', async () => {
    await make().embedPassages(texts(2 * EMBED_BATCH_TEXTS + 1));
    expect(inputs().map((batch) => batch.length)).toEqual([32, 32, 1]);
    expect(inputs().flat()).toEqual(texts(65).map((text) => `passage: ${text}`));
  });

  test('stops between two batches when cancelled', async () => {
    const controller = new AbortController();
    server.onEmbed((_request, index) => {
      if (index === 1) controller.abort();
      return null;
    });
    const fault = await faultOf(make().embedPassages(texts(320), controller.signal));
    expect(fault.code).toBe('cancelled');
    expect(server.embedRequests).toHaveLength(2);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  test('gives up on a dead server after three minutes and closes its connection', async () => {
    server.onEmbed(() => replyHang());
    server.on('/api/version', () => replyDrop());
    const fault = faultOf(make().embedQuery('a'));
    const request = await server.request('/api/embed');
    await clock.advance(DEFAULT_PATIENCE.askAfterMs - 1);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect(await fault).toMatchObject({ code: 'model-timeout', details: { trouble: 'silent' } });
    expect(await request.closed).toBe('aborted');
  });

  test('gives a slow server fewer texts at a time, and remembers how many', async () => {
    server.onEmbed(({ inputs: sent }) => (sent.length > 8 ? replyHang() : null));
    const patience = { askAfterMs: 1_000, longestMs: 5_000 };
    const embedder = make({ patience });
    const vectors = embedder.embedPassages(texts(32));
    for (const [at, size] of [32, 16].entries()) {
      const request = await server.request('/api/embed', at + 1);
      expect(request.inputs).toHaveLength(size);
      await clock.advance(patience.askAfterMs);
    }
    // Of the second half, too
    await server.request('/api/embed', 5);
    await clock.advance(patience.askAfterMs);
    expect(await vectors).toHaveLength(32);
    expect(circuit.retryInMs()).toBeNull();
    await embedder.embedPassages(texts(16));
    expect(
      inputs()
        .slice(-2)
        .map((batch) => batch.length),
    ).toEqual([8, 8]);
  });

  describe('a text without a vector', () => {
    const NAN = replyStatus(500, 'failed to encode response: json: unsupported value: NaN');
    const cursed = (sent: readonly string[]) => sent.some((text) => text.includes('text3'));

    test('gets zeros, its neighbours get what is theirs', async () => {
      server.onEmbed((request) => (cursed(request.inputs) ? NAN : null));
      const embedder = make();
      await embedder.describe();
      const vectors = await embedder.embedPassages(texts(8));
      expect(vectors.map(isWithoutVector)).toEqual(texts(8).map((text) => text === 'text3'));
      expect(circuit.retryInMs()).toBeNull();
    });

    test('is refused as a question, and blames no fault on the server', async () => {
      server.onEmbed(() => NAN);
      for (let count = 0; count <= FAILURES_TO_OPEN; count += 1) {
        expect((await faultOf(make().embedQuery('a'))).code).toBe('model-failed');
      }
      expect(circuit.retryInMs()).toBeNull();
    });
  });

  describe('a text that is too long', () => {
    const long = 'wort '.repeat(1_500).trim();

    test('is halved until it fits, without its neighbours', async () => {
      const vectors = await make().embedPassages(['eins', long, 'drei']);
      expect(vectors).toHaveLength(3);
      const sent = inputs().filter((batch) => batch.length === 1);
      const words = sent.map(([text]) => text?.split(' ').length ?? 0);
      expect(Math.max(...words.slice(-2))).toBeLessThan(1_500);
      const accepted = inputs().filter((batch) =>
        batch.every((text) => text.split(' ').length <= 512),
      );
      expect(accepted.flat()).toContain('passage: eins');
      expect(accepted.flat()).toContain('passage: drei');
      for (const [text] of sent) expect(text).toMatch(/^passage: /u);
    });

    test('is logged with its length, not its words', async () => {
      await make().embedQuery(long);
      expect(logger.warnings).toHaveLength(1);
      expect(logger.warnings[0]?.fields).toMatchObject({ chars: long.length });
      expect(Number(logger.warnings[0]?.fields['keptChars'])).toBeLessThan(long.length / 2);
      expect(JSON.stringify(logger.lines)).not.toContain('wort');
    });

    test('is given up after a bounded number of tries, without blaming the server', async () => {
      server.onEmbed(() => replyStatus(400, 'the input length exceeds the context length'));
      for (let count = 0; count <= FAILURES_TO_OPEN; count += 1) {
        expect((await faultOf(make().embedQuery('x'.repeat(10_000)))).code).toBe('model-failed');
      }
      expect(server.embedRequests).toHaveLength((FAILURES_TO_OPEN + 1) * 13);
    });
  });

  test.each<[string, EmbedReply, string]>([
    ['500', replyStatus(500, 'runner stopped'), 'model-failed'],
    ['503', replyStatus(503, 'server busy'), 'model-overloaded'],
    ['a page', replyHtml(), 'model-failed'],
    ['half a line', replyHalfLine(), 'model-failed'],
    ['nothing', replyRaw(''), 'model-failed'],
    ['no vectors', replyRaw('{}'), 'model-failed'],
    ['too few vectors', replyVectors([[1, 0]]), 'model-failed'],
    [
      'a vector with a hole',
      replyVectors([
        [1, 0],
        [null, 1],
      ]),
      'model-failed',
    ],
    [
      'zeros',
      replyVectors([
        [1, 0],
        [0, 0],
      ]),
      'model-failed',
    ],
  ])('%s', async (_what, reply, code) => {
    server.onEmbed(() => reply);
    expect((await faultOf(make().embedPassages(['a', 'b']))).code).toBe(code);
  });

  test('makes unit vectors of what is none', async () => {
    server.onEmbed(() => replyVectors([[3, 4]]));
    const vector = await make().embedQuery('a');
    expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
  });

  test('refuses vectors of another length than before', async () => {
    const embedder = make();
    await embedder.embedQuery('a');
    server.onEmbed(() => replyVectors([[1, 0]]));
    expect((await faultOf(embedder.embedQuery('a'))).message).toContain('64 were expected');
  });

  describe('describe', () => {
    test('probes the length of a vector once for the same weights', async () => {
      const embedder = make();
      const info = await embedder.describe();
      expect(info).toMatchObject({ model: E5, dimensions: 64, maxTokens: 512 });
      expect(await embedder.describe()).toEqual(info);
      expect(server.embedRequests).toHaveLength(1);
      expect(server.requestsOf('/api/tags')).toHaveLength(2);
    });

    test('names other weights by another digest', async () => {
      const embedder = make();
      const before = await embedder.describe();
      server.setModels([E5], { [E5]: 'other-weights' });
      server.onEmbed(() => replyVectors([[1, 0]]));
      const after = await embedder.describe();
      expect(after.digest).not.toBe(before.digest);
      expect(after.dimensions).toBe(2);
      expect(await make().describe()).toEqual(after);
    });

    test('names the same weights with other prefixes by another digest', async () => {
      const digests = { [E5]: 'same', 'bge-m3': 'same' };
      server.setModels([E5, 'bge-m3'], digests);
      const [e5, bge] = [await make().describe(), await make({ model: 'bge-m3' }).describe()];
      expect(e5.digest).not.toBe(bge.digest);
    });

    test('finds the model with and without its tag', async () => {
      const [plain, full] = [
        await make().describe(),
        await make({ model: `${E5}:latest` }).describe(),
      ];
      expect(full.digest).toBe(plain.digest);
    });
  });

  test('rests after three faults', async () => {
    server.onEmbed(() => replyStatus(500, 'crashed'));
    for (let count = 0; count < FAILURES_TO_OPEN; count += 1) await faultOf(make().embedQuery('a'));
    expect((await faultOf(make().embedQuery('a'))).code).toBe('model-resting');
    expect(server.embedRequests).toHaveLength(FAILURES_TO_OPEN);
  });
});
