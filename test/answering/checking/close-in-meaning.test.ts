import { describe, expect, it } from 'vitest';
import { closeInMeaning } from '../../../src/answering/checking/close-in-meaning.ts';
import { TranslationScale } from '../../../src/answering/checking/translation-scale.ts';
import { SentenceVectors } from '../../../src/answering/choosing/sentence-vectors.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { Embedder } from '../../../src/domain/ports.ts';
import { GENERATION } from '../../fakes/fake-index.ts';

/** Texts that mean the same lie in one direction; what is in none of these lists lies in one of its own. */
const SAME = [
  ['The mill burnt down in spring.', 'weil die Mühle im Frühjahr abgebrannt war'],
  ['The bell is cracked.', 'Die Glocke ist gesprungen.'],
];
const DIMENSIONS = 64;

function fakeEmbedder(): Embedder & { texts: string[]; fault: AppError | null } {
  const known = new Map<string, number>();
  const placeOf = (text: string): number => {
    const at = SAME.findIndex((texts) => texts.includes(text));
    const key = at < 0 ? text : String(at);
    if (!known.has(key)) known.set(key, known.size);
    return known.get(key)!;
  };
  return {
    texts: [],
    fault: null,
    describe: () => Promise.resolve(GENERATION.embedder!),
    embedQuery: () => Promise.reject(new Error('No question is asked here.')),
    embedPassages(texts) {
      if (this.fault !== null) return Promise.reject(this.fault);
      this.texts.push(...texts);
      return Promise.resolve(
        texts.map((text) => {
          const vector = new Float32Array(DIMENSIONS);
          vector[placeOf(text)] = 1;
          return vector;
        }),
      );
    },
  };
}

const GERMAN = [
  { text: 'Die Glocke ist gesprungen.', language: 'de' },
  {
    text: 'Es hieß, dass die Leute flohen, weil die Mühle im Frühjahr abgebrannt war',
    language: 'de',
  },
];

/** A scale on which only the very same direction means the same. */
class StrictScale extends TranslationScale {
  override threshold(): Promise<number> {
    return Promise.resolve(0.9);
  }
}

function compare(claim: string, embedder = fakeEmbedder()) {
  const scales = { vectors: new SentenceVectors(), translations: new StrictScale() };
  return closeInMeaning(
    { claim, spoken: 'en', statements: GERMAN, embedder, digest: 'digest' },
    scales,
  );
}

describe('a claim and statements in another language', () => {
  it('are close where the whole statement means the same', async () => {
    const isClose = await compare('The bell is cracked.');
    expect([isClose(0), isClose(1)]).toEqual([true, false]);
  });

  it('are close where one clause does', async () => {
    const isClose = await compare('The mill burnt down in spring.');
    expect([isClose(0), isClose(1)]).toEqual([false, true]);
  });

  it('are not close otherwise', async () => {
    const isClose = await compare('The choir sings on Sundays.');
    expect([isClose(0), isClose(1)]).toEqual([false, false]);
  });

  it('are not told where nothing has vectors, or the embedder went away', async () => {
    const gone = fakeEmbedder();
    gone.fault = new AppError('model-unreachable', 'gone');
    expect((await compare('The bell is cracked.', gone))(0)).toBeNull();
    const scales = { vectors: new SentenceVectors(), translations: new StrictScale() };
    const without = { claim: 'The bell is cracked.', statements: GERMAN, embedder: null };
    const isClose = await closeInMeaning({ ...without, spoken: 'en', digest: null }, scales);
    expect(isClose(0)).toBeNull();
  });

  it('cost no vector where all speak one language', async () => {
    const embedder = fakeEmbedder();
    const scales = { vectors: new SentenceVectors(), translations: new StrictScale() };
    const german = { claim: 'Die Glocke ist hin.', spoken: 'de', statements: GERMAN } as const;
    const isClose = await closeInMeaning({ ...german, embedder, digest: 'digest' }, scales);
    expect(isClose(0)).toBe(false);
    expect(embedder.texts).toEqual([]);
  });
});
