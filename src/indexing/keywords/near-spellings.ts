import type { Respelling, Spellings } from '../../domain/ports.ts';
import { editDistance } from '../../text/edit-distance.ts';
import { foldWord } from '../../text/fold-word.ts';
import { isStopWord } from '../../text/function-words.ts';
import { MIN_SPELLED_CHARS, spellingKey } from './spelling-counter.ts';
import type { SpellingRow, WordSource } from './word-source.ts';

/** Words of a question that are looked at. */
const MAX_WORDS = 40;
/** From this length on one slip, and from the other on two. */
const ONE_SLIP_CHARS = 5;
const TWO_SLIPS_CHARS = 9;
/** First letters that stand for one sound, or look the same. */
const ALIKE = ['qkc', 'jyi', 'vw', 'zsc', 'il'];
/** A plain word is no name: the longer it is, the surer the slip. */
const PLAIN_SLIPS = 1;

interface Token {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** In no passage in any form. */
  readonly isUnknown: boolean;
}

/** Finds what the corpus writes for words that are nearly written so. */
export class NearSpellings {
  readonly #knows: (foldedWord: string) => boolean;
  readonly #words: WordSource;

  constructor(words: WordSource, knows: (foldedWord: string) => boolean) {
    this.#knows = knows;
    this.#words = words;
  }

  /** Unknown words of a text, and what is meant by those that are nearly known. */
  of(text: string): Spellings {
    const tokens = this.#tokensOf(text);
    const respellings: Respelling[] = [];
    let free = 0;
    tokens.forEach((token, at) => {
      if (!token.isUnknown || token.start < free) return;
      const found = this.#respell(text, tokens, at, free);
      if (found === null) return;
      respellings.push(found);
      free = found.end;
    });
    const unknown = tokens.filter(({ isUnknown }) => isUnknown).map(({ word }) => foldWord(word));
    return { unknown, respellings };
  }

  #tokensOf(text: string): Token[] {
    const found = [...text.matchAll(/[\p{L}\p{N}]+/gu)].slice(0, MAX_WORDS);
    return found.map(({ 0: word, index }) => {
      const folded = foldWord(word);
      const isWord = /^\p{L}{3,}$/u.test(word) && !isStopWord(folded);
      const end = index + word.length;
      return { word, start: index, end, isUnknown: isWord && !this.#knows(folded) };
    });
  }

  /** The unknown word with its neighbour, on either side, before the word alone. */
  #respell(text: string, tokens: readonly Token[], at: number, free: number): Respelling | null {
    const [before, token, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
    if (token === undefined) return null;
    const spans: (readonly [Token, Token])[] = [];
    if (before !== undefined && before.start >= free) spans.push([before, token]);
    if (after !== undefined) spans.push([token, after]);
    let best: Respelling | null = null;
    for (const [first, last] of [...spans, [token, token] as const]) {
      const written = text.slice(first.start, last.end);
      const isPair = first !== last;
      if (isPair && !isJoinable(written, first, last)) continue;
      const found = this.#nearest(written, isPair);
      if (found === null || (best !== null && best.slips <= found.slips)) continue;
      best = { ...found, start: first.start, end: last.end };
    }
    return best;
  }

  #nearest(written: string, isPair: boolean): Pick<Respelling, 'meant' | 'slips'> | null {
    const key = spellingKey(written);
    let best: Found | null = null;
    for (const [begun, other] of beginningsOf(key)) {
      for (const row of this.#rowsNear(begun)) {
        if ((isPair || other > 0) && row.named === 0) continue;
        const between = slipsBetween(begun, row, slipsFor(begun));
        if (between === null) continue;
        const found = { row, slips: between + other, shared: sharedStart(key, row.key) };
        if (best === null || isBetter(found, best)) best = found;
      }
    }
    return best === null ? null : { meant: best.row.shown, slips: best.slips };
  }

  #rowsNear(key: string): readonly SpellingRow[] {
    const reach = slipsFor(key) + 1;
    const [first = ''] = key;
    return first === '' ? [] : this.#words.near(first, key.length - reach, key.length + reach);
  }
}

/** What the corpus writes, and how near it is. */
interface Found {
  readonly row: SpellingRow;
  readonly slips: number;
  /** Characters at the beginning that are the same. */
  readonly shared: number;
}

function isBetter(one: Found, other: Found): boolean {
  if (one.slips !== other.slips) return one.slips < other.slips;
  if (one.shared !== other.shared) return one.shared > other.shared;
  return one.row.seen > other.row.seen;
}

function sharedStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

/** A key as it is, and with other first letters that sound or look the same, which is a slip more. */
function beginningsOf(key: string): (readonly [string, number])[] {
  const [first = ''] = key;
  const others = ALIKE.filter((letters) => letters.includes(first)).join('');
  const letters = new Set(Array.from(others).filter((letter) => letter !== first));
  return [[key, 0], ...[...letters].map((letter) => [letter + key.slice(1), 1] as const)];
}

/** Two words that are written as one name, or one name in two words. */
function isJoinable(written: string, first: Token, last: Token): boolean {
  const gap = written.slice(first.word.length, written.length - last.word.length);
  return /^[ -]$/u.test(gap) && ![first, last].some(({ word }) => isStopWord(foldWord(word)));
}

function slipsFor(key: string): number {
  if (key.length < MIN_SPELLED_CHARS - 1) return 0;
  return key.length >= TWO_SLIPS_CHARS ? 2 : 1;
}

/** Slips between a word and a spelling of the corpus; null for too many, or too many for its kind. */
function slipsBetween(key: string, row: SpellingRow, allowed: number): number | null {
  if (undoubled(key) === undoubled(row.key)) return key === row.key ? 0 : 1;
  const isName = row.named > 0;
  const most = isName ? allowed : PLAIN_SLIPS;
  const slips = editDistance(key, row.key, most);
  if (slips === null) return null;
  const isShort = Math.min(key.length, row.key.length) < ONE_SLIP_CHARS;
  return isShort && !isCommonSlip(key, row.key) ? null : slips;
}

/** In a short name: one letter for two, as in "lama" and "llama", or two changed about, as in "GGFU". */
function isCommonSlip(key: string, known: string): boolean {
  const lettersOf = (word: string): string => Array.from(word).sort().join('');
  return undoubled(key) === undoubled(known) || lettersOf(key) === lettersOf(known);
}

function undoubled(key: string): string {
  return key.replace(/(\p{L})\1/gu, '$1');
}
