import { AppError } from '../../domain/errors.ts';
import type { Handlers } from '../threads/index-worker-protocol.ts';
import type { SearchCalls } from './search-calls.ts';
import {
  closeGeneration,
  openGeneration,
  type OpenGeneration,
} from '../generation/open-generation.ts';
import { readPairs } from '../generation/compared-pairs.ts';
import { readArticleSummaries, readPassagesOf } from '../generation/read-articles.ts';
import { readVectors } from '../generation/read-vectors.ts';
import { searchGeneration } from '../generation/search-generation.ts';

/** Answers the requests of a `search` worker: one generation, opened once. */
export function createSearchSession(): Handlers<SearchCalls> {
  let opened: OpenGeneration | null = null;
  const generation = (): OpenGeneration => {
    if (opened !== null) return opened;
    throw new AppError('internal', 'The search worker was asked before it had opened an index.');
  };
  return {
    open: ({ folder, manifest, alignTo }) => {
      const generation = openGeneration(folder, manifest, alignTo ?? undefined);
      opened = generation;
      setImmediate(() => {
        if (opened === generation) generation.keywords.warmUp();
      });
      return null;
    },
    search: (query) => searchGeneration(generation(), query),
    spellings: ({ text }) => generation().keywords.spellings(text),
    pairs: () => readPairs(generation().db),
    articles: () => readArticleSummaries(generation().db),
    passagesOf: ({ articleId }) => readPassagesOf(generation().db, articleId),
    vectors: ({ limit }) => readVectors(generation(), limit),
    centres: () => generation().vectors?.centres ?? null,
    finish: () => {
      if (opened !== null) closeGeneration(opened);
      opened = null;
      return null;
    },
  };
}
