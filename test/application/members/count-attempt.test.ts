import { describe, expect, test } from 'vitest';
import {
  countAttempt,
  isCounted,
  type AttemptEnd,
} from '../../../src/application/members/count-attempt.ts';
import { AppError } from '../../../src/domain/errors.ts';

describe('isCounted', () => {
  test.each<[string, AttemptEnd, boolean]>([
    ['a written answer', { mode: 'generated', reason: null, answer: 'So [1].' }, true],
    ['a debate', { mode: 'generated', reason: null }, true],
    ['one stopped in the middle', { mode: 'generated', reason: 'stopped', answer: 'So' }, true],
    ['a debate stopped over its passages', { mode: 'passages', reason: 'stopped' }, true],
    ['one stopped before a word', { mode: 'generated', reason: 'stopped', answer: ' ' }, false],
    ['an abstention', { mode: 'abstained', reason: 'no-evidence', answer: 'No.' }, false],
    ['passages for a fault', { mode: 'passages', reason: 'model-failed', answer: '> x' }, false],
    ['a list that needed no model', { mode: 'quoted', reason: null, answer: '- x' }, false],
    ['a refusal', null, false],
  ])('%s', (_what, end, counts) => {
    expect(isCounted(end)).toBe(counts);
  });
});

describe('countAttempt', () => {
  test('gives a place back unless the attempt counts, also when it throws', async () => {
    let given = 0;
    const giveBack = async (): Promise<void> => void (given += 1);
    await countAttempt(giveBack, async (settle) => {
      await settle({ mode: 'generated', reason: null, answer: 'So.' });
    });
    expect(given).toBe(0);
    await countAttempt(giveBack, async (settle) => {
      await settle(null);
      expect(given).toBe(1); // before the reply is shown
    });
    expect(given).toBe(1);
    const fault = new AppError('storage-failed', 'gone');
    await expect(countAttempt(giveBack, () => Promise.reject(fault))).rejects.toBe(fault);
    expect(given).toBe(2);
  });
});
