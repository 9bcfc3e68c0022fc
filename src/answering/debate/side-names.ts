import { foldWord } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';

/** Longest window in which the words of a name may stand apart, in words beyond the name itself. */
const MAX_GAP_WORDS = 2;
/** A name of so many words and more is recognised by half of them. */
const LONG_NAME_WORDS = 3;
/** Shortest word that may be inflected, and that has a plural in "s", in letters. */
const MIN_INFLECTED_CHARS = 5;
const MIN_PLURAL_CHARS = 3;
/** Least length of another name that a text gives in brackets, in letters. */
const MIN_ALIAS_CHARS = 4;
/** How far in front of a bracket it is looked for, in characters. */
const BEFORE_CHARS = 60;
const IN_BRACKETS = /\(([^()]{2,60})\)/gu;
/** "Word, in another language Name": what stands between the two, and either of them. */
const CALLED =
  /(?<=[\p{L}-]),? (?:(?:auf )?englisch|(?:auf )?deutsch|kurz|auch|also called|also known as|in short|in English|in German) /giu;
const CALLED_WORD = /(?<![\p{L}-])[\p{L}-]{4,40}$/u;
const CALLED_NAME = /^[\p{L}\p{N}-]{2,40}(?: [\p{L}\p{N}-]{2,40})?/u;
/** Characters in which the word and the name are looked for. */
const CALLED_CHARS = 81;
/** In front of the last word of a name of two, which then stands for the whole: "the lane". */
const POINTS_AT = /^(?:the|a|this|that|der|die|das|dem|den|ein|eine|einen|einem|einer)$/u;

type NameForm = readonly string[];

/** The two sides, ready to be found in texts. */
export interface SidePair {
  readonly names: readonly [string, string];
  /** For each side the names it goes by, each as folded words. */
  readonly forms: readonly [readonly NameForm[], readonly NameForm[]];
}

/** Where each side is named: character offsets into the text. */
export type Mentions = readonly [readonly number[], readonly number[]];

/** Letters and digits alone: "Chat-GPT" and "ChatGPT" are the same. */
export function squash(name: string): string {
  return foldedWords(name).join('');
}

/** Whether the two names stand in an order that does not depend on which is A. */
export function isInOrder([a, b]: readonly [string, string]): boolean {
  return squash(a) <= squash(b);
}

/** Makes both names findable; texts that call a side by another name in brackets teach that one. */
export function sidePair(
  names: readonly [string, string],
  texts: readonly string[] = [],
): SidePair {
  const [a, b] = names;
  const aliases = names.map((name) => aliasesIn(name, texts));
  const formsOf = (own: string, other: string, at: 0 | 1): NameForm[] => {
    const others = new Set(aliases[1 - at]?.map((words) => words.join(' ')));
    const more = aliases[at]?.filter((words) => !others.has(words.join(' '))) ?? [];
    return [distinctive(own, other), ...more];
  };
  return { names, forms: [formsOf(a, b, 0), formsOf(b, a, 1)] };
}

/**
 * What sets a name apart from the other: shared words tell nothing, a number alone neither. What a
 * hyphen joins is one word.
 */
function distinctive(name: string, other: string): NameForm {
  const unitsOf = (text: string): string[] =>
    text.split(/\s+/u).map((unit) => contentWords(unit).join(' '));
  const others = unitsOf(other);
  const left = unitsOf(name)
    .filter((unit) => !others.includes(unit) && !isFunctionWord(unit))
    .flatMap((unit) => unit.split(' '))
    .filter((word) => word !== '');
  const whole = contentWords(name);
  const isHeld = contentWords(other).every((word) => whole.includes(word));
  return isHeld || left.every((word) => /^\d+$/u.test(word)) ? whole : left;
}

function contentWords(name: string): string[] {
  const words = foldedWords(name);
  const content = words.filter((word) => !isFunctionWord(word));
  return content.length > 0 ? content : words;
}

/** "other name (Name)", "Name (other name)", "other name, in English Name". */
function aliasesIn(name: string, texts: readonly string[]): NameForm[] {
  const wanted = squash(name);
  const { length } = contentWords(name);
  const found = new Map<string, NameForm>();
  const add = (words: readonly string[]): void => {
    const last = words.slice(-wanted.length);
    const isSpelled = last.length > 1 && last.map(([first]) => first).join('') === wanted;
    const form = isSpelled ? last : words.filter((w) => !isFunctionWord(w)).slice(-length);
    const joined = form.join('');
    if (joined.length >= MIN_ALIAS_CHARS && joined !== wanted) found.set(form.join(' '), form);
  };
  for (const text of texts) {
    for (const { 1: inside = '', index } of text.matchAll(IN_BRACKETS)) {
      const before = foldedWords(text.slice(Math.max(0, index - BEFORE_CHARS), index));
      const within = foldedWords(inside);
      if (within.join('') === wanted) add(before);
      else if (within.length <= length && before.join('').endsWith(wanted)) add(within);
    }
    for (const { 0: called, index } of text.matchAll(CALLED)) {
      const from = index + called.length;
      const [word] = CALLED_WORD.exec(text.slice(Math.max(0, index - CALLED_CHARS), index)) ?? [];
      const [other = ''] = CALLED_NAME.exec(text.slice(from, from + CALLED_CHARS)) ?? [];
      if (word !== undefined && squash(other).startsWith(wanted)) add([foldWord(word)]);
    }
  }
  return [...found.values()];
}

