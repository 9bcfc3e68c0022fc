import { contentStems } from '../../text/content-stems.ts';
import { foldText } from '../../text/fold-word.ts';
import { passageTrail, type Passage } from '../../domain/passage.ts';
import { thingsOf, valuesOf, type Value } from '../checking/segments.ts';
import { kindAskedFor, type AnswerKind } from './answer-kind.ts';
import type { CutPassage, Statement } from './score-statements.ts';

/** Best statements that are compared with each other. */
const COMPARED_STATEMENTS = 24;
/** Least share of the question's words around a statement that speaks of what was asked, [0, 1]. */
const LEAST_AROUND = 0.5;
/** Least share of the words of both that two statements have in common, where the question asks for a number or a date. */
const LEAST_ALIKE = 0.3;
/** The same where it does not. */
const LEAST_ALIKE_UNASKED = 0.5;
/** Rounding that writers allow themselves, a share of the larger number. */
const ROUNDING = 0.04;
/** Whole numbers up to this are never rounded. */
const EXACT_TO = 10_000;

/** Two articles that say different numbers or dates of what was asked. */
export interface Disagreement {
  readonly older: Statement;
  readonly newer: Statement;
}

/**
 * The best pair of statements of which an older article says one thing and a newer one another: both
 * speak of what was asked, name the same things in much the same words, and differ in one kind of
 * number, or in their date. Statements of one language are compared. Null where none do.
 * @param passages that the statements were cut from
 */
export function disagreementAmong(
  question: string,
  statements: readonly Statement[],
  passages: readonly CutPassage[],
): Disagreement | null {
  const kind = kindAskedFor(question);
  const sayings = [...statements]
    .sort((a, b) => b.score - a.score)
    .filter(({ around }) => around >= LEAST_AROUND)
    .slice(0, COMPARED_STATEMENTS)
    .flatMap((statement) => sayingOf(statement, passages));
  const asked = thingsOf(question);
  for (const [at, one] of sayings.entries()) {
    for (const other of sayings.slice(0, at)) {
      if (one.day === other.day || !differ(one, other, { asked, kind })) continue;
      const [older, newer] = one.day < other.day ? [one, other] : [other, one];
      return { older: older.statement, newer: newer.statement };
    }
  }
  return null;
}

/** Statements in the same order, those of the newer article's passage before those of the older one's. */
export function newerFirst(
  statements: readonly Statement[],
  { older, newer }: Disagreement,
): Statement[] {
  const first = statements.findIndex(({ source }) => source === older.source);
  const own = statements.filter(({ source }) => source === newer.source);
  if (first < 0 || own.some((statement) => statements.indexOf(statement) < first)) {
    return [...statements];
  }
  const others = statements.filter(({ source }) => source !== newer.source);
  return [...others.slice(0, first), ...own, ...others.slice(first)];
}

/** What a statement says, made ready to be compared. */
interface Saying {
  readonly statement: Statement;
  readonly passage: Passage;
  /** ISO date of its article. */
  readonly day: string;
  readonly values: readonly Value[];
  readonly things: readonly string[];
  readonly stems: ReadonlySet<string>;
  /** Folded, with the heading. */
  readonly text: string;
}

function sayingOf(statement: Statement, passages: readonly CutPassage[]): Saying[] {
  const passage = passages[statement.source]?.ranked.passage;
  if (passage === undefined || passage.published === null || passage.published === undefined) {
    return [];
  }
  const values = valuesOf(statement.text, passage.language);
  if (values.length === 0) return [];
  const stems = [...contentStems(statement.text)].filter((stem) => !/\d/u.test(stem));
  return [
    {
      ...{ statement, passage, values, day: passage.published, stems: new Set(stems) },
      things: thingsOf(statement.text),
      text: foldText(`${passageTrail(passage)} ${statement.text}`),
    },
  ];
}

interface Asked {
  /** Folded things the question names. */
  readonly asked: readonly string[];
  readonly kind: AnswerKind | null;
}

function differ(a: Saying, b: Saying, { asked, kind }: Asked): boolean {
  if (a.passage.articleId === b.passage.articleId) return false;
  if (a.passage.language !== b.passage.language) return false;
  const least = kind === 'number' || kind === 'date' ? LEAST_ALIKE : LEAST_ALIKE_UNASKED;
  if (likeness(a.stems, b.stems) < least) return false;
  if (asked.some((thing) => holds(a.text, thing) !== holds(b.text, thing))) return false;
  return isOneSubject(a, b, asked) && isOneDifference(differentKinds(a, b), kind);
}

/** Neither names a version the other does not speak of, and only one of them names something of its own. */
function isOneSubject(a: Saying, b: Saying, asked: readonly string[]): boolean {
  const [mine, theirs] = [ownThings(a, b, asked), ownThings(b, a, asked)];
  if ([...mine, ...theirs].some((thing) => /\d/u.test(thing))) return false;
  // In German every noun is written like a name.
  return a.passage.language === 'de' || mine.length === 0 || theirs.length === 0;
}

function ownThings(of: Saying, other: Saying, asked: readonly string[]): string[] {
  return of.things.filter((thing) => !holds(other.text, thing) && !asked.includes(thing));
}

/** Where more than one kind of number differs, the statements are about different things. */
function isOneDifference(kinds: ReadonlySet<string>, kind: AnswerKind | null): boolean {
  const numbers = [...kinds].filter((one) => one !== 'date');
  if (kind === 'date') return kinds.has('date') && numbers.length === 0;
  // What a number is today and was then may each come with its year.
  return numbers.length === 1 || (kind !== 'number' && kinds.size === 1);
}

/** Kinds of which both state values, and not one in common. */
function differentKinds(a: Saying, b: Saying): Set<string> {
  const kinds = new Set(a.values.map(({ kind }) => kind));
  const different = [...kinds].filter((kind) => {
    const [here, there] = [valuesIn(a, kind), valuesIn(b, kind)];
    return there.length > 0 && !here.some((one) => there.some((other) => isAbout(one, other)));
  });
  return new Set(different.map((kind) => (kind === 'year' || kind === 'month' ? 'date' : kind)));
}

function valuesIn({ values }: Saying, kind: string): number[] {
  return values.filter((one) => one.kind === kind).map(({ value }) => value);
}

function isAbout(a: number, b: number): boolean {
  if (a === b) return true;
  const isExact = Number.isInteger(a) && Number.isInteger(b) && Math.max(a, b) <= EXACT_TO;
  return !isExact && Math.abs(a - b) <= Math.max(a, b) * ROUNDING;
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((stem) => b.has(stem)).length;
  return shared / Math.max(1, a.size + b.size - shared);
}

function holds(foldedText: string, thing: string): boolean {
  return ` ${foldedText} `.includes(` ${thing} `);
}
