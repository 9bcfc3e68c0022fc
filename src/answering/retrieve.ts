import type { Retrieval, Retrieve, RetrieveRequest } from '../domain/ports.ts';
import { fuse } from './fuse.ts';

/** Candidates taken from each list before fusion. */
const CANDIDATES_PER_LIST = 50;

/** Longest part of a question that is embedded and searched, in characters. */
const MAX_SEARCHED_CHARS = 1_200;

/** Embeds the question, searches both indexes at once and fuses the lists. */
export const retrieve: Retrieve = async (request: RetrieveRequest): Promise<Retrieval> => {
  const { index, embedder, signal } = request;
  const text = searchedPart(request.question);
  const hasVectors = index.describe().embedder !== null;
  const embedding =
    embedder !== null && hasVectors ? await embedder.embedQuery(text, signal) : undefined;
  const matches = await index.search({
    text,
    limit: Math.max(CANDIDATES_PER_LIST, request.limit),
    // A copy: the index may hand it on to another thread for good.
    ...(embedding === undefined ? {} : { embedding: embedding.slice() }),
    ...(signal === undefined ? {} : { signal }),
  });
  const calibration = embedding === undefined ? null : index.describe().calibration;
  const ranked = fuse(matches, { perArticle: request.perArticle, question: text });
  return {
    ranked: ranked.slice(0, request.limit),
    considered: ranked,
    words: matches.query,
    calibration,
    embedding: embedding ?? null,
  };
};

/** A long question mostly asks at its end and sets the scene at its beginning: both are kept. */
function searchedPart(question: string): string {
  const flat = question.replace(/\s+/gu, ' ').trim();
  if (flat.length <= MAX_SEARCHED_CHARS) return flat;
  const half = MAX_SEARCHED_CHARS / 2;
  return `${flat.slice(0, half)} ${flat.slice(-half)}`;
}
