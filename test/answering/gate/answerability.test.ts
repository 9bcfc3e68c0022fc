import { describe, expect, it } from 'vitest';
import { findCandidates } from '../../../src/answering/choosing/find-candidates.ts';
import { SentenceVectors } from '../../../src/answering/choosing/sentence-vectors.ts';
import {
  chanceOfAnswer,
  LEAST_CHANCE,
  STRONG_CHANCE,
} from '../../../src/answering/gate/answerability.ts';
import { signsOf } from '../../../src/answering/gate/signs.ts';
import type { QueryWords } from '../../../src/domain/ports.ts';
import { rankedPassages } from '../../fakes/passages.ts';

const TEXT = 'The Kestrel ferry carries 40 cars across the sound. It was built in 1931.';

async function chance(question: string, words: QueryWords, keyword: number): Promise<number> {
  const considered = rankedPassages([{ title: 'Ferries', section: '', text: TEXT }], {
    ...{ dense: null, similarity: null, keyword },
  });
  const retrieval = { ranked: considered, considered, words, calibration: null, embedding: null };
  const candidates = await findCandidates({
    ...{ question, retrieval, passages: considered, embedder: null, digest: null },
    vectors: new SentenceVectors(),
  });
  const signs = signsOf(question, retrieval, candidates);
  return signs === null ? 0 : chanceOfAnswer(signs);
}

describe('the chance of an answer, by words alone', () => {
  it('is high where one sentence has the words of the question', async () => {
    const words = ['many', 'cars', 'kestrel', 'ferry', 'carry'];
    const found = await chance(
      'How many cars does the Kestrel ferry carry?',
      { words, unknown: [] },
      0.9,
    );
    expect(found).toBeGreaterThan(STRONG_CHANCE);
  });

  it('is not spoilt by one word that stands nowhere', async () => {
    const words = ['cars', 'kestrel', 'ferry', 'carry', 'please'];
    const found = await chance(
      'Please, what cars does the Kestrel ferry carry?',
      { words, unknown: ['please'] },
      0.7,
    );
    expect(found).toBeGreaterThan(LEAST_CHANCE);
  });

  it('is low where hardly a word is there', async () => {
    const words = ['paint', 'ceiling', 'sistine', 'chapel'];
    const found = await chance(
      'Who painted the ceiling of the Sistine Chapel?',
      { words, unknown: words },
      0,
    );
    expect(found).toBeLessThan(LEAST_CHANCE);
  });

  it('is nothing where half of the words stand nowhere and no thing that is named does', async () => {
    const at = (question: string, words: string[], unknown: string[]): Promise<number> =>
      chance(question, { words, unknown }, 0.5);
    expect(await at('What was built in paris?', ['built', 'paris'], ['paris'])).toBe(0);
    const named = await at('Who steers the Kestrel?', ['steers', 'kestrel'], ['steers']);
    expect(named).toBeGreaterThan(0);
  });

  it('is nothing where nothing was found', () => {
    const retrieval = {
      ranked: [],
      considered: [],
      words: { words: [], unknown: [] },
      calibration: null,
      embedding: null,
    };
    expect(signsOf('What?', retrieval, { passages: [], statements: [] })).toBeNull();
  });
});
