import { streamSSE } from 'hono/streaming';
import type { Context } from 'hono';
import type { Clock } from '../../domain/ports.ts';
import type { LiveList } from '../channel/live-list.ts';
import { HEARTBEAT_MS, MAX_STREAMS } from '../page-limits.ts';

/** How soon a browser comes back after a dropped connection. */
const RETRY_MS = 1_000; // 1 second

export interface StreamParts {
  readonly live: LiveList;
  readonly clock: Clock;
  /** Of this process: an id of another one is no place in this list. */
  readonly epoch: string;
}

/** Streams of what changes; a browser that comes back says how far it was and gets the rest. */
export class EventStreams {
  readonly #parts: StreamParts;
  readonly #open = new Set<AbortController>();

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  get isFull(): boolean {
    return this.#open.size >= MAX_STREAMS;
  }

  /** What a member sees, from where the browser was on. */
  serve(context: Context, memberId: string): Response {
    const since = this.#placeOf(context.req.header('last-event-id') ?? context.req.query('since'));
    return streamSSE(context, async (stream) => {
      const over = new AbortController();
      stream.onAbort(() => over.abort());
      this.#open.add(over);
      try {
        await this.#follow(stream, { memberId, since, signal: over.signal });
      } finally {
        this.#open.delete(over);
        over.abort();
      }
    });
  }

  close(): void {
    for (const over of this.#open) over.abort();
  }

  async #follow(
    stream: Parameters<Parameters<typeof streamSSE>[1]>[0],
    { memberId, since, signal }: { memberId: string; since: number | null; signal: AbortSignal },
  ): Promise<void> {
    const { live, epoch } = this.#parts;
    let place = since;
    while (!signal.aborted) {
      const { at, ...news } = live.news(memberId, place);
      const isNew = news.isWhole || news.items.length > 0 || news.gone.length > 0;
      // Written before the next look: a slow browser gets newer states, not more of them.
      if (isNew) {
        const data = JSON.stringify(news);
        await stream.writeSSE({ id: `${epoch}-${at}`, event: 'news', data, retry: RETRY_MS });
      }
      place = at;
      if (!(await this.#nextChange(at, signal)))
        await stream.writeSSE({ event: 'alive', data: '' });
    }
  }

  /** False when there was none for `HEARTBEAT_MS`. */
  async #nextChange(at: number, signal: AbortSignal): Promise<boolean> {
    const { live, clock } = this.#parts;
    const heard = new AbortController();
    const either = AbortSignal.any([heard.signal, signal]);
    const quiet = clock.sleep(HEARTBEAT_MS, either).then(
      () => false,
      () => true,
    );
    const outcome = await Promise.race([live.changed(at, either).then(() => true), quiet]);
    heard.abort();
    return outcome;
  }

  #placeOf(id: string | undefined): number | null {
    const found = /^([a-z0-9]{1,40})-(\d{1,15})$/u.exec(id ?? '');
    return found?.[1] === this.#parts.epoch ? Number(found[2]) : null;
  }
}
