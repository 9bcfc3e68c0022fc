import { foldWord } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';

/** Words of the two languages that name the same thing where sides are no proper names. Folded. */
const SAME_THING: readonly ReadonlySet<string>[] = [
  'open offen offene offenen quelloffen quelloffene',
  'closed geschlossen geschlossene proprietary proprietar proprietare',
  'model models modell modelle modellen',
  'weights gewichte gewichten',
  'regulation regulierung',
  'licence license lizenz',
  'privacy datenschutz',
  'local lokal lokale lokaler',
  'safety sicherheit security',
  'ai ki',
  'risk risks risiko risiken',
].map((group) => new Set(group.split(' ')));

/** Shortest name whose misspelling by one letter is put right. */
const MIN_MISSPELT_CHARS = 4;

/** Words of a text, folded, hyphens and dots dividing. */
export function foldedWords(text: string): string[] {
  return foldWord(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Content words of a side's name, folded; all of them when there are none else. */
export function nameWords(name: string): readonly string[] {
  const words = foldedWords(name);
  const content = words.filter((word) => !isFunctionWord(word));
  return content.length > 0 ? content : words;
}

/** Letters and digits alone: "Chat-GPT" and "ChatGPT" are the same. */
export function squash(name: string): string {
  return foldedWords(name).join('');
}

/** Where two sides are named in a text: word positions. */
export interface Mentions {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/**
 * Finds both sides in a text. A side whose name holds the other's ("Llama 2" against "Llama") takes
 * its words first, whichever of the two it is.
 */
export function findMentions(text: string, sides: readonly [string, string]): Mentions {
  const words = foldedWords(text);
  const [a, b] = sides.map(nameWords) as [readonly string[], readonly string[]];
  if (a.length > b.length && b.every((word) => a.includes(word))) {
    const first = positions(words, a, new Set());
    return { a: first.at, b: positions(words, b, first.used).at };
  }
  if (b.length > a.length && a.every((word) => b.includes(word))) {
    const first = positions(words, b, new Set());
    return { a: positions(words, a, first.used).at, b: first.at };
  }
  return { a: positions(words, a, new Set()).at, b: positions(words, b, new Set()).at };
}

/** Whether a text names the side. */
export function mentionsName(text: string, name: string): boolean {
  return positions(foldedWords(text), nameWords(name), new Set()).at.length > 0;
}

interface Positions {
  readonly at: readonly number[];
  readonly used: ReadonlySet<number>;
}

/** A name of several words stands where all of them stand close together, numbers right behind. */
function positions(
  words: readonly string[],
  name: readonly string[],
  taken: ReadonlySet<number>,
): Positions {
  const [first = '', ...rest] = name;
  const at: number[] = [];
  const used = new Set<number>();
  words.forEach((word, start) => {
    if (taken.has(start) || !sameWord(word, first)) return;
    const found = [start];
    for (const [k, wanted] of rest.entries()) {
      const reach = /^\d+$/u.test(wanted) ? [start + k + 1] : near(start, rest.length);
      const place = reach.find((p) => !found.includes(p) && sameWord(words[p] ?? '', wanted));
      if (place === undefined) return;
      found.push(place);
    }
    at.push(start);
    for (const place of found) used.add(place);
  });
  return { at, used };
}

function near(start: number, rest: number): number[] {
  return Array.from({ length: rest + 2 }, (_, step) => start + step + 1);
}

/** The same word, an inflection of it, or its name in the other language. */
function sameWord(word: string, wanted: string): boolean {
  if (word === wanted) return true;
  if (SAME_THING.some((group) => group.has(word) && group.has(wanted))) return true;
  if (/\d/u.test(word + wanted)) return false;
  const least = Math.min(word.length, wanted.length);
  if (least < 5 || Math.abs(word.length - wanted.length) > 2) return false;
  return word.slice(0, least - 1) === wanted.slice(0, least - 1);
}

/**
 * The name as the corpus spells it: capitals, spaces and hyphens do not matter, and one wrong
 * letter is put right. What the corpus does not know stays as it was typed.
 */
export function corpusSpelling(name: string, texts: readonly string[]): string {
  const clean = name.replace(/\s+/gu, ' ').trim();
  const wanted = squash(clean);
  const spellings = countSpellings(texts, nameWords(clean).length);
  const exact = best(spellings, (key) => key === wanted);
  if (exact !== null) return exact;
  const common = lowerCaseWords(texts);
  const singular = best(spellings, (key) => `${key}s` === wanted && !common.has(key));
  if (singular !== null) return singular;
  if (texts.some((text) => mentionsName(text, clean))) return clean;
  if (wanted.length < MIN_MISSPELT_CHARS) return clean;
  const digits = wanted.replace(/\D/gu, '');
  return (
    best(
      spellings,
      (key) =>
        key.replace(/\D/gu, '') === digits &&
        (wanted.length > MIN_MISSPELT_CHARS || !common.has(key)) &&
        isOneEdit(key, wanted),
    ) ?? clean
  );
}

/** Words that stand in lower case somewhere, folded: no names. */
function lowerCaseWords(texts: readonly string[]): ReadonlySet<string> {
  const words = texts.flatMap((text) => text.match(/(?<!\p{L})\p{Ll}\p{L}*/gu) ?? []);
  return new Set(words.map(foldWord));
}

/** Squashed key -> how it is written -> how often; runs of one to three words. */
function countSpellings(texts: readonly string[], words: number): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const text of texts) {
    const tokens = text.match(/[\p{L}\p{N}]+/gu) ?? [];
    tokens.forEach((_, at) => {
      for (let length = 1; length <= Math.min(3, words + 1); length += 1) {
        const run = tokens.slice(at, at + length);
        if (run.length < length || !/^\p{Lu}/u.test(run[0] ?? '')) continue;
        const written = run.join(' ');
        const spellings = counts.get(squash(written)) ?? new Map<string, number>();
        spellings.set(written, (spellings.get(written) ?? 0) + 1);
        counts.set(squash(written), spellings);
      }
    });
  }
  return counts;
}

function best(
  spellings: ReadonlyMap<string, ReadonlyMap<string, number>>,
  fits: (key: string) => boolean,
): string | null {
  const found = [...spellings]
    .filter(([key]) => fits(key))
    .flatMap(([, written]) => [...written])
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  return found[0]?.[0] ?? null;
}

/** Whether one letter added, left out, changed or two neighbours swapped make `a` of `b`. */
function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  if (restA.length === restB.length) {
    const isSwap =
      restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0];
    return restA.slice(1) === restB.slice(1) || isSwap;
  }
  return restA.length > restB.length ? restA.slice(1) === restB : restA === restB.slice(1);
}
