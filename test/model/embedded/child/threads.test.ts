import { expect, test } from 'vitest';
import { threadsFor } from '../../../../src/model/embedded/child/threads.ts';

test('a prompt gets every core, what is written leaves one, and what is chosen counts for both', () => {
  expect(threadsFor(undefined, 8)).toEqual({ reading: 8, writing: 7 });
  expect(threadsFor(undefined, 1)).toEqual({ reading: 1, writing: 1 });
  expect(threadsFor(2, 8)).toEqual({ reading: 2, writing: 2 });
});
