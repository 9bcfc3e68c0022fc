import type { GenerationArticle, GenerationRecord } from '../../domain/generation-store.ts';
import type { BuildReport } from '../../domain/index-store.ts';
import { passagesOf } from './corpus-delta.ts';

/** Articles of a new generation by id, compared with those of the one before. */
export function compareArticles(
  before: GenerationRecord | null,
  articles: readonly GenerationArticle[],
): Pick<BuildReport, 'added' | 'changed' | 'removed' | 'passagesDropped'> {
  const old = new Map(before?.articles.map((article) => [article.id, article]));
  const now = new Set(articles.map(({ id }) => id));
  const changed = articles.filter((article) => isChanged(old.get(article.id), article));
  const removed = [...old.values()].filter(({ id }) => !now.has(id));
  const gone = [...changed.map(({ id }) => old.get(id)), ...removed];
  return {
    added: articles.filter(({ id }) => !old.has(id)).map(({ id }) => id),
    changed: changed.map(({ id }) => id),
    removed: removed.map(({ id }) => id),
    passagesDropped: passagesOf(gone.filter((article) => article !== undefined)),
  };
}

function isChanged(before: GenerationArticle | undefined, now: GenerationArticle): boolean {
  return before !== undefined && (before.file !== now.file || before.hash !== now.hash);
}
