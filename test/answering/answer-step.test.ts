import { describe, expect, it } from 'vitest';
import { answerStep } from '../../src/answering/answer-step.ts';
import type { Judged, Parts } from '../../src/answering/chain-parts.ts';
import { TranslationScale } from '../../src/answering/checking/translation-scale.ts';
import { ReadingSpeed } from '../../src/answering/choosing/reading-speed.ts';
import { scoreStatements } from '../../src/answering/choosing/score-statements.ts';
import { SentenceVectors } from '../../src/answering/choosing/sentence-vectors.ts';
import { statementsOf } from '../../src/answering/choosing/statements.ts';
import { PromptScale } from '../../src/answering/prompt-scale.ts';
import type { Answer } from '../../src/domain/answer.ts';
import type { Passage } from '../../src/domain/passage.ts';
import { FakeChat } from '../fakes/fake-chat.ts';
import { FakeIndex } from '../fakes/fake-index.ts';
import { rankedPassages } from '../fakes/passages.ts';

const QUESTION = 'What does a crossing cost?';
const PRICES = 'Adults pay four pounds. Children pay two. Dogs are free.';
const vectorAt = (x: number): Float32Array => Float32Array.of(x, Math.sqrt(1 - x * x));

/** Answers from a section that the question heads, beside one that has the question's own words. */
async function answered({
  section = {},
  changes = {},
  verbatim = true,
}: {
  section?: Partial<Passage>;
  changes?: Partial<Judged>;
  verbatim?: boolean;
} = {}) {
  const question = changes.question ?? QUESTION;
  const chat = new FakeChat(['A crossing to the island costs time [1].']);
  const ranked = rankedPassages([
    { title: 'Ferry', section: 'Prices', text: PRICES, ...section },
    { title: 'Island', section: 'Ways', text: 'A crossing to the island costs time.' },
  ]);
  const passages = ranked.map((one) => ({
    ranked: one,
    statements: statementsOf(one.passage.text),
  }));
  const vectors = {
    question: vectorAt(1),
    headings: new Map([['Prices', vectorAt(1)]]),
    statements: new Map(),
    calibration: { unrelated: 0.7, related: 0.8 },
  };
  const statements = scoreStatements({ question, passages, vectors });
  const input: Judged = {
    ...{ id: 'answer-1', question, language: 'en', history: [], chat, reason: null },
    ...{ index: new FakeIndex(ranked), embedder: null, startedAtMs: 0, retrievalMs: 1 },
    retrieval: {
      ...{ ranked, considered: ranked, words: { words: [], unknown: [] } },
      ...{ calibration: null, embedding: null },
    },
    ...{ searchReason: null, chance: 0.9 },
    candidates: { passages, statements, parts: [statements] },
    ...changes,
  };
  const parts = {
    clock: { now: () => 0, elapsed: () => 1, sleep: () => Promise.resolve() },
    words: { reason: () => '', nearest: () => '' },
    options: { firstTokenTargetSeconds: 10, verbatim },
    ...{ code: '1', sha256: () => 'hash', translations: new TranslationScale() },
    ...{ scale: new PromptScale(), speed: new ReadingSpeed(), vectors: new SentenceVectors() },
  } as unknown as Parts;
  let answer: Answer | null = null;
  for await (const event of answerStep(input, parts)) if ('answer' in event) answer = event.answer;
  return { answer, prompt: chat.requests[0]?.messages[0]?.content ?? null };
}

describe('where a heading asks the question', () => {
  it('its section answers at once, without a model', async () => {
    const { answer, prompt } = await answered();
    expect(answer).toMatchObject({
      ...{ mode: 'quoted', reason: null, model: null },
      answer: 'Adults pay four pounds [1]. Children pay two [1]. Dogs are free [1].',
      citations: [{ n: 1, title: 'Ferry', quote: 'Adults pay four pounds.' }],
      passages: [{ passage: { title: 'Ferry' } }],
    });
    expect(prompt).toBeNull();
  });

  it('the model writes where that is wanted, where a talk goes on, and where the answer is less sure', async () => {
    for (const given of [
      { verbatim: false },
      { changes: { history: [{ question: 'And the ferry?', answer: 'It sails.' }] } },
      { changes: { passages: rankedPassages([{ text: PRICES }]).map((one) => one.passage) } },
      { changes: { chance: 0.4 } },
    ]) {
      const { answer, prompt } = await answered(given as Parameters<typeof answered>[0]);
      expect(answer?.mode).toBe('generated');
      expect(prompt).toContain('A crossing to the island costs time.');
    }
  });

  it('the model writes where the section says nothing of a number that was asked about', async () => {
    const { answer } = await answered({ changes: { question: 'What do 7 crossings cost?' } });
    expect(answer?.mode).toBe('generated');
  });

  it('a model translates its beginning and nothing else, where it is in another language', async () => {
    const { prompt } = await answered({ section: { language: 'de' } });
    expect(prompt).toContain('[1] Adults pay four pounds.\n[2] Children pay two.');
    expect(prompt).not.toContain('island');
  });
});
