import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AnsweringPart } from '../../src/answering/chain-parts.ts';
import type { Cria } from '../../src/compose.ts';
import { languageOf } from '../../src/answering/checking/sentence-text.ts';
import { splitSentences } from '../../src/text/sentences.ts';
import { askOne } from '../answer-eval.ts';
import type { CoverageQuestion } from '../coverage/coverage-question.ts';
import { factsHeld } from '../scorers.ts';
import { refereePage } from './referee-page.ts';
import {
  isSaid,
  keepRefereed,
  readRefereed,
  refereeKey,
  type RefereeRecord,
} from './referee-record.ts';
import { refereeRows, type RefereeRow } from './referee-rows.ts';
import type { Textbook } from './textbook-chain.ts';

/** One way of answering under trial. */
export interface RefereeSystem {
  readonly name: string;
  readonly ask: (question: CoverageQuestion) => Promise<Outcome>;
}

type Outcome = Pick<
  RefereeRecord,
  'mode' | 'reason' | 'answer' | 'evidence' | 'leftOut' | 'isDeclined' | 'firstTokenMs' | 'totalMs'
>;

export interface RefereeRun {
  readonly systems: readonly RefereeSystem[];
  readonly questions: readonly CoverageQuestion[];
  /** Id of the generation and name of the chat model: other ones give other records. */
  readonly setting: readonly string[];
  /** Where records and page are kept; a run that broke off goes on from there. */
  readonly folder: string;
  /** Name of the questions' file. */
  readonly file: string;
}

/** What is shown at the end. */
export interface Refereed {
  readonly rows: readonly RefereeRow[];
  readonly page: string;
}

/** Lets every system answer every question that has no record yet, one after the other. */
export async function runReferee(run: RefereeRun): Promise<Refereed> {
  const name = basename(run.file).replace(/\.\w+$/u, '');
  await mkdir(run.folder, { recursive: true });
  const kept = join(run.folder, `${name}.answers.jsonl`);
  const before = await readRefereed(kept);
  const records: RefereeRecord[] = [];
  const total = run.systems.length * run.questions.length;
  const startedAt = performance.now();
  let asked = 0;
  for (const question of run.questions) {
    for (const system of run.systems) {
      const key = refereeKey(question, system.name, ...run.setting);
      const known = before.get(key);
      const record = known ?? judged(key, system.name, question, await system.ask(question));
      if (known === undefined) {
        await keepRefereed(kept, record);
        asked += 1;
      }
      records.push(record);
      const spent = (performance.now() - startedAt) / 60_000;
      const left = asked === 0 ? 0 : (spent / asked) * (total - records.length);
      process.stderr.write(
        `${records.length}/${total} ${record.id} ${system.name}: ${record.mode}${record.isRight ? ', right' : ''}; about ${Math.ceil(left)} min left\n`,
      );
    }
  }
  const rows = refereeRows(records);
  const page = join(run.folder, `${name}.html`);
  const title = `${records.length} answers to ${run.questions.length} questions of ${name}, ${run.setting.join(', ')}`;
  await writeFile(page, refereePage(title, rows, records));
  return { rows, page };
}

function judged(
  key: string,
  system: string,
  question: CoverageQuestion,
  outcome: Outcome,
): RefereeRecord {
  const { id, q, language, topic, isAnswerable } = question;
  const isInWords = isSaid(outcome);
  const isForeign = splitSentences(outcome.answer).some(
    (sentence) => (languageOf(sentence) ?? language) !== language,
  );
  return {
    ...{ key, system, id, q, language, topic, isAnswerable },
    ...outcome,
    isRight: isInWords && isAnswerable && factsHeld(question, outcome.answer) === 1,
    isInLanguage: !isInWords || !isForeign,
  };
}

/**
 * Cria itself, whole or without a part.
 * @param leftOut where its chain writes down what it left out of one answer
 */
export function criaSystem(
  cria: Cria,
  without: AnsweringPart | null,
  leftOut: string[],
): RefereeSystem {
  return {
    name: without === null ? 'whole' : `without ${without}`,
    async ask(question) {
      leftOut.length = 0;
      const { mode, reason, answer, citations, timingsMs } = await askOne(cria, question);
      const evidence = citations.map(
        ({ n, title, section, quote }) => `[${n}] ${title} › ${section}: ${quote}`,
      );
      return {
        ...{ mode, reason, answer, evidence },
        leftOut: [...leftOut],
        isDeclined: mode === 'abstained',
        firstTokenMs: timingsMs.firstToken,
        totalMs: timingsMs.total,
      };
    },
  };
}

const UNKNOWN =
  /(?:don't|do not|doesn't|does not) (?:know|mention|provide|contain|specify)|not (?:mentioned|provided|specified|stated)|weiß (?:es |ich )?(?:das )?nicht|nicht (?:angegeben|erwähnt|genannt|bekannt)|keine (?:Angabe|Information)/iu;

export function textbookSystem(ask: Textbook): RefereeSystem {
  return {
    name: 'textbook',
    async ask({ q }) {
      const { text, firstTokenMs, totalMs } = await ask(q);
      const isDeclined = UNKNOWN.test(text);
      return {
        ...{ answer: text, isDeclined, firstTokenMs, totalMs, evidence: [], leftOut: [] },
        mode: isDeclined ? 'abstained' : 'generated',
        reason: null,
      };
    },
  };
}
