import type { Passage } from '../../domain/passage.ts';
import { StemCounter, type PassageTerms } from '../../indexing/keywords/passage-terms.ts';
import { SpellingCounter } from '../../indexing/keywords/spelling-counter.ts';
import type { Sql } from '../database.ts';

/** Words of one statement. */
const BATCH_WORDS = 5_000;

interface WordChange {
  readonly word: string;
  readonly key: string;
  readonly count: number;
  readonly named: number;
}

/** By how much the counts of words differ from those of the base. */
export class WordChanges {
  readonly stems = new StemCounter();
  readonly #spellings = new SpellingCounter();
  readonly #terms = new Map<string, number>();

  /** `sign` -1 takes a passage off. Before any of `addTerms`: what the terms are depends on all. */
  addText(passage: Passage, sign: 1 | -1): void {
    this.stems.add(passage, sign);
    this.#spellings.add(passage, sign);
  }

  addTerms({ trail, text, parts }: Omit<PassageTerms, 'length'>, sign: 1 | -1): void {
    for (const term of new Set([trail, text, parts].flatMap((terms) => terms.split(' ')))) {
      if (term !== '') this.#terms.set(term, (this.#terms.get(term) ?? 0) + sign);
    }
  }

  /**
   * Ends the rows of the words that change at `ordinal`, and has new ones begin there; a word that
   * is nowhere any more has none.
   */
  async write(
    sql: Sql,
    at: { readonly lineage: number; readonly server: string; readonly ordinal: number },
    report: () => void,
  ): Promise<void> {
    const counted = ([word, count]: [string, number]): WordChange => {
      return { word, key: '', count, named: 0 };
    };
    const kinds = {
      t: [...this.#terms].map(counted),
      s: [...this.stems.counts].map(counted),
      w: [...this.#spellings.counts].map(([word, { key, seen, named }]) => {
        return { word, key, count: seen, named };
      }),
    };
    for (const [kind, changes] of Object.entries(kinds)) {
      const real = changes.filter(({ count, named }) => count !== 0 || named !== 0);
      for (let from = 0; from < real.length; from += BATCH_WORDS) {
        const batch = real.slice(from, from + BATCH_WORDS);
        await sql.change(
          CHANGE_WORDS,
          at.lineage,
          at.ordinal,
          at.server,
          kind,
          batch.map(({ word }) => word),
          batch.map(({ key }) => key),
          batch.map(({ count }) => count),
          batch.map(({ named }) => named),
        );
        report();
      }
    }
  }
}

const CHANGE_WORDS = `
  WITH change AS (
    SELECT * FROM unnest($5::text[], $6::text[], $7::int[], $8::int[]) AS c (word, key, count, named)
  ), ended AS (
    UPDATE cria.words AS w SET died = $2 FROM change AS c
    WHERE w.lineage = $1 AND w.kind = $4 AND w.died IS NULL AND w.word = c.word
    RETURNING w.word, w.count, w.named
  )
  INSERT INTO cria.words (lineage, server_id, kind, word, key, count, named, born)
  SELECT $1, $3, $4, c.word, c.key, coalesce(e.count, 0) + c.count,
    coalesce(e.named, 0) + c.named, $2
  FROM change AS c LEFT JOIN ended AS e ON e.word = c.word
  WHERE coalesce(e.count, 0) + c.count > 0`;
