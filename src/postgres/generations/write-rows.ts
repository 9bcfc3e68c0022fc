import type { GenerationContent, WrittenContent } from '../../domain/generation-store.ts';
import type { Passage } from '../../domain/passage.ts';
import {
  partFinder,
  passageTerms,
  type PassageTerms,
} from '../../indexing/keywords/passage-terms.ts';
import { PassageVectors } from '../../indexing/vectors/passage-vectors.ts';
import type { MatrixRows } from '../../indexing/vectors/vector-rows.ts';
import { NO_PASSAGE } from '../../indexing/vectors/vector-scales.ts';
import { centredVector } from '../../indexing/vectors/write-vectors.ts';
import type { PostgresDatabase, Sql } from '../database.ts';
import { insertPassages, type PassageRow } from './insert-passages.ts';
import { KnownWords } from './known-words.ts';
import { rowsOf, type Lineage } from './start-lineage.ts';
import { WordChanges } from './word-changes.ts';

/** Passages of one statement. */
const BATCH_PASSAGES = 200;

/**
 * Writes articles, passages and words of a generation into its lineage. Returns the best plain cosine
 * of a query to the vectors written, for a whole generation that has any.
 */
export async function writeRows(
  database: PostgresDatabase,
  lineage: Lineage,
  content: GenerationContent,
): Promise<WrittenContent['bestSimilarity']> {
  const { base, dropped, articles, passages } = content;
  const total = articles.reduce((sum, article) => sum + article.passages, 0);
  const report = (done = total): void => content.report(done, total);
  const words = new WordChanges();
  await database.runAsOwner((sql) => dropArticles(sql, { lineage, dropped, words }));
  await database.runAsOwner((sql) => insertArticles(sql, lineage, articles));
  for (const passage of passages) words.addText(passage, 1);
  report(0);
  const vectors = new CentredRows(rowsOf(content), lineage);
  const termsOf = base === null ? wholeTerms(words) : deltaTerms(lineage, words);
  let written = 0;
  for (const batch of batchesOf(passages)) {
    await database.runAsOwner(async (sql) => {
      const terms = await termsOf(sql, batch);
      const rows = batch.map((passage, at): PassageRow => {
        const own = terms[at] ?? NO_TERMS;
        words.addTerms(own, 1);
        const place = written + at;
        const label = lineage.nextLabel + place;
        return { label, passage, terms: own, vector: vectors.put(place, passage.language) };
      });
      await insertPassages(sql, lineage, rows);
    });
    written += batch.length;
    report(written);
  }
  await database.runAsOwner((sql) => words.write(sql, lineage, report));
  return base === null ? vectors.bestSimilarity() : null;
}

const NO_TERMS: PassageTerms = { trail: '', text: '', parts: '', length: 0 };

type TermsOf = (sql: Sql, batch: readonly Passage[]) => Promise<readonly PassageTerms[]>;

function wholeTerms({ stems }: WordChanges): TermsOf {
  const partsOf = partFinder((stem) => stems.counts.get(stem) ?? 0);
  return (_sql, batch) => Promise.resolve(batch.map((passage) => passageTerms(passage, partsOf)));
}

/** How often a stem occurs is what the base knows, and what has changed since. */
function deltaTerms({ lineage, ordinal }: Lineage, { stems }: WordChanges): TermsOf {
  const known = new KnownWords({ lineage, ordinal: ordinal - 1 });
  return (sql, batch) =>
    known.use(sql, (words) => {
      const occurrences = (stem: string): number =>
        words.germanOccurrences(stem) + (stems.counts.get(stem) ?? 0);
      const partsOf = partFinder(occurrences);
      return batch.map((passage) => passageTerms(passage, partsOf));
    });
}

interface Dropping {
  readonly lineage: Lineage;
  readonly dropped: readonly string[];
  readonly words: WordChanges;
}

interface DroppedRow {
  readonly id: string;
  readonly article_id: string;
  readonly title: string;
  readonly section: string;
  readonly text: string;
  readonly language: string;
  readonly trail_terms: string;
  readonly text_terms: string;
  readonly part_terms: string;
}

async function dropArticles(sql: Sql, { lineage: at, dropped, words }: Dropping): Promise<void> {
  const { lineage, ordinal } = at;
  for (const articleId of dropped) {
    const rows = await sql.rows<DroppedRow>(
      `UPDATE cria.passages SET died = $2
       WHERE lineage = $1 AND article_id = $3 AND died IS NULL
       RETURNING id, article_id, title, section, text, language, trail_terms, text_terms, part_terms`,
      lineage,
      ordinal,
      articleId,
    );
    for (const { trail_terms: trail, text_terms: text, part_terms: parts, ...row } of rows) {
      words.addText({ ...row, articleId: row.article_id, url: null }, -1);
      words.addTerms({ trail, text, parts }, -1);
    }
    await sql.change(
      `UPDATE cria.articles SET died = $2 WHERE lineage = $1 AND id = $3 AND died IS NULL`,
      lineage,
      ordinal,
      articleId,
    );
  }
}

async function insertArticles(
  sql: Sql,
  { lineage, ordinal, server }: Lineage,
  articles: GenerationContent['articles'],
): Promise<void> {
  await sql.change(
    `INSERT INTO cria.articles (lineage, server_id, born, id, title, language, url, hash)
     SELECT $1, $2, $3, * FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[])`,
    lineage,
    server,
    ordinal,
    articles.map(({ id }) => id),
    articles.map(({ title }) => title),
    articles.map(({ language }) => language),
    articles.map(({ url }) => url),
    articles.map(({ hash }) => hash),
  );
}

function* batchesOf(passages: Iterable<Passage>): Generator<readonly Passage[]> {
  let batch: Passage[] = [];
  for (const passage of passages) {
    batch.push(passage);
    if (batch.length < BATCH_PASSAGES) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Vectors of the passages to be written, each centred when its turn comes, in place. */
class CentredRows {
  readonly #rows: MatrixRows | null;
  readonly #centres: Lineage['centres'];
  readonly #centreOf: Uint16Array;
  readonly #lengths: Float32Array;

  constructor(rows: MatrixRows | null, { centres }: Lineage) {
    const slots = rows?.shape.slots ?? 0;
    this.#rows = rows;
    this.#centres = centres;
    this.#centreOf = new Uint16Array(slots).fill(NO_PASSAGE);
    this.#lengths = new Float32Array(slots);
  }

  put(place: number, language: string): PassageRow['vector'] {
    if (this.#rows === null) return null;
    const row = this.#rows.vectorOf(place);
    const { unit, length, place: centre } = centredVector(row, language, this.#centres);
    if (centre === NO_PASSAGE) return null;
    row.set(unit);
    this.#centreOf[place] = centre;
    this.#lengths[place] = length;
    return { unit, centre, length };
  }

  bestSimilarity(): WrittenContent['bestSimilarity'] {
    if (this.#rows === null) return null;
    const scales = {
      centres: this.#centres,
      centreOf: this.#centreOf,
      lengths: this.#lengths,
    };
    const vectors = PassageVectors.inMemory(scales, this.#rows);
    return vectors.bestSimilarity.bind(vectors);
  }
}
