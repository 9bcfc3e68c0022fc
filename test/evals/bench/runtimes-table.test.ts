import { describe, expect, test } from 'vitest';
import {
  residentBytes,
  runtimesTable,
  servedWeights,
  type RuntimeFound,
  type RuntimeRound,
} from '../../../evals/bench/runtimes-table.ts';

const ROUND: RuntimeRound = {
  ...{ promptTokens: 400, firstWordMs: 6_000, reading: 60, writing: 10 },
  ...{ embedding: 40, longestBlockMs: 10 },
};

function found(...rounds: readonly Partial<RuntimeRound>[]): RuntimeFound {
  const memoryBytes = 1_000_000_000;
  return { rounds: rounds.map((round) => ({ ...ROUND, ...round })), memoryBytes, missing: null };
}

function rowsOf(embedded: RuntimeFound, ollama: RuntimeFound, isSameWeights: boolean | null) {
  const { rows, notes } = runtimesTable({ embedded, ollama, models: 'a and b', isSameWeights });
  const entries = rows.map(([label = '', ...rest]): [string, readonly string[]] => [label, rest]);
  return { rows: Object.fromEntries<readonly string[] | undefined>(entries), notes };
}

describe('the table of the runtimes', () => {
  test('sets medians side by side; more is better of rates, less of times and memory', () => {
    const embedded = found({ firstWordMs: 5_000 }, { firstWordMs: 6_000 }, { firstWordMs: 9_000 });
    const ollama = found({ firstWordMs: 12_000, reading: 30, writing: 12 });
    const { rows } = rowsOf(embedded, { ...ollama, memoryBytes: 1_020_000_000 }, true);
    expect(rows['first word']).toEqual(['6,000 ms', '12 s', '2×', '≥ 0.95× ✓']);
    expect(rows['tokens read a second']).toEqual(['60', '30', '2×', '≥ 0.95× ✓']);
    expect(rows['tokens written a second']).toEqual(['10', '12', '0.83×', '≥ 0.95× ✗']);
    expect(rows['texts embedded a second']).toEqual(['40', '40', '1×', '≥ 0.95× ✓']);
    expect(rows['resident memory']).toEqual(['1,000 MB', '1,020 MB', '1.02×', '≥ 0.95× ✓']);
  });

  test('holds the longest block of any round against 50 ms, whatever Ollama does', () => {
    const label = 'longest block of our event loop';
    const calm = rowsOf(found({}, { longestBlockMs: 49 }), found({ longestBlockMs: 80 }), null);
    expect(calm.rows[label]).toEqual(['49 ms', '80 ms', '', '< 50 ms ✓']);
    const blocked = rowsOf(found({ longestBlockMs: 50 }, {}, {}), found({}), null);
    expect(blocked.rows[label]?.at(-1)).toBe('< 50 ms ✗');
  });

  test('judges no aim of speed with other weights, and says so', () => {
    const { rows, notes } = rowsOf(found({ writing: 1 }), found({}), false);
    expect(rows['tokens written a second']?.at(-1)).toBe('≥ 0.95×');
    expect(notes.join(' ')).toContain('DIFFER');
  });

  test('says which runtime is missing and why, and measures the other one', () => {
    const missing = { rounds: [], memoryBytes: Number.NaN, missing: 'No server answers.' };
    const { rows, notes } = rowsOf(found({}), missing, null);
    expect(rows['first word']).toEqual(['6,000 ms', '–', '–', '≥ 0.95×']);
    expect(rows['resident memory']?.[1]).toBe('–');
    expect(notes[0]).toBe('Ollama could not be measured: No server answers.');
    const none = rowsOf(missing, missing, null);
    expect(none.notes[0]).toBe('The embedded runtime could not be measured: No server answers.');
    expect(none.rows['longest block of our event loop']).toEqual(['–', '–', '', '< 50 ms']);
  });
});

test('the weights of a modelfile are those of its first line that names some', () => {
  const sha256 = 'a1'.repeat(32);
  const path = `/models of mine/blobs/sha256-${sha256}`;
  const modelfile = `# FROM other\n\nFROM ${path}\nFROM /adapter\nTEMPLATE "x"`;
  expect(servedWeights(modelfile)).toEqual({ path, sha256 });
  expect(servedWeights('FROM llama3.2')).toBeNull();
  expect(servedWeights('')).toBeNull();
});

test('the memory of the processes meant is summed up', () => {
  const lines =
    '    1  1000 server --model a b\n  12   24 child --model a\n  12 9999 child --model c\n';
  expect(residentBytes(lines, ({ command }) => command.includes('model a'))).toBe(1_024 * 1_024);
  expect(residentBytes(lines, ({ parent }) => parent === 1)).toBe(1_000 * 1_024);
  expect(residentBytes(lines, () => false)).toBeNaN();
  expect(residentBytes('', () => true)).toBeNaN();
});
