import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../src/domain/errors.ts';
import { articlesWith, makeArticle } from './bench-corpus.ts';
import { BenchEmbedder } from './bench-embedder.ts';
import { CORPUS_SEED } from './bench-indexes.ts';
import { makeQueries } from './bench-queries.ts';
import type { BenchRun, PartResult } from './bench-run.ts';
import { makeFolders, openStore, timedBuild, type BenchFolders } from './bench-store.ts';
import { topicVector } from './bench-vectors.ts';
import { damaged, drawDamage } from './damage-plan.ts';
import { damageAims, damageTable, type DamageRecord } from './damage-table.ts';
import { DamageOpener, judgeOutcome, type OpenOutcome, type Undamaged } from './damage-trial.ts';
import { createRandom, seedFrom } from './random.ts';
import { writeArticle, writeCorpus } from './write-corpus.ts';

const PASSAGES = 120;
const ARTICLES_ASKED_ABOUT = 40;
const QUERIES = 5;
const DAMAGE_SEED = 404;
/** Processes that open damaged indexes at the same time. */
const OPENERS = 2;
const SAY_EVERY = 50;

/** Damages the files of a current generation that has a good one before it. */
export async function measureDamage(run: BenchRun): Promise<PartResult> {
  const folders = await makeFolders(run, 'damage');
  const generations = await buildTwo(run, folders);
  const undamaged = await answersOfBoth(run, folders, generations);
  const records: DamageRecord[] = [];
  const work = async (opener: number): Promise<void> => {
    const dataDir = await run.makeFolder(`damage-copy-${opener}`);
    await cp(folders.dataDir, dataDir, { recursive: true });
    await withOpener(run, async (open) => {
      for (let trial = opener; trial < run.scale.damages; trial += OPENERS) {
        records.push(await runTrial({ ...folders, dataDir }, { trial, undamaged, open }));
        if (records.length % SAY_EVERY === 0) run.say(`damage: ${records.length} tried`);
      }
      requireUnharmed(await open({ ...folders, dataDir }), undamaged);
    });
  };
  await Promise.all(Array.from({ length: OPENERS }, (_, opener) => work(opener)));
  const aims = damageAims(records);
  return {
    table: damageTable(records),
    numbers: {
      passages: PASSAGES,
      aims: { unnoticed: aims.unnoticed.isMet, crashed: aims.crashed.isMet },
      trials: records,
    },
  };
}

interface TwoGenerations {
  readonly current: string;
  readonly previous: string;
}

async function buildTwo(run: BenchRun, folders: BenchFolders): Promise<TwoGenerations> {
  await writeCorpus(folders.knowledgeDir, articlesWith(CORPUS_SEED, PASSAGES), run.signal);
  const store = openStore(run, folders);
  const embedder = new BenchEmbedder({
    name: 'topic-vectors',
    vectorOf: topicVector,
    clock: run.clock,
    costMsPerText: 0,
  });
  const first = await timedBuild(run, store, { name: 'damage', embedder });
  const article = makeArticle(CORPUS_SEED, 0);
  await writeArticle(folders.knowledgeDir, { ...article, passages: ['Eine Neuigkeit.'] });
  const second = await timedBuild(run, store, { name: 'damage', embedder });
  return { current: second.report.generation.id, previous: first.report.generation.id };
}

type Open = (folders: BenchFolders) => Promise<OpenOutcome>;

async function withOpener(run: BenchRun, work: (open: Open) => Promise<void>): Promise<void> {
  const queries = makeQueries(CORPUS_SEED, ARTICLES_ASKED_ABOUT, QUERIES);
  const opener = new DamageOpener(run.signal, queries);
  try {
    await work((folders) => opener.open(folders));
  } finally {
    await opener.close();
  }
}

/** What both generations answer while nothing is damaged. */
async function answersOfBoth(
  run: BenchRun,
  folders: BenchFolders,
  { current, previous }: TwoGenerations,
): Promise<Undamaged> {
  const answers = new Map<string, string>();
  const pointer = join(folders.dataDir, 'index', 'CURRENT');
  const asItIs = await readFile(pointer);
  await withOpener(run, async (open) => {
    for (const first of [previous, current]) {
      await writeFile(pointer, `${first}\n\n`);
      const outcome = await open(folders);
      if (outcome.kind !== 'opened' || outcome.generation !== first) {
        throw new AppError('internal', `The undamaged generation ${first} does not open.`);
      }
      answers.set(first, outcome.answers);
    }
  });
  await writeFile(pointer, asItIs);
  return { current, previous, answers };
}

/** Every damage was undone: else a later trial would have judged an earlier one's. */
function requireUnharmed(outcome: OpenOutcome, undamaged: Undamaged): void {
  const verdict = judgeOutcome(outcome, undamaged);
  if (verdict === 'no effect') return;
  throw new AppError('internal', `The index was not put right between two damages: ${verdict}.`);
}

interface Trial {
  readonly trial: number;
  readonly undamaged: Undamaged;
  readonly open: Open;
}

/** Damages one file, opens the index, and puts the file right again. */
async function runTrial(folders: BenchFolders, given: Trial): Promise<DamageRecord> {
  const { trial, undamaged, open } = given;
  const random = createRandom(seedFrom(DAMAGE_SEED, trial));
  const root = join(folders.dataDir, 'index');
  const names = (await readdir(join(root, undamaged.current))).sort();
  const file = [...names, 'CURRENT'][random.below(names.length + 1)] ?? 'CURRENT';
  const path = file === 'CURRENT' ? join(root, file) : join(root, undamaged.current, file);
  const bytes = await readFile(path);
  const damage = drawDamage(random, bytes.length);
  await writeFile(path, damaged(bytes, damage));
  try {
    const outcome = await open(folders);
    const verdict = judgeOutcome(outcome, undamaged);
    return { file, damage, verdict, code: 'code' in outcome ? outcome.code : null };
  } finally {
    await writeFile(path, bytes);
  }
}
