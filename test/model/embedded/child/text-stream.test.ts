import { expect, test } from 'vitest';
import { TextStream } from '../../../../src/model/embedded/child/text-stream.ts';

/** One token a byte, as tokenizers do for characters they do not know. */
const bytes = {
  detokenize: (tokens: readonly number[]) => new TextDecoder().decode(Uint8Array.from(tokens)),
};

test('gives whole characters only', () => {
  const stream = new TextStream(bytes);
  const tokens = [...new TextEncoder().encode('Bär 🦙!')];
  const pieces = tokens.map((token) => stream.push(token));
  expect(pieces.join('') + stream.end()).toBe('Bär 🦙!');
  expect(pieces).toContain('ä');
  expect(pieces.join('')).not.toContain('\uFFFD');
});

test('tells the tokenizer what stood before, and holds nothing back for ever', () => {
  const before: number[][] = [];
  const stream = new TextStream({
    detokenize: (tokens, _special, last) => {
      before.push([...last]);
      return tokens.includes(255) ? '\uFFFD' : 'x';
    },
  });
  stream.push(1);
  stream.push(2);
  expect(before.at(-1)).toEqual([1]);
  const held = Array.from({ length: 8 }, () => stream.push(255));
  expect(held.slice(0, 7)).toEqual(Array.from({ length: 7 }, () => ''));
  expect(held[7]).toBe('\uFFFD');
});
