import { describe, expect, test } from 'vitest';
import { aimText, duration, figure, megabytes, renderTable } from '../../../evals/bench/table.ts';

describe('a table of the benchmark', () => {
  test('is Markdown with padded columns, escaped cells and notes', () => {
    const text = renderTable({
      title: 'Title',
      headers: ['', 'a'],
      rows: [
        ['long label', '1'],
        ['b|c', 'two\nlines'],
      ],
      notes: ['A note.'],
    });
    expect(text).toBe(
      [
        '## Title',
        '',
        '|            | a         |',
        '|------------|-----------|',
        '| long label | 1         |',
        '| b\\|c       | two lines |',
        '',
        '- A note.',
      ].join('\n'),
    );
  });

  test('marks an aim only when it could be measured', () => {
    expect(aimText({ text: '≥ 0.99', isMet: true })).toBe('≥ 0.99 ✓');
    expect(aimText({ text: '≥ 0.99', isMet: false })).toBe('≥ 0.99 ✗');
    expect(aimText({ text: '≥ 0.99', isMet: null })).toBe('≥ 0.99');
  });

  test('writes numbers with the digits that matter', () => {
    expect(figure(19_994)).toBe('19,994');
    expect(figure(2.6386)).toBe('2.64');
    expect(figure(17.49)).toBe('17.5');
    expect(figure(Number.NaN)).toBe('–');
    expect(duration(9_400)).toBe('9,400 ms');
    expect(duration(17_490)).toBe('17.5 s');
    expect(megabytes(153_600_000)).toBe('154 MB');
  });
});
