import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DELETED_USER,
  MAX_SHELF_CHARS,
  MAX_SHELVED_ARTICLES,
  isSameSource,
  shelfTitle,
  type ArticleShelf,
  type ExtractedDocument,
  type ShelfKey,
  type ShelvedArticle,
} from '../../domain/documents.ts';
import { AppError } from '../../domain/errors.ts';
import { nodeFiles, type DurableFiles } from '../files/durable-files.ts';
import { parseArticle } from './parse-article.ts';
import { MAX_ARTICLE_BYTES } from './read-article-file.ts';
import { readShelfFile, shelfEntry, writeShelfFile, type ShelfEntry } from './shelf-file.ts';
import { errorCode, toStorageError } from '../files/storage-fault.ts';

export interface ArticleShelfOptions {
  /** Folder of the shared corpus; the operator's additions go to `added/` in it. */
  readonly knowledgeDir: string;
  /** Servers' articles go to `servers/<id>/articles/added/` in it. */
  readonly dataDir: string;
  /** The real file system by default. */
  readonly files?: DurableFiles;
}

/** Folder of added articles below a corpus folder. */
const SHELF = 'added';
const EXTENSION = '.md';
const ARTICLE_ID = /^added\/[a-z0-9-]{1,120}$/u;
const SERVER_ID = /^\d{15,21}$/u;
/** A file that is being written; hidden, so no corpus is loaded with it. */
const TEMPORARY = /^\..+\.tmp$/u;
const MAX_SLUG_CHARS = 60;
/** Hexadecimal digits of the source's hash; more only where another source has taken these. */
const HASH_DIGITS = [8, 16, 64] as const;
/** Shelves whose files are remembered at once. */
const MAX_REMEMBERED_SHELVES = 64;

/** Markdown files with front matter, one folder for each server. Touches no file by itself. */
export function createArticleShelf(options: ArticleShelfOptions): ArticleShelf {
  return new FolderShelf(options);
}

interface Remembered {
  /** Changes whenever the file does. */
  readonly stamp: string;
  readonly article: ShelvedArticle | null;
}

class FolderShelf implements ArticleShelf {
  readonly #knowledgeDir: string;
  readonly #serversDir: string;
  readonly #files: DurableFiles;
  readonly #remembered = new Map<string, Map<string, Remembered>>();
  #writing: Promise<unknown> = Promise.resolve();

  constructor({ knowledgeDir, dataDir, files }: ArticleShelfOptions) {
    this.#knowledgeDir = knowledgeDir;
    this.#serversDir = join(dataDir, 'servers');
    this.#files = files ?? nodeFiles;
  }

