import { describe, expect, test } from 'vitest';
import { createThinkFilter } from '../../src/model/think-filter.ts';

function visible(pieces: readonly string[]): string {
  const filter = createThinkFilter();
  return pieces.map((piece) => filter.push(piece)).join('') + filter.end();
}

describe('createThinkFilter', () => {
  test.each([
    ['Plain text.', 'Plain text.'],
    ['<think>Hm.</think>\n\nAnswer', 'Answer'],
    ['\n<think>\n\n</think>\n\nAnswer <b>', 'Answer <b>'],
    ['Write <think>…</think> first.', 'Write <think>…</think> first.'],
    ['<think>a</think>One <think>b</think> two', 'One <think>b</think> two'],
    ['<thinking> is not the tag', '<thinking> is not the tag'],
    ['<think>never ends', ''],
    ['<thi', '<thi'],
    ['', ''],
  ])('%j becomes %j, in one piece or in single characters', (text, expected) => {
    expect(visible([text])).toBe(expected);
    expect(visible(Array.from(text))).toBe(expected);
  });

  test('passes visible text on at once', () => {
    const filter = createThinkFilter();
    expect(filter.push('Hel')).toBe('Hel');
    expect(filter.push('<think>')).toBe('<think>');
  });
});
