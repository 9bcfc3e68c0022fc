import type { Language } from '../../domain/language.ts';
import type { Passage } from '../../domain/passage.ts';
import type { SharedPoint, DebatePoint, PointKind } from '../../domain/debate.ts';
import { findNumbers } from '../numbers.ts';
import { isArgument, sentenceLeaning, type Voice } from './leaning.ts';
import { readUnits, type Statement } from './persons.ts';
import { isQuotable, needsContext } from './quotable.ts';
import { findMentions } from './side-names.ts';
import { AGREEMENT, BOTH, CONCESSION, NEGATIVE, OPEN, STANCE } from './stance-words.ts';

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

/**
 * One sentence of each voice in which it speaks and that tells best where it stands. A sentence in
 * the reader's language comes first; one in the other language is taken where there is none.
 */
export function quoteVoices(input: ExtractInput): DebatePoint[] {
  return input.voices.flatMap((voice) => {
    const quotes = voice.statements
      .filter(({ kind }) => kind === 'prose')
      .flatMap((statement) => quotesOf(statement, input))
      .sort((x, y) => Number(y.isOwn) - Number(x.isOwn) || y.value - x.value || x.n - y.n);
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
        language: best.language,
      },
    ];
  });
}

interface Quote {
  readonly text: string;
  readonly n: number;
  readonly value: number;
  readonly language: string;
  /** Whether it is in the reader's language. */
  readonly isOwn: boolean;
}

function quotesOf(
  { passage, sentences, spoken }: Statement,
  { side, sides, passages, language }: ExtractInput,
): Quote[] {
  const numbered = passages.find((one) => one.passage.id === passage.id);
  if (numbered === undefined) return [];
  const arguing = spoken.filter((text) => isQuotable(text) && isArgument(text, side, sides));
  return arguing.map((text) => {
    const leaning = sentenceLeaning(text, sides);
    let value = leaning === side ? 3 : 0;
    if (CONCESSION.test(text) || needsContext(text)) value -= 3;
    // Names the person, or only introduces them.
    if (text === sentences[0]) value += leaning === side ? 1 : -1;
    const isOwn = passage.language === language;
    return { text, n: numbered.n, value, language: passage.language, isOwn };
  });
}

/** Full name of the one person who speaks in a sentence of a passage; null for the article. */
export function speakerOf(
  sentence: string,
  { passage }: NumberedPassage,
  voices: readonly Voice[],
): string | null {
  const speakers = voices.filter(({ statements }) =>
    statements.some((one) => one.passage.id === passage.id && one.spoken.includes(sentence)),
  );
  return speakers.length === 1 ? (speakers[0]?.person.name ?? null) : null;
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
          return { text, n, value, isFigure, language: passage.language };
        }),
    )
    .sort((x, y) => y.value - x.value || x.n - y.n)
    .map(({ text, n, isFigure, language: written }) => ({
      claim: text,
      who: null,
      kind: isFigure ? ('evidence' as const) : ('argument' as const),
      n,
      also: [],
      verbatim: true,
      language: written,
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
  /** Everybody, with their statements in all passages below. */
  readonly voices: readonly Voice[];
  /** Passages of the common ground. */
  readonly passages: readonly NumberedPassage[];
  /** All of the debate: what is open is taken from them where no other is in the reader's language. */
  readonly all: readonly NumberedPassage[];
  readonly language: Language;
}

/** Sentences that say what both grant, and what is open; in passages that speak of both. */
export function quoteShared(input: SharedInput): { common: SharedPoint[]; open: SharedPoint[] } {
  const common = quotesLike(input, (text) => isAgreement(text, input.sides));
  const taken = new Set(common.map(({ claim }) => claim));
  const isOpen = (text: string): boolean => OPEN.test(text) && !taken.has(text);
  const open = quotesLike(input, isOpen);
  if (open.some(({ language }) => language === input.language)) return { common, open };
  const elsewhere = quotesLike({ ...input, passages: input.all }, (text) => {
    const { a, b } = findMentions(text, input.sides);
    return a.length > 0 && b.length > 0 && isOpen(text);
  });
  const readable = elsewhere.filter(({ language }) => language === input.language);
  return { common, open: readable.length > 0 ? readable : open };
}

/** Whether a sentence says that both grant something. */
export function isAgreement(text: string, sides: readonly [string, string]): boolean {
  if (OPEN.test(text)) return false;
  const { a, b } = findMentions(text, sides);
  const namesBoth = a.length > 0 && b.length > 0;
  return AGREEMENT.test(text) || (namesBoth && BOTH.test(text));
}

function quotesLike(
  { passages, voices, language }: SharedInput,
  fits: (text: string) => boolean,
): SharedPoint[] {
  return passages
    .flatMap((numbered) =>
      readUnits(numbered.passage)
        .filter(({ kind }) => kind === 'prose')
        .flatMap(({ sentences }) => sentences)
        .filter((text) => text.length >= MIN_SHARED_CHARS && isQuotable(text) && fits(text))
        .map((text): SharedPoint => {
          const who = speakerOf(text, numbered, voices);
          const written = numbered.passage.language;
          return { claim: text, who, n: numbered.n, verbatim: true, language: written };
        }),
    )
    .sort((x, y) => Number(y.language === language) - Number(x.language === language) || x.n - y.n)
    .slice(0, MAX_QUOTED_SHARED);
}

/** Shorter sentences announce what the next one says. */
const MIN_SHARED_CHARS = 60;
/** Most sentences that are quoted as common ground, and as open. */
const MAX_QUOTED_SHARED = 2;
