import { AppError } from '../../domain/errors.ts';
import type { CommandContext, ReplyView } from '../command.ts';
import { progressBarText } from './progress-bar-text.ts';
import { REINDEX_VERBS } from './reindex-buttons.ts';
import type { ReindexEvent, ReindexProgress } from '../reindexing/reindex-desk.ts';
import { noticeView } from './plain-view.ts';
import { endView, type ReindexViewWords } from './show-reindex.ts';

/** How far a reindex is, with a Stop button. */
export function progressView(at: ReindexProgress | null, words: ReindexViewWords): ReplyView {
  const { stop } = words.buttons;
  return {
    tone: 'working',
    heading: words.running,
    text: at === null ? words.goesOn : `${progressText(at, words)}\n${words.goesOn}`,
    citations: [],
    buttons: [{ verb: REINDEX_VERBS.stop, subject: 'all', label: stop, style: 'danger' }],
  };
}

function progressText(
  { space, progress, passagesPerSecond, remainingMs }: ReindexProgress,
  words: ReindexViewWords,
): string {
  const { phase, done, total } = progress;
  const facts = [
    `${words.space[space]}: ${words.phase[phase]}${total > 1 ? ` ${done}/${total}` : ''}`,
    ...(passagesPerSecond === null ? [] : [words.rate(passagesPerSecond)]),
    ...(remainingMs === null ? [] : [words.remaining(remainingMs)]),
  ];
  return `${progressBarText(done, total)}\n${facts.join(' · ')}`;
}

/**
 * Shows a reindex until it ends. Nobody has to watch: it goes on when the reply ends before it.
 * @throws AppError of the last event, but for a Stop, which is an end of its own
 */
export async function followReindex(
  context: Pick<CommandContext, 'reply' | 'signal' | 'surface'>,
  events: AsyncIterable<ReindexEvent>,
  words: ReindexViewWords,
): Promise<void> {
  const hasButtons = context.surface.buttons;
  const shown = (view: ReplyView): ReplyView => (hasButtons ? view : { ...view, buttons: [] });
  for await (const event of events) {
    if (event.type === 'progress') context.reply.update(shown(progressView(event.at, words)));
    else if (event.type === 'end') {
      const view = shown(endView(event, words));
      const waits = !hasButtons && event.versions.some(({ aside }) => aside !== null);
      const text = waits ? `${view.text}\n\n${words.howToRelease}` : view.text;
      return context.reply.finish({ ...view, text });
    } else if (event.error.code === 'cancelled' && !context.signal.aborted) {
      return context.reply.finish(noticeView(words.stopped));
    } else throw event.error;
  }
  throw new AppError('internal', 'The reindex ended without a last event.');
}
