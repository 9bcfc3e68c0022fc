import type { Retrieval } from '../../domain/ports.ts';
import { detectLanguage } from '../../text/detect-language.ts';
import { foldWord } from '../../text/fold-word.ts';
import type { Candidates } from '../choosing/find-candidates.ts';
import { onScale } from '../choosing/score-statements.ts';
import { unknownNamesOf } from '../evidence.ts';

/** What tells whether an answer is among the statements; each about 0 to 1. */
export interface Signs {
  /** Most of the question's known words that one statement holds. */
  readonly coverage: number;
  /** The same with its neighbours and heading. */
  readonly around: number;
  /** Best keyword score of a passage over the whole corpus, for the known words. */
  readonly keyword: number;
  /** Share of the question's words that stand nowhere in the corpus. */
  readonly unknownWords: number;
  /** 1 for a name and .5 for a number that stands nowhere in the corpus. */
  readonly unknownNames: number;
  /** 1 / content words: a question of one word is covered by anything that holds it. */
  readonly brevity: number;
  /** Best closeness of a statement, and how far it stands out from the middle; 0 without vectors. */
  readonly close: number;
  readonly standsOut: number;
  /** Best closeness of a passage. */
  readonly passageClose: number;
}

/** Signs of one question, and which of them mean something. */
export interface SignsFound {
  readonly signs: Signs;
  /** Whether the best statement is in another language than the question: words tell little. */
  readonly isForeign: boolean;
  readonly hasVectors: boolean;
  /** Whether half of the question's words stand nowhere in the corpus, and no noun, name or number of it does. */
  readonly isElsewhere: boolean;
}

/** Signs that need no vectors, and those that do. */
export const WORD_SIGNS: readonly (keyof Signs)[] = [
  'coverage',
  'around',
  'keyword',
  'unknownWords',
  'unknownNames',
  'brevity',
];
export const VECTOR_SIGNS: readonly (keyof Signs)[] = ['close', 'standsOut', 'passageClose'];

/** A question of mostly unknown words is no better covered by the few known ones. */
const LEAST_KNOWN_SHARE = 0.34;
/** From this share of unknown words on a question is about something else, unless a thing it names is known. */
const MOSTLY_UNKNOWN = 0.5;
/** Closeness beyond it says no more, on either side. */
const MAX_CLOSENESS = 2;

/** Signs of one retrieval; null where no statement was found. */
export function signsOf(
  question: string,
  retrieval: Retrieval,
  { passages, statements }: Pick<Candidates, 'passages' | 'statements'>,
): SignsFound | null {
  if (statements.length === 0) return null;
  const byScore = [...statements].sort((a, b) => b.score - a.score);
  const close = statements
    .flatMap(({ closeness }) => (closeness === null ? [] : [closeness]))
    .sort((a, b) => b - a);
  const { words, considered, calibration } = retrieval;
  const count = Math.max(1, words.words.length);
  const unknownWords = words.unknown.length / count;
  const ofKnown = (values: readonly number[]): number =>
    Math.min(1, Math.max(0, ...values) / Math.max(LEAST_KNOWN_SHARE, 1 - unknownWords));
  const source = passages[byScore[0]?.source ?? 0]?.ranked.passage.language;
  const asked = detectLanguage(question) ?? source;
  const best = bounded(close[0] ?? 0);
  const signs = {
    coverage: ofKnown(statements.map((one) => one.coverage)),
    around: ofKnown(statements.map((one) => one.around)),
    keyword: ofKnown(considered.map(({ scores }) => scores.keyword)),
    unknownWords,
    unknownNames: unknownNamesOf(question, words),
    brevity: 1 / count,
    close: best,
    standsOut: close.length === 0 ? 0 : bounded(best - (close[close.length >> 1] ?? 0)),
    passageClose: bounded(bestPassage(considered, calibration)),
  };
  const isElsewhere = unknownWords >= MOSTLY_UNKNOWN && !namesKnown(question, words);
  return { signs, isForeign: asked !== source, hasVectors: close.length > 0, isElsewhere };
}

/** Whether a question names a thing that the corpus knows: a word with a capital inside it, or a number. */
function namesKnown(question: string, { words, unknown }: Retrieval['words']): boolean {
  const known = new Set(words.filter((word) => !unknown.includes(word)));
  return [...question.matchAll(/[\p{L}\p{N}]+/gu)].some(({ 0: word, index }) => {
    const isNamed = /^\p{N}/u.test(word) || (index > 0 && /^\p{Lu}/u.test(word));
    return isNamed && known.has(foldWord(word));
  });
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
