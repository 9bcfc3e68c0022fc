import { expect, it } from 'vitest';
import {
  CAUTIOUS_TOKENS_PER_SECOND,
  ReadingSpeed,
} from '../../../src/answering/choosing/reading-speed.ts';

it('is cautious before anything was measured', () => {
  expect(new ReadingSpeed().report(10)).toEqual({
    tokensPerSecond: null,
    promptTokens: CAUTIOUS_TOKENS_PER_SECOND * 10,
  });
});

it('takes the lower quartile, because a cached beginning reads at once', () => {
  const speed = new ReadingSpeed();
  for (const ms of [5_000, 5_000, 50, 40]) speed.learn(500, ms);
  expect(speed.report(10)).toEqual({ tokensPerSecond: 100, promptTokens: 1_000 });
});

it('forgets what was long ago, and learns nothing from small or silent prompts', () => {
  const speed = new ReadingSpeed();
  speed.learn(500, 50_000);
  for (let n = 0; n < 9; n += 1) speed.learn(1_000, 1_000);
  speed.learn(20, 20_000);
  speed.learn(null, 10);
  speed.learn(500, null);
  expect(speed.tokensPerSecond).toBe(1_000);
});
