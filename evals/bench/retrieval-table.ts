import { TOPIC_VECTORS_NOTE } from './bench-vectors.ts';
import type { LangChainSearch } from './langchain-search.ts';
import type { Opening } from './measure-opening.ts';
import type { SearchTimes } from './measure-searches.ts';
import type { Spread } from './percentiles.ts';
import { aimText, duration, figure, megabytes, type Aim, type BenchTable } from './table.ts';

/** The aims are for this many passages. */
const AIM_PASSAGES = 100_000;
const MIN_RECALL = 0.99;
const MAX_P99_MS = 20;
const MAX_OPEN_MS = 1_000;
const MAX_VECTORS_FACTOR = 1.3;

/** Everything measured at one size. */
export interface SizeNumbers {
  readonly passages: number;
  readonly buildMs: number;
  readonly phasesMs: Readonly<Record<string, number>>;
  readonly fileBytes: Readonly<Record<string, number>>;
  readonly recall: number;
  readonly times: SearchTimes;
  readonly opening: Opening;
  /** Numbers of the vectors at 32 bits each. */
  readonly vectorBytes: number;
  /** What the vector files have beyond the vectors: the graph's links. */
  readonly graphBytes: number;
  readonly langChain: LangChainSearch | null;
}

type Row = readonly [label: string, ...cells: string[]];

/** A column for each size, one more for LangChain where it was measured, and the aims. */
export function retrievalTable(
  sizes: readonly SizeNumbers[],
  worker: Opening,
  queries: number,
): BenchTable {
  const headers = sizes.flatMap(({ passages, langChain }) => [
    figure(passages),
    ...(langChain === null ? [] : [`LangChain, ${figure(passages)}`]),
  ]);
  const aimed = sizes.find(({ passages }) => passages >= AIM_PASSAGES);
  const row = (label: string, cells: Cells, aim: string): Row => [
    label,
    ...sizes.flatMap((size) => [
      cells.cria(size),
      ...(size.langChain === null ? [] : [cells.langChain?.(size.langChain) ?? '–']),
    ]),
    aim,
  ];
  return {
    title: 'Searching, by passages of the index',
    headers: ['', ...headers, `aim at ${figure(AIM_PASSAGES)}`],
    rows: rows(row, aimed, worker),
    notes: notes(worker, queries),
  };
}

interface Cells {
  readonly cria: (size: SizeNumbers) => string;
  readonly langChain?: (found: NonNullable<SizeNumbers['langChain']>) => string;
}

type MakeRow = (label: string, cells: Cells, aim: string) => Row;
type MakeAim = (text: string, isMet: (size: SizeNumbers) => boolean) => string;

function rows(row: MakeRow, aimed: SizeNumbers | undefined, worker: Opening): Row[] {
  const aim: MakeAim = (text, isMet) =>
    aimText({ text, isMet: aimed === undefined ? null : isMet(aimed) } satisfies Aim);
  const times = (of: (size: SizeNumbers) => Spread | undefined): Cells => ({
    cria: (size) => p50p99(of(size)),
  });
  const kind = (name: string): Cells => times((size) => size.times.byKind[name]);
  return [
    row(
      'recall@10 of the vector list',
      { cria: ({ recall }) => share(recall), langChain: ({ recall }) => share(recall) },
      aim(`≥ ${MIN_RECALL}`, ({ recall }) => recall >= MIN_RECALL),
    ),
    row(
      'whole retrieval, p50 / p99',
      {
        cria: (size) => p50p99(size.times.retrieval),
        langChain: ({ search }) => `${p50p99(search)} (vectors)`,
      },
      aim(`p99 < ${MAX_P99_MS} ms`, (size) => size.times.retrieval.p99 < MAX_P99_MS),
    ),
    row(
      '… CPU time of it',
      times((size) => size.times.retrievalCpu),
      '',
    ),
    row('… rare words', kind('rare words'), ''),
    row('… common words', kind('common words'), ''),
    row('… long', kind('long'), ''),
    row(
      'vectors alone',
      times((size) => size.times.vectorsAlone),
      '',
    ),
    row(
      'words alone',
      times((size) => size.times.wordsAlone),
      '',
    ),
    row(
      "the machine's own pace",
      times((size) => size.times.yardstick),
      '',
    ),
    ...openingRows(row, aim, worker),
    row(
      'build',
      { cria: ({ buildMs }) => duration(buildMs), langChain: ({ buildMs }) => duration(buildMs) },
      '',
    ),
    row(
      'passages a second',
      { cria: ({ passages, buildMs }) => figure((passages / buildMs) * 1_000) },
      '',
    ),
  ];
}

function openingRows(row: MakeRow, aim: MakeAim, worker: Opening): Row[] {
  return [
    row(
      'opening',
      { cria: ({ opening }) => duration(opening.openMs) },
      aim(`< ${MAX_OPEN_MS / 1_000} s`, ({ opening }) => opening.openMs < MAX_OPEN_MS),
    ),
    row(
      'memory by opening',
      { cria: ({ opening }) => megabytes(opening.openedBytes) },
      aim(
        `≤ ${MAX_VECTORS_FACTOR} × vectors + graph`,
        (size) => size.opening.openedBytes <= allowedBytes(size),
      ),
    ),
    row(
      "… less the worker's own",
      { cria: ({ opening }) => megabytes(opening.openedBytes - worker.openedBytes) },
      '',
    ),
    row('… after 50 searches', { cria: ({ opening }) => megabytes(opening.searchedBytes) }, ''),
    row(
      'vectors / graph / allowed',
      {
        cria: (size) =>
          [size.vectorBytes, size.graphBytes, allowedBytes(size)].map(megabytes).join(' / '),
      },
      '',
    ),
  ];
}

function allowedBytes({ vectorBytes, graphBytes }: SizeNumbers): number {
  return MAX_VECTORS_FACTOR * vectorBytes + graphBytes;
}

function p50p99(spread: Spread | undefined): string {
  if (spread === undefined) return '–';
  return `${figure(spread.p50)} / ${figure(spread.p99)} ms`;
}

function share(value: number): string {
  return value.toFixed(4);
}

function notes(worker: Opening, queries: number): string[] {
  return [
    `Vectors: ${TOPIC_VECTORS_NOTE}.`,
    `${queries} questions one after the other, a fifth each: rare words, common words, German, English, long. Embedding the question is not counted. A whole retrieval is both lists, fusion and the passages read.`,
    "The machine's own pace: the same piece of arithmetic as often, alone in the main thread; what its p99 is above its p50, other programs took.",
    'Recall: against a comparison with every vector as the embedder made it, the means of its languages taken off likewise.',
    `Opening and memory: growth of a new process, page cache warm, medians of three. Of the memory, ${megabytes(worker.openedBytes)} are the worker's own, whatever the index.`,
    'Graph: what the vector files have beyond the numbers of the vectors.',
    'LangChain: community HNSWLib at its own ef of 10, the same (centred) vectors, vector search alone.',
    'Build: articles read, cut, indexed, checked and synced; the embedder costs nothing.',
  ];
}
