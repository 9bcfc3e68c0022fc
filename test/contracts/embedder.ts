import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Embedder } from '../../src/domain/ports.ts';
import { faultOf } from '../model/faults.ts';

/** What a suite over an Embedder needs to be told about it. */
export interface EmbedderHarness {
  /** Of a model whose profile has different prefixes for questions and passages. */
  readonly embedder: Embedder;
  /** The same, with a model the server does not have. */
  readonly missing: Embedder;
  readonly missingModel: string;
  /** The same, where no server is. */
  readonly unreachable: Embedder;
  /** A question, a passage that answers it, and one about something else. */
  readonly related: { readonly query: string; readonly near: string; readonly far: string };
  /** Makes the next request take until it is aborted, as far as the server allows. */
  holdNext(): void;
  /** Resolves when a request has reached the server. */
  requestArrived(): Promise<void>;
  /** Resolves when the client has closed the connection of an unfinished request. */
  connectionClosed(): Promise<void>;
  close(): Promise<void>;
}

export function embedderContract(name: string, start: () => Promise<EmbedderHarness>): void {
  describe(`Embedder: ${name}`, () => {
    let harness: EmbedderHarness;
    beforeEach(async () => {
      harness = await start();
    });
    afterEach(() => harness.close());

    test('describes its model, and the same way twice', async () => {
      const info = await harness.embedder.describe();
      expect(info.digest).toMatch(/^[0-9a-f]{64}$/u);
      expect(info.maxTokens).toBe(512);
      expect((await harness.embedder.embedQuery('a')).length).toBe(info.dimensions);
      expect(await harness.embedder.describe()).toEqual(info);
    });

    test('gives a unit vector per text, in the order of the texts, over several batches', async () => {
      const texts = Array.from(
        { length: 40 },
        (_, index) => `Passage number ${index} about llamas`,
      );
      const vectors = await harness.embedder.embedPassages(texts);
      expect(vectors).toHaveLength(texts.length);
      for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      for (const index of [0, 31, 32, 39]) {
        const [alone] = await harness.embedder.embedPassages([texts[index]!]);
        const similarities = vectors.map((vector) => dot(vector, alone!));
        expect(similarities[index]).toBeCloseTo(1, 2);
        expect(similarities.indexOf(Math.max(...similarities))).toBe(index);
      }
    });

    test('puts a question nearer to its passage than to another', async () => {
      const { query, near, far } = harness.related;
      const question = await harness.embedder.embedQuery(query);
      const [nearVector, farVector] = await harness.embedder.embedPassages([near, far]);
      expect(dot(question, nearVector!)).toBeGreaterThan(dot(question, farVector!));
    });

    test('gives questions and passages different prefixes', async () => {
      const [passage] = await harness.embedder.embedPassages(['Llamas']);
      expect(dot(await harness.embedder.embedQuery('Llamas'), passage!)).toBeLessThan(0.9999);
    });

    test('has nothing to do for no texts', async () => {
      expect(await harness.unreachable.embedPassages([])).toEqual([]);
    });

    test('embeds the beginning of a text that is too long, and its neighbours as they are', async () => {
      const long = 'Die Lizenz erlaubt die Nutzung. '.repeat(300);
      const texts = ['Ein Fuchs', long, 'Ein Bär'];
      const vectors = await harness.embedder.embedPassages(texts);
      expect(vectors).toHaveLength(3);
      for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      const [fox, bear] = await harness.embedder.embedPassages(['Ein Fuchs', 'Ein Bär']);
      expect(dot(vectors[0]!, fox!)).toBeCloseTo(1, 2);
      expect(dot(vectors[2]!, bear!)).toBeCloseTo(1, 2);
    });

    test('refuses to begin when it is already aborted', async () => {
      const aborted = AbortSignal.abort();
      for (const call of [
        () => harness.embedder.embedQuery('a', aborted),
        () => harness.embedder.embedPassages(['a'], aborted),
        () => harness.embedder.describe(aborted),
      ]) {
        expect((await faultOf(call())).code).toBe('cancelled');
      }
    });

    test('aborting inside of a batch closes its connection', async () => {
      const controller = new AbortController();
      const texts = Array.from({ length: 64 }, (_, index) => `${index} ${'word '.repeat(300)}`);
      harness.holdNext();
      const arrived = harness.requestArrived();
      const fault = faultOf(harness.embedder.embedPassages(texts, controller.signal));
      await arrived;
      controller.abort();
      expect((await fault).code).toBe('cancelled');
      await harness.connectionClosed();
    });

    test('names a model the server does not have', async () => {
      for (const call of [
        () => harness.missing.describe(),
        () => harness.missing.embedQuery('a'),
      ]) {
        const fault = await faultOf(call());
        expect(fault.code).toBe('model-missing');
        expect(fault.details).toMatchObject({ model: harness.missingModel });
      }
    });

    test('says when no server answers', async () => {
      for (const call of [
        () => harness.unreachable.describe(),
        () => harness.unreachable.embedQuery('a'),
      ]) {
        expect(await faultOf(call())).toMatchObject({
          code: 'model-unreachable',
          isRetryable: true,
        });
      }
    });
  });
}

export function dot(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}
