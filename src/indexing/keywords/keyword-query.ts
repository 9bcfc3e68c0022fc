import type { QueryWords } from '../../domain/ports.ts';
import { MIN_PART_CHARS, splitCompound } from './compound-splitter.ts';
import type { SqliteDatabase } from '../files/sqlite-file.ts';
import { isStopWord } from '../../text/function-words.ts';
import { readWords, stemWord, umlautVariant, type Word } from '../../text/text-analysis.ts';
import { VocabularyText } from './vocabulary-text.ts';

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
const CONTAINING_WORD_WEIGHT = 0.5;
const MAX_CONTAINING_WORDS = 8;
const MIN_INFIX_CHARS = 5;
const MIN_REST_CHARS = 3;
const MAX_SUFFIX_CHARS = 4;

/** Looks words up in one opened keyword index. */
export class QueryAnalyser {
  readonly #passagesWith: (term: string) => number;
  readonly #germanOccurrences: (stem: string) => number;
  readonly #vocabulary: VocabularyText;
  /** Groups of plain words; the one used longest ago is first. */
  readonly #remembered = new Map<string, WordGroup>();

  constructor(db: SqliteDatabase) {
    const passages = db
      .prepare<[string], number>('SELECT passages FROM vocabulary WHERE term = ?')
      .pluck();
    const occurrences = db
      .prepare<[string], number>('SELECT occurrences FROM german_stems WHERE stem = ?')
      .pluck();
    this.#passagesWith = (term) => passages.get(term) ?? 0;
    this.#germanOccurrences = (stem) => occurrences.get(stem) ?? 0;
    this.#vocabulary = new VocabularyText(db, this.#passagesWith);
  }

  /** Does what would otherwise delay the first search. */
  warmUp(): void {
    this.#vocabulary.load();
  }

  /** Takes a query apart into its distinct content words. */
  analyse(text: string): AnalysedQuery {
    const groups = new Map<string, WordGroup>();
    const words = readWords(text.slice(0, MAX_QUERY_CHARS));
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
        if (wholeWithSuffix(word) === null) this.#add(groups, word, null);
      }
    }
    const list = [...groups.values()];
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

  #wordGroup(word: string): WordGroup {
    const wanted: Alternative[] = [
      { term: stemWord(word, 'de'), weight: 1 },
      { term: stemWord(word, 'en'), weight: 1 },
      { term: word, weight: 1 },
    ];
    const variant = umlautVariant(word);
    if (variant !== null) {
      wanted.push({ term: stemWord(variant, 'de'), weight: VARIANT_WEIGHT });
    }
    const parts = splitCompound(word, this.#germanOccurrences)
      .map((part) => stemWord(part, 'de'))
      .filter((part) => this.#passagesWith(part) > 0);
    const group = this.#group(word, wanted, parts);
    return isUnknown(group) ? this.#group(word, this.#containing(word), []) : group;
  }

  /** Terms that hold an otherwise unknown word as their beginning, end or (longer ones) middle. */
  #containing(word: string): Alternative[] {
    const stem = stemWord(word, 'de');
    if (stem.length < MIN_PART_CHARS) return [];
    return this.#vocabulary
      .containing(stem, stem.length + MIN_REST_CHARS, MAX_CONTAINING_WORDS * 4)
      .filter((term) => {
        const isEdge = term.startsWith(stem) || term.endsWith(stem);
        return isEdge || stem.length >= MIN_INFIX_CHARS;
      })
      .slice(0, MAX_CONTAINING_WORDS)
      .map((term) => ({ term, weight: CONTAINING_WORD_WEIGHT }));
  }

  #group(word: string, wanted: readonly Alternative[], parts: readonly string[]): WordGroup {
    const alternatives: Alternative[] = [];
    let passages = 0;
    let postings = parts.reduce((sum, part) => sum + this.#passagesWith(part), 0);
    for (const alternative of wanted) {
      if (alternatives.some(({ term }) => term === alternative.term)) continue;
      const count = this.#passagesWith(alternative.term);
      if (count === 0) continue;
      alternatives.push(alternative);
      passages = Math.max(passages, count);
      postings += count;
    }
    if (alternatives.length === 0 && parts.length > 0) {
      passages = Math.min(...parts.map((part) => this.#passagesWith(part)));
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
