import type { Language } from '../../domain/language.ts';
import type { Passage } from '../../domain/passage.ts';
import type { SharedPoint, DebatePoint, PointKind } from '../../domain/debate.ts';
import { findNumbers } from '../numbers.ts';
import { sentenceLeaning, type Voice } from './leaning.ts';
import { readUnits, type Statement } from './persons.ts';
import { findMentions } from './side-names.ts';
import { AGREEMENT, BOTH, CONCESSION, NEGATIVE, OPEN, STANCE, VERDICT } from './stance-words.ts';

/** Longest sentence that is quoted as a point, in characters. */
const MAX_QUOTED_CHARS = 280;
/** Shortest sentence that says anything. */
const MIN_QUOTED_CHARS = 25;

/** A passage with its number in the debate. */
export interface NumberedPassage {
  readonly n: number;
  readonly passage: Passage;
}

export interface ExtractInput {
  readonly side: 'a' | 'b';
  readonly sides: readonly [string, string];
  readonly voices: readonly Voice[];
  /** The side's own passages. */
  readonly passages: readonly NumberedPassage[];
  readonly language: Language;
}

/** One sentence of each voice that tells best where it stands, in the reader's language if there is one. */
export function quoteVoices(input: ExtractInput): DebatePoint[] {
  return input.voices.flatMap((voice) => {
    const quotes = voice.statements
      .filter(({ kind }) => kind === 'prose')
      .flatMap((statement) => quotesOf(statement, input))
      .sort((x, y) => y.value - x.value || x.n - y.n);
    const [best] = quotes;
    if (best === undefined) return [];
    const also = [...new Set(quotes.map(({ n }) => n))].filter((n) => n !== best.n);
    return [
      {
        claim: best.text,
        who: voice.person.name,
        kind: kindOf(best.text, input.side, input.sides),
        n: best.n,
        also: also.sort((x, y) => x - y),
        verbatim: true,
      },
    ];
  });
}

interface Quote {
  readonly text: string;
  readonly n: number;
  readonly value: number;
}

function quotesOf(
  statement: Statement,
  { side, sides, passages, language }: ExtractInput,
): Quote[] {
  const numbered = passages.find(({ passage }) => passage.id === statement.passage.id);
  if (numbered === undefined) return [];
  return statement.sentences.filter(isQuotable).map((text, at) => {
    const leaning = sentenceLeaning(text, sides);
    let value = leaning === side ? 3 : leaning === null || leaning === 'both' ? 0 : -3;
    if (STANCE.test(text)) value += 1;
    else if (at > 0) value -= 3; // perhaps the article's own words
    if (at === 0) value += leaning === side ? 1 : -1; // names the person, or only introduces them
    if (statement.passage.language === language) value += 2;
    return { text, n: numbered.n, value };
  });
}

/** Sentences with figures that speak of this side alone, and belong to nobody. */
export function quoteFacts(input: ExtractInput): DebatePoint[] {
  const { side, sides, passages, language } = input;
  const spoken = new Set(
    input.voices.flatMap(({ statements }) => statements.flatMap((s) => s.sentences)),
  );
  return passages
    .flatMap(({ n, passage }) =>
      readUnits(passage)
        .filter(({ kind }) => kind === 'prose')
        .flatMap(({ sentences }) => sentences)
        .filter((text) => isQuotable(text) && !spoken.has(text) && !NEGATIVE.test(text))
        .filter((text) => sentenceLeaning(text, sides) === side)
        .map((text) => {
          const isFigure = hasFigure(text);
          const value = (isFigure ? 2 : 0) + (passage.language === language ? 1 : 0);
          return { text, n, value, isFigure };
        }),
    )
    .sort((x, y) => y.value - x.value || x.n - y.n)
    .map(({ text, n, isFigure }) => ({
      claim: text,
      who: null,
      kind: isFigure ? ('evidence' as const) : ('argument' as const),
      n,
      also: [],
      verbatim: true,
    }));
}

/** Smaller numbers are mostly parts of names ("Llama 2") or of the style. */
const LEAST_FIGURE = 20;

function hasFigure(text: string): boolean {
  return findNumbers(text).some(({ value }) => value >= LEAST_FIGURE);
}

/** A concession says so, or speaks of the other side; a figure without a judgement is evidence. */
export function kindOf(
  claim: string,
  side: 'a' | 'b',
  sides: readonly [string, string],
): PointKind {
  const other = side === 'a' ? 'b' : 'a';
  const leaning = sentenceLeaning(claim, sides);
  if (CONCESSION.test(claim) && leaning !== side) return 'concession';
  if (leaning === other) return 'concession';
  return hasFigure(claim) && !STANCE.test(claim) ? 'evidence' : 'argument';
}

export interface SharedInput {
  readonly sides: readonly [string, string];
  readonly passages: readonly NumberedPassage[];
  readonly language: Language;
}

/** Sentences that say what both grant, and what is open; in passages that speak of both. */
export function quoteShared(input: SharedInput): { common: SharedPoint[]; open: SharedPoint[] } {
  const common = quotesLike(input, (text) => isAgreement(text, input.sides));
  const taken = new Set(common.map(({ claim }) => claim));
  const open = quotesLike(input, (text) => OPEN.test(text) && !taken.has(text));
  return { common, open };
}

/** Whether a sentence says that both grant something. */
export function isAgreement(text: string, sides: readonly [string, string]): boolean {
  if (OPEN.test(text)) return false;
  const { a, b } = findMentions(text, sides);
  const namesBoth = a.length > 0 && b.length > 0;
  return AGREEMENT.test(text) || (namesBoth && BOTH.test(text));
}

/** Sentences about the debate that are no agreement at all about its sides say little. */
function quotesLike(
  { passages, language }: SharedInput,
  fits: (text: string) => boolean,
): SharedPoint[] {
  return passages
    .flatMap(({ n, passage }) =>
      readUnits(passage)
        .filter(({ kind }) => kind === 'prose')
        .flatMap(({ sentences }) => sentences)
        .filter((text) => text.length >= MIN_SHARED_CHARS && isQuotable(text) && fits(text))
        .map((text) => ({ text, n, isOwn: passage.language === language })),
    )
    .sort((x, y) => Number(y.isOwn) - Number(x.isOwn) || x.n - y.n)
    .slice(0, MAX_QUOTED_SHARED)
    .map(({ text, n }) => ({ claim: text, n, verbatim: true }));
}

/** Shorter sentences announce what the next one says. */
const MIN_SHARED_CHARS = 60;
/** Most sentences that are quoted as common ground, and as open. */
const MAX_QUOTED_SHARED = 2;

function isQuotable(text: string): boolean {
  return (
    text.length >= MIN_QUOTED_CHARS &&
    text.length <= MAX_QUOTED_CHARS &&
    !text.endsWith(':') &&
    !VERDICT.test(text)
  );
}
