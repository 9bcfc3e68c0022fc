import type { Retrieval } from '../../domain/ports.ts';
import { onScale, type Statement } from '../choosing/score-statements.ts';
import { unknownNamesOf } from '../evidence.ts';

/** What tells whether an answer is among the statements; each about 0 to 1. */
export interface Signs {
  /** Most of the question's words that one statement holds. */
  readonly bestCoverage: number;
  /** The same with neighbours and heading. */
  readonly bestAround: number;
  /** The same, mean over the three best. */
  readonly mostAround: number;
  /** Best keyword score of a passage over the whole corpus. */
  readonly keyword: number;
  /** Share of the question's words that stand nowhere in the corpus. */
  readonly unknownWords: number;
  /** 1 for a name and .5 for a number that stands nowhere in the corpus. */
  readonly unknownNames: number;
  /** 1 where the kind of thing asked for is in none of the best statements. */
  readonly lacksKind: number;
  /** 1 / content words: a question of one word is covered by anything that holds it. */
  readonly brevity: number;
  /** Best closeness of a statement, and how far it stands out from the middle; 0 without vectors. */
  readonly bestClose: number;
  readonly standsOut: number;
  /** Best closeness of a passage. */
  readonly passageClose: number;
}

/** Signs that need no vectors, and those that do. */
export const WORD_SIGNS: readonly (keyof Signs)[] = [
  'bestCoverage',
  'bestAround',
  'mostAround',
  'keyword',
  'unknownWords',
  'unknownNames',
  'lacksKind',
  'brevity',
];
export const VECTOR_SIGNS: readonly (keyof Signs)[] = ['bestClose', 'standsOut', 'passageClose'];

/** Statements among which the kind of thing asked for must be. */
const KIND_AMONG = 5;
const MOST = 3;
/** Closeness beyond it says no more, on either side. */
const MAX_CLOSENESS = 2;

/** Signs of one retrieval; null where no statement was found. */
export function signsOf(
  question: string,
  retrieval: Retrieval,
  statements: readonly Statement[],
): Signs | null {
  if (statements.length === 0) return null;
  const byScore = [...statements].sort((a, b) => b.score - a.score);
  const around = statements.map((one) => one.around).sort((a, b) => b - a);
  const close = statements
    .flatMap(({ closeness }) => (closeness === null ? [] : [closeness]))
    .sort((a, b) => b - a);
  const { words, considered, calibration } = retrieval;
  const count = Math.max(1, words.words.length);
  const bestClose = bounded(close[0] ?? 0);
  return {
    bestCoverage: Math.max(...statements.map(({ coverage }) => coverage)),
    bestAround: around[0] ?? 0,
    mostAround: mean(around.slice(0, MOST)),
    keyword: Math.max(0, ...considered.map(({ scores }) => scores.keyword)),
    unknownWords: words.unknown.length / count,
    unknownNames: unknownNamesOf(question, words),
    lacksKind: byScore.slice(0, KIND_AMONG).some(({ hasKind }) => hasKind) ? 0 : 1,
    brevity: 1 / count,
    bestClose,
    standsOut: close.length === 0 ? 0 : bounded(bestClose - (close[close.length >> 1] ?? 0)),
    passageClose: bounded(bestPassage(considered, calibration)),
  };
}

function bestPassage(
  considered: Retrieval['considered'],
  calibration: Retrieval['calibration'],
): number {
  const cosines = considered.flatMap(({ scores }) =>
    scores.similarity === null ? [] : [scores.similarity],
  );
  if (cosines.length === 0 || calibration === null) return 0;
  return onScale(Math.max(...cosines), calibration);
}

function bounded(value: number): number {
  return Math.min(MAX_CLOSENESS, Math.max(-MAX_CLOSENESS, value));
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
