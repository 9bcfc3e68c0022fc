import type { ExtractDocument } from '../src/domain/documents.ts';
import type { CorpusFault } from '../src/domain/index-store.ts';
import type { Article } from '../src/domain/passage.ts';
import { extractInProcess } from '../src/indexing/loaders/reading/extract-in-process.ts';
import { scanCorpus } from '../src/indexing/corpus/scan-corpus.ts';

/** A corpus as read: its good articles by id, what is wrong with the others, and its hash. */
export interface LoadedCorpus {
  readonly articles: readonly Article[];
  readonly faults: readonly CorpusFault[];
  /** As `hashCorpusFolder` computes it. */
  readonly corpusHash: string;
}

/**
 * Loads every article below a folder into memory. Front matter is optional; an article that cannot be
 * read as it stands becomes a fault and is left out.
 * @throws AppError `corpus-unreadable`
 */
export async function loadArticles(
  knowledgeDir: string,
  extract: ExtractDocument = extractInProcess,
): Promise<LoadedCorpus> {
  const articles: Article[] = [];
  const { faults, corpusHash } = await scanCorpus(knowledgeDir, {
    known: () => null,
    take: (article) => articles.push(article),
    extract,
  });
  return { articles: articles.sort((a, b) => (a.id < b.id ? -1 : 1)), faults, corpusHash };
}
