import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compose, type Cria } from '../src/compose.ts';
import { parseConfig, type Config } from '../src/config.ts';
import { AppError } from '../src/domain/errors.ts';
import type { Embedder, Logger, PassageIndex } from '../src/domain/ports.ts';
import { createLogger } from '../src/observability/logger.ts';
import { newId } from '../src/observability/new-id.ts';
import { systemClock } from '../src/observability/system-clock.ts';
import { loadArticles } from './load-articles.ts';
import { answerAll, scoreAnswers } from './answer-eval.ts';
import { baselineRows } from './baseline.ts';
import { readCoverageQuestions } from './coverage/coverage-question.ts';
import { runCoverage, type Coverage } from './coverage/run-coverage.ts';
import { measureChoice } from './choice/measure-choice.ts';
import { collectSigns, type SignsRecord } from './gate/collect-signs.ts';
import { fitGate, readSigns, reportGate } from './gate/fit-gate.ts';
import { LEAST_CHANCE } from '../src/answering/gate/answerability.ts';
import { VECTOR_SIGNS, WORD_SIGNS } from '../src/answering/gate/signs.ts';
import type { Dropped } from '../src/answering/checking/answer-checker.ts';
import { criaSystem, runReferee, textbookSystem } from './referee/run-referee.ts';
import { createTextbook } from './referee/textbook-chain.ts';
import { debateHolder } from './debates/hold-debate.ts';
import { readGold, scoreDebates, type DebateScore } from './debates/debate-eval.ts';
import { loadGolden, type GoldenQuestion } from './golden.ts';
import {
  collectSamples,
  gateAbstention,
  judgeSamples,
  retrievalRows,
  type Sample,
} from './retrieval-eval.ts';

const { values: flags } = parseArgs({
  options: {
    /** `report` (default), `tune` or `all`. */
    split: { type: 'string', default: 'report' },
    /** Also let the model answer: this many questions of the split, 0 for none; or all of this file (JSONL). */
    answers: { type: 'string', default: '0' },
    /** With --answers FILE: also without choosing, claim check and gate. */
    ablate: { type: 'boolean', default: false },
    /** Also LangChain's community HNSWLib over fixed-size pieces, same embedder. */
    baseline: { type: 'boolean', default: false },
    /** One JSON object instead of tables. */
    json: { type: 'boolean', default: false },
    /** Coverage of these questions (a JSONL file) instead of the golden set. */
    coverage: { type: 'string' },
    /** Where the statements of these questions' answers stand (a JSONL file); no chat model is asked. */
    choice: { type: 'string' },
    /** Who stands where in debates, instead of the golden set; `--gold` names another file of the same shape. */
    debates: { type: 'boolean', default: false },
    /** What answers them (`id`, `articles`, `section`, `facts`), where their own file does not say. */
    gold: { type: 'string' },
    /** With --coverage: only write down what the gate sees of the questions, into this file. */
    signs: { type: 'string' },
    /** Fit the gate on these files of `--signs` (separated by commas) ... */
    fit: { type: 'string' },
    /** ... and report it on these. */
    report: { type: 'string' },
    /** Where coverage keeps its records and pictures; `coverage` in the data folder by default. */
    out: { type: 'string' },
  },
});

async function main(): Promise<void> {
  if (flags.fit !== undefined)
    return fit(flags.fit.split(','), (flags.report ?? flags.fit).split(','));
  const config = parseConfig({ LOG_LEVEL: 'error', ...process.env });
  const logger = createLogger(config.logLevel);
  const cria = compose({ config, clock: systemClock, newId, logger });
  try {
    await open(cria);
    if (flags.debates) await debate(cria);
    else if (flags.answers.endsWith('.jsonl')) await referee(cria, config, logger);
    else if (flags.choice !== undefined) await choose(cria, flags.choice);
    else if (flags.coverage === undefined) await evaluate(cria, config.knowledgeDir);
    else await cover(cria, flags.coverage, config);
  } finally {
    await cria.close();
  }
}

