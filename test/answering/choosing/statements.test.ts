import fc from 'fast-check';
import { expect, it } from 'vitest';
import { statementsOf } from '../../../src/answering/choosing/statements.ts';

it.each<[string, string, readonly string[]]>([
  [
    'sentences',
    'Eins ist da. Am 30. November kam zwei.',
    ['Eins ist da.', 'Am 30. November kam zwei.'],
  ],
  ['a sentence over two lines', 'One goes\non here.\n\nTwo.', ['One goes on here.', 'Two.']],
  ['items', 'Both:\n- red one\n- blue one', ['Both:', 'red one', 'blue one']],
  [
    'rows with their heads',
    '| Size | 4 bit |\n|---|---:|\n| 13B | 6.5 GB |\n| 70B | |',
    ['Size: 13B; 4 bit: 6.5 GB', 'Size: 70B'],
  ],
  [
    'code as one',
    'Run it:\n```sh\nrun a\nrun b\n```\nDone.',
    ['Run it:', '```sh\nrun a\nrun b\n```', 'Done.'],
  ],
  ['nothing without words', '---\n\n***', []],
])('cuts %s', (_name, text, expected) => {
  expect(statementsOf(text)).toEqual(expected);
});

it('loses no word of prose and lists, and splits a long item', () => {
  const long = 'Ein langer Satz mit Worten. '.repeat(20).trim();
  expect(statementsOf(`- ${long}`)).toHaveLength(20);
  const line = fc
    .array(fc.constantFrom('Wort', 'word.', 'z. B.', '3,5', 'Ende!'))
    .map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const words = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];
      expect(words(statementsOf(lines.join('\n')).join(' '))).toEqual(words(lines.join('\n')));
    }),
  );
});
