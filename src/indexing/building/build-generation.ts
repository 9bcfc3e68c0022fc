import { ARTICLE_EXTENSIONS } from '../corpus/article-files.ts';
import { AppError } from '../../domain/errors.ts';
import type {
  BuildOptions,
  BuildProgress,
  CorpusFault,
  IndexPlan,
  PlanOptions,
  WholeBuildCause,
} from '../../domain/index-store.ts';
import type { EmbedderInfo } from '../../domain/ports.ts';
import { buildStart, type BaseGeneration, type BuildStart } from './build-start.ts';
import { CHUNKER_VERSION } from '../chunking/chunk-article.ts';
import { compareArticles } from './compare-articles.ts';
import { centredIn, passagesOf } from './corpus-delta.ts';
import { embedMissing, NOTHING_EMBEDDED, type EmbeddingCounts } from './embed-missing.ts';
import type { IndexWorkerClient } from '../worker/index-worker-client.ts';
import type { BuildCalls, CorpusInput, LoadedDelta } from '../worker/index-worker-protocol.ts';
import { FORMAT_VERSION, type Manifest } from '../generation/manifest.ts';
import { openable } from '../generation/open-generation.ts';
import { ANALYSER_VERSION } from '../../text/text-analysis.ts';

const MAX_FAULTS_NAMED = 3;

/** Where a build reads from and starts at. */
export interface BuildPlace {
  readonly knowledgeDir: string;
  readonly cacheDir: string;
  /** The newest generation that is whole; null when there is none. */
  readonly intact: BaseGeneration | null;
  /** The embedder as its server describes it; null to build without vectors. */
  readonly info: EmbedderInfo | null;
}

/** One build, from the corpus to verified files in a partial folder. */
export interface BuildTask extends BuildPlace {
  readonly id: string;
  readonly builtAt: string;
  readonly nowMs: number;
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
  /** Makes and returns the folder to write into. */
  readonly makeFolder: () => Promise<string>;
  /** Called between steps, at least once for each batch. */
  readonly onStep: () => Promise<void>;
  readonly options: BuildOptions;
}

export interface BuiltGeneration extends EmbeddingCounts {
  readonly manifest: Manifest;
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
  const { signal } = task.options;
  const start = buildStart(task.intact, task.info);
  const folder = await task.makeFolder();
  const corpus = await inPhase(task, 'loading', (onProgress) =>
    worker.call(
      'load',
      { corpus: corpusInput(task.knowledgeDir, start), folder },
      { signal, onProgress },
    ),
  );
  requireText(corpus, task.knowledgeDir);
  const base = corpus.isWorn ? null : start.base;
  const counts = await embed(worker, task, { isCalibrated: base === null, corpus });
  const { written, calibration, withoutVector } = await inPhase(task, 'indexing', (onProgress) =>
    worker.call('write', { folder, base: baseFiles(base) }, { signal, onProgress }),
  );
  await task.onStep();
  const manifest: Manifest = {
    ...describe(task, { start, corpus, base }),
    ...written,
    calibration: base === null ? calibration : base.manifest.calibration,
    embedMsPerText: counts.msPerText ?? task.intact?.manifest.embedMsPerText ?? null,
  };
  await inPhase(task, 'verifying', () =>
    worker.call('verify', { folder, manifest: openable(manifest) }, { signal }),
  );
  await worker.call('finish', null);
  const wholeBuild = corpus.isWorn ? 'worn' : start.cause;
  return { manifest, faults: corpus.faults, wholeBuild, withoutVector, ...counts };
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
  { knowledgeDir, cacheDir, intact, info }: BuildPlace,
  options: PlanOptions,
): Promise<IndexPlan> {
  const start = buildStart(intact, info);
  const cache = info === null ? null : { folder: cacheDir, owner: ownerOf(info) };
  const corpus = await inPhase({ options }, 'loading', (onProgress) =>
    worker.call(
      'plan',
      { ...corpusInput(knowledgeDir, start), cache },
      { signal: options.signal, onProgress },
    ),
  );
  requireText(corpus, knowledgeDir);
  const before = intact?.manifest ?? null;
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
    wholeBuild: corpus.isWorn ? 'worn' : start.cause,
    estimatedMs: pace === null ? null : Math.round(pace * corpus.missingPassages),
  };
}

function ownerOf({ digest, dimensions }: EmbedderInfo): { digest: string; dimensions: number } {
  return { digest, dimensions };
}

function corpusInput(knowledgeDir: string, { base, maxTokens }: BuildStart): CorpusInput {
  if (base === null) return { knowledgeDir, maxTokens, base: null };
  const { articles, whole, embedder } = base.manifest;
  return { knowledgeDir, maxTokens, base: { articles, whole, embedder } };
}

function baseFiles(base: BaseGeneration | null): BuildCalls['write']['input']['base'] {
  if (base === null) return null;
  const { slots, ef, embedder } = base.manifest;
  return { folder: base.folder, slots, ef, hasVectors: embedder !== null };
}

interface Described {
  readonly start: BuildStart;
  readonly corpus: LoadedDelta;
  readonly base: BaseGeneration | null;
}

/** What a manifest says of everything but the files. */
function describe(
  { id, builtAt, info }: BuildTask,
  { start, corpus, base }: Described,
): Omit<Manifest, 'ef' | 'slots' | 'checksums' | 'calibration' | 'embedMsPerText'> {
  const passages = passagesOf(corpus.articles);
  return {
    formatVersion: FORMAT_VERSION,
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
        : { ...base.manifest.whole, touched: corpus.touched },
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
    .slice(0, MAX_FAULTS_NAMED)
    .map(({ file, line, message }) => `${file}:${line}: ${message}`);
  const reasons = named.length === 0 ? 'There is none.' : named.join(' ');
  throw new AppError(
    'corpus-invalid',
    `The corpus folder ${knowledgeDir} holds no readable article. ${reasons} Put articles (${ARTICLE_EXTENSIONS.join(', ')}) into it.`,
    { details: { folder: knowledgeDir, faults: corpus.faults.length } },
  );
}