async function evaluate(cria: Cria, knowledgeDir: string): Promise<void> {
  const golden = await loadGolden();
  const questions = golden.filter(({ split }) => flags.split === 'all' || split === flags.split);
  await overIndex(cria, async ({ index, embedder }) => {
    const samples = await collectSamples(questions, index, embedder);
    await report(cria, questions, samples, index);
    if (!flags.baseline || embedder === null) return;
    const { articles } = await loadArticles(knowledgeDir);
    console.log('LangChain community HNSWLib over fixed-size pieces, same embedder:');
    console.table(await baselineRows(articles, questions, embedder));
  });
}

/** What is measured without a chat model. */
interface Searched {
  readonly index: PassageIndex;
  readonly embedder: Embedder | null;
}

/** Holds the index that is served while something is measured. */
async function overIndex(
  cria: Cria,
  measure: (searched: Searched) => Promise<void>,
): Promise<void> {
  const lease = cria.knowledge.acquire();
  if (lease === null) throw new AppError('index-missing', 'There is no index to evaluate.');
  try {
    await measure({ index: lease.index, embedder: cria.knowledge.usableEmbedder() });
  } finally {
    lease.release();
  }
}

/** Debates over the index, weighed by the chat model where it is there. */
async function debate(cria: Cria): Promise<void> {
  const gold = await readGold(flags.gold ?? 'evals/debates/gold.json');
  const scores = await scoreDebates(gold, debateHolder(cria), (score) => {
    process.stderr.write(`${score.pair}: ${score.found} of ${score.voices}, ${score.ms} ms\n`);
  });
  if (flags.json) console.log(JSON.stringify(scores));
  else console.table(scores.map((score) => ({ ...score, ...listed(score) })));
}

function listed(score: DebateScore): Record<string, string> {
  const { wrong, unknown, missed, misplaced, unread } = score;
  const lists = { wrong, unknown, missed, misplaced, unread };
  return Object.fromEntries(Object.entries(lists).map(([key, list]) => [key, list.join(', ')]));
}

async function cover(cria: Cria, file: string, config: Config): Promise<void> {
  const questions = await readCoverageQuestions(file, flags.gold ?? null);
  await overIndex(cria, async ({ index, embedder }) => {
    if (flags.signs !== undefined) {
      return collectSigns({ questions, index, embedder, file: flags.signs });
    }
    const coverage = await runCoverage({
      ...{ cria, questions, file, index, embedder },
      chatModel: Number(flags.answers) > 0 ? config.chatModel : null,
      folder: flags.out ?? join(config.dataDir, 'coverage'),
    });
    if (flags.json) console.log(JSON.stringify(coverage));
    else showCoverage(coverage);
  });
}

/** Estimated tokens of evidence that a machine without a GPU reads in its time. */
const READ_TOKENS = 300;

/** What the choice of statements is worth. */
async function choose(cria: Cria, file: string): Promise<void> {
  const questions = await readCoverageQuestions(file, flags.gold ?? null);
  await overIndex(cria, async (searched) => {
    const rows = await measureChoice({ ...searched, questions, budgetTokens: READ_TOKENS });
    if (flags.json) console.log(JSON.stringify(rows));
    else console.table(rows);
  });
}

/** What has weights of its own: see src/answering/gate/gate-weights.ts. */
const GATES = [
  { hasVectors: true, isForeign: false },
  { hasVectors: true, isForeign: true },
  { hasVectors: false, isForeign: false },
] as const;

/** Weights of the gate, with and without vectors, and how they do on other questions. */
async function fit(files: readonly string[], reported: readonly string[]): Promise<void> {
  const given = await readSigns(files);
  const held = await readSigns(reported);
  for (const { hasVectors, isForeign } of GATES) {
    const names = hasVectors ? [...WORD_SIGNS, ...VECTOR_SIGNS] : WORD_SIGNS;
    const own = (group: readonly SignsRecord[]): SignsRecord[] =>
      group.filter((one) => one.hasVectors === hasVectors && one.isForeign === isForeign);
    const groups = given.map(own).filter((group) => group.length > 0);
    if (groups.length === 0) continue;
    const weights = fitGate(groups, names);
    console.log(JSON.stringify({ hasVectors, isForeign, weights }, null, 2));
    console.table([
      ...given.map((group, at) =>
        reportGate(`fit ${files[at] ?? ''}`, own(group), weights, LEAST_CHANCE),
      ),
      ...held.map((group, at) => reportGate(reported[at] ?? '', own(group), weights, LEAST_CHANCE)),
    ]);
  }
}

