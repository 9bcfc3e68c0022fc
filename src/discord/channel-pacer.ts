import { setMaxListeners } from 'node:events';
import type { Clock } from '../domain/ports.ts';
import { EDIT_SPACING_MS, MAX_EDIT_SPACING_MS, SENDS_BEFORE_RECOVERY } from './discord-limits.ts';

/** Sends at most one request; resolves to whether it sent one. Never rejects. */
export type PacedJob = () => Promise<boolean>;

/** `first` and `final` pass `update`s that wait in the same channel. */
export type Urgency = 'update' | 'first' | 'final';

/** Part of the spacing that must lie between a request's answer and the next request. */
const SPACING_SHARE_AFTER_END = 0.75;

interface Waiting {
  readonly urgency: Urgency;
  readonly job: PacedJob;
  readonly done: () => void;
}

interface Channel {
  waiting: Waiting[];
  isRunning: boolean;
  /** By the monotonic clock, ms. */
  nextAt: number;
  spacingMs: number;
  sendsSinceLimit: number;
}

const RANK: Readonly<Record<Urgency, number>> = { update: 0, first: 1, final: 2 };

/**
 * Spaces the message requests of all replies in one channel, since Discord counts them together.
 * One request at a time and channel, `EDIT_SPACING_MS` from start to start, more after a slow request
 * and after a 429.
 */
export class ChannelPacer {
  readonly #clock: Clock;
  readonly #channels = new Map<string, Channel>();
  readonly #hurry = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
    setMaxListeners(0, this.#hurry.signal); // one for each channel that waits
  }

  /** Runs `job` when the channel has room for a request; resolves after it. */
  run(channelId: string, urgency: Urgency, job: PacedJob): Promise<void> {
    const channel = this.#channel(channelId);
    return new Promise((resolve) => {
      channel.waiting.push({ urgency, job, done: resolve });
      if (!channel.isRunning) void this.#work(channelId, channel);
    });
  }

  /** Discord refused a request of this channel and wants none for `retryAfterMs`. */
  slowDown(channelId: string, retryAfterMs: number): void {
    const channel = this.#channel(channelId);
    channel.spacingMs = Math.min(channel.spacingMs * 2, MAX_EDIT_SPACING_MS);
    channel.sendsSinceLimit = 0;
    channel.nextAt = Math.max(channel.nextAt, this.#clock.elapsed() + retryAfterMs);
  }

  /** From now on nothing waits: the last edits before the bot goes. */
  hurry(): void {
    this.#hurry.abort();
  }

  async #work(channelId: string, channel: Channel): Promise<void> {
    channel.isRunning = true;
    while (channel.waiting.length > 0) {
      await this.#pause(channel);
      const next = takeMostUrgent(channel.waiting);
      if (next === undefined) break;
      const startedAt = this.#clock.elapsed();
      if (await next.job()) this.#sent(channel, startedAt);
      next.done();
    }
    channel.isRunning = false;
    this.#forgetIdle(channelId);
  }

  async #pause(channel: Channel): Promise<void> {
    while (!this.#hurry.signal.aborted) {
      const waitMs = channel.nextAt - this.#clock.elapsed();
      if (waitMs <= 0) return;
      await this.#clock.sleep(waitMs, this.#hurry.signal).catch(() => undefined);
    }
  }

  #sent(channel: Channel, startedAt: number): void {
    channel.sendsSinceLimit += 1;
    if (channel.sendsSinceLimit >= SENDS_BEFORE_RECOVERY && channel.spacingMs > EDIT_SPACING_MS) {
      channel.spacingMs = Math.max(EDIT_SPACING_MS, channel.spacingMs / 2);
      channel.sendsSinceLimit = 0;
    }
    // A request that was held up may have arrived only just now.
    const afterEnd = this.#clock.elapsed() + channel.spacingMs * SPACING_SHARE_AFTER_END;
    channel.nextAt = Math.max(channel.nextAt, startedAt + channel.spacingMs, afterEnd);
  }

  #channel(channelId: string): Channel {
    const known = this.#channels.get(channelId);
    if (known !== undefined) return known;
    const channel: Channel = {
      waiting: [],
      isRunning: false,
      nextAt: 0,
      spacingMs: EDIT_SPACING_MS,
      sendsSinceLimit: 0,
    };
    this.#channels.set(channelId, channel);
    return channel;
  }

  /** Channels come and go; only those with something to remember are kept. */
  #forgetIdle(current: string): void {
    const now = this.#clock.elapsed();
    for (const [id, channel] of this.#channels) {
      const isIdle = !channel.isRunning && channel.waiting.length === 0 && channel.nextAt <= now;
      if (isIdle && id !== current) this.#channels.delete(id);
    }
  }
}

function takeMostUrgent(waiting: Waiting[]): Waiting | undefined {
  let best = 0;
  for (const [index, { urgency }] of waiting.entries()) {
    if (RANK[urgency] > RANK[waiting[best]?.urgency ?? 'final']) best = index;
  }
  return waiting.splice(best, 1)[0];
}
