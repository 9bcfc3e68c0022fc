import { foldWord } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';

/** Longest window in which the words of a name may stand apart, in words beyond the name itself. */
const MAX_GAP_WORDS = 2;
/** A name of so many words and more is recognised by half of them. */
const LONG_NAME_WORDS = 3;
/** Shortest word that may be inflected, in letters; how far an inflection may differ in length. */
const MIN_INFLECTED_CHARS = 5;
const MAX_ENDING_CHARS = 2;
/** Shortest word that has a plural in "s", in letters. */
const MIN_PLURAL_CHARS = 3;
/** Least length of another name that a text gives in brackets, in letters. */
const MIN_ALIAS_CHARS = 4;
/** How far in front of a bracket it is looked for, in characters. */
const BEFORE_CHARS = 60;

/** "Word, in another language Name": what stands between the two, and either of them. */
const CALLED =
  /(?<=[\p{L}-]),? (?:(?:auf )?englisch|(?:auf )?deutsch|kurz|auch|also called|also known as|in short|in English|in German) /giu;
const CALLED_WORD = /(?<![\p{L}-])[\p{L}-]{4,}$/u;
const CALLED_NAME = /^[\p{L}\p{N}-]{2,40}(?: [\p{L}\p{N}-]{2,40})?/u;
/** Characters in which the word and the name are looked for. */
const CALLED_CHARS = 81;

/** The two sides, ready to be found in texts. */
export interface SidePair {
  readonly names: readonly [string, string];
  /** For each side the names it goes by, each as folded words. */
  readonly forms: readonly [readonly NameForm[], readonly NameForm[]];
}

type NameForm = readonly string[];

/** Where each side is named: character offsets into the text. */
export type Mentions = readonly [readonly number[], readonly number[]];

/** Letters and digits alone: "Chat-GPT" and "ChatGPT" are the same. */
export function squash(name: string): string {
  return foldedWords(name).join('');
}

/** The two names in an order that does not depend on which is A. */
export function isInOrder([a, b]: readonly [string, string]): boolean {
  return squash(a) <= squash(b);
}

/** Makes both names findable; texts that call a side by another name in brackets teach that one. */
export function sidePair(
  names: readonly [string, string],
  texts: readonly string[] = [],
): SidePair {
  const [a, b] = names;
  const own = [distinctive(a, b), distinctive(b, a)] as const;
  const aliases = names.map((name) => aliasesIn(name, texts));
  const forms = own.map((form, side) => {
    const others = new Set(aliases[1 - side]?.map((words) => words.join(' ')));
    return [form, ...(aliases[side] ?? []).filter((words) => !others.has(words.join(' ')))];
  });
  return { names, forms: forms as unknown as SidePair['forms'] };
}

/**
 * What sets a name apart from the other: shared words tell nothing, a number alone neither. What a
 * hyphen joins is one word.
 */
function distinctive(name: string, other: string): NameForm {
  const [own, others] = [name, other].map(unitsOf) as [string[][], string[][]];
  const isShared = (unit: readonly string[]): boolean =>
    others.some((words) => words.join(' ') === unit.join(' '));
  const left = own.filter((unit) => !isShared(unit)).flat();
  const whole = contentWords(name);
  const isOther = contentWords(other).every((word) => whole.includes(word));
  return isOther || left.every((word) => /^\d+$/u.test(word)) ? whole : left;
}

function unitsOf(name: string): string[][] {
  return name.split(/\s+/u).flatMap((unit) => {
    const words = foldedWords(unit).filter((word) => !isFunctionWord(word));
    return words.length === 0 ? [] : [words];
  });
}

function contentWords(name: string): string[] {
  const words = foldedWords(name);
  const content = words.filter((word) => !isFunctionWord(word));
  return content.length > 0 ? content : words;
}