function foldedWords(text: string): string[] {
  return wordsAt(text).map(({ word }) => word);
}

/**
 * Finds both sides in a text. A side whose name holds the other's ("Name 2" against "Name") takes
 * its words first, whichever of the two it is.
 */
export function findMentions(text: string, { names, forms }: SidePair): Mentions {
  const words = wordsAt(text);
  const found: [number[], number[]] = [[], []];
  const taken = new Set<number>();
  const first = (forms[0][0]?.length ?? 0) >= (forms[1][0]?.length ?? 0) ? 0 : 1;
  for (const side of [first, 1 - first] as (0 | 1)[]) {
    const joined = squash(names[side]);
    words.forEach(({ start }, at) => {
      if (taken.has(at)) return;
      const places = joinedAt(words, at, joined) ?? formAt(words, at, forms[side]);
      if (places === null || places.some((place) => taken.has(place))) return;
      found[side].push(start);
      for (const place of places) taken.add(place);
    });
  }
  return found;
}

interface WordAt {
  readonly word: string;
  readonly start: number;
}

function wordsAt(text: string): WordAt[] {
  const words = text.matchAll(/[\p{L}\p{N}]+(?:\.\p{L}[\p{L}\p{N}]*)*/gu);
  return [...words].map(({ 0: word, index }) => {
    return { word: foldWord(word).replaceAll('.', ''), start: index };
  });
}

/** One word, or two neighbours, that are the whole name written together. */
function joinedAt(words: readonly WordAt[], at: number, joined: string): number[] | null {
  const word = words[at]?.word ?? '';
  if (sameWord(word, joined)) return [at];
  return word + (words[at + 1]?.word ?? '') === joined ? [at, at + 1] : null;
}

function formAt(words: readonly WordAt[], at: number, forms: readonly NameForm[]): number[] | null {
  const wordAt = (place: number): string => words[place]?.word ?? '';
  for (const form of forms) {
    if (!form.some((wanted) => sameWord(wordAt(at), wanted))) continue;
    const isHead = form.length === 2 && sameWord(wordAt(at), form[1] ?? '');
    if (isHead && POINTS_AT.test(wordAt(at - 1))) return [at];
    const places: number[] = [];
    for (const wanted of form) {
      const reach = /^\d+$/u.test(wanted) ? 1 : form.length + MAX_GAP_WORDS;
      const place = [...Array(reach + 1).keys()]
        .map((step) => at + step)
        .find((one) => !places.includes(one) && sameWord(wordAt(one), wanted));
      if (place !== undefined) places.push(place);
    }
    const needed = form.length < LONG_NAME_WORDS ? form.length : Math.ceil(form.length / 2);
    if (places.length >= needed) return places;
  }
  return null;
}

/** The same word or an inflection of it. */
function sameWord(word: string, wanted: string): boolean {
  if (word === wanted) return word !== '';
  if (/\d/u.test(word + wanted)) return false;
  const [short, long] = word.length < wanted.length ? [word, wanted] : [wanted, word];
  if (short.length >= MIN_PLURAL_CHARS && long === `${short}s`) return true;
  if (short.length < MIN_INFLECTED_CHARS || !long.startsWith(short.slice(0, -1))) return false;
  const from = long.startsWith(short) ? short.length : short.length - 1;
  return /^(?:e?[nmrs]{0,2}|ing|ed)$/u.test(long.slice(from)) && long.length - short.length <= 2;
}

/** The name as the texts spell it most often, where they know it; else as it was typed. */
export function corpusSpelling(name: string, texts: readonly string[]): string {
  const clean = name.replace(/\s+/gu, ' ').trim();
  const wanted = squash(clean);
  const counts = new Map<string, number>();
  for (const text of texts) {
    const words = [...text.matchAll(/[\p{L}\p{N}]+(?:[-.][\p{L}\p{N}]+)*/gu)];
    words.forEach(({ index }, at) => {
      for (const last of words.slice(at, at + 3)) {
        const written = text.slice(index, last.index + last[0].length);
        if (squash(written) !== wanted || !/\p{Lu}/u.test(written)) continue;
        counts.set(written, (counts.get(written) ?? 0) + 1);
      }
    });
  }
  const [best] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return best?.[0] ?? clean;
}
