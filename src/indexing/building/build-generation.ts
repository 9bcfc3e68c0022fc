import { ARTICLE_EXTENSIONS } from '../corpus/article-files.ts';
import type { FileStatesPlace } from '../corpus/file-states.ts';
import { AppError } from '../../domain/errors.ts';
import type {
  GenerationRecord,
  PendingGeneration,
  StoredGeneration,
  WrittenGeneration,
} from '../../domain/generation-store.ts';
import type {
  BuildOptions,
  BuildProgress,
  CorpusFault,
  IndexPlan,
  PlanOptions,
  WholeBuildCause,
} from '../../domain/index-store.ts';
import type { EmbedderInfo } from '../../domain/ports.ts';
import type { BuildCalls, CorpusInput, LoadedDelta } from './build-calls.ts';
import { buildStart, type BuildStart } from './build-start.ts';
import { CHUNKER_VERSION } from '../chunking/chunk-article.ts';
import { compareArticles } from './compare-articles.ts';
import { centredIn, passagesOf, type ComparedBase } from './corpus-delta.ts';
import { embedMissing, NOTHING_EMBEDDED, type EmbeddingCounts } from './embed-missing.ts';
import type { StuckFiles } from './stuck-files.ts';
import type { CallOptions, IndexWorkerClient } from '../threads/index-worker-client.ts';
import { ANALYSER_VERSION } from '../../text/text-analysis.ts';

const MAX_FAULTS_NAMED = 3;

/** Where a build reads from and starts at. */
export interface BuildPlace {
  readonly knowledgeDir: string;
  readonly cacheDir: string;
  /** Where is remembered what the files of the corpus were. */
  readonly states: FileStatesPlace;
  /** The newest generation that is whole; null when there is none. */
  readonly intact: StoredGeneration | null;
  /** Files that no build got through. */
  readonly stuck: StuckFiles;
  /** The embedder as its server describes it; null to build without vectors. */
  readonly info: EmbedderInfo | null;
}

/** One build, from the corpus to a generation that is written and verified. */
export interface BuildTask extends BuildPlace {
  readonly id: string;
  readonly builtAt: string;
  readonly nowMs: number;
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
  readonly pending: PendingGeneration;
  /** Called between steps, at least once for each batch. */
  readonly onStep: () => Promise<void>;
  readonly options: BuildOptions;
}

export interface BuiltGeneration extends EmbeddingCounts {
  readonly written: WrittenGeneration;
  readonly faults: readonly CorpusFault[];
  readonly wholeBuild: WholeBuildCause | null;
  /** Files of new articles with a passage that words alone find: the embedder had no vector for it. */
  readonly withoutVector: readonly string[];
}

type Worker = IndexWorkerClient<BuildCalls>;

/**
 * Runs the steps of a build: load, embed, write, verify. Everything heavy happens in the worker;
 * the embedder is called here.
 * @throws AppError as `IndexStore.build`
 */
export async function buildGeneration(worker: Worker, task: BuildTask): Promise<BuiltGeneration> {
  const { pending, options } = task;
  const { signal } = options;
  const start = buildStart(task.intact, task.info);
  const corpus = await reading(task, (input, call) =>
    worker.call('load', { corpus: input, scratchDir: pending.scratchDir }, call),
  );
  const base = corpus.isWorn ? null : start.base;
  const counts = await embed(worker, task, { isCalibrated: base === null, corpus });
  const { note, calibration, withoutVector } = await inPhase(task, 'indexing', (onProgress) =>
    worker.call('write', { target: pending.target, base }, { signal, onProgress }),
  );
  await task.onStep();
  const record: GenerationRecord = {
    ...describe(task, { start, corpus, base }),
    calibration: base === null ? calibration : base.record.calibration,
    embedMsPerText: counts.msPerText ?? task.intact?.record.embedMsPerText ?? null,
  };
  const written = { record, note };
  await inPhase(task, 'verifying', () =>
    worker.call('verify', { target: pending.target, written }, { signal }),
  );
  await worker.call('finish', null);
  const wholeBuild = corpus.isWorn ? 'worn' : start.cause;
  return { written, faults: corpus.faults, wholeBuild, withoutVector, ...counts };
}

/**
 * Reads the corpus as `call` does it. A file the worker does not get through ends it, and is left out
 * from then on.
 */
async function reading<Loaded extends LoadedDelta>(
  place: BuildPlace & { readonly options: PlanOptions; readonly onStep?: () => Promise<void> },
  call: (input: CorpusInput, options: CallOptions) => Promise<Loaded>,
): Promise<Loaded> {
  const { intact, info, knowledgeDir, states, stuck, options } = place;
  const { base, maxTokens } = buildStart(intact, info);
  const input: CorpusInput = {
    knowledgeDir,
    states,
    maxTokens,
    base: base === null ? null : comparedBase(base.record),
    stuck: await stuck.list(),
  };
  let at = '';
  const onStall = (file: string): AppError => {
    at = file;
    return stuck.error(file);
  };
  try {
    const loaded = await inPhase(place, 'loading', (onProgress) =>
      call(input, { signal: options.signal, onProgress, stallMs: stuck.limitMs, onStall }),
    );
    requireText(loaded, knowledgeDir);
    return loaded;
  } finally {
    await stuck.note(at);
  }
}

