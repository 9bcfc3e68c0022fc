import { expect, test } from 'vitest';
import { createOneSearchEach } from '../../src/application/one-search-each.ts';

test('a newer keystroke ends the older search of the same user alone', async () => {
  const each = createOneSearchEach();
  const signals: AbortSignal[] = [];
  const type = (userId: string): Promise<readonly string[]> =>
    each(userId, (signal) => {
      signals.push(signal);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve([])));
    });
  const older = type('ada');
  void type('bob');
  void type('ada');
  expect(await older).toEqual([]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, false]);
});
