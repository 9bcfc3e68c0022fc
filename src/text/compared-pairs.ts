import { foldWord } from './fold-word.ts';
import { isFunctionWord } from './function-words.ts';

/** Longest side of a pair, in words and in characters. */
const MAX_SIDE_WORDS = 4;
const MAX_SIDE_CHARS = 40;
/** What a pair in a heading counts beside one in a sentence, and from which count on it is one. */
const HEADING_COUNT = 3;
const LEAST_COUNT = 3;
/** Most pairs that are counted, and that are given back. */
const MAX_COUNTED = 20_000;
const MAX_PAIRS = 200;

const NAME = String.raw`\p{Lu}[\p{L}\p{N}]*(?:[.+-][\p{L}\p{N}]+){0,3}(?: (?:\p{Lu}|\d)[\p{L}\p{N}]*(?:[.+-][\p{L}\p{N}]+){0,3}){0,2}`;
/** Two names in a sentence that are set against each other. */
const IN_SENTENCE = new RegExp(
  String.raw`(?<![\p{L}\p{N}.-])(${NAME}) (?:oder|or|vs\.?|versus|statt|instead of|rather than) (${NAME})(?![\p{L}\p{N}-])`,
  'gu',
);
const BETWEEN = new RegExp(
  String.raw`(?<!\p{L})(?:[Zz]wischen|[Bb]etween) (${NAME}) (?:und|and) (${NAME})(?![\p{L}\p{N}-])`,
  'gu',
);
/** A heading, or a part of one, that is nothing but two sides. */
const HEADING_PARTS = /[:?!–—;.,]\s|[:?!–—;.,]$/u;
const WHOLE = /^(.{2,60}?) (?:oder|or|vs\.?|versus|gegen) (.{2,60})$/u;
const ANY_SIGN = /\s(?:oder|or|vs\.?|versus|gegen|statt|instead|rather|und|and)\s/u;

/** Two names and how often they are set against each other. */
export interface CountedPair {
  readonly names: readonly [string, string];
  readonly count: number;
}

/** Gathers what texts weigh against each other, by how they set two names side by side. */
export class PairCounter {
  /** By both names folded, in order: how each spelling was counted. */
  readonly #counts = new Map<string, Map<string, number>>();

  /** Once for each title and each heading. */
  addHeading(heading: string): void {
    if (!ANY_SIGN.test(heading)) return;
    if (this.#addNames(heading, HEADING_COUNT)) return;
    for (const part of heading.split(HEADING_PARTS)) {
      const [, a = '', b = ''] = WHOLE.exec(part.trim()) ?? [];
      this.#add(withoutArticle(a), withoutArticle(b), HEADING_COUNT);
    }
  }

  /** Once for each text. */
  addText(text: string): void {
    if (ANY_SIGN.test(text)) this.#addNames(text, 1);
  }

  /** Those set against each other often enough, most often first. */
  pairs(): readonly CountedPair[] {
    const all = [...this.#counts.values()].map((spellings) => {
      const [best = '|'] =
        [...spellings].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0] ?? [];
      const [a = '', b = ''] = best.split('|');
      return { names: [a, b] as const, count: [...spellings.values()].reduce((x, y) => x + y, 0) };
    });
    return all
      .filter(({ count }) => count >= LEAST_COUNT)
      .sort((one, other) => other.count - one.count || (one.names[0] < other.names[0] ? -1 : 1))
      .slice(0, MAX_PAIRS);
  }

  /** Whether there were any. */
  #addNames(text: string, count: number): boolean {
    const found = [IN_SENTENCE, BETWEEN].flatMap((pattern) => [...text.matchAll(pattern)]);
    for (const { 1: a = '', 2: b = '' } of found) this.#add(withoutOpening(a), b, count);
    return found.length > 0;
  }

  #add(a: string, b: string, count: number): void {
    const [one, other] = [a, b].map(keyOf) as [string, string];
    if (![a, b].every(isSide) || one === other || a.includes('|') || b.includes('|')) return;
    const isInOrder = one < other;
    const key = isInOrder ? `${one}|${other}` : `${other}|${one}`;
    if (!this.#counts.has(key) && this.#counts.size >= MAX_COUNTED) return;
    const spellings = this.#counts.get(key) ?? new Map<string, number>();
    const spelled = isInOrder ? `${a}|${b}` : `${b}|${a}`;
    spellings.set(spelled, (spellings.get(spelled) ?? 0) + count);
    this.#counts.set(key, spellings);
  }
}

function keyOf(name: string): string {
  return foldWord(name).replace(/[^\p{L}\p{N}]+/gu, '');
}

function withoutArticle(side: string): string {
  return side.replace(/^(?:der|die|das|den|dem|ein|eine|the|a|an)\s/iu, '').trim();
}

/** A sentence's first word has a capital without being a name. */
function withoutOpening(name: string): string {
  const [first = '', ...rest] = name.split(' ');
  return rest.length > 0 && isFunctionWord(foldWord(first)) ? rest.join(' ') : name;
}

/** A few words that name something: no function word at either end, none alone. */
function isSide(side: string): boolean {
  const words = side.split(/\s+/u);
  const ends = [words[0] ?? '', words.at(-1) ?? ''].map(foldWord);
  return (
    side.length >= 2 &&
    side.length <= MAX_SIDE_CHARS &&
    words.length <= MAX_SIDE_WORDS &&
    /\p{L}/u.test(side) &&
    !ends.some((word) => isFunctionWord(word))
  );
}