  folderOf(guildId: string): string {
    return join(this.#serverDir(guildId), 'articles');
  }

  async isEmpty(key: ShelfKey): Promise<boolean> {
    if (key !== null && !SERVER_ID.test(key)) return true;
    const folder = this.#shelfDir(key);
    return this.#stored(folder, async () => {
      const names = await this.#files.list(folder);
      return !names.some((name) => idOf(name) !== null);
    });
  }

  async list(key: ShelfKey): Promise<readonly ShelvedArticle[]> {
    const folder = this.#shelfDir(key);
    return this.#stored(folder, async () => {
      const before = this.#remembered.get(folder);
      const now = new Map<string, Remembered>();
      for (const name of await this.#files.list(folder)) {
        const known = await this.#look(folder, name, before?.get(name));
        if (known !== null) now.set(name, known);
      }
      this.#remember(folder, now);
      return [...now.values()].flatMap(({ article }) => article ?? []).sort(byTitle);
    });
  }

  async read(key: ShelfKey, articleId: string): Promise<string | null> {
    const entry = await this.#entry(key, articleId);
    return entry?.markdown ?? null;
  }

  async put(
    key: ShelfKey,
    document: ExtractedDocument,
    who: { readonly addedBy: string; readonly addedAtMs: number },
  ): ReturnType<ArticleShelf['put']> {
    return this.#alone(async () => {
      const all = await this.list(key);
      const old = all.find((one) => isSameSource(one, document)) ?? null;
      const id = old?.id ?? (await this.#newId(key, shelfTitle(document.title), document.url));
      const entry = shelfEntry(id, document, who);
      const chars = all.reduce((sum, one) => sum + (one.id === id ? 0 : one.chars), 0);
      if (old === null && all.length >= MAX_SHELVED_ARTICLES) throw tooMany(all.length);
      if (chars + entry.article.chars > MAX_SHELF_CHARS) throw tooLong(chars);
      await this.#write(key, entry);
      return { article: entry.article, outcome: old === null ? 'added' : 'replaced' };
    });
  }

  async remove(key: ShelfKey, articleId: string): Promise<boolean> {
    return this.#alone(async () => {
      const path = this.#pathOf(key, articleId);
      const folder = this.#shelfDir(key);
      return this.#stored(folder, async () => {
        if (path === null || (await this.#files.readText(path)) === null) return false;
        await this.#files.remove(path);
        await this.#files.syncFolder(folder);
        return true;
      });
    });
  }

  async servers(): Promise<readonly string[]> {
    const folder = this.#serversDir;
    const names = await this.#stored(folder, () => this.#files.list(folder));
    return names.filter((name) => SERVER_ID.test(name));
  }

  async anonymise(userId: string): Promise<number> {
    return this.#alone(async () => {
      let count = 0;
      for (const key of [null, ...(await this.servers())]) {
        for (const { id, provenance } of await this.list(key)) {
          const entry = provenance.addedBy === userId ? await this.#entry(key, id) : null;
          if (entry === null) continue;
          const anonymous = { ...entry.article.provenance, addedBy: DELETED_USER };
          await this.#write(key, {
            ...entry,
            article: { ...entry.article, provenance: anonymous },
          });
          count += 1;
        }
      }
      return count;
    });
  }

  async clear(guildId: string): Promise<void> {
    const folder = this.#serverDir(guildId);
    await this.#alone(() => this.#stored(folder, () => this.#files.remove(folder)));
  }

  /** One change after another, so that limits and names hold. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#writing.catch(() => undefined).then(work);
    this.#writing = mine.catch(() => undefined);
    return mine;
  }

  async #stored<T>(folder: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toStorageError(error, folder);
    }
  }

  #serverDir(guildId: string): string {
    if (SERVER_ID.test(guildId)) return join(this.#serversDir, guildId);
    throw new AppError('internal', 'A server id has 15 to 21 digits and nothing else.');
  }

  #shelfDir(key: ShelfKey): string {
    return join(key === null ? this.#knowledgeDir : this.folderOf(key), SHELF);
  }

  /** Null for what is no id of an added article. */
  #pathOf(key: ShelfKey, articleId: string): string | null {
    if (!ARTICLE_ID.test(articleId)) return null;
    return join(this.#shelfDir(key), articleId.slice(SHELF.length + 1) + EXTENSION);
  }

  async #entry(key: ShelfKey, articleId: string): Promise<ShelfEntry | null> {
    const path = this.#pathOf(key, articleId);
    if (path === null) return null;
    return this.#stored(path, async () => {
      const text = await this.#files.readText(path);
      return text === null ? null : readShelfFile(articleId, text);
    });
  }

  async #look(
    folder: string,
    name: string,
    before: Remembered | undefined,
  ): Promise<Remembered | null> {
    const id = idOf(name);
    if (id === null) return null;
    const path = join(folder, name);
    const stamp = await stampOf(path);
    if (stamp === null) return null; // gone since the folder was listed
    if (before?.stamp === stamp) return before;
    const text = await this.#files.readText(path);
    return { stamp, article: text === null ? null : (readShelfFile(id, text)?.article ?? null) };
  }

  #remember(folder: string, files: Map<string, Remembered>): void {
    this.#remembered.delete(folder);
    if (files.size > 0) this.#remembered.set(folder, files);
    for (const key of [...this.#remembered.keys()].slice(0, -MAX_REMEMBERED_SHELVES)) {
      this.#remembered.delete(key);
    }
  }

  async #newId(key: ShelfKey, title: string, url: string | null): Promise<string> {
    const hash = createHash('sha256')
      .update(url ?? title)
      .digest('hex');
    const ids = HASH_DIGITS.map((digits) => `${SHELF}/${slugOf(title)}-${hash.slice(0, digits)}`);
    for (const id of ids) {
      const path = this.#pathOf(key, id);
      if (path !== null && (await stampOf(path)) === null) return id;
    }
    throw new AppError(
      'storage-failed',
      `There is a file in the way of the article ${ids[0] ?? ''}.`,
    );
  }

  async #write(key: ShelfKey, entry: ShelfEntry): Promise<void> {
    const { id } = entry.article;
    const text = writeShelfFile(entry);
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_ARTICLE_BYTES) throw tooLarge(bytes);
    const parsed = parseArticle(id + EXTENSION, text, '');
    if ('message' in parsed) throw unreadable(parsed.message);
    const folder = this.#shelfDir(key);
    await this.#stored(folder, async () => {
      await this.#files.makeFolder(folder);
      for (const name of await this.#files.list(folder)) {
        if (TEMPORARY.test(name)) await this.#files.remove(join(folder, name)); // a crash left it
      }
      const name = id.slice(SHELF.length + 1);
      const temporary = join(folder, `.${name}.tmp`);
      await this.#files.writeFile(temporary, text);
      await this.#files.rename(temporary, join(folder, name + EXTENSION));
    });
  }
}

