import { Command, InvalidArgumentError } from 'commander';
import {
  BENCH_PARTS,
  FULL_SCALE,
  QUICK_SCALE,
  type BenchPart,
  type BenchScale,
} from './bench-scale.ts';

export interface BenchFlags {
  readonly parts: readonly BenchPart[];
  readonly scale: BenchScale;
  /** File for all numbers; null for none. */
  readonly jsonFile: string | null;
  /** Of a PostgreSQL for the part `stores`, which is left out without one. */
  readonly databaseUrl: string | null;
}

const MAX_PASSAGES = 1_000_000;
const MAX_EMBED_MS = 1_000;

/** Reads the arguments after the script's name; wrong ones end the process with a message. */
export function readFlags(argv: readonly string[]): BenchFlags {
  const program = new Command('bench')
    .description(
      'Measures the index and the models: changing, searching, blocking, damage, runtimes.',
    )
    .option('--only <parts>', `of ${BENCH_PARTS.join(', ')}, separated by commas`, readParts)
    .option('--sizes <numbers>', 'passages of the searched indexes, separated by commas', readSizes)
    .option('--embed-ms <ms>', 'waited for each embedded text of a change', readEmbedMs)
    .option('--quick', 'small numbers of everything')
    .option('--database <url>', 'a PostgreSQL with pgvector, for the part stores')
    .option('--json <file>', 'all numbers into a file')
    .parse(argv, { from: 'user' });
  const flags = program.opts<{
    only?: readonly BenchPart[];
    sizes?: readonly number[];
    embedMs?: number;
    quick?: boolean;
    json?: string;
    database?: string;
  }>();
  const scale = flags.quick === true ? QUICK_SCALE : FULL_SCALE;
  return {
    parts: flags.only ?? BENCH_PARTS.filter((part) => part !== 'stores' || flags.database),
    scale: {
      ...scale,
      sizes: flags.sizes ?? scale.sizes,
      embedMs: flags.embedMs ?? scale.embedMs,
    },
    jsonFile: flags.json ?? null,
    databaseUrl: flags.database ?? null,
  };
}

/** @throws InvalidArgumentError */
export function readParts(list: string): readonly BenchPart[] {
  return list.split(',').map((name) => {
    const part = BENCH_PARTS.find((each) => each === name.trim());
    if (part !== undefined) return part;
    throw new InvalidArgumentError(
      `There is no part "${name}"; there are ${BENCH_PARTS.join(', ')}.`,
    );
  });
}

/** Rising, each once. @throws InvalidArgumentError */
export function readSizes(list: string): readonly number[] {
  const sizes = list.split(',').map((text) => {
    const size = Number(text);
    if (Number.isInteger(size) && size >= 1 && size <= MAX_PASSAGES) return size;
    throw new InvalidArgumentError(`Expected whole numbers from 1 to ${MAX_PASSAGES}.`);
  });
  return [...new Set(sizes)].sort((a, b) => a - b);
}

/** @throws InvalidArgumentError */
export function readEmbedMs(text: string): number {
  const ms = Number(text);
  if (text.trim() !== '' && ms >= 0 && ms <= MAX_EMBED_MS) return ms;
  throw new InvalidArgumentError(`Expected a number from 0 to ${MAX_EMBED_MS}.`);
}
