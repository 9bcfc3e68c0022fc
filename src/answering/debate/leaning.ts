import type { Passage } from '../../domain/passage.ts';
import { foldedWords, findMentions } from './side-names.ts';
import { BOTH, INSTRUCTION, NEGATIVE, OPEN, STANCE } from './stance-words.ts';
import { namesPerson, type Person } from './person-names.ts';
import { findPersons, statementsIn, type Statement } from './persons.ts';

/** Where somebody, or a sentence, stands. `both` grants both sides something or stands between. */
export type Leaning = 'a' | 'b' | 'both' | null;

/** A person with everything the passages let them say, and where that puts them. */
export interface Voice {
  readonly person: Person;
  readonly leaning: Leaning;
  readonly statements: readonly Statement[];
}

interface Weights {
  a: number;
  b: number;
  both: number;
}

/** A heading or a table that sorts people counts as much as three of their sentences. */
const SORTED_WEIGHT = 3;
/** Words after or before a name within which a negation turns it round. */
const NEGATION_REACH = 2;
const NEGATION =
  /^(?:nicht|not|never|nie|niemals|didn|doesn|isn|wasn|statt|unlike|instead|anders|rather)$/u;
const IN_FAVOUR = /(?<!\p{L})(?:stimmen für|für|for|pro|in favou?r of|voices for)(?!\p{L})/iu;

/** Everybody the passages name, with where they stand, by last name. */
export function findVoices(
  passages: readonly Passage[],
  sides: readonly [string, string],
): readonly Voice[] {
  const persons = findPersons(passages);
  const all = passages.flatMap((passage) => statementsIn(passage, persons));
  return persons.map((person) => {
    const statements = all.filter((statement) => statement.person.key === person.key);
    const sum: Weights = { a: 0, b: 0, both: 0 };
    for (const statement of statements) add(sum, weigh(statement, persons, sides));
    return { person, leaning: decide(sum), statements };
  });
}

function decide({ a, b, both }: Weights): Leaning {
  const most = Math.max(a, b);
  if (most === 0) return both > 0 ? 'both' : null;
  if (both >= most || a === b) return 'both';
  return a > b ? 'a' : 'b';
}

function weigh(
  statement: Statement,
  persons: readonly Person[],
  sides: readonly [string, string],
): Weights {
  const sum: Weights = { a: 0, b: 0, both: 0 };
  if (statement.kind === 'row') {
    for (const cell of statement.sentences.slice(1)) {
      const cellWeights = count(cell, sides);
      if (BOTH.test(cell)) cellWeights.both += 1;
      if (cellWeights.a + cellWeights.b + cellWeights.both === 0) continue;
      add(sum, cellWeights, SORTED_WEIGHT);
      break; // the next columns give reasons
    }
    return sum;
  }
  for (const sentence of statement.sentences) {
    if (BOTH.test(sentence)) sum.both += SORTED_WEIGHT;
    if (STANCE.test(sentence) && !INSTRUCTION.test(sentence)) add(sum, count(sentence, sides));
  }
  add(sum, headingWeights(statement, persons, sides, sum));
  return sum;
}

/**
 * A heading counts for the persons it names; where it names none, for all below it but those whose
 * own sentences say something else.
 */
function headingWeights(
  { passage, person }: Statement,
  persons: readonly Person[],
  sides: readonly [string, string],
  own: Weights,
): Weights {
  const heading = passage.section.split(' > ').at(-1) ?? '';
  const named = persons.filter((one) => namesPerson(heading, one));
  const none: Weights = { a: 0, b: 0, both: 0 };
  if (named.length > 0 && !named.some(({ key }) => key === person.key)) return none;
  const weights = count(heading, sides);
  if (named.length === 0 && isAgainst(weights, own)) return none;
  if (isSorting(heading, weights)) return scaled(weights, SORTED_WEIGHT);
  if (named.length > 0) return BOTH.test(heading) ? { ...none, both: SORTED_WEIGHT } : none;
  return weights.both > 0 ? none : weights;
}

function isAgainst(heading: Weights, own: Weights): boolean {
  return (heading.a > 0 && own.b > own.a) || (heading.b > 0 && own.a > own.b);
}

/** "Voices for A": it names one side and says that it is about being for it. */
function isSorting(heading: string, { a, b, both }: Weights): boolean {
  return IN_FAVOUR.test(heading) && a + b === 1 && both === 0;
}

/** One sentence: which side it speaks of; both at once unless one is held against the other. */
function count(sentence: string, sides: readonly [string, string]): Weights {
  const none: Weights = { a: 0, b: 0, both: 0 };
  const mentions = findMentions(sentence, sides);
  const [hasA, hasB] = [mentions.a.length > 0, mentions.b.length > 0];
  if (!hasA && !hasB) return none;
  if (hasA && hasB) {
    const words = foldedWords(sentence);
    const againstA = mentions.a.some((at) => isNegated(words, at));
    const againstB = mentions.b.some((at) => isNegated(words, at));
    if (againstA === againstB) return { ...none, both: 1 };
    return againstB ? { ...none, a: 2 } : { ...none, b: 2 };
  }
  if (NEGATIVE.test(sentence)) return none;
  return hasA ? { ...none, a: 1 } : { ...none, b: 1 };
}

/** "in a way ChatGPT did not", "wie es ChatGPT nicht getan hat", "not ChatGPT". */
function isNegated(words: readonly string[], at: number): boolean {
  const behind = words.slice(at + 1, at + 1 + NEGATION_REACH);
  const before = words.slice(Math.max(0, at - 1), at);
  return [...behind, ...before].some((word) => NEGATION.test(word));
}

/** Where one sentence of a statement stands by itself. */
export function sentenceLeaning(sentence: string, sides: readonly [string, string]): Leaning {
  return decide(count(sentence, sides));
}

/** Whether a sentence of somebody's can speak for a side: not for the other, of both, or of doubt. */
export function isArgument(
  sentence: string,
  side: 'a' | 'b',
  sides: readonly [string, string],
): boolean {
  const leaning = sentenceLeaning(sentence, sides);
  return (leaning === side || leaning === null) && !OPEN.test(sentence);
}

function add(sum: Weights, more: Weights, factor = 1): void {
  sum.a += more.a * factor;
  sum.b += more.b * factor;
  sum.both += more.both * factor;
}

function scaled(weights: Weights, factor: number): Weights {
  return { a: weights.a * factor, b: weights.b * factor, both: weights.both * factor };
}
