import type { QueryWords } from '../../domain/ports.ts';
import { MIN_PART_CHARS, splitCompound } from './compound-splitter.ts';
import { dateTerms, findDates } from '../../text/dates.ts';
import { isStopWord } from '../../text/function-words.ts';
import { sameMeaning } from '../../text/same-meaning.ts';
import { readWords, stemWord, umlautVariant, type Word } from '../../text/text-analysis.ts';
import { isForeignSmallWord } from '../../text/third-languages.ts';
import type { WordSource } from './word-source.ts';

/** A term of the index that answers a query word, and how well: 1 is the word itself. */
export interface Alternative {
  readonly term: string;
  readonly weight: number;
}

/** One word of a query with everything it may be found by. */
export interface WordGroup {
  readonly word: string;
  /** Terms the corpus has, best first; empty for an unknown word. */
  readonly alternatives: readonly Alternative[];
  /** Known parts of a compound that together stand for the word. */
  readonly parts: readonly string[];
  /** Most passages any single term of the group occurs in. */
  readonly passages: number;
  /** Places a search for all its terms and parts has to look at. */
  readonly postings: number;
}

export interface AnalysedQuery {
  readonly groups: readonly WordGroup[];
  readonly words: QueryWords;
}

/** More words than anybody asks with; the rest of a longer query is not looked at. */
export const MAX_QUERY_WORDS = 64;
const MAX_QUERY_CHARS = 4_000;
/** Words whose groups are remembered, the latest ones: an index never changes, and questions repeat words. */
export const MAX_REMEMBERED_WORDS = 5_000;

const VARIANT_WEIGHT = 0.95;
const BARE_NUMBER_WEIGHT = 0.5;
/** Another word for the same. */
const SAME_MEANING_WEIGHT = 0.9;
/** The date itself, the same day without its year, the month. */
const DATE_WEIGHTS = [1, 0.6, 0.4];
const CONTAINING_WORD_WEIGHT = 0.5;
const MAX_CONTAINING_WORDS = 8;
const MIN_INFIX_CHARS = 6;
const MIN_REST_CHARS = 3;
const MAX_SUFFIX_CHARS = 4;

/** Looks words up in one opened keyword index. */
export class QueryAnalyser {
  readonly #words: WordSource;
  /** Groups of plain words; the one used longest ago is first. */
  readonly #remembered = new Map<string, WordGroup>();

  constructor(words: WordSource) {
    this.#words = words;
  }

  /** Takes a query apart into its distinct content words. */
  analyse(text: string): AnalysedQuery {
    const groups = new Map<string, WordGroup>();
    const { dates, rest } = findDates(text.slice(0, MAX_QUERY_CHARS));
    for (const date of dates) this.#addDate(groups, dateTerms(date));
    const words = readWords(rest);
    for (const [index, word] of words.entries()) {
      if (groups.size >= MAX_QUERY_WORDS) break;
      const next = words[index + 1];
      const whole = word.isNumber && next !== undefined ? wholeWithSuffix(next) : null;
      if (whole !== null) {
        // `13b` or `4chan` is one word, though its number alone also says something.
        this.#add(groups, { text: whole, isNumber: true, joined: null }, word.text);
      } else if (word.isNumber) {
        this.#add(groups, word, null);
      } else if (!isStopWord(word.text) && word.text.length > 1) {
        const isSmall = isForeignSmallWord(word.text) && !this.knows(word.text);
        if (wholeWithSuffix(word) === null && !isSmall) this.#add(groups, word, null);
      }
    }
    const list = this.#withoutChanceParts([...groups.values()]);
    return {
      groups: list,
      words: {
        words: list.map((group) => group.word),
        unknown: list.filter(isUnknown).map((group) => group.word),
      },
    };
  }

