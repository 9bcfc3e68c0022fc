import { expect, it } from 'vitest';
import { PromptScale } from '../../src/answering/prompt-scale.ts';
import { buildPrompt } from '../../src/answering/prompt.ts';
import { rankedPassages } from '../fakes/passages.ts';

it('learns at once that a tokenizer needs more, and slowly that it needs less', () => {
  const scale = new PromptScale();
  scale.learn(1_000, 1_900);
  expect(scale.ratio).toBeCloseTo(1.9);
  scale.learn(1_000, 1_000);
  expect(scale.ratio).toBeCloseTo(1.72);
});

it('learns nothing from short prompts or silent servers', () => {
  const scale = new PromptScale();
  const before = scale.ratio;
  scale.learn(10, 100);
  scale.learn(1_000, null);
  expect(scale.ratio).toBe(before);
});

it('makes prompts shorter for a tokenizer that needs more', () => {
  const passages = rankedPassages(Array.from({ length: 5 }, () => ({ text: 'word '.repeat(300) })));
  const input = {
    question: 'What?',
    language: 'en' as const,
    passages,
    history: [],
    contextTokens: 2_048,
    maxAnswerTokens: 512,
  };
  const plain = buildPrompt(input);
  const scaled = buildPrompt({ ...input, tokensPerEstimate: 2 });
  expect(plain.tokens).toBeLessThanOrEqual(1_536);
  expect(scaled.tokens * 2).toBeLessThanOrEqual(1_536);
  expect(scaled.passages.length).toBeLessThan(plain.passages.length);
});
