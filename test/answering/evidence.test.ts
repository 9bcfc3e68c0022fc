import { describe, expect, it } from 'vitest';
import {
  judgeEvidence,
  nameWords,
  unknownNamesOf,
  type JudgeInput,
} from '../../src/answering/evidence.ts';
import type { RankedPassage } from '../../src/domain/passage.ts';
import { rankedPassages } from '../fakes/passages.ts';

/** An embedder whose unrelated texts lie at 0.7 and related ones at 0.9. */
const calibration = { unrelated: 0.7, related: 0.9 };

function ranked(cosine: number | null, keyword: number): RankedPassage[] {
  return rankedPassages([{}, {}], { dense: cosine, similarity: cosine, keyword });
}

function judge(input: Partial<JudgeInput>) {
  return judgeEvidence({
    question: 'was sagt die lizenz',
    ranked: ranked(0.9, 0.8),
    words: { words: ['lizenz'], unknown: [] },
    calibration,
    ...input,
  });
}

describe('evidence with vectors', () => {
  it('is enough where cosine and words agree', () => {
    expect(judge({}).isEnough).toBe(true);
  });

  it('is enough across languages, where no word matches', () => {
    expect(judge({ ranked: ranked(0.92, 0) }).isEnough).toBe(true);
  });

  it('is not enough at the level of unrelated questions', () => {
    expect(judge({ ranked: ranked(0.7, 0) }).isEnough).toBe(false);
  });

  it('judges the very same cosine by what it means for the embedder', () => {
    const of = (related: number, unrelated: number): boolean =>
      judge({
        ranked: ranked(0.72, 0),
        calibration: { unrelated, related },
      }).isEnough;
    expect(of(0.95, 0.7)).toBe(false);
    expect(of(0.7, 0.3)).toBe(true);
  });

  it('falls with names the corpus has never seen', () => {
    const words = { words: ['gpt9'], unknown: ['gpt9'] };
    const question = 'was kostet GPT9';
    const without = judge({ question, words: { ...words, unknown: [] } });
    const withUnknown = judge({ question, words });
    expect(without.unknownNames).toBe(0);
    expect(withUnknown.unknownNames).toBe(1);
    expect(withUnknown.score).toBeLessThan(without.score);
  });

  it('rises with the cosine and with the words covered', () => {
    const score = (cosine: number, keyword: number): number =>
      judge({ ranked: ranked(cosine, keyword) }).score;
    expect(score(0.85, 0.3)).toBeGreaterThan(score(0.75, 0.3));
    expect(score(0.8, 0.6)).toBeGreaterThan(score(0.8, 0.1));
  });
});

describe('evidence without vectors', () => {
  it.each([
    ['no calibration', { calibration: null }],
    ['no cosine', { ranked: ranked(null, 0.8) }],
  ])('goes by the words alone (%s)', (_, input) => {
    expect(judge(input).isEnough).toBe(true);
  });

  it('is not enough when next to no word is covered', () => {
    expect(judge({ ranked: ranked(null, 0.02), calibration: null }).isEnough).toBe(false);
  });
});

it.each([[calibration], [null]])('nothing found is not enough, and a number (%j)', (used) => {
  const evidence = judge({ ranked: [], calibration: used });
  expect(evidence.isEnough).toBe(false);
  expect(evidence.score).not.toBeNaN();
  expect(evidence.keyword).toBe(0);
});

it('a calibration without width does not turn the score into NaN', () => {
  const flat = { unrelated: 0.8, related: 0.8 };
  expect(judge({ calibration: flat }).score).not.toBeNaN();
});

describe('nameWords', () => {
  it.each([
    ['Was kann GPT-4 im Jahr 2023?', ['4', '2023', 'gpt']],
    ['wer ist Sam Altman', ['sam', 'altman']],
    ['what is OpenChat', ['openchat']],
    ['was ist eine lizenz', []],
    ['Was ist eine Lizenz?', []],
  ])('%s', (question, names) => {
    expect(nameWords(question).sort()).toEqual([...names].sort());
  });
});

describe('unknownNamesOf', () => {
  it.each([
    ['wer ist Sam Altman', ['altman'], 1],
    ['wer ist Sam Altman', [], 0],
    ['what happened in 2031 with Llama', ['2031'], 0.5],
    ['wer malt bilder', ['malt'], 0],
  ])('%s, unknown %j: %d', (question, unknown, expected) => {
    expect(unknownNamesOf(question, { words: [], unknown })).toBe(expected);
  });
});
