import type { BuildReport } from '../../domain/index-store.ts';
import { passagesOf } from './corpus-delta.ts';
import type { Manifest, ManifestArticle } from '../generation/manifest.ts';

/** Articles of a new generation by id, compared with those of the one before. */
export function compareArticles(
  before: Manifest | null,
  articles: readonly ManifestArticle[],
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

function isChanged(before: ManifestArticle | undefined, now: ManifestArticle): boolean {
  if (before === undefined) return false;
  const isMoved = before.file !== '' && before.file !== now.file; // old manifests name no files
  return isMoved || before.hash !== now.hash;
}
