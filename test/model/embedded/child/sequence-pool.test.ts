import { expect, test } from 'vitest';
import type { LlamaSequence, Token } from '../../../../src/model/embedded/child/llama-api.ts';
import { SequencePool } from '../../../../src/model/embedded/child/sequence-pool.ts';

interface Known extends LlamaSequence {
  tokens: readonly Token[];
}

function sequence(): Known {
  const known = {
    tokens: [] as readonly Token[],
    compareContextTokens(tokens: readonly Token[]) {
      const at = tokens.findIndex((token, index) => token !== known.tokens[index]);
      return { firstDifferentIndex: at === -1 ? tokens.length : at };
    },
  };
  return known as unknown as Known;
}

const prompt = (first: number, last: number): Token[] => [
  ...Array.from({ length: 40 }, () => first),
  last,
];

const keep =
  (tokens: readonly Token[]) =>
  async (used: LlamaSequence): Promise<LlamaSequence> => {
    (used as Known).tokens = tokens;
    return used;
  };

test('a prompt that begins like an earlier one gets its sequence, another one the other', async () => {
  const [one, two] = [sequence(), sequence()];
  const pool = new SequencePool([one, two]);
  const use = (tokens: readonly Token[]): Promise<LlamaSequence> => pool.use(tokens, keep(tokens));
  expect(await use(prompt(1, 1))).toBe(one);
  expect(await use(prompt(2, 1))).toBe(two);
  expect(await use(prompt(1, 2))).toBe(one);
  expect(await use(prompt(2, 2))).toBe(two);
  expect(await use(prompt(2, 3))).toBe(two);
  expect(await use(prompt(3, 1)), 'the one unused longest').toBe(one);
});

test('the few marks that all prompts begin with bind none to a sequence', async () => {
  const [one, two] = [sequence(), sequence()];
  const pool = new SequencePool([one, two]);
  const marks = [7, 7, 7];
  const use = (tokens: readonly Token[]): Promise<LlamaSequence> => pool.use(tokens, keep(tokens));
  expect(await use([...marks, ...prompt(1, 1)])).toBe(one);
  expect(await use([...marks, ...prompt(2, 1)])).toBe(two);
});

test('whoever finds none free waits for one, also when the work before it failed', async () => {
  const only = sequence();
  const pool = new SequencePool([only]);
  let fail: (fault: Error) => void = () => undefined;
  const first = pool.use([1], () => new Promise((_, reject) => (fail = reject)));
  let hasRun = false;
  const second = pool.use([2], async () => (hasRun = true));
  await new Promise(setImmediate);
  expect(hasRun).toBe(false);
  fail(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  expect(await second).toBe(true);
});
