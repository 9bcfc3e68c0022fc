/** Largest document that is read, file or page, in bytes. */
export const MAX_DOCUMENT_BYTES = 25_000_000; // 25 MB

/** Formats that an article can be taken from. */
export type DocumentFormat = 'markdown' | 'text' | 'html' | 'pdf' | 'docx' | 'epub' | 'srt';

/** A file or a page as it came in. Untrusted in every part. */
export interface DocumentSource {
  readonly bytes: Uint8Array;
  /** File name, or the last part of the address; may be empty. */
  readonly name: string;
  /** As its sender called it; only a hint, the content decides. */
  readonly contentType: string | null;
  /** Address the bytes came from in the end; null for a file. */
  readonly url: string | null;
}

/** An article as found in a document. */
export interface ExtractedDocument {
  readonly format: DocumentFormat;
  /** 1-200 characters. */
  readonly title: string;
  /** BCP 47 primary tag. */
  readonly language: string;
  /** ISO date; null when the document does not say. */
  readonly published: string | null;
  readonly author: string | null;
  readonly url: string | null;
  /** Body as Markdown, without front matter and without the title's heading. Never empty. */
  readonly markdown: string;
}

/**
 * Takes the article out of a document, outside the main thread and within limits of size, time and
 * memory. `party`: the server it is read for, which gets no more than its share of the places; null,
 * the default: the operator, who may have all.
 * @throws AppError `document-unsupported` | `document-unreadable` | `document-too-large` | `cancelled`
 */
export type ExtractDocument = (
  source: DocumentSource,
  signal?: AbortSignal,
  party?: ShelfKey,
) => Promise<ExtractedDocument>;

/**
 * Fetches a public http(s) page; nothing private can be reached.
 * @throws AppError `address-refused` (not public, not allowed by robots.txt, not http) | `address-failed` | `document-too-large` | `cancelled`
 */
export type FetchPage = (address: string, signal?: AbortSignal) => Promise<DocumentSource>;

/** Stands where somebody's id was who asked to be forgotten. */
export const DELETED_USER = 'deleted';
/** Id of whoever runs the installation, beside the ids of members. */
export const OPERATOR_ID = 'operator';

/** Who added an article, and when. */
export interface Provenance {
  /** Discord's id of the user; `OPERATOR_ID` from the terminal; `DELETED_USER`. */
  readonly addedBy: string;
  /** Milliseconds since the epoch. */
  readonly addedAtMs: number;
  readonly format: DocumentFormat;
}

/** An article that a moderator added, as kept on disk. */
export interface ShelvedArticle {
  /** As in `Article.id`: `added/` and `[a-z0-9-]+`, the end made from address or title. */
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly published: string | null;
  readonly author: string | null;
  readonly url: string | null;
  readonly provenance: Provenance;
  /** Characters of the body. */
  readonly chars: number;
}

/** Most articles one server may have. */
export const MAX_SHELVED_ARTICLES = 500;
/** Most characters of all articles of one server together. */
export const MAX_SHELF_CHARS = 10_000_000;

/** Whose articles: a server's id, or null for those the operator added to the shared corpus. */
export type ShelfKey = string | null;

/** The articles that were added, by server. A server's shelf is the corpus of its own index. */
export interface ArticleShelf {
  /** By title. */
  list(key: ShelfKey): Promise<readonly ShelvedArticle[]>;
  /** Whether there is none, told without reading any. True for what is no server's id. */
  isEmpty(key: ShelfKey): Promise<boolean>;
  /** Body as Markdown; null when there is no such article. */
  read(key: ShelfKey, articleId: string): Promise<string | null>;
  /**
   * Writes an article as one atomic step. A second one from the same address, or without an address
   * with the same title, replaces the first and keeps its id.
   * @throws AppError `article-limit` | `document-too-large` | `document-unreadable` (could not be
   * loaded again) | `disk-full` | `storage-failed`
   */
  put(
    key: ShelfKey,
    document: ExtractedDocument,
    provenance: Pick<Provenance, 'addedBy' | 'addedAtMs'>,
  ): Promise<{ readonly article: ShelvedArticle; readonly outcome: 'added' | 'replaced' }>;
  /** False when there was no such article. @throws AppError `storage-failed` */
  remove(key: ShelfKey, articleId: string): Promise<boolean>;
  /** Ids of the servers of which anything is there, articles or an index. */
  servers(): Promise<readonly string[]>;
  /** Folder of the server's articles; it may not exist yet. */
  folderOf(guildId: string): string;
  /** Puts `DELETED_USER` in the place of a user wherever they added an article. Returns in how many. */
  anonymise(userId: string): Promise<number>;
  /** Removes everything of a server, its index as well, e.g. when the bot was removed from it. Idempotent. */
  clear(guildId: string): Promise<void>;
}

/** Longest title of an added article, in characters. */
export const MAX_SHELF_TITLE_CHARS = 200;

/** A title as an added article carries it: one line without control characters; empty where nothing is seen of it. */
export function shelfTitle(title: string): string {
  const flat = title.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const seen = flat.replace(/\p{Default_Ignorable_Code_Point}/gu, '').trim();
  if (seen === '') return '';
  const cut = flat.slice(0, MAX_SHELF_TITLE_CHARS).replace(/[\uD800-\uDBFF]$/u, '');
  return cut.trim();
}

/** Whether a document comes from where an added article came from, so that it takes its place. */
export function isSameSource(
  article: Pick<ShelvedArticle, 'title' | 'url'>,
  { title, url }: Pick<ExtractedDocument, 'title' | 'url'>,
): boolean {
  if (url !== null) return article.url === url;
  return article.url === null && article.title === shelfTitle(title);
}
