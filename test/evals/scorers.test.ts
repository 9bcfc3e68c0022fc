import { describe, expect, it } from 'vitest';
import {
  abstention,
  factsHeld,
  findGold,
  mean,
  meanReciprocalRank,
  recallAt,
} from '../../evals/scorers.ts';
import { rankedPassages } from '../fakes/passages.ts';
import { goldenOf } from './golden-question.ts';

describe('findGold', () => {
  const ranked = rankedPassages([
    { articleId: 'anderer', section: 'Was geschah' },
    { articleId: 'zeitleiste', section: 'Februar' },
    { articleId: 'leck', section: 'Folgen' },
    { articleId: 'leck', section: 'Der Februar > Was geschah' },
    { articleId: 'leck', section: '' },
  ]);

  it('takes the first passage of any right article, and of the very section of the first one', () => {
    expect(findGold(goldenOf(), ranked)).toEqual({ articleRank: 2, sectionRank: 4 });
  });

  it('reads an empty section as the lead', () => {
    expect(findGold(goldenOf({ section: '' }), ranked).sectionRank).toBe(5);
  });

  it('finds nothing where there is nothing', () => {
    const none = { articleRank: null, sectionRank: null };
    expect(findGold(goldenOf({ articles: ['x'] }), ranked)).toEqual(none);
    expect(findGold(goldenOf(), [])).toEqual(none);
  });
});

it.each([
  [[1, 5, 6, null], 5, 0.5],
  [[1, 1], 1, 1],
  [[null, null], 5, 0],
])('recall of %j at %i is %d', (ranks, k, expected) => {
  expect(recallAt(ranks, k)).toBe(expected);
});

it('the mean reciprocal rank counts what was not found as 0', () => {
  expect(meanReciprocalRank([1, 2, null, 4])).toBeCloseTo((1 + 0.5 + 0 + 0.25) / 4);
});

it('nothing has no mean', () => {
  expect(mean([])).toBeNaN();
  expect(recallAt([], 5)).toBeNaN();
});

it('abstention tells right refusals, refused and answered questions apart', () => {
  const of = (isAnswerable: boolean, isAnswered: boolean) => ({ isAnswerable, isAnswered });
  const judged = [
    of(true, true),
    of(true, true),
    of(true, true),
    of(true, false),
    of(false, false),
    of(false, true),
  ];
  expect(abstention(judged)).toEqual({ precision: 0.5, recall: 0.5, answered: 0.75 });
});

describe('factsHeld', () => {
  it('takes alternatives, case and spacing as they come', () => {
    const question = goldenOf({ facts: ['4chan', 'Hugging Face|HF', 'GGUF'] });
    expect(factsHeld(question, 'Auf 4CHAN, dann auf hugging\n face.')).toBeCloseTo(2 / 3);
  });

  it.each([
    ['7', 'Im Jahr 2017 kam sie.', 0],
    ['7', 'Es gab 7 Modelle.', 1],
    ['7', 'Es gab 7,5 Modelle.', 0],
    ['7.000', 'Es gab 7.000 Ableger.', 1],
    ['7.000', 'Es gab 7x000 Ableger.', 0],
    ['65', 'von 7 bis 65.', 1],
  ])('a number stands by itself: %s in "%s"', (fact, text, held) => {
    expect(factsHeld(goldenOf({ facts: [fact] }), text)).toBe(held);
  });
});