  #add(groups: Map<string, WordGroup>, word: Word, bareNumber: string | null): void {
    if (groups.has(word.text)) return;
    const group = word.isNumber
      ? this.#numberGroup(word, bareNumber)
      : this.#rememberedGroup(word.text);
    groups.set(word.text, group);
  }

  /** One date is one word, however it is written; other days of its month are nearly it. */
  #addDate(groups: Map<string, WordGroup>, terms: readonly string[]): void {
    const [word] = terms;
    if (word === undefined || groups.has(word)) return;
    const wanted = terms.map((term, at) => ({ term, weight: DATE_WEIGHTS[at] ?? 0 }));
    groups.set(word, this.#group(word, wanted, []));
  }

  #rememberedGroup(word: string): WordGroup {
    const group = this.#remembered.get(word) ?? this.#wordGroup(word);
    this.#remembered.delete(word);
    this.#remembered.set(word, group);
    if (this.#remembered.size > MAX_REMEMBERED_WORDS) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    return group;
  }

  /** A number by itself says little: `Llama 2` is looked for as `llama2` first. */
  #numberGroup(word: Word, bareNumber: string | null): WordGroup {
    const whole = word.joined ?? word.text;
    const bare = bareNumber ?? word.text;
    const wanted = [{ term: whole, weight: 1 }];
    if (bare !== whole) wanted.push({ term: bare, weight: BARE_NUMBER_WEIGHT });
    return this.#group(word.text, wanted, []);
  }

  /** Whether a folded word stands in a passage, in any form of its own. */
  knows(word: string): boolean {
    return !isUnknown(this.#ownGroup(word));
  }

  #wordGroup(word: string): WordGroup {
    const group = this.#ownGroup(word);
    return isUnknown(group) ? this.#group(word, this.#containing(word), []) : group;
  }

  #ownGroup(word: string): WordGroup {
    const wanted: Alternative[] = [
      { term: stemWord(word, 'de'), weight: 1 },
      { term: stemWord(word, 'en'), weight: 1 },
      { term: word, weight: 1 },
    ];
    const variant = umlautVariant(word);
    if (variant !== null) {
      wanted.push({ term: stemWord(variant, 'de'), weight: VARIANT_WEIGHT });
    }
    for (const other of sameMeaning(word)) {
      for (const term of [stemWord(other, 'de'), stemWord(other, 'en'), other]) {
        wanted.push({ term, weight: SAME_MEANING_WEIGHT });
      }
    }
    const parts = splitCompound(word, (stem) => this.#words.germanOccurrences(stem))
      .map((part) => stemWord(part, 'de'))
      .filter((part) => this.#words.passagesWith(part) > 0);
    return this.#group(word, wanted, parts);
  }

  /**
   * Terms that may be compounds with an otherwise unknown word: it stands in them whole, or a long stem
   * of it does, at an edge or (longer ones) in the middle.
   */
  #containing(word: string): Alternative[] {
    const stem = stemWord(word, 'de');
    const piece = stem.length >= MIN_INFIX_CHARS ? stem : word;
    if (piece.length < MIN_PART_CHARS) return [];
    return this.#words
      .containing(piece, piece.length + MIN_REST_CHARS, MAX_CONTAINING_WORDS * 4)
      .filter((term) => {
        const isEdge = term.startsWith(piece) || term.endsWith(piece);
        return isEdge || piece.length >= MIN_INFIX_CHARS;
      })
      .slice(0, MAX_CONTAINING_WORDS)
      .map((term) => ({ term, weight: CONTAINING_WORD_WEIGHT }));
  }

  /** Whether the other parts of a compound are words of the corpus, too. */
  #isCompoundOf(word: string, term: string): boolean {
    const stem = stemWord(word, 'de');
    const frequencyOf = (part: string): number =>
      part === stem || part === word ? 1 : this.#words.germanOccurrences(part);
    return splitCompound(term, frequencyOf).some((part) => stemWord(part, 'de') === stem);
  }

  /**
   * Words that were only found inside others carry a question where the others are compounds of them,
   * or beside a word that stands by itself; else they are as unknown as they look.
   */
  #withoutChanceParts(groups: readonly WordGroup[]): WordGroup[] {
    const isChance = ({ word, alternatives }: WordGroup): boolean =>
      alternatives.length > 0 &&
      alternatives.every(
        ({ term, weight }) => weight === CONTAINING_WORD_WEIGHT && !this.#isCompoundOf(word, term),
      );
    const others = groups.filter((group) => !isUnknown(group) && !isChance(group));
    if (groups.length < 2 || others.length > 0) return [...groups];
    return groups.map((group) =>
      isChance(group) ? { ...group, alternatives: [], passages: 0, postings: 0 } : group,
    );
  }

  #group(word: string, wanted: readonly Alternative[], parts: readonly string[]): WordGroup {
    const alternatives: Alternative[] = [];
    let passages = 0;
    let postings = parts.reduce((sum, part) => sum + this.#words.passagesWith(part), 0);
    for (const alternative of wanted) {
      if (alternatives.some(({ term }) => term === alternative.term)) continue;
      const count = this.#words.passagesWith(alternative.term);
      if (count === 0) continue;
      alternatives.push(alternative);
      passages = Math.max(passages, count);
      postings += count;
    }
    if (alternatives.length === 0 && parts.length > 0) {
      passages = Math.min(...parts.map((part) => this.#words.passagesWith(part)));
    }
    return { word, alternatives, parts, passages, postings };
  }
}

/** The whole of a number and what is written on to it, `13b` for its b; null for any other word. */
function wholeWithSuffix(word: Word): string | null {
  return !word.isNumber && word.text.length <= MAX_SUFFIX_CHARS ? word.joined : null;
}

function isUnknown(group: WordGroup): boolean {
  return group.alternatives.length === 0 && group.parts.length === 0;
}
