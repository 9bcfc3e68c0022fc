import type { BuildProgress } from '../../domain/index-store.ts';
import type { ArticleDesk, KnownArticle } from '../knowledge/article-desk.ts';
import { SUBJECT, type CommandContext } from '../command.ts';
import {
  articleKey,
  indexingView,
  proposalView,
  removalView,
  shownTitle,
  type KnowledgeViewWords,
} from './show-knowledge.ts';
import { noticeView, waitingView } from './plain-view.ts';

/** What is said while articles come and go; `src/words/knowledge-words.ts` has it. */
export interface KeepArticlesWords extends KnowledgeViewWords {
  readonly notFound: string;
  readonly extracting: string;
  readonly proposalGone: string;
  added(title: string, passages: number): string;
  replaced(title: string, passages: number): string;
  removed(title: string): string;
  /** The shared index with the change did not pass its trial. */
  keptAside(title: string): string;
  /** To somebody who wants to remove an article of the operator. */
  readonly notYours: string;
  /** On a surface without buttons. */
  readonly howToConfirm: string;
}

/**
 * Extracts what was handed in and shows it; takes it at once when that was confirmed. A surface
 * without buttons says how to confirm.
 * @throws AppError of `ArticleDesk.propose` and `accept`
 */
export async function addArticle(
  context: CommandContext,
  articles: ArticleDesk,
  words: KeepArticlesWords,
): Promise<void> {
  const { guildId: key, caller, files, reply, signal, surface, options } = context;
  const file = files.get('file');
  reply.update(waitingView(words.extracting));
  const from = file === undefined ? { address: textOf(context, 'address') } : { file };
  const title = textOf(context, 'title');
  const proposal = await articles.propose({ key, userId: caller.id, from, title, signal });
  if (options.get('confirm') === true) {
    return takeArticle(context, articles, { words, proposalId: proposal.id });
  }
  const view = proposalView(proposal, words);
  if (surface.buttons) return reply.finish(view);
  articles.discard(proposal.id, key);
  await reply.finish({ ...view, text: `${view.text}\n\n${words.howToConfirm}`, buttons: [] });
}

/**
 * Takes an article that was shown. It is finished whoever watches: what was taken is indexed.
 * @throws AppError of `ArticleDesk.accept`
 */
export async function takeArticle(
  context: CommandContext,
  articles: ArticleDesk,
  { words, proposalId }: { readonly words: KeepArticlesWords; readonly proposalId: string },
): Promise<void> {
  const { guildId: key, caller, reply } = context;
  const onProgress = told(context, words);
  const taken = await articles.accept(proposalId, { key, userId: caller.id }, { onProgress });
  if (taken === null) return reply.finish(noticeView(words.proposalGone));
  const { id, title } = taken.article;
  const shown = shownTitle(title);
  if (taken.report.outcome === 'aside') return reply.finish(noticeView(words.keptAside(shown)));
  const passages = (await articles.show(key, id))?.passages.length ?? 0;
  await reply.finish(
    noticeView(
      taken.outcome === 'added' ? words.added(shown, passages) : words.replaced(shown, passages),
    ),
  );
}

/**
 * Shows an article that is to go; removes it at once when that was confirmed.
 * @throws AppError of `ArticleDesk.remove`
 */
export async function askRemoval(
  context: CommandContext,
  articles: ArticleDesk,
  words: KeepArticlesWords,
): Promise<void> {
  const { guildId, reply, surface, options } = context;
  const found = await articles.show(guildId, textOf(context, 'article'));
  if (found === null) return reply.finish(noticeView(words.notFound));
  const { article, passages } = found;
  if (!isOwn(article, guildId)) return reply.finish(noticeView(words.notYours));
  if (options.get('confirm') === true) return removeArticle(context, articles, { words, article });
  const view = removalView(article, passages.length, words);
  await reply.finish(
    surface.buttons
      ? view
      : { ...view, text: `${view.text}\n\n${words.howToConfirm}`, buttons: [] },
  );
}

/** Removes the article a button stands for. @throws AppError of `ArticleDesk.remove` */
export async function removeChosen(
  context: CommandContext,
  articles: ArticleDesk,
  words: KeepArticlesWords,
): Promise<void> {
  const { guildId, reply } = context;
  const subject = context.options.get(SUBJECT);
  const known = await articles.list(guildId);
  const article = known.find((each) => isOwn(each, guildId) && articleKey(each.id) === subject);
  if (article === undefined) return reply.finish(noticeView(words.notFound));
  await removeArticle(context, articles, { words, article });
}

async function removeArticle(
  context: CommandContext,
  articles: ArticleDesk,
  { words, article }: { readonly words: KeepArticlesWords; readonly article: KnownArticle },
): Promise<void> {
  const { id, title } = article;
  const onProgress = told(context, words);
  const outcome = await articles.remove(context.guildId, id, { onProgress });
  const said = {
    removed: () => words.removed(shownTitle(title)),
    aside: () => words.keptAside(shownTitle(title)),
    gone: () => words.notFound,
    shared: () => words.notYours,
  };
  await context.reply.finish(noticeView(said[outcome]()));
}

/** A server's own; for the operator what was added to the shared ones. */
function isOwn({ space, provenance }: KnownArticle, key: string | null): boolean {
  return provenance !== null && space === (key === null ? 'shared' : 'server');
}

function told(
  { reply }: CommandContext,
  words: KeepArticlesWords,
): (progress: BuildProgress) => void {
  return (progress) => reply.update(indexingView(progress, words));
}

function textOf({ options }: CommandContext, key: string): string {
  const value = options.get(key);
  return typeof value === 'string' ? value.trim() : '';
}
