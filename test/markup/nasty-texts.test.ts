import { describe, expect, test } from 'vitest';
import { nastyTexts } from '../../evals/bench/nasty-texts.ts';
import { cleanMarkdown } from '../../src/markup/clean-markdown.ts';
import { splitMessages } from '../../src/discord/split-message.ts';

/** A net for what takes quadratic time, on any machine; what is aimed at, the benchmark measures. */
const MAX_MS = 3_000;

describe('100,000 characters', () => {
  test.each(nastyTexts(100_000))('of $name are shown in no time', ({ text }) => {
    const started = performance.now();
    splitMessages(cleanMarkdown(text));
    expect(performance.now() - started).toBeLessThan(MAX_MS);
  });
});
