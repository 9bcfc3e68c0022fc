import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeArticle, type BenchArticle } from './bench-corpus.ts';
import { askChild } from './bench-child.ts';
import { BenchEmbedder } from './bench-embedder.ts';
import { CORPUS_SEED } from './bench-indexes.ts';
import type { BenchRun, PartResult } from './bench-run.ts';
import { makeFolders, openStore, timedBuild, type TimedBuild } from './bench-store.ts';
import { wordsVector } from './bench-vectors.ts';
import { percentile } from './percentiles.ts';
import { aimText, duration, figure, ratio } from './table.ts';
import { writeArticle, writeCorpus } from './write-corpus.ts';

const MIN_TEXT_RATIO = 100;
const MIN_TIME_RATIO = 20;
/** The articles that change lie this far apart. */
const CHANGED_EVERY = 97;

const LangChainRebuild = z.object({ texts: z.number(), wallMs: z.number(), cpuMs: z.number() });

interface Change extends TimedBuild {
  readonly texts: number;
}

/** One changed article in a large corpus: Cria's build of it against LangChain's rebuild. */
export async function measureChange(run: BenchRun): Promise<PartResult> {
  const folders = await makeFolders(run, 'change');
  const articles = run.scale.changeArticles;
  run.say(`change: writing ${articles} articles`);
  await writeCorpus(folders.knowledgeDir, corpus(articles), run.signal);
  const store = openStore(run, folders);
  const texts: string[] = [];
  const onPassage = (text: string): void => void texts.push(text);
  const first = await timedBuild(run, store, {
    name: 'change, first build',
    embedder: wordsEmbedder(run, { costMsPerText: 0, onPassage }),
  });
  const changes: Change[] = [];
  for (let change = 1; change <= run.scale.changes; change += 1) {
    await writeArticle(folders.knowledgeDir, changedArticle(change * CHANGED_EVERY, change));
    const embedder = wordsEmbedder(run, { costMsPerText: run.scale.embedMs, onPassage });
    const timed = await timedBuild(run, store, { name: `change ${change}`, embedder });
    run.say(`change ${change}: ${duration(timed.wallMs)}, ${embedder.texts} texts embedded`);
    changes.push({ ...timed, texts: embedder.texts });
  }
  run.say(`change: LangChain's rebuild of ${first.report.generation.passages} passages`);
  const rebuild = await rebuildWithLangChain(run, texts.slice(0, first.report.generation.passages));
  return report({ first, changes, rebuild, embedMs: run.scale.embedMs });
}

function* corpus(articles: number): Generator<BenchArticle> {
  for (let n = 0; n < articles; n += 1) yield makeArticle(CORPUS_SEED, n);
}

/** The article with a sentence more in its first passage. */
function changedArticle(n: number, change: number): BenchArticle {
  const article = makeArticle(CORPUS_SEED, n);
  const [lead = '', ...rest] = article.passages;
  return { ...article, passages: [`${lead} Neuigkeit ${change}.`, ...rest] };
}

function wordsEmbedder(
  run: BenchRun,
  options: { costMsPerText: number; onPassage: (text: string) => void },
): BenchEmbedder {
  return new BenchEmbedder({ name: 'words', vectorOf: wordsVector, clock: run.clock, ...options });
}

async function rebuildWithLangChain(
  run: BenchRun,
  texts: readonly string[],
): Promise<z.infer<typeof LangChainRebuild>> {
  const folder = await run.makeFolder('change-langchain');
  const textsFile = join(folder, 'texts.json');
  await writeFile(textsFile, JSON.stringify(texts));
  const job = {
    kind: 'rebuild',
    textsFile,
    costMsPerText: run.scale.embedMs,
    saveTo: join(folder, 'store'),
  };
  const module = new URL('langchain-child.ts', import.meta.url);
  return LangChainRebuild.parse(await askChild(module, job, { signal: run.signal }));
}

interface Measured {
  readonly embedMs: number;
  readonly first: TimedBuild;
  readonly changes: readonly Change[];
  readonly rebuild: z.infer<typeof LangChainRebuild>;
}

function report({ first, changes, rebuild, embedMs }: Measured): PartResult {
  const { articles, passages } = first.report.generation;
  const texts = Math.max(...changes.map((change) => change.texts));
  const wallMs = percentile(
    changes.map((change) => change.wallMs),
    0.5,
  );
  const cpuMs = percentile(
    changes.map((change) => change.cpuMs),
    0.5,
  );
  const textRatio = rebuild.texts / Math.max(texts, 1);
  const timeRatio = rebuild.wallMs / wallMs;
  const textAim = { text: `≥ ${MIN_TEXT_RATIO}×`, isMet: textRatio >= MIN_TEXT_RATIO };
  const timeAim = { text: `≥ ${MIN_TIME_RATIO}×`, isMet: timeRatio >= MIN_TIME_RATIO };
  const causes = changes.map(({ report: { wholeBuild } }) => wholeBuild ?? 'only what changed');
  return {
    table: {
      title: `One changed article among ${figure(articles)} (${figure(passages)} passages)`,
      headers: ['', 'Cria', 'LangChain HNSWLib, rebuilt', 'ratio', 'aim'],
      rows: [
        [
          'texts embedded',
          figure(texts),
          figure(rebuild.texts),
          ratio(textRatio),
          aimText(textAim),
        ],
        [
          'wall time',
          duration(wallMs),
          duration(rebuild.wallMs),
          ratio(timeRatio),
          aimText(timeAim),
        ],
        ['CPU time', duration(cpuMs), duration(rebuild.cpuMs), ratio(rebuild.cpuMs / cpuMs), ''],
      ],
      notes: [
        `Both with an embedder of word vectors that waits ${embedMs} ms a text, in batches; both end on disk.`,
        `Cria: the whole build, which looks at every file and reads those that changed; median of ${changes.length} changes of one article each (${changes.map((change) => duration(change.wallMs)).join(', ')}); built: ${[...new Set(causes)].join(', ')}.`,
        'LangChain: `fromDocuments` and `save` over the same passages, without the time to read and cut the articles.',
        `Phases of the last change: ${phases(changes[changes.length - 1])}.`,
      ],
    },
    numbers: {
      ...numbersOf({ first, changes, rebuild, embedMs }),
      textRatio,
      timeRatio,
      aims: { texts: textAim.isMet, time: timeAim.isMet },
    },
  };
}

function numbersOf({ first, changes, rebuild, embedMs }: Measured): Record<string, unknown> {
  const { articles, passages } = first.report.generation;
  return {
    articles,
    passages,
    costMsPerText: embedMs,
    first: { wallMs: first.wallMs, cpuMs: first.cpuMs, phasesMs: first.phasesMs },
    changes: changes.map((change) => ({
      texts: change.texts,
      wallMs: change.wallMs,
      cpuMs: change.cpuMs,
      phasesMs: change.phasesMs,
      passagesEmbedded: change.report.passagesEmbedded,
      passagesReused: change.report.passagesReused,
      wholeBuild: change.report.wholeBuild,
    })),
    langChain: rebuild,
  };
}

/** `loading 1,200 ms, embedding 30 ms`. */
export function phases(build: Pick<TimedBuild, 'phasesMs'> | undefined): string {
  return Object.entries(build?.phasesMs ?? {})
    .filter(([, ms]) => ms >= 1)
    .map(([name, ms]) => `${name} ${duration(ms)}`)
    .join(', ');
}
