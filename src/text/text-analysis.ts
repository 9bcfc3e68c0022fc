import { stemmer as stemEnglish } from '@orama/stemmers/english';
import { stemmer as stemGerman } from '@orama/stemmers/german';
import { dateTerms, findDates } from './dates.ts';
import { decodeEntities } from './entities.ts';
import { foldWord } from './fold-word.ts';
import { isStopWord } from './function-words.ts';

/** Changes whenever the same text would give other terms; an index of another version is unusable. */
export const ANALYSER_VERSION = 6;

/** A longer run of letters and digits (a key, a hash) is cut: nobody asks for it whole. */
export const MAX_WORD_CHARS = 64;

const TOKEN = /\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{M}]+/gu;
/** What parts a word for the eye alone: marks of emphasis between letters, invisible characters. */
const INSIDE_WORDS =
  /(?<=\p{L})\*{1,3}(?=\p{L})|(?<=__\p{L})__(?=\p{L})|[\u00AD\u200B\u2060\uFEFF]/gu;
const THOUSANDS = /^\d{1,3}(?:[.,]\d{3})+$/u;
const LEADING_THOUSAND = /^0/u;
const UNIT = /^(?:b|k|m|bn|kb|mb|gb|tb)$/u;
/** Some letters come apart into words with blanks between them. */
const NO_LETTER = /[^\p{L}\p{N}]/gu;
const GLUE = /^[-‐‑–_]?$/u;
const SPACE_OR_GLUE = /^(?:[-‐‑–_]|[ \u00a0])?$/u;
const UMLAUT_SPELLING = /(?<![aeiouyq])(?:ae|oe|ue)/gu;

/** A word or number of a text. */
export interface Word {
  /** Folded: lower case, no diacritics, ß as ss; numbers without thousands marks. */
  readonly text: string;
  readonly isNumber: boolean;
  /**
   * Written together with its neighbour, `gpt4` for the 4 of `GPT-4`, `llama2` for the 2 of `Llama 2`,
   * `13b` for the b of `13 B`; null when it stands alone.
   */
  readonly joined: string | null;
}

/** Splits a text into folded words and numbers; letters and digits are parted (`llama2`: llama, 2). */
export function readWords(text: string): Word[] {
  const words: Word[] = [];
  const normal = decodeEntities(text.normalize('NFC')).replace(INSIDE_WORDS, '');
  let end = -1;
  for (const match of normal.matchAll(TOKEN)) {
    const raw = match[0].slice(0, MAX_WORD_CHARS);
    const isNumber = /^\p{N}/u.test(raw);
    const folded = isNumber ? foldNumber(raw) : foldWord(raw).replace(NO_LETTER, '');
    const gap = end === -1 ? null : normal.slice(end, match.index);
    end = match.index + match[0].length;
    if (folded === '') continue;
    const before = words[words.length - 1];
    const joined = before === undefined || gap === null ? null : join(before, folded, gap);
    words.push({ text: folded, isNumber, joined });
  }
  return words;
}

function foldNumber(raw: string): string {
  const plain = raw.normalize('NFKC').toLowerCase();
  if (THOUSANDS.test(plain) && !LEADING_THOUSAND.test(plain)) return plain.replace(/[.,]/gu, '');
  return plain.replace(/[^\p{L}\p{N}]+/gu, '_');
}

/** What two neighbours are when written as one: a name with its number, or a number with its unit. */
function join(before: Word, text: string, gap: string): string | null {
  const isNumber = /^\p{N}/u.test(text);
  if (!before.isNumber && isNumber && before.text.length > 1) {
    return SPACE_OR_GLUE.test(gap) && !isStopWord(before.text) ? before.text + text : null;
  }
  if (before.isNumber && UNIT.test(text))
    return SPACE_OR_GLUE.test(gap) ? before.text + text : null;
  if (before.isNumber && !isNumber && GLUE.test(gap)) return before.text + text;
  return null;
}

/** Snowball stem of a folded word; German rules for `de`, English ones for any other language. */
export function stemWord(foldedWord: string, language: string): string {
  return language === 'de' ? stemGerman(foldedWord) : stemEnglish(foldedWord);
}

/** `groesse` as `grosse`, the folded form of `Größe`; null when the word holds no such spelling. */
export function umlautVariant(foldedWord: string): string | null {
  const variant = foldedWord.replace(UMLAUT_SPELLING, (pair) => pair[0] ?? '');
  return variant === foldedWord ? null : variant;
}

/** Terms a passage is found by, in order, repeated as often as they occur; stop words left out. */
export function analysePassageText(text: string, language: string): string[] {
  const terms: string[] = [];
  for (const word of readWords(text)) {
    if (word.joined !== null) terms.push(word.joined);
    if (word.isNumber) terms.push(word.text);
    else if (!isStopWord(word.text)) terms.push(...stemsForPassage(word.text, language));
  }
  for (const date of findDates(text).dates) terms.push(...dateTerms(date));
  return terms;
}

function stemsForPassage(word: string, language: string): string[] {
  const stem = stemWord(word, language);
  const variant = language === 'de' ? umlautVariant(word) : null;
  const variantStem = variant === null ? stem : stemWord(variant, language);
  return variantStem === stem ? [stem] : [stem, variantStem];
}
