import { LANGUAGES, type Language } from '../../domain/language.ts';
import { passageTrail } from '../../domain/passage.ts';
import { detectLanguage } from '../../text/detect-language.ts';
import { foldText } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';
import { isRowOf } from '../choosing/statements.ts';
import type { Evidence } from './check-claim.ts';

/** Shorter sentences do not show their language. */
const MIN_LANGUAGE_WORDS = 5;
/** A title or a saying, in whatever language. */
const QUOTED = /["“„«][^"“”„«»]{1,200}["“”»]/gu;

/** "[35 to 70]": small models take the brackets of the numbers for the answer's. */
export function unbracketed(text: string): string {
  return /^\[([^[\]]+)\](?!\()/u.exec(text)?.[1] ?? text;
}

/** Whether a line names sources and says nothing. */
export function isSourceList(text: string): boolean {
  return withoutNumbers(text) === '' || isSourceHeading(text);
}

/** Whether a line announces sources: what stands below it names them. */
export function isSourceHeading(text: string): boolean {
  return /^\W*(?:quellen?|sources?|passagen?|passages?|references?|belege?|nachweise?):?$/iu.test(
    withoutNumbers(text),
  );
}

/** A line of a list of sources without their numbers and what separates them. */
function withoutNumbers(text: string): string {
  return text.replace(/\[\d+\]|[\s,;.*_-]/gu, '');
}

/**
 * Whether a text is the title, the heading or the trail of a source: that is no statement.
 * `isBelowHeading`: in a list of sources, where it may also be only words of it.
 */
export function isSourceName(
  text: string,
  evidence: readonly Evidence[],
  { isBelowHeading }: { readonly isBelowHeading: boolean },
): boolean {
  const said = foldText(text);
  return evidence.some(({ passage }) => {
    const names = [passage.title, ...passage.section.split(' > '), passageTrail(passage)];
    if (names.some((name) => foldText(name) === said)) return true;
    const words = foldText(passageTrail(passage)).split(' ');
    return isBelowHeading && said.split(' ').every((word) => words.includes(word));
  });
}

/** Shorter words are the same in many languages. */
const MIN_COPIED_CHARS = 4;
/** From this share of copied words on a sentence counts as not translated. */
const HALF = 0.5;

/**
 * The statement a sentence rests on, where half of its words are copied from it in another language than its
 * own ("the Öl in the Kessel"); null otherwise, and for rows of tables. A word with a capital may be a name,
 * unless its letters are German; code is no word.
 */
export function originalOf(
  text: string,
  evidence: Evidence | undefined,
  language: Language,
): { readonly text: string; readonly language: Language } | null {
  const given = LANGUAGES.find((one) => one === evidence?.passage.language);
  if (evidence === undefined || given === undefined || given === language) return null;
  if (isOnRow(evidence)) return null;
  const known = new Set(wordsOf(evidence.text));
  const isName = (word: string): boolean => /^\p{Lu}[a-z]*$/u.test(word) && known.has(word);
  const own = wordsOf(text.replace(/`[^`]*`/gu, ' ')).filter((word) => !isName(word));
  const copied = own.filter((word) => known.has(word) && !isFunctionWord(foldText(word)));
  const isCopied = copied.length > 0 && copied.length >= own.length * HALF;
  return isCopied ? { text: evidence.text, language: given } : null;
}

/** Whether evidence is a row of a table. */
export function isOnRow(evidence: Evidence | undefined): boolean {
  if (evidence === undefined) return false;
  const { text, quote = text, passage } = evidence;
  return isRowOf(quote, passage.text);
}

function wordsOf(text: string): string[] {
  const words = text.match(/(?<![\p{L}\p{N}._-])\p{L}+(?![\p{L}\p{N}_-])/gu) ?? [];
  return words.filter((word) => word.length >= MIN_COPIED_CHARS);
}

const OTHER_LETTER = /(?!\p{Script=Latin}|\p{Script=Greek}|\p{Script=Common})\p{L}/gu;

/** Whether a sentence has letters of a script that is neither Latin nor Greek nor the evidence's. */
export function hasOtherScript(text: string, evidence: readonly Evidence[]): boolean {
  const letters = new Set(text.match(OTHER_LETTER) ?? []);
  return [...letters].some((letter) => !evidence.some((one) => one.text.includes(letter)));
}

/** Whether a text has the form of a table's row (`Size: 13B; 4 bit: 6.5 GB`). */
function isRow(text: string): boolean {
  return text.split(';').filter((cell) => cell.includes(': ')).length > 1;
}

/**
 * A first cell that may stand in bold: no mark of Markdown is in it. A model that was given an inert
 * `Model – 70B`, because `Model:` looks like a speaker's line, writes it so.
 */
const FIRST_CELL = /^[^:–]{1,60}(?:: | – )([\p{L}\p{N} .,+/()%-]{1,80})$/u;

/** A row as a person would say it: what it is about first, without the head of that column. */
export function shownRow(text: string): string {
  if (!isRow(text)) return text;
  const [first = '', ...rest] = text.split('; ');
  const about = FIRST_CELL.exec(first)?.[1];
  return about === undefined ? text : `**${about}** – ${rest.join('; ')}`;
}

/** Language of a sentence by its own words; null where it does not show. A row of a table is in none. */
export function languageOf(text: string): Language | null {
  if (isRow(text)) return null;
  const unquoted = text.replace(QUOTED, ' ');
  const own = wordCount(unquoted) < MIN_LANGUAGE_WORDS ? text : unquoted;
  return wordCount(own) < MIN_LANGUAGE_WORDS ? null : detectLanguage(own);
}

function wordCount(text: string): number {
  return text.match(/\p{L}+/gu)?.length ?? 0;
}

/** Place of the evidence whose passage has every line of a block of code; -1 for none, and for no lines. */
export function placeOfCode(block: string, evidence: readonly Evidence[]): number {
  const squeezed = (text: string): string => text.replace(/\s+/gu, '');
  const lines = block
    .split('\n')
    .slice(1)
    .filter((line) => /[\p{L}\p{N}]/u.test(line));
  if (lines.length === 0) return -1;
  return evidence.findIndex(({ passage }) => {
    const known = squeezed(passage.text);
    return lines.every((line) => known.includes(squeezed(line)));
  });
}
