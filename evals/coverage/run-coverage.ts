import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Cria } from '../../src/compose.ts';
import type { Embedder, PassageIndex } from '../../src/domain/ports.ts';
import { answerAll } from '../answer-eval.ts';
import { collectSamples, judgeSamples } from '../retrieval-eval.ts';
import { factsHeld } from '../scorers.ts';
import { coveragePicture } from './coverage-picture.ts';
import type { CoverageQuestion } from './coverage-question.ts';
import {
  COVERAGE_PASSAGES,
  keepRecord,
  readRecords,
  recordKey,
  type CoverageRecord,
} from './coverage-record.ts';
import { coverageRows, isFound, type CoverageRow } from './coverage-rows.ts';
import { answerRank } from './find-answer.ts';

export interface CoverageRun {
  readonly cria: Cria;
  readonly index: PassageIndex;
  /** Null: keyword search only. */
  readonly embedder: Embedder | null;
  readonly questions: readonly CoverageQuestion[];
  /** Also let this chat model answer; null measures retrieval and evidence alone. */
  readonly chatModel: string | null;
  /** Where records and pictures are kept; a run that broke off goes on from there. */
  readonly folder: string;
  /** Name of the questions' file. */
  readonly file: string;
}

/** Coverage as it is shown. */
export interface Coverage {
  /** One row over all questions. */
  readonly total: readonly CoverageRow[];
  readonly byTopic: readonly CoverageRow[];
  readonly byLanguage: readonly CoverageRow[];
  /** Answerable questions whose passage is not among the first five. */
  readonly missed: readonly CoverageRecord[];
  readonly picture: string;
}

/** Asks every question that has no good record yet, tells of each on standard error, and sums up. */
export async function runCoverage(run: CoverageRun): Promise<Coverage> {
  const name = basename(run.file).replace(/\.\w+$/u, '');
  await mkdir(run.folder, { recursive: true });
  const kept = join(run.folder, `${name}.records.jsonl`);
  const before = await readRecords(kept);
  const records: CoverageRecord[] = [];
  for (const question of run.questions) {
    const key = recordKey(question, run.index.describe().id, run.chatModel);
    const known = before.get(key);
    const record = known ?? { key, ...(await measure(run, question)) };
    if (known === undefined) await keepRecord(kept, record);
    records.push(record);
    process.stderr.write(`${records.length}/${run.questions.length} ${tell(record)}\n`);
  }
  const byTopic = coverageRows(records, ({ topic }) => topic);
  const picture = join(run.folder, `${name}.svg`);
  const { articles, passages } = run.index.describe();
  const title = `Coverage of ${name}: ${articles} articles, ${passages} passages`;
  await writeFile(picture, coveragePicture(title, byTopic));
  return {
    total: coverageRows(records, () => 'all'),
    byTopic,
    byLanguage: coverageRows(records, ({ language }) => language),
    missed: records.filter((record) => record.isAnswerable && !isFound(record)),
    picture,
  };
}

async function measure(
  run: CoverageRun,
  question: CoverageQuestion,
): Promise<Omit<CoverageRecord, 'key'>> {
  const samples = await collectSamples([question], run.index, run.embedder);
  const [judged] = await judgeSamples(samples, run.index, run.embedder);
  const ranked = judged?.ranked ?? [];
  const record = {
    ...{ id: question.id, language: question.language, topic: question.topic },
    isAnswerable: question.isAnswerable,
    rank: question.isAnswerable ? answerRank(question, ranked) : null,
    articles: ranked.slice(0, COVERAGE_PASSAGES).map(({ passage }) => passage.articleId),
  };
  if (run.chatModel === null) {
    return { ...record, isAnswered: judged?.isLetThrough ?? false, isRight: null };
  }
  const [asked] = await answerAll(run.cria, [question], () => undefined);
  const isAnswered = asked !== undefined && asked.answer.mode !== 'abstained';
  const isRight =
    isAnswered && question.isAnswerable && factsHeld(question, asked.answer.answer) === 1;
  return { ...record, isAnswered, isRight };
}

function tell(record: CoverageRecord): string {
  const what = record.isAnswerable
    ? `passage ${record.rank ?? 'not found'}`
    : 'nothing should be said';
  return `${record.id} ${what}, ${record.isAnswered ? 'answered' : 'declined'}`;
}
