import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { showSoftHyphens } from '../../../../src/indexing/loaders/pdf/show-soft-hyphens.ts';
import { cpuMs, MAX_CPU_MS } from '../../../cpu-time.ts';

const stream = (content: string | Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from('1 0 obj <<>>\nstream\r\n'),
    Buffer.from(content as string, 'latin1'),
    Buffer.from('\nendstream endobj\n'),
  ]);
const TABLE =
  '% a comment, which no reader needs\n2 beginbfchar\n<00AD> <0041>\n<01> <00ad>\nendbfchar';

test.each([
  ['a pair', TABLE, '<00AD> <0041>\n<01> <E0AD>'],
  ['a range', '1 beginbfrange\n<00AD> <00AD> <00AD>\nendbfrange', '<00AD> <00AD> <E0AD>'],
  [
    'a list',
    'beginbfrange <01> <02> [<00AD> <0041>]\n<00AD> <00AE> <00B0>',
    '[<E0AD> <0041>]\n<00AD> <00AE> <00B0>',
  ],
  ['no table', '<01> <00AD>', '<01> <00AD>'],
])('what codes mean is changed, codes are not: %s', (_, table, shown) => {
  const bytes = stream(table);
  const read = Buffer.from(showSoftHyphens(bytes));
  expect(read.toString('latin1')).toContain(shown);
  expect(read).toHaveLength(bytes.length);
});

test('a packed table stays where it is', () => {
  const bytes = stream(deflateSync(Buffer.from(TABLE), { level: 1 }));
  const read = Buffer.from(showSoftHyphens(bytes));
  expect(read).toHaveLength(bytes.length);
  const from = read.indexOf('\r\n') + 2;
  const table = inflateSync(read.subarray(from, read.indexOf('\nendstream')));
  expect(Buffer.from(table).toString()).toContain('<01> <E0AD>');
});

test('whatever the bytes are, they stay as many', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.uint8Array(),
          fc.constantFrom(
            stream(TABLE),
            Buffer.from('stream\n'),
            Buffer.from('x\u009Cendstream', 'latin1'),
          ),
        ),
      ),
      (parts) => {
        const bytes = Buffer.concat(parts);
        expect(showSoftHyphens(bytes)).toHaveLength(bytes.length);
      },
    ),
  );
});

test('many streams without an end, and bombs, cost little', () => {
  const bomb = stream(deflateSync(new Uint8Array(30_000_000), { level: 9 }));
  const bytes = Buffer.concat([
    ...Array.from({ length: 50 }, () => bomb),
    Buffer.from('stream '.repeat(400_000)),
  ]);
  expect(cpuMs(() => showSoftHyphens(bytes))).toBeLessThan(MAX_CPU_MS);
});
