import { articlesWith } from './bench-corpus.ts';
import { BenchEmbedder } from './bench-embedder.ts';
import { CORPUS_SEED, type BenchIndexes } from './bench-indexes.ts';
import { makeQueries } from './bench-queries.ts';
import type { BenchRun, PartResult } from './bench-run.ts';
import { makeFolders, openStore, timedBuild } from './bench-store.ts';
import { topicVector } from './bench-vectors.ts';
import { openIndex, retrieveOnce } from './measure-searches.ts';
import { spreadOf } from './percentiles.ts';
import { aimText, duration, figure, type Aim } from './table.ts';
import { watchEventLoop, type LoopDelay } from './watch-event-loop.ts';
import { writeCorpus } from './write-corpus.ts';

const MAX_BLOCK_MS = 50;
/** What the machine itself does to a process that only waits. */
const IDLE_MS = 5_000;
const ARTICLES_ASKED_ABOUT = 1_000;

/** Longest block of the main thread while it indexes, and while many questions run. */
export async function measureLoop(run: BenchRun, indexes: BenchIndexes): Promise<PartResult> {
  const size = Math.max(...run.scale.sizes);
  run.say('loop: idle');
  const idle = await watchEventLoop(() => run.clock.sleep(IDLE_MS, run.signal));
  const { delay: indexing, wallMs } = await whileIndexing(run);
  const { delay: searching, timesMs } = await whileSearching(run, indexes, size);
  const spread = spreadOf(timesMs);
  const row = (label: string, delay: LoopDelay, aim: Aim | null): string[] => [
    label,
    duration(delay.longestOwnMs),
    duration(Math.max(delay.maxMs, delay.longestGapMs)),
    duration(delay.p99Ms),
    aim === null ? '' : aimText(aim),
  ];
  const aimOf = (delay: LoopDelay): Aim => ({
    text: `< ${MAX_BLOCK_MS} ms`,
    isMet: delay.longestOwnMs < MAX_BLOCK_MS,
  });
  return {
    table: {
      title: 'Longest block of the event loop',
      headers: ['while', 'longest, of our own', 'longest, other programs counted', 'p99', 'aim'],
      rows: [
        row(`${figure(run.scale.loopPassages)} passages are indexed`, indexing, aimOf(indexing)),
        row(
          `${run.scale.loopQuestions} questions at once at ${figure(size)} passages`,
          searching,
          aimOf(searching),
        ),
        row('nothing runs (the machine itself)', idle, null),
      ],
      notes: [
        'Longest: gaps of a timer of 1 ms; of our own: less the time in which the thread was ready and had no core (Linux says so; elsewhere the same as the next column).',
        "Other programs counted: the greater of those gaps and of Node's monitorEventLoopDelay at 1 ms, which the p99 is of.",
        `Indexing took ${duration(wallMs)}, with an embedder that computes its vectors in this very thread and does not wait.`,
        `The questions were answered after ${duration(spread.p50)} in the middle and ${duration(spread.max)} at most.`,
      ],
    },
    numbers: {
      idle,
      indexing: { passages: run.scale.loopPassages, wallMs, ...indexing },
      searching: { passages: size, questions: run.scale.loopQuestions, ...searching, spread },
      aims: { indexing: aimOf(indexing).isMet, searching: aimOf(searching).isMet },
    },
  };
}

async function whileIndexing(run: BenchRun): Promise<{ delay: LoopDelay; wallMs: number }> {
  const { clock, scale, signal, say } = run;
  const folders = await makeFolders(run, 'loop');
  await writeCorpus(folders.knowledgeDir, articlesWith(CORPUS_SEED, scale.loopPassages), signal);
  const store = openStore(run, folders);
  const embedder = new BenchEmbedder({
    name: 'topic-vectors',
    vectorOf: topicVector,
    clock,
    costMsPerText: 0,
  });
  say(`loop: indexing ${scale.loopPassages} passages`);
  let wallMs = 0;
  const delay = await watchEventLoop(async () => {
    ({ wallMs } = await timedBuild(run, store, { name: 'loop', embedder }));
  });
  return { delay, wallMs };
}

async function whileSearching(
  run: BenchRun,
  indexes: BenchIndexes,
  size: number,
): Promise<{ delay: LoopDelay; timesMs: number[] }> {
  const { clock, scale, say } = run;
  const built = await indexes.withPassages(size);
  const queries = makeQueries(CORPUS_SEED, ARTICLES_ASKED_ABOUT, scale.loopQuestions);
  const index = await openIndex(run, built);
  try {
    say(`loop: ${queries.length} questions at once at ${built.passages} passages`);
    const timesMs: number[] = [];
    const delay = await watchEventLoop(async () => {
      const startedMs = clock.elapsed();
      await Promise.all(
        queries.map(async (query) => {
          await retrieveOnce(run, index, query);
          timesMs.push(clock.elapsed() - startedMs);
        }),
      );
    });
    return { delay, timesMs };
  } finally {
    await index.close();
  }
}
