import type {
  ArticleDesk,
  ArticleProposal,
  ChangeOptions,
  KnownArticle,
  ProposeRequest,
  TakenArticle,
} from '../../src/application/knowledge/article-desk.ts';
import type { ExtractedDocument, ShelfKey } from '../../src/domain/documents.ts';
import type { AppError } from '../../src/domain/errors.ts';
import type { Passage, RankedPassage } from '../../src/domain/passage.ts';
import { report } from './fake-reindex-desk.ts';

export const ADDED_AT_MS = 1_764_000_000_000; // 24 November 2025, 16:00 UTC

export function article(title: string, more: Partial<KnownArticle> = {}): KnownArticle {
  const id = `a/${title.toLowerCase()}`;
  return { id, title, language: 'de', url: null, space: 'shared', provenance: null, ...more };
}

export function ownArticle(title: string, more: Partial<KnownArticle> = {}): KnownArticle {
  return article(title, {
    id: `added/${title.toLowerCase()}`,
    space: 'server',
    provenance: { addedBy: '100000000000000001', addedAtMs: ADDED_AT_MS, format: 'pdf' },
    ...more,
  });
}

export function extracted(more: Partial<ExtractedDocument> = {}): ExtractedDocument {
  return {
    format: 'html',
    title: 'Das Leck',
    language: 'de',
    published: '2023-03-05',
    author: 'A. Autorin',
    url: null,
    markdown: 'Am Anfang war ein Torrent.\n\n## Folgen\n\nViele Ableger.',
    ...more,
  };
}

/** Articles of servers, kept by key; what is extracted is what the test says. */
export class FakeArticleDesk implements ArticleDesk {
  readonly shared: KnownArticle[] = [];
  readonly own = new Map<string, KnownArticle[]>();
  /** What the next document turns out to be, or why it does not. */
  document: ExtractedDocument | AppError = extracted();
  replaces: ArticleProposal['replaces'] = null;
  found: readonly RankedPassage[] = [];
  readonly proposed: { request: ProposeRequest; bytes: Uint8Array | null }[] = [];
  readonly calls: string[] = [];
  readonly #proposals = new Map<string, { key: ShelfKey; proposal: ArticleProposal }>();

  passages(id: string): Passage[] {
    const known = [...this.shared, ...[...this.own.values()].flat()].find((one) => one.id === id);
    const { title = '', language = 'de' } = known ?? {};
    return ['', 'Folgen', 'Folgen > Zahlen', 'Ende'].map((section, at) => ({
      id: `${id}#${at}`,
      articleId: id,
      title,
      section,
      text: `Passage ${at} von ${title}`,
      language,
      url: null,
    }));
  }

  async list(key: ShelfKey): Promise<readonly KnownArticle[]> {
    const all = [...this.shared, ...(key === null ? [] : (this.own.get(key) ?? []))];
    return all.sort((one, other) => one.title.localeCompare(other.title));
  }

  async suggest(key: ShelfKey): Promise<readonly KnownArticle[]> {
    return this.list(key);
  }

  async show(
    key: ShelfKey,
    idOrTitle: string,
  ): Promise<{ article: KnownArticle; passages: readonly Passage[] } | null> {
    const known = await this.list(key);
    const found = known.find(({ id, title }) => id === idOrTitle || title === idOrTitle);
    return found === undefined ? null : { article: found, passages: this.passages(found.id) };
  }

  async search(
    key: ShelfKey,
    text: string,
    { limit }: { readonly limit: number },
  ): Promise<readonly RankedPassage[]> {
    this.calls.push(`search ${String(key)} ${text} ${limit}`);
    return this.found.slice(0, limit);
  }

  async propose(request: ProposeRequest): Promise<ArticleProposal> {
    const { from, signal } = request;
    const bytes = 'file' in from ? await from.file.read(1_000_000, signal) : null;
    this.proposed.push({ request, bytes });
    if (this.document instanceof Error) throw this.document;
    const id = `proposal${this.proposed.length}`;
    const proposal = { id, document: this.document, replaces: this.replaces };
    this.#proposals.set(id, { key: request.key, proposal });
    return proposal;
  }

  proposal(id: string, key: ShelfKey): ArticleProposal | null {
    const found = this.#proposals.get(id);
    return found?.key === key ? found.proposal : null;
  }

  async accept(
    id: string,
    { key, userId }: { readonly key: ShelfKey; readonly userId: string },
    options: ChangeOptions = {},
  ): Promise<TakenArticle | null> {
    const proposal = this.proposal(id, key);
    if (proposal === null) return null;
    this.#proposals.delete(id);
    this.calls.push(`accept ${id} ${String(key)} ${userId}`);
    options.onProgress?.({ phase: 'embedding', done: 1, total: 4 });
    const { title, language, url, author, published, format } = proposal.document;
    const provenance = { addedBy: userId, addedAtMs: ADDED_AT_MS, format };
    const own = ownArticle(title, { language, url, provenance });
    if (key === null) this.shared.push({ ...own, space: 'shared' });
    else this.own.set(key, [...(this.own.get(key) ?? []), own]);
    return {
      article: { id: own.id, title, language, url, author, published, provenance, chars: 10 },
      outcome: proposal.replaces === null ? 'added' : 'replaced',
      report: report(),
    };
  }

  discard(id: string, key: ShelfKey): void {
    this.calls.push(`discard ${id} ${String(key)}`);
    this.#proposals.delete(id);
  }

  async remove(key: ShelfKey, id: string): Promise<'removed' | 'gone' | 'shared'> {
    this.calls.push(`remove ${id} ${String(key)}`);
    const own = this.own.get(key ?? '') ?? [];
    this.own.set(
      key ?? '',
      own.filter((one) => one.id !== id),
    );
    return own.some((one) => one.id === id) ? 'removed' : 'gone';
  }

  async forgetServer(guildId: string): Promise<void> {
    this.own.delete(guildId);
  }
}