/** "other name (Name)", "Name (other name)", "other name, in English Name". */
function aliasesIn(name: string, texts: readonly string[]): NameForm[] {
  const wanted = squash(name);
  const length = contentWords(name).length;
  const found = new Map<string, NameForm>();
  const add = (words: readonly string[]): void => {
    const form = fullForm(words, wanted) ?? words.filter((w) => !isFunctionWord(w)).slice(-length);
    if (form.join('').length < MIN_ALIAS_CHARS || form.join('') === wanted) return;
    found.set(form.join(' '), form);
  };
  for (const text of texts) {
    for (const { 1: inside = '', index } of text.matchAll(/\(([^()]{2,60})\)/gu)) {
      const before = foldedWords(text.slice(Math.max(0, index - BEFORE_CHARS), index));
      const within = foldedWords(inside);
      const named = before.slice(-foldedWords(name).length).join('');
      if (within.join('') === wanted) add(before);
      else if (named === wanted && within.length <= length) add(within);
    }
    for (const { 0: called, index } of text.matchAll(CALLED)) {
      const from = index + called.length;
      const [word] = CALLED_WORD.exec(text.slice(Math.max(0, index - CALLED_CHARS), index)) ?? [];
      const [other] = CALLED_NAME.exec(text.slice(from, from + CALLED_CHARS)) ?? [];
      if (word === undefined || other === undefined) continue;
      if (squash(other).startsWith(wanted)) add([foldWord(word)]);
    }
  }
  return [...found.values()];
}

/** The words a short name stands for: their first letters spell it. */
function fullForm(words: readonly string[], short: string): NameForm | null {
  const last = words.slice(-short.length);
  return last.length > 1 && last.map((word) => word[0]).join('') === short ? last : null;
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
    words.forEach((_, at) => {
      if (taken.has(at)) return;
      const places = joinedAt(words, at, joined) ?? formAt(words, at, forms[side]);
      if (places === null || places.some((place) => taken.has(place))) return;
      found[side].push(words[at]?.start ?? 0);
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
  return [...text.matchAll(/[\p{L}\p{N}]+(?:\.\p{L}[\p{L}\p{N}]*)*/gu)].map(
    ({ 0: word, index }) => ({
      word: foldWord(word).replaceAll('.', ''),
      start: index,
    }),
  );
}

/** One word, or two neighbours, that are the whole name written together. */
function joinedAt(words: readonly WordAt[], at: number, joined: string): number[] | null {
  const word = words[at]?.word ?? '';
  if (sameWord(word, joined)) return [at];
  return word + (words[at + 1]?.word ?? '') === joined ? [at, at + 1] : null;
}

function formAt(words: readonly WordAt[], at: number, forms: readonly NameForm[]): number[] | null {
  for (const form of forms) {
    if (!form.some((wanted) => sameWord(words[at]?.word ?? '', wanted))) continue;
    const places = new Set<number>();
    let held = 0;
    for (const wanted of form) {
      const reach = /^\d+$/u.test(wanted) ? 1 : form.length + MAX_GAP_WORDS;
      for (let place = at; place <= at + reach; place += 1) {
        if (places.has(place) || !sameWord(words[place]?.word ?? '', wanted)) continue;
        places.add(place);
        held += 1;
        break;
      }
    }
    const needed = form.length < LONG_NAME_WORDS ? form.length : Math.ceil(form.length / 2);
    if (held >= needed) return [...places];
  }
  return null;
}

/** The same word or an inflection of it. */
function sameWord(word: string, wanted: string): boolean {
  if (word === wanted) return word !== '';
  if (/\d/u.test(word + wanted)) return false;
  const [short, long] = word.length < wanted.length ? [word, wanted] : [wanted, word];
  if (short.length >= MIN_PLURAL_CHARS && long === `${short}s`) return true;
  if (short.length < MIN_INFLECTED_CHARS || long.length - short.length > MAX_ENDING_CHARS)
    return false;
  return (
    long.startsWith(short.slice(0, -1)) && /^(?:e?[nmrs]{0,2}|ing|ed)$/u.test(endOf(long, short))
  );
}

function endOf(long: string, short: string): string {
  return long.startsWith(short) ? long.slice(short.length) : long.slice(short.length - 1);
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
