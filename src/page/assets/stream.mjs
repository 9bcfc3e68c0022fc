/* What changes in the channel, as it changes. */

const AGAIN_MS = 2_000;

/**
 * Follows the channel as a member sees it. After a dropped connection it goes on from where it was.
 * @param onNews called with `{isWhole, items, gone}`
 * @param onState called with `open`, `lost` or `full`
 * @returns ends it
 */
export function follow(memberId, { onNews, onState }) {
  let source = null;
  let since = '';
  let timer = 0;
  const open = () => {
    const query = new URLSearchParams({ member: memberId, ...(since === '' ? {} : { since }) });
    source = new EventSource(`/api/events?${query}`);
    source.addEventListener('open', () => onState('open'));
    source.addEventListener('news', ({ data, lastEventId }) => {
      since = lastEventId;
      onNews(JSON.parse(data));
    });
    source.addEventListener('error', () => {
      const isRefused = source.readyState === EventSource.CLOSED;
      onState(isRefused ? 'full' : 'lost');
      if (!isRefused) return; // the browser tries again by itself
      clearTimeout(timer);
      timer = setTimeout(open, AGAIN_MS);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

/** What is shown after some news: messages and threads by id, in their order. */
export function withNews({ messages, threads }, { isWhole, items, gone }) {
  const next = {
    message: new Map(isWhole ? [] : messages),
    thread: new Map(isWhole ? [] : threads),
  };
  for (const { kind, drawn } of items) next[kind].set(drawn.id, drawn);
  for (const id of gone) {
    next.message.delete(id);
    next.thread.delete(id);
  }
  return { messages: next.message, threads: next.thread };
}
