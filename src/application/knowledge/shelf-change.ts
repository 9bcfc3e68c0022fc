import {
  isSameSource,
  type ArticleShelf,
  type ExtractedDocument,
  type ShelfKey,
  type ShelvedArticle,
} from '../../domain/documents.ts';
import { AppError, throwIfAborted, toAppError } from '../../domain/errors.ts';
import type { BuildReport } from '../../domain/index-store.ts';
import type { Logger } from '../../domain/ports.ts';
import type { ChangeOptions, TakenArticle } from './article-desk.ts';
import type { KnowledgeService } from './knowledge-service.ts';
import type { KnowledgeSpaces } from './knowledge-spaces.ts';

/** What a change of a shelf works with. */
export interface ShelfChangeParts {
  readonly shelf: ArticleShelf;
  readonly knowledge: KnowledgeSpaces;
  readonly logger: Logger;
}

interface Kept {
  readonly document: ExtractedDocument;
  readonly who: { readonly addedBy: string; readonly addedAtMs: number };
}

/**
 * Puts a document on the shelf and indexes it; when that fails the shelf is as it was before.
 * @throws AppError of shelf and store
 */
export async function takeArticle(
  { key, document, who }: { readonly key: ShelfKey } & Kept,
  options: ChangeOptions,
  parts: ShelfChangeParts,
): Promise<TakenArticle> {
  const { shelf, knowledge } = parts;
  return knowledge.change(key, async (service) => {
    await refuseLosingVectors(key, service, options);
    const before = replacedBy(document, await shelf.list(key));
    const kept = before === null ? null : await keep(key, before, shelf);
    const { article, outcome } = await shelf.put(key, document, who);
    try {
      const report = await rebuild(service, options);
      requireIndexed(article, report);
      return { article, outcome, report };
    } catch (thrown) {
      await restore({ key, id: article.id, kept }, parts);
      throw thrown;
    }
  });
}

/**
 * Takes an article off the shelf and out of the index; when that fails it is put back. `aside`: the
 * index without it did not pass its trial. @throws AppError of shelf and store
 */
export async function dropArticle(
  key: ShelfKey,
  id: string,
  { options, parts }: { readonly options: ChangeOptions; readonly parts: ShelfChangeParts },
): Promise<'removed' | 'aside' | 'gone'> {
  const { shelf, knowledge } = parts;
  return knowledge.change(key, async (service) => {
    await refuseLosingVectors(key, service, options);
    const article = (await shelf.list(key)).find((one) => one.id === id);
    const kept = article === undefined ? null : await keep(key, article, shelf);
    if (kept === null || !(await shelf.remove(key, id))) return 'gone';
    if (key !== null && (await shelf.isEmpty(key))) {
      // Nothing is left to build an index from.
      await knowledge.drop(key);
      await shelf.clear(key);
      return 'removed';
    }
    try {
      const { outcome } = await rebuild(service, options);
      return outcome === 'aside' ? 'aside' : 'removed';
    } catch (thrown) {
      await restore({ key, id, kept }, parts);
      throw thrown;
    }
  });
}

/** The article that a document takes the place of. */
export function replacedBy(
  document: ExtractedDocument,
  articles: readonly ShelvedArticle[],
): ShelvedArticle | null {
  return articles.find((article) => isSameSource(article, document)) ?? null;
}

/** The shared index serves everybody: it does not lose its vectors for one article. */
async function refuseLosingVectors(
  key: ShelfKey,
  service: KnowledgeService,
  { signal }: ChangeOptions,
): Promise<void> {
  throwIfAborted(signal);
  if (key !== null || !(await service.losesVectors(signal))) return;
  throw new AppError(
    'model-unreachable',
    'The embedding model does not answer, so the article cannot be indexed. Start Ollama and try again.',
    { isRetryable: true },
  );
}

function rebuild(
  service: KnowledgeService,
  { signal, onProgress }: ChangeOptions,
): Promise<BuildReport> {
  return service.rebuildChanged({
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
}

function requireIndexed({ id }: ShelvedArticle, { faults }: BuildReport): void {
  const fault = faults.find(({ file, isNote }) => isNote !== true && file.startsWith(`${id}.`));
  if (fault === undefined) return;
  throw new AppError('document-unreadable', `${fault.file}:${fault.line}: ${fault.message}`);
}

async function keep(
  key: ShelfKey,
  article: ShelvedArticle,
  shelf: ArticleShelf,
): Promise<Kept | null> {
  const markdown = await shelf.read(key, article.id);
  if (markdown === null) return null;
  const { title, language, published, author, url } = article;
  const { format, addedBy, addedAtMs } = article.provenance;
  const document = { format, title, language, published, author, url, markdown };
  return { document, who: { addedBy, addedAtMs } };
}

/** The shelf as it was before the change. Never throws: the fault that led here is the one to tell. */
async function restore(
  { key, id, kept }: { readonly key: ShelfKey; readonly id: string; readonly kept: Kept | null },
  { shelf, logger }: ShelfChangeParts,
): Promise<void> {
  try {
    if (kept === null) await shelf.remove(key, id);
    else await shelf.put(key, kept.document, kept.who);
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    logger.error({ code, reason: message, id }, 'An article could not be put back as it was.');
  }
}
