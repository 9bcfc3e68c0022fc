import { AppError, throwIfAborted } from '../../domain/errors.ts';
import { generationInfo, type GenerationRecord } from '../../domain/generation-store.ts';
import type { Passage } from '../../domain/passage.ts';
import type {
  ArticleSummary,
  Candidate,
  ComparedPair,
  GenerationInfo,
  LanguageCentre,
  PassageIndex,
  PassageMatches,
  PassageMatrix,
  PassageQuery,
  ScoreScale,
  Spellings,
} from '../../domain/ports.ts';
import { QueryAnalyser, type WordGroup } from '../../indexing/keywords/keyword-query.ts';
import {
  chooseSearched,
  KeywordScorer,
  termsOf,
  totalsOf,
  type CorpusTotals,
  type KeywordScore,
  type TermsRow,
} from '../../indexing/keywords/keyword-score.ts';
import { bestByBm25 } from '../../indexing/keywords/keyword-search.ts';
import { NearSpellings } from '../../indexing/keywords/near-spellings.ts';
import type { PostgresDatabase, Scope, Sql } from '../database.ts';
import { VISIBLE, type GenerationAt } from './generation-at.ts';
import { alignedVectors, remoteVectors, type GenerationVectors } from './generation-vectors.ts';
import { hasGraph } from './graph.ts';
import { KnownWords } from './known-words.ts';

const MAX_CANDIDATES_PER_LIST = 500;
/** The database's own order is a first cut; this many times the limit is scored properly. */
const FIRST_CUT_FACTOR = 4;
const PASSAGE_COLUMNS =
  'label, id, article_id AS "articleId", title, section, text, language, url, published';

/** Which generation to open, and for whom. */
export interface PostgresIndexOptions {
  readonly database: PostgresDatabase;
  /** The server whose articles these are; `NO_SERVER` for the shared ones. */
  readonly scope: Scope;
  readonly at: GenerationAt;
  readonly record: GenerationRecord;
  /** Centres of the index whose scale the vectors are put on; null: their own. */
  readonly alignTo?: readonly LanguageCentre[] | null;
}

interface GenerationRow {
  readonly passages: number;
  readonly total_length: number;
  readonly pairs: readonly ComparedPair[];
  readonly centres: readonly { readonly language: string; readonly vector: readonly number[] }[];
}

interface Opened {
  readonly totals: CorpusTotals;
  readonly pairs: readonly ComparedPair[];
  readonly vectors: GenerationVectors | null;
}

interface FoundRow extends Passage {
  readonly label: number;
  readonly trail_terms: string;
  readonly text_terms: string;
  readonly part_terms: string;
  readonly length: number;
}

/** One generation in the database. Every statement runs in the scope it was opened for. */
export class PostgresPassageIndex implements PassageIndex {
  readonly #options: PostgresIndexOptions;
  readonly #info: GenerationInfo;
  readonly #opened: Opened;
  readonly #words: KnownWords;
  readonly #running = new Set<Promise<unknown>>();

  private constructor(options: PostgresIndexOptions, opened: Opened) {
    this.#options = options;
    this.#opened = opened;
    this.#info = generationInfo(options.record);
    this.#words = new KnownWords(options.at);
  }

  /** @throws AppError `index-corrupt` when it is not what its record says */
  static async open(options: PostgresIndexOptions): Promise<PostgresPassageIndex> {
    const { database, scope } = options;
    const opened = await database.run(scope, (sql) => openRows(sql, options));
    return new PostgresPassageIndex(options, opened);
  }

  describe(): GenerationInfo {
    return this.#info;
  }

  scale(): Promise<ScoreScale | null> {
    const { id, embedder } = this.#info;
    const centres = this.#opened.vectors?.centres ?? null;
    return Promise.resolve(
      embedder === null || centres === null ? null : { generationId: id, embedder, centres },
    );
  }

  search(query: PassageQuery): Promise<PassageMatches> {
    return this.#run((sql) => this.#search(sql, query));
  }