async function embed(
  worker: Worker,
  task: BuildTask,
  { isCalibrated, corpus }: { readonly isCalibrated: boolean; readonly corpus: LoadedDelta },
): Promise<EmbeddingCounts> {
  const { options, info, cacheDir, nowMs, elapsed, onStep } = task;
  const { embedder } = options;
  if (embedder === undefined || info === null) return NOTHING_EMBEDDED;
  const counts = await embedMissing(worker, {
    ...{ embedder, info, cacheDir, nowMs, elapsed, onStep, isCalibrated },
    signal: options.signal,
    onProgress: options.onProgress,
  });
  const kept = passagesOf(corpus.articles) - corpus.stagedPassages;
  return { ...counts, passagesReused: counts.passagesReused + kept };
}

/**
 * Finds out what a build would do.
 * @throws AppError as `IndexStore.plan`
 */
export async function planGeneration(
  worker: Worker,
  place: BuildPlace,
  options: PlanOptions,
): Promise<IndexPlan> {
  const { cacheDir, intact, info } = place;
  const cache = info === null ? null : { folder: cacheDir, owner: ownerOf(info) };
  const corpus = await reading({ ...place, options }, (input, call) =>
    worker.call('plan', { ...input, cache }, call),
  );
  const before = intact?.record ?? null;
  const passages = passagesOf(corpus.articles);
  const pace = before?.embedMsPerText ?? null;
  return {
    ...compareArticles(before, corpus.articles),
    faults: corpus.faults,
    corpusHash: corpus.corpusHash,
    articles: corpus.articles.length,
    passages,
    passagesToEmbed: corpus.missingPassages,
    passagesReused: info === null ? 0 : passages - corpus.missingPassages,
    wholeBuild: corpus.isWorn ? 'worn' : buildStart(intact, info).cause,
    estimatedMs: pace === null ? null : Math.round(pace * corpus.missingPassages),
  };
}

function ownerOf({ digest, dimensions }: EmbedderInfo): { digest: string; dimensions: number } {
  return { digest, dimensions };
}

function comparedBase({ articles, whole, embedder }: GenerationRecord): ComparedBase {
  return { articles, whole, embedder };
}

interface Described {
  readonly start: BuildStart;
  readonly corpus: LoadedDelta;
  readonly base: StoredGeneration | null;
}

/** What a record says but for what was measured. */
function describe(
  { id, builtAt, info }: BuildTask,
  { start, corpus, base }: Described,
): Omit<GenerationRecord, 'calibration' | 'embedMsPerText'> {
  const passages = passagesOf(corpus.articles);
  return {
    id,
    builtAt,
    chunkerVersion: CHUNKER_VERSION,
    analyserVersion: ANALYSER_VERSION,
    maxTokens: start.maxTokens,
    corpusHash: corpus.corpusHash,
    articles: corpus.articles,
    passages,
    embedder: info,
    whole:
      base === null
        ? { passages, touched: 0, centred: centredIn(corpus.articles) }
        : { ...base.record.whole, touched: corpus.touched },
  };
}

type OnProgress = (done: number, total: number) => void;

/** Reports a phase from its beginning to its end, and shows others that the build goes on. */
async function inPhase<T>(
  task: { readonly options: PlanOptions; readonly onStep?: () => Promise<void> },
  phase: BuildProgress['phase'],
  work: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  const report = (done: number, total: number): void =>
    task.options.onProgress?.({ phase, done, total });
  let last = 1;
  report(0, last);
  const result = await work((done, total) => {
    last = total;
    report(done, total);
    void task.onStep?.();
  });
  report(last, last);
  return result;
}

function requireText(corpus: LoadedDelta, knowledgeDir: string): void {
  if (passagesOf(corpus.articles) > 0) return;
  const named = corpus.faults
    .filter(({ isNote }) => isNote !== true)
    .slice(0, MAX_FAULTS_NAMED)
    .map(({ file, line, message }) => `${file}:${line}: ${message}`);
  const reasons = named.length === 0 ? 'There is none.' : named.join(' ');
  throw new AppError(
    'corpus-invalid',
    `The corpus folder ${knowledgeDir} holds no readable article. ${reasons} Put articles (${ARTICLE_EXTENSIONS.join(', ')}) into it.`,
    { details: { folder: knowledgeDir, faults: corpus.faults.length } },
  );
}