/** Id of the article in a file of a shelf; null for any other file. */
function idOf(name: string): string | null {
  if (!name.endsWith(EXTENSION)) return null;
  const id = `${SHELF}/${name.slice(0, -EXTENSION.length)}`;
  return ARTICLE_ID.test(id) ? id : null;
}

/** Lower-case Latin letters and digits of a title, hyphenated; `article` where there are none. */
function slugOf(title: string): string {
  const plain = title.normalize('NFKD').replace(/ß/gu, 'ss').toLowerCase();
  const slug = plain
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/gu, '-')
    .slice(0, MAX_SLUG_CHARS)
    .replace(/^-+|(?<!-)-+$/gu, '');
  return slug === '' ? 'article' : slug;
}

async function stampOf(path: string): Promise<string | null> {
  try {
    const { ino, size, mtimeMs } = await stat(path);
    return `${ino}:${size}:${mtimeMs}`;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function byTitle(one: ShelvedArticle, other: ShelvedArticle): number {
  return one.title.localeCompare(other.title) || (one.id < other.id ? -1 : 1);
}

function tooMany(count: number): AppError {
  return new AppError(
    'article-limit',
    `There are ${count} added articles; at most ${MAX_SHELVED_ARTICLES} are allowed. Remove some.`,
    { details: { articles: count, maxArticles: MAX_SHELVED_ARTICLES } },
  );
}

function tooLong(chars: number): AppError {
  return new AppError(
    'article-limit',
    `The added articles have ${chars} characters; at most ${MAX_SHELF_CHARS} are allowed. Remove some.`,
    { details: { chars, maxChars: MAX_SHELF_CHARS } },
  );
}

function tooLarge(bytes: number): AppError {
  return new AppError(
    'document-too-large',
    `The article has ${bytes} bytes; at most ${MAX_ARTICLE_BYTES} are allowed. Split it.`,
    { details: { bytes, maxBytes: MAX_ARTICLE_BYTES } },
  );
}

function unreadable(message: string): AppError {
  return new AppError('document-unreadable', `The article could not be loaded again: ${message}`);
}