  spellings(text: string): Promise<Spellings> {
    return this.#run((sql) =>
      this.#words.use(sql, (words) => {
        const analyser = new QueryAnalyser(words);
        return new NearSpellings(words, (word) => analyser.knows(word)).of(text);
      }),
    );
  }

  pairs(): Promise<readonly ComparedPair[]> {
    return Promise.resolve(this.#opened.pairs);
  }

  articles(): Promise<readonly ArticleSummary[]> {
    const { lineage, ordinal } = this.#options.at;
    return this.#run((sql) =>
      sql.rows<ArticleSummary>(
        `SELECT id, title, language, url FROM cria.articles WHERE ${VISIBLE} ORDER BY id`,
        lineage,
        ordinal,
      ),
    );
  }

  passagesOf(articleId: string): Promise<readonly Passage[]> {
    const { lineage, ordinal } = this.#options.at;
    return this.#run(async (sql) => {
      const rows = await sql.rows<Passage & { label: number }>(
        `SELECT ${PASSAGE_COLUMNS} FROM cria.passages
         WHERE ${VISIBLE} AND article_id = $3 ORDER BY label`,
        lineage,
        ordinal,
        articleId,
      );
      return rows.map(passageOf);
    });
  }

  vectors(limit: number): Promise<PassageMatrix | null> {
    const { vectors } = this.#opened;
    return vectors === null ? Promise.resolve(null) : this.#run((sql) => vectors.some(sql, limit));
  }

  /** Dense score of what a search for a stored, centred vector finds first; 0 for nothing. */
  async nearestStored(centred: Float32Array): Promise<number> {
    const { vectors } = this.#opened;
    if (vectors === null) return 0;
    return this.#run((sql) => vectors.bestOf(sql, centred));
  }

  /** Nothing is held but what runs. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  async #search(sql: Sql, query: PassageQuery): Promise<PassageMatches> {
    const { text, embedding, signal } = query;
    const limit = Math.min(Math.max(Math.floor(query.limit), 0), MAX_CANDIDATES_PER_LIST);
    await requireThere(sql, this.#info.id);
    throwIfAborted(signal);
    const { groups, words } = await this.#words.use(sql, (source) =>
      new QueryAnalyser(source).analyse(text),
    );
    throwIfAborted(signal);
    const nearest = await this.#nearest(sql, embedding, limit);
    throwIfAborted(signal);
    const searched = chooseSearched(groups, nearest !== null);
    const cut = await this.#keywordCut(sql, searched.groups, limit * FIRST_CUT_FACTOR);
    throwIfAborted(signal);
    const rows = await this.#rows(sql, [...new Set([...cut, ...(nearest ?? [])])]);
    const scorer = new KeywordScorer(groups, this.#opened.totals);
    const scores = new Map<number, KeywordScore>();
    for (const [label, row] of rows) scores.set(label, scorer.score(termsRow(row)));
    const inCut = [...cut, ...(searched.isCut ? (nearest ?? []) : [])];
    const order = bestByBm25(inCut, (label) => scores.get(label)?.bm25 ?? 0, limit);
    const labels = [...new Set([...(nearest ?? []), ...order])];
    const vectors = await this.#vectorScores(sql, embedding, labels);
    const candidates = labels.flatMap((label): Candidate[] => {
      const row = rows.get(label);
      if (row === undefined) return [];
      const { dense = null, similarity = null } = vectors.get(label) ?? {};
      const keyword = scores.get(label)?.coverage ?? 0;
      return [{ passage: passageOf(row), dense, similarity, keyword }];
    });
    const idsOf = (list: readonly number[]): string[] =>
      list.flatMap((label) => rows.get(label)?.id ?? []);
    return {
      denseOrder: idsOf(nearest ?? []),
      keywordOrder: idsOf(order),
      candidates,
      query: words,
    };
  }

  /** Null without vectors. */
  async #nearest(
    sql: Sql,
    embedding: Float32Array | undefined,
    limit: number,
  ): Promise<readonly number[] | null> {
    const { vectors } = this.#opened;
    if (vectors === null || embedding === undefined || limit === 0) return null;
    return vectors.nearest(sql, embedding, limit);
  }

  async #vectorScores(
    sql: Sql,
    embedding: Float32Array | undefined,
    labels: readonly number[],
  ): ReturnType<GenerationVectors['scores']> {
    const { vectors } = this.#opened;
    if (vectors === null || embedding === undefined) return new Map();
    return vectors.scores(sql, embedding, labels);
  }

  /** Passages with any of the words: those first whose words are rare together. */
  async #keywordCut(sql: Sql, groups: readonly WordGroup[], most: number): Promise<number[]> {
    if (groups.length === 0 || most === 0) return [];
    const { lineage, ordinal } = this.#options.at;
    const scorer = new KeywordScorer(groups, this.#opened.totals);
    const rows = await sql.rows<{ label: number }>(
      'SELECT label FROM cria.keyword_cut($1, $2, $3::tsquery, $4::tsquery[], $5::float8[], $6)',
      lineage,
      ordinal,
      orOf(termsOf(groups)),
      groups.map((group) => orOf(termsOf([group]))),
      groups.map(({ passages }) => scorer.idf(passages)),
      most,
    );
    return rows.map(({ label }) => label);
  }

  async #rows(sql: Sql, labels: readonly number[]): Promise<Map<number, FoundRow>> {
    const rows = await sql.rows<FoundRow>(
      `SELECT ${PASSAGE_COLUMNS}, trail_terms, text_terms, part_terms, length
       FROM cria.passages WHERE lineage = $1 AND label = ANY($2)`,
      this.#options.at.lineage,
      labels,
    );
    return new Map(rows.map((row) => [row.label, row]));
  }

  async #run<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const { database, scope } = this.#options;
    const running = database.run(scope, work);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }
}

