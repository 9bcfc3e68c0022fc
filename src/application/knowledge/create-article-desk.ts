import {
  MAX_DOCUMENT_BYTES,
  shelfTitle,
  type DocumentSource,
  type ExtractDocument,
  type FetchPage,
} from '../../domain/documents.ts';
import { AppError, toAppError } from '../../domain/errors.ts';
import type { RankedPassage } from '../../domain/passage.ts';
import type { Clock, NewId, Retrieve } from '../../domain/ports.ts';
import type { ArticleDesk, ArticleProposal, KnownArticle, ProposeRequest } from './article-desk.ts';
import type { IndexLease } from './knowledge.ts';
import { findArticle, listKnown, matchTitles } from './known-articles.ts';
import { Proposals } from './proposals.ts';
import { dropArticle, replacedBy, takeArticle, type ShelfChangeParts } from './shelf-change.ts';

/** Most passages of one article before its rest goes to the end of a search result. */
const SEARCH_PER_ARTICLE = 3;

/** What the desk is built from. */
export interface ArticleDeskParts extends ShelfChangeParts {
  readonly extract: ExtractDocument;
  readonly fetchPage: FetchPage;
  readonly retrieve: Retrieve;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** Makes the desk. Proposals are kept in memory; everything else is on the shelf. */
export function createArticleDesk(parts: ArticleDeskParts): ArticleDesk {
  const { shelf, knowledge, clock } = parts;
  const proposals = new Proposals(clock);
  return {
    ...lookingAround(parts),
    async propose(request) {
      const proposal = await propose(request, parts);
      proposals.keep(proposal, request.key);
      return proposal;
    },
    proposal: (id, key) => proposals.find(id, key),
    async accept(id, { key, userId }, options = {}) {
      const proposal = proposals.take(id, key);
      if (proposal === null) return null;
      const who = { addedBy: userId, addedAtMs: clock.now() };
      try {
        return await takeArticle({ key, document: proposal.document, who }, options, parts);
      } catch (thrown) {
        proposals.keep(proposal, key); // it may be tried again
        throw thrown;
      }
    },
    discard: (id, key) => void proposals.take(id, key),
    async remove(key, idOrTitle, options = {}) {
      const own = findArticle(await shelf.list(key), idOrTitle);
      if (own === null) {
        return findArticle(await listKnown(key, parts), idOrTitle) === null ? 'gone' : 'shared';
      }
      return dropArticle(key, own.id, { options, parts });
    },
    async forgetServer(guildId) {
      proposals.forget(guildId);
      await knowledge.change(guildId, async () => {
        await knowledge.drop(guildId);
        await shelf.clear(guildId);
      });
    },
  };
}

type Looking = Pick<ArticleDesk, 'list' | 'suggest' | 'show' | 'search'>;

/** What changes nothing. */
function lookingAround(parts: ArticleDeskParts): Looking {
  const { shelf, knowledge } = parts;
  return {
    list: (key) => listKnown(key, parts),
    async suggest(key, typed, { limit, onlyOwn }) {
      try {
        const isOwn = onlyOwn === true;
        const all: readonly Titled[] = await (isOwn ? shelf.list(key) : listKnown(key, parts));
        return matchTitles(all, typed)
          .slice(0, limit)
          .map(({ id, title }) => ({ id, title }));
      } catch {
        return []; // a suggestion is never worth a fault
      }
    },
    async show(key, idOrTitle) {
      const article = findArticle(await listKnown(key, parts), idOrTitle);
      if (article === null) return null;
      const lease = await knowledge.acquire(key);
      try {
        return { article, passages: (await lease?.index.passagesOf(article.id)) ?? [] };
      } finally {
        lease?.release();
      }
    },
    async search(key, text, options) {
      const lease = await knowledge.acquire(key);
      if (lease === null) throw new AppError('index-missing', 'There is no index yet. Run: npm run reindex');
      try {
        return await search({ lease, text, ...options }, parts);
      } finally {
        lease.release();
      }
    },
  };
}

type Titled = Pick<KnownArticle, 'id' | 'title'>;

async function propose(
  { key, from, title = '', signal }: ProposeRequest,
  { extract, fetchPage, shelf, newId }: ArticleDeskParts,
): Promise<ArticleProposal> {
  const source =
    'address' in from ? await fetchPage(from.address, signal) : await readFile(from.file, signal);
  const extracted = await extract(source, signal, key);
  const wished = shelfTitle(title);
  const document = wished === '' ? extracted : { ...extracted, title: wished };
  return { id: newId(), document, replaces: replacedBy(document, await shelf.list(key)) };
}

async function readFile(
  file: Extract<ProposeRequest['from'], { readonly file: unknown }>['file'],
  signal: AbortSignal | undefined,
): Promise<DocumentSource> {
  if (file.sizeBytes > MAX_DOCUMENT_BYTES) {
    throw new AppError(
      'document-too-large',
      `The file has ${file.sizeBytes} bytes; at most ${MAX_DOCUMENT_BYTES} are read.`,
      { details: { bytes: file.sizeBytes, maxBytes: MAX_DOCUMENT_BYTES } },
    );
  }
  const bytes = await file.read(MAX_DOCUMENT_BYTES, signal);
  return { bytes, name: file.name, contentType: file.contentType, url: null };
}

interface DeskSearch {
  readonly lease: IndexLease;
  readonly text: string;
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/** Without the embedder, by keywords alone. */
async function search(
  { lease, text, limit, signal }: DeskSearch,
  { retrieve }: ArticleDeskParts,
): Promise<readonly RankedPassage[]> {
  const embedder = lease.usableEmbedder();
  const find = async (used: typeof embedder): Promise<readonly RankedPassage[]> => {
    const { ranked } = await retrieve({
      question: text,
      index: lease.index,
      embedder: used,
      limit,
      perArticle: SEARCH_PER_ARTICLE,
      ...(signal === undefined ? {} : { signal }),
    });
    return ranked;
  };
  if (!/[\p{L}\p{N}]/u.test(text)) return [];
  if (embedder === null) return find(null);
  return find(embedder).catch((thrown: unknown) => {
    if (!toAppError(thrown).code.startsWith('model-')) throw thrown;
    return find(null);
  });
}
