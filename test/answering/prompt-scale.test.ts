import { expect, it } from 'vitest';
import { PromptScale } from '../../src/answering/prompt-scale.ts';
import { buildPrompt } from '../../src/answering/prompt.ts';
import { passage } from '../fakes/passages.ts';

const SCOPE = 'shared';

function learnt(...counted: readonly number[]): number {
  const scale = new PromptScale();
  for (const tokens of counted) scale.learn(SCOPE, 1_000, tokens);
  return scale.ratio(SCOPE);
}

it('learns at once what a tokenizer needs, and then goes by the median', () => {
  expect(learnt(1_900)).toBeCloseTo(1.9);
  expect(learnt(1_900, 1_000)).toBeCloseTo(1.9);
  expect(learnt(1_900, 1_000, 1_000)).toBeCloseTo(1);
  expect(learnt(1_200, 1_200, 6_000, 1_200)).toBeCloseTo(1.2);
});

it('forgets what was long ago', () => {
  expect(learnt(...Array<number>(20).fill(2_000), ...Array<number>(9).fill(1_000))).toBeCloseTo(1);
});

it('believes no ratio that no tokenizer has', () => {
  expect(learnt(450_000)).toBe(2.5);
  expect(learnt(1)).toBe(0.75);
});

it('keeps scopes apart, and does not remember all of them for ever', () => {
  const scale = new PromptScale();
  const untouched = scale.ratio('other');
  scale.learn(SCOPE, 1_000, 2_400);
  expect(scale.ratio('other')).toBe(untouched);
  expect(scale.ratio(SCOPE)).toBeCloseTo(2.4);
  for (let at = 0; at < 1_000; at += 1) scale.learn(`server ${at}`, 1_000, 1_000);
  expect(scale.ratio(SCOPE)).toBe(untouched);
});

it('learns nothing from short prompts or silent servers', () => {
  const scale = new PromptScale();
  const before = scale.ratio(SCOPE);
  scale.learn(SCOPE, 10, 100);
  scale.learn(SCOPE, 1_000, null);
  expect(scale.ratio(SCOPE)).toBe(before);
});

it('makes prompts shorter for a tokenizer that needs more', () => {
  const statements = Array.from({ length: 5 }, (_, at) => ({
    text: 'word '.repeat(300),
    passage: passage({ id: `p${at}` }),
  }));
  const input = {
    question: 'What?',
    language: 'en' as const,
    statements,
    history: [],
    mayRefuse: true,
    contextTokens: 2_048,
    maxAnswerTokens: 512,
  };
  const plain = buildPrompt(input);
  const scaled = buildPrompt({ ...input, tokensPerEstimate: 2 });
  expect(plain.tokens).toBeLessThanOrEqual(1_536);
  expect(scaled.tokens * 2).toBeLessThanOrEqual(1_536);
  expect(scaled.taken).toBeLessThan(plain.taken);
});
