import { AppError } from '../domain/errors.ts';
import type { Handlers, SearchCalls } from './index-worker-protocol.ts';
import { readArticleSummaries } from './keyword-index.ts';
import { openGeneration, type OpenGeneration } from './open-generation.ts';
import { searchGeneration } from './search-generation.ts';

/** Answers the requests of a `search` worker: one generation, opened once. */
export function createSearchSession(): Handlers<SearchCalls> {
  let opened: OpenGeneration | null = null;
  const generation = (): OpenGeneration => {
    if (opened !== null) return opened;
    throw new AppError('internal', 'The search worker was asked before it had opened an index.');
  };
  return {
    open: ({ folder, manifest }) => {
      opened = openGeneration(folder, manifest);
      return null;
    },
    search: (query) => searchGeneration(generation(), query),
    articles: () => readArticleSummaries(generation().db),
    finish: () => {
      opened?.db.close();
      opened = null;
      return null;
    },
  };
}