/** Answers of the whole system, of it without its parts, and of the textbook chain, refereed. */
async function referee(cria: Cria, config: Config, logger: Logger): Promise<void> {
  const questions = await readCoverageQuestions(flags.answers, flags.gold ?? null);
  const leftOut: string[] = [];
  const parts = [null, ...(flags.ablate ? (['choosing', 'claim-check', 'gate'] as const) : [])];
  const others = parts.map((part) => {
    const answering = {
      without: part === null ? [] : [part],
      onDropped: (dropped: readonly Dropped[]) => {
        leftOut.push(...dropped.map(({ text, fault }) => `${text} (${fault})`));
      },
    };
    return { part, cria: compose({ config, clock: systemClock, newId, logger, answering }) };
  });
  try {
    for (const other of others) await open(other.cria);
    const embedder = cria.knowledge.usableEmbedder();
    const systems = others.map((one) => criaSystem(one.cria, one.part, leftOut));
    if (flags.baseline && embedder !== null) {
      const { articles } = await loadArticles(config.knowledgeDir);
      systems.push(textbookSystem(await createTextbook(articles, embedder, cria.chat)));
    }
    const { generation } = cria.knowledge.state();
    const { rows, page } = await runReferee({
      ...{ systems, questions, file: flags.answers },
      setting: [generation?.id ?? '', config.chatModel],
      folder: flags.out ?? join(config.dataDir, 'referee'),
    });
    if (flags.json) console.log(JSON.stringify({ rows, page }));
    else console.table(rows);
    console.error(`Page: ${page}`);
  } finally {
    for (const other of others) await other.cria.close();
  }
}

async function open(cria: Cria): Promise<void> {
  await cria.health.refresh();
  await cria.knowledge.open();
  await cria.knowledge.refresh();
}

function showCoverage({ total, byTopic, byLanguage, missed, picture }: Coverage): void {
  console.table([...byTopic, ...byLanguage, ...total]);
  for (const { id, rank, articles } of missed) {
    console.log(`missed ${id}: rank ${rank ?? '-'}; first ${articles.join(', ')}`);
  }
  console.log(`Picture: ${picture}`);
}

async function report(
  cria: Cria,
  questions: readonly GoldenQuestion[],
  samples: readonly Sample[],
  index: PassageIndex,
): Promise<void> {
  const { embedder, passages, articles } = index.describe();
  const rows = retrievalRows(samples);
  const judged = await judgeSamples(samples, index, cria.knowledge.usableEmbedder());
  const byLanguage = (['de', 'en'] as const).map((language) => ({
    language,
    ...gateAbstention(judged.filter(({ question }) => question.language === language)),
  }));
  const wanted = Number(flags.answers);
  const answered =
    wanted > 0
      ? await answerAll(cria, spread(questions, wanted), ({ question, answer }) => {
          process.stderr.write(`${question.id} ${answer.mode} ${answer.timingsMs.total} ms\n`);
        })
      : [];
  const answers = answered.length === 0 ? null : scoreAnswers(answered);
  if (flags.json) {
    console.log(JSON.stringify({ split: flags.split, embedder, rows, byLanguage, answers }));
    return;
  }
  console.log(
    `${questions.length} questions (${flags.split}), ${articles} articles, ${passages} passages, embedder ${embedder?.model ?? 'none'}\n`,
  );
  console.table(
    rows.map((row) => ({
      ...row,
      recall5: round(row.recall5),
      mrr: round(row.mrr),
      section5: round(row.section5),
    })),
  );
  console.log('The gate alone (before any model is asked):');
  console.table(
    byLanguage.map((row) => ({
      language: row.language,
      'abstention precision': round(row.precision),
      'refused of unanswerable': round(row.recall),
      'answered of answerable': round(row.answered),
    })),
  );
  if (answers !== null) console.log('With generated answers:', JSON.stringify(answers, null, 2));
}

/** Every n-th question, so that all kinds and languages are in. */
function spread(questions: readonly GoldenQuestion[], wanted: number): GoldenQuestion[] {
  const step = Math.max(1, questions.length / wanted);
  return questions.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

await main();
