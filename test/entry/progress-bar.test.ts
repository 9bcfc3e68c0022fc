import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createProgressBar } from '../../src/entry/progress-bar.ts';

test('without a terminal it tells each label, and how far it is by quarters', () => {
  const stream = new PassThrough({ encoding: 'utf8' });
  const bar = createProgressBar(stream as unknown as NodeJS.WriteStream);
  for (let done = 0; done <= 10; done += 1) bar.show('Reading', done, 10);
  bar.show('Writing', 0, 4);
  bar.show('Writing', 3, 4);
  bar.stop();
  expect(stream.read()).toBe(
    'Reading …\nReading … 25 %\nReading … 50 %\nReading … 75 %\nReading … 100 %\nWriting …\nWriting … 75 %\n',
  );
});
