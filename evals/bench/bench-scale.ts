/** How much a run measures. */
export interface BenchScale {
  readonly changeArticles: number;
  /** Changed articles, one build each. */
  readonly changes: number;
  /** Waited for each embedded text of a change: about what a small embedder takes on a CPU. */
  readonly embedMs: number;
  /** Passages of each index that is searched. */
  readonly sizes: readonly number[];
  readonly queries: number;
  /** Passages indexed while the event loop is watched. */
  readonly loopPassages: number;
  /** Questions asked at once, of the largest index of `sizes`. */
  readonly loopQuestions: number;
  readonly damages: number;
  /** Questions for each model server of a round. */
  readonly questionsAServer: number;
  /** Prompts for each of the compared model runtimes. */
  readonly runtimeRounds: number;
}

export const FULL_SCALE: BenchScale = {
  changeArticles: 10_000,
  changes: 3,
  embedMs: 2,
  sizes: [1_000, 10_000, 100_000],
  queries: 400,
  loopPassages: 10_000,
  loopQuestions: 50,
  damages: 1_000,
  questionsAServer: 60,
  runtimeRounds: 7,
};

/** A minute or so: to see that everything works, not how fast. */
export const QUICK_SCALE: BenchScale = {
  changeArticles: 300,
  changes: 2,
  embedMs: 2,
  sizes: [1_000],
  queries: 100,
  loopPassages: 1_000,
  loopQuestions: 50,
  damages: 40,
  questionsAServer: 10,
  runtimeRounds: 2,
};

export const BENCH_PARTS = [
  'change',
  'retrieval',
  'loop',
  'damage',
  'text',
  'servers',
  'runtimes',
  'stores',
] as const;
export type BenchPart = (typeof BENCH_PARTS)[number];
