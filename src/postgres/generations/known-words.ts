import { AppError } from '../../domain/errors.ts';
import { VocabularyText } from '../../indexing/keywords/vocabulary-text.ts';
import type { SpellingRow, WordSource } from '../../indexing/keywords/word-source.ts';
import type { Sql } from '../database.ts';
import { VISIBLE, type GenerationAt } from './generation-at.ts';

/** Words that are remembered of an opened generation, the latest ones. */
export const MAX_REMEMBERED_WORDS = 50_000;
/** A query that needs more rounds than this asks in a circle. */
const MAX_ROUNDS = 16;

/** `t`: terms by passages; `s`: German stems by occurrences. */
type Kind = 't' | 's';

/**
 * What a generation knows of words, for code that asks one word at a time and does not wait. It is
 * run with what is known; what it asked for and was not known is fetched in one statement, and it is
 * run again until nothing is missing: some rounds, however many words there are.
 */
export class KnownWords {
  readonly #at: GenerationAt;
  /** The one used longest ago is first. */
  readonly #counts = new Map<string, number>();
  /** All terms; null before they were asked for. */
  #vocabulary: VocabularyText | null = null;

  constructor(at: GenerationAt) {
    this.#at = at;
  }

  /** `work` has to be free of effects: only its last run counts. */
  async use<T>(sql: Sql, work: (words: WordSource) => T): Promise<T> {
    const round = new Round(this.#counts, () => this.#vocabulary);
    for (let rounds = 0; rounds < MAX_ROUNDS; rounds += 1) {
      const result = work(round);
      if (round.isComplete) {
        this.#remember(round);
        return result;
      }
      if (round.lacksTerms) this.#vocabulary ??= await readVocabulary(sql, this.#at);
      await round.fetch(sql, this.#at);
    }
    throw new AppError('internal', 'Looking words up in the index comes to no end.');
  }

  #remember({ counts }: Round): void {
    for (const [key, count] of counts) {
      this.#counts.delete(key);
      this.#counts.set(key, count);
    }
    for (const key of this.#counts.keys()) {
      if (this.#counts.size <= MAX_REMEMBERED_WORDS) return;
      this.#counts.delete(key);
    }
  }
}

interface Near {
  readonly first: string;
  readonly minChars: number;
  readonly maxChars: number;
}

/** All that one query asked for. */
class Round implements WordSource {
  /** By kind and word. */
  readonly counts = new Map<string, number>();
  readonly #remembered: ReadonlyMap<string, number>;
  readonly #near = new Map<string, readonly SpellingRow[]>();
  readonly #missing: Record<Kind, Set<string>> = { t: new Set(), s: new Set() };
  readonly #vocabulary: () => VocabularyText | null;
  #lacksTerms = false;
  readonly #missingNear = new Map<string, Near>();

  constructor(remembered: ReadonlyMap<string, number>, vocabulary: () => VocabularyText | null) {
    this.#remembered = remembered;
    this.#vocabulary = vocabulary;
  }

  /** Whether all terms are wanted and not there. */
  get lacksTerms(): boolean {
    return this.#lacksTerms;
  }

  get isComplete(): boolean {
    const { t, s } = this.#missing;
    return !this.#lacksTerms && t.size + s.size + this.#missingNear.size === 0;
  }

  passagesWith(term: string): number {
    return this.#countOf('t', term);
  }

  germanOccurrences(stem: string): number {
    return this.#countOf('s', stem);
  }

  containing(piece: string, minChars: number, limit: number): readonly string[] {
    const vocabulary = this.#vocabulary();
    this.#lacksTerms ||= vocabulary === null;
    const passagesWith = (term: string): number => this.passagesWith(term);
    return vocabulary?.containing(piece, { minChars, limit }, passagesWith) ?? [];
  }

  near(first: string, minChars: number, maxChars: number): readonly SpellingRow[] {
    const key = `${minChars} ${maxChars} ${first}`;
    const known = this.#near.get(key);
    if (known === undefined) this.#missingNear.set(key, { first, minChars, maxChars });
    return known ?? [];
  }

  async fetch(sql: Sql, at: GenerationAt): Promise<void> {
    for (const kind of ['t', 's'] as const) await this.#fetchCounts(sql, at, kind);
    for (const [key, near] of this.#missingNear) {
      this.#near.set(key, await readNear(sql, at, near));
    }
    this.#lacksTerms = false;
    this.#missingNear.clear();
  }

  async #fetchCounts(sql: Sql, at: GenerationAt, kind: Kind): Promise<void> {
    const missing = [...this.#missing[kind]];
    if (missing.length === 0) return;
    const rows = await sql.rows<{ word: string; count: number }>(
      `SELECT word, count FROM cria.words WHERE ${VISIBLE} AND kind = $3 AND word = ANY($4)`,
      at.lineage,
      at.ordinal,
      kind,
      missing,
    );
    for (const word of missing) this.counts.set(`${kind}${word}`, 0);
    for (const { word, count } of rows) this.counts.set(`${kind}${word}`, count);
    this.#missing[kind].clear();
  }

  #countOf(kind: Kind, word: string): number {
    const key = `${kind}${word}`;
    const known = this.counts.get(key) ?? this.#remembered.get(key);
    if (known === undefined) this.#missing[kind].add(word);
    else this.counts.set(key, known); // it stays until the query is done
    return known ?? 0;
  }
}

async function readVocabulary(
  sql: Sql,
  { lineage, ordinal }: GenerationAt,
): Promise<VocabularyText> {
  const rows = await sql.rows<{ word: string }>(
    `SELECT word FROM cria.words WHERE ${VISIBLE} AND kind = 't'`,
    lineage,
    ordinal,
  );
  return new VocabularyText(() => rows.map(({ word }) => word));
}

function readNear(
  sql: Sql,
  { lineage, ordinal }: GenerationAt,
  { first, minChars, maxChars }: Near,
): Promise<SpellingRow[]> {
  const next = String.fromCodePoint((first.codePointAt(0) ?? 0) + 1);
  return sql.rows<SpellingRow>(
    `SELECT word AS shown, key, count AS seen, named FROM cria.words
     WHERE ${VISIBLE} AND kind = 'w' AND key >= $3 AND key < $4
       AND length(key) BETWEEN $5 AND $6`,
    lineage,
    ordinal,
    first,
    next,
    minChars,
    maxChars,
  );
}
