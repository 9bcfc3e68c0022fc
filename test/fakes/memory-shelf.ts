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
} from '../../src/domain/documents.ts';
import { AppError } from '../../src/domain/errors.ts';

interface Entry {
  readonly article: ShelvedArticle;
  readonly markdown: string;
}

/** Added articles in memory; `putFault` is thrown by the next `put`. */
export class MemoryShelf implements ArticleShelf {
  readonly #shelves = new Map<ShelfKey, Map<string, Entry>>();
  putFault: AppError | null = null;
  cleared: string[] = [];

  folderOf(guildId: string): string {
    if (!/^\d{15,21}$/u.test(guildId)) throw new AppError('internal', 'no server id');
    return `/memory/${guildId}`;
  }

  async isEmpty(key: ShelfKey): Promise<boolean> {
    return (this.#shelves.get(key)?.size ?? 0) === 0;
  }

  async list(key: ShelfKey): Promise<readonly ShelvedArticle[]> {
    this.#check(key);
    const all = [...(this.#shelves.get(key)?.values() ?? [])].map(({ article }) => article);
    return all.sort((a, b) => a.title.localeCompare(b.title));
  }

  async read(key: ShelfKey, articleId: string): Promise<string | null> {
    this.#check(key);
    return this.#shelves.get(key)?.get(articleId)?.markdown ?? null;
  }

  async put(
    key: ShelfKey,
    document: ExtractedDocument,
    who: { readonly addedBy: string; readonly addedAtMs: number },
  ): ReturnType<ArticleShelf['put']> {
    this.#check(key);
    const fault = this.putFault;
    this.putFault = null;
    if (fault !== null) throw fault;
    if (!/[\p{L}\p{N}]/u.test(document.markdown)) {
      throw new AppError('document-unreadable', 'no text');
    }
    if (document.markdown.length > 2_000_000) throw new AppError('document-too-large', 'too long');
    const shelf = this.#shelves.get(key) ?? new Map<string, Entry>();
    const { url, format, ...fields } = document;
    const title = shelfTitle(fields.title);
    const old = [...shelf.values()].find(({ article }) => isSameSource(article, document));
    const markdown = fields.markdown.replace(/\r\n?/gu, '\n');
    const others = [...shelf.values()].filter((entry) => entry !== old);
    const chars = others.reduce((sum, { article }) => sum + article.chars, markdown.length);
    if (others.length >= MAX_SHELVED_ARTICLES || chars > MAX_SHELF_CHARS) {
      throw new AppError('article-limit', 'full');
    }
    const article: ShelvedArticle = {
      id: old?.article.id ?? newId(title, url),
      ...{
        title,
        language: fields.language,
        published: fields.published,
        author: oneLine(fields.author),
      },
      ...{ url, provenance: { ...who, format }, chars: markdown.length },
    };
    this.#shelves.set(key, shelf.set(article.id, { article, markdown }));
    return { article, outcome: old === undefined ? 'added' : 'replaced' };
  }

  async remove(key: ShelfKey, articleId: string): Promise<boolean> {
    this.#check(key);
    return this.#shelves.get(key)?.delete(articleId) ?? false;
  }

  async servers(): Promise<readonly string[]> {
    return [...this.#shelves.keys()].filter((key) => key !== null);
  }

  async anonymise(userId: string): Promise<number> {
    let count = 0;
    for (const shelf of this.#shelves.values()) {
      for (const [id, { article, markdown }] of shelf) {
        if (article.provenance.addedBy !== userId) continue;
        const provenance = { ...article.provenance, addedBy: DELETED_USER };
        shelf.set(id, { article: { ...article, provenance }, markdown });
        count += 1;
      }
    }
    return count;
  }

  async clear(guildId: string): Promise<void> {
    this.#check(guildId);
    this.cleared.push(guildId);
    this.#shelves.delete(guildId);
  }

  #check(key: ShelfKey): void {
    if (key !== null) this.folderOf(key);
  }
}

function oneLine(text: string | null): string | null {
  const flat = (text ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return flat === '' ? null : flat;
}

/** FNV-1a, for ids that look like the real ones. */
function newId(title: string, url: string | null): string {
  let hash = 0x811c9dc5;
  for (const unit of url ?? title) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 60);
  const digits = (hash >>> 0).toString(16).padStart(8, '0');
  return `added/${slug === '' ? 'article' : slug}-${digits}`;
}
