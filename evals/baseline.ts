import { HNSWLib } from '@langchain/community/vectorstores/hnswlib';
import { Document } from '@langchain/core/documents';
import { Embeddings } from '@langchain/core/embeddings';
import type { Embedder } from '../src/domain/ports.ts';
import type { GoldenQuestion } from './golden.ts';
import { meanReciprocalRank, recallAt } from './scorers.ts';

/** What most bots do: pieces of this many characters, whatever stands in them. */
const PIECE_CHARS = 1_000;
/** Pieces taken for one question. */
const TAKEN_PIECES = 5;

/** Any embedder where LangChain wants its own kind. */
export class EmbedderEmbeddings extends Embeddings {
  readonly #embedder: Embedder;

  constructor(embedder: Embedder) {
    super({ maxRetries: 0 });
    this.#embedder = embedder;
  }

  override async embedDocuments(texts: string[]): Promise<number[][]> {
    return (await this.#embedder.embedPassages(texts)).map((vector) => [...vector]);
  }

  override async embedQuery(text: string): Promise<number[]> {
    return [...(await this.#embedder.embedQuery(text))];
  }
}

export interface BaselineRow {
  readonly group: string;
  readonly recall5: number;
  readonly mrr: number;
}

/**
 * LangChain's community HNSWLib over fixed-size pieces, with the same embedder: what a bot gets
 * without a chunker, headings, keyword search or fusion.
 */
export async function baselineRows(
  articles: readonly { readonly id: string; readonly body: string }[],
  questions: readonly GoldenQuestion[],
  embedder: Embedder,
): Promise<BaselineRow[]> {
  const documents = articles.flatMap(({ id, body }) =>
    Array.from(
      { length: Math.ceil(body.length / PIECE_CHARS) },
      (_, at) =>
        new Document({
          pageContent: body.slice(at * PIECE_CHARS, (at + 1) * PIECE_CHARS),
          metadata: { articleId: id },
        }),
    ),
  );
  const store = await HNSWLib.fromDocuments(documents, new EmbedderEmbeddings(embedder));
  const ranks = new Map<string, (number | null)[]>();
  for (const question of questions.filter(({ kind }) => kind !== 'unanswerable')) {
    const found = await store.similaritySearch(question.q, TAKEN_PIECES);
    const at = found.findIndex(({ metadata }) =>
      question.articles.includes(String(metadata['articleId'])),
    );
    const other = question.language === 'de' ? 'en' : 'de';
    const group = `${question.language} → ${question.kind === 'same' ? question.language : other}`;
    ranks.set(group, [...(ranks.get(group) ?? []), at < 0 ? null : at + 1]);
  }
  return [...ranks].map(([group, list]) => ({
    group,
    recall5: recallAt(list, 5),
    mrr: meanReciprocalRank(list),
  }));
}
