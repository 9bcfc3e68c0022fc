import { describe, expect, test } from 'vitest';
import { nastyTexts } from '../../evals/bench/nasty-texts.ts';
import { cleanMarkdown } from '../../src/markup/clean-markdown.ts';
import { splitMessages } from '../../src/discord/split-message.ts';
import { cpuMs, MAX_CPU_MS } from '../cpu-time.ts';

describe('100,000 characters', () => {
  test.each(nastyTexts(100_000))('of $name are shown in no time', ({ text }) => {
    const tookMs = cpuMs(() => {
      splitMessages(cleanMarkdown(text));
    });
    expect(tookMs).toBeLessThan(MAX_CPU_MS);
  });
});
