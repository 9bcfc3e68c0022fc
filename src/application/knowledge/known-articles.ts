import type { ArticleShelf, ShelfKey, ShelvedArticle } from '../../domain/documents.ts';
import type { KnownArticle } from './article-desk.ts';
import type { KnowledgeSpaces } from './knowledge-spaces.ts';

/** Made once: titles are sorted at every keystroke, and comparing without it takes twice as long. */
const ORDER = new Intl.Collator();

/** What is looked into. */
export interface KnownArticlesParts {
  readonly shelf: ArticleShelf;
  readonly knowledge: KnowledgeSpaces;
}

/**
 * The shared articles that are served and the server's own ones, by title; for the operator also
 * added ones that no served generation holds, as after a roll back.
 */
export async function listKnown(
  key: ShelfKey,
  { shelf, knowledge }: KnownArticlesParts,
): Promise<readonly KnownArticle[]> {
  const [own, operators, shared] = await Promise.all([
    key === null ? [] : shelf.list(key),
    shelf.list(null),
    sharedArticles(knowledge),
  ]);
  const added = new Map(operators.map((article) => [article.id, article]));
  const ownIds = new Set(own.map(({ id }) => id));
  const served = new Set(shared.map(({ id }) => id));
  const unserved = key === null ? operators.filter(({ id }) => !served.has(id)) : [];
  const all = [
    ...own.map((article) => known(article, 'server')),
    ...unserved.map((article) => known(article, 'shared')),
    ...shared
      // As in the search, an own article stands in the place of a shared one of the same id.
      .filter(({ id }) => !ownIds.has(id))
      .map(({ id, title, language, url }): KnownArticle => {
        const provenance = added.get(id)?.provenance ?? null;
        return { id, title, language, url, space: 'shared', provenance };
      }),
  ];
  return all.sort((one, other) => ORDER.compare(one.title, other.title));
}

/** The article with that id or, failing that, that title; own ones first. Null for none. */
export function findArticle<T extends { readonly id: string; readonly title: string }>(
  articles: readonly T[],
  idOrTitle: string,
): T | null {
  const wanted = idOrTitle.trim();
  return (
    articles.find(({ id }) => id === wanted) ??
    articles.find(({ title }) => title === wanted) ??
    articles.find(({ title }) => title.toLowerCase() === wanted.toLowerCase()) ??
    null
  );
}

/** Articles whose titles hold every typed word; those that begin with it come first. */
export function matchTitles<T extends { readonly title: string }>(
  articles: readonly T[],
  typed: string,
): readonly T[] {
  const wanted = typed.toLowerCase().trim();
  const words = wanted.split(/\s+/u);
  const held = articles.filter(({ title }) =>
    words.every((word) => title.toLowerCase().includes(word)),
  );
  const begins = ({ title }: T): boolean => title.toLowerCase().startsWith(wanted);
  return [...held.filter(begins), ...held.filter((article) => !begins(article))];
}

function known(article: ShelvedArticle, space: KnownArticle['space']): KnownArticle {
  const { id, title, language, url, provenance } = article;
  return { id, title, language, url, space, provenance };
}

async function sharedArticles({
  shared,
}: KnowledgeSpaces): Promise<readonly Omit<KnownArticle, 'space' | 'provenance'>[]> {
  const lease = shared.acquire();
  if (lease === null) return [];
  try {
    return await lease.index.articles();
  } finally {
    lease.release();
  }
}