async function openRows(
  sql: Sql,
  { at, record, alignTo = null }: PostgresIndexOptions,
): Promise<Opened> {
  const row = await sql.row<GenerationRow>(
    `SELECT passages, total_length, pairs, coalesce(centres, '[]') AS centres
     FROM cria.generations JOIN cria.lineages ON lineages.id = lineage
     WHERE generations.id = $1`,
    record.id,
  );
  if (row === undefined || row.passages !== record.passages) throw gone(record.id);
  const { embedder } = record;
  const centres = row.centres.map(({ language, vector }) => ({
    language,
    vector: Float32Array.from(vector),
  }));
  const base = { totals: totalsOf(row.passages, row.total_length), pairs: row.pairs };
  if (embedder === null) return { ...base, vectors: null };
  const { dimensions } = embedder;
  const of = { at, dimensions, centres, hasGraph: await hasGraph(sql, at.lineage) };
  const vectors = alignTo === null ? remoteVectors(of) : await alignedVectors(sql, of, alignTo);
  return { ...base, vectors };
}

/** What another process has cleared away must not look as if nothing was found. */
async function requireThere(sql: Sql, id: string): Promise<void> {
  const row = await sql.row('SELECT 1 FROM cria.generations WHERE id = $1', id);
  if (row === undefined) throw gone(id);
}

function gone(id: string): AppError {
  return new AppError(
    'index-corrupt',
    `The index generation ${id} is not in the database as it was written. Run "npm run reindex".`,
    { details: { id } },
  );
}

function passageOf({
  id,
  articleId,
  title,
  section,
  text,
  language,
  url,
  published,
}: Passage): Passage {
  return { id, articleId, title, section, text, language, url, published };
}

function termsRow({
  trail_terms: trail,
  text_terms: text,
  part_terms: parts,
  length,
}: FoundRow): TermsRow {
  return { trail, text, parts, length };
}

/** Terms consist of letters, digits and _ only; quoting keeps them from being syntax all the same. */
function orOf(terms: ReadonlySet<string>): string {
  return [...terms].map((term) => `'${term.replaceAll(/['\\]/gu, '')}'`).join(' | ');
}
