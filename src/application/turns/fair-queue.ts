import { AppError } from '../../domain/errors.ts';
import type { Clock } from '../../domain/ports.ts';
import { TurnRing } from './turn-ring.ts';
import { WaitEstimate, type AnswerMeasure } from './wait-estimate.ts';

/** Most questions that wait at once. */
export const MAX_QUEUED = 64;
/** Most that wait of one user, over all servers. */
export const MAX_QUEUED_PER_USER = 2;
/** Most that wait of one server; all direct messages together count as one. */
export const MAX_QUEUED_PER_GUILD = 32;

/** Who wants a turn. */
export interface QueueEntrant {
  readonly userId: string;
  /** Null outside a server. */
  readonly guildId: string | null;
  /** Leaves the queue; has no effect any more once `turn` has been given. */
  readonly signal?: AbortSignal;
}

/** Which bound is reached: of all, of the server, or of the user. */
export type QueueRefusal = 'queue-full' | 'guild-queue-full' | 'user-queue-full';

/** The right to use the model. Has to be released, whatever happens. */
export interface Slot {
  /** Idempotent. With `measure` the time since the turn began counts for the estimate. */
  release(measure?: AnswerMeasure): void;
}

/** A place in the queue. */
export interface QueueTicket {
  readonly kind: 'waiting';
  /** 1: next; 0: has its turn, or has left. */
  position(): number;
  /** Called with the new position whenever it changes; a callback that throws is dropped. */
  onMove(callback: (position: number) => void): void;
  /** Rejects with AppError `cancelled` when the signal aborts or the queue closes before. */
  readonly turn: Promise<Slot>;
}

/** What `enter` comes to. */
export type QueueEntry = QueueTicket | { readonly kind: 'refused'; readonly reason: QueueRefusal };

/** Gives turns at the model, fairly. */
export interface FairQueue {
  /** Why an entrant would be refused now; null: there is room. */
  refusal(entrant: Omit<QueueEntrant, 'signal'>): QueueRefusal | null;
  /** Takes a place, or refuses at once. */
  enter(entrant: QueueEntrant): QueueEntry;
  /** Milliseconds until the turn of that position; null before the first measurement. */
  estimateMs(position: number): number | null;
  /** Measured tokens a second; null before the first measurement. */
  tokensPerSecond(): number | null;
  /** Waiting and running right now. */
  load(): { readonly waiting: number; readonly running: number };
  /** Sends everybody away who waits, and whoever comes later. Slots in use stay. Idempotent. */
  close(): void;
}

/** How many turns and places there are. */
export interface FairQueueOptions {
  readonly clock: Clock;
  /** Turns at once; as many as the model server answers in parallel. Default 1. */
  readonly concurrency?: number;
  /** Defaults: `MAX_QUEUED`, `MAX_QUEUED_PER_GUILD`, `MAX_QUEUED_PER_USER`. */
  readonly maxQueued?: number;
  readonly maxQueuedPerGuild?: number;
  readonly maxQueuedPerUser?: number;
}

/** A bounded queue that no server and no user can flood at the others' cost; see `TurnRing`. */
export function createFairQueue(options: FairQueueOptions): FairQueue {
  return new RotatingQueue(options);
}

class Waiting {
  readonly userId: string;
  readonly guildId: string | null;
  readonly turn: Promise<Slot>;
  position = 0;
  readonly callbacks = new Set<(position: number) => void>();
  #told = 0;
  grant!: (slot: Slot) => void;
  reject!: (error: AppError) => void;

  constructor({ userId, guildId }: QueueEntrant) {
    this.userId = userId;
    this.guildId = guildId;
    this.turn = new Promise<Slot>((resolve, reject) => {
      this.grant = resolve;
      this.reject = reject;
    });
    this.turn.catch(() => undefined); // a caller that has left need not look
  }

  /** Tells the present position unless it was told before. */
  tell(): void {
    if (this.position === this.#told) return;
    this.#told = this.position;
    for (const callback of [...this.callbacks]) {
      try {
        callback(this.position);
      } catch {
        this.callbacks.delete(callback);
      }
    }
  }
}

class RotatingQueue implements FairQueue {
  readonly #options: FairQueueOptions;
  readonly #concurrency: number;
  readonly #ring = new TurnRing<Waiting>();
  readonly #estimate = new WaitEstimate();
  /** When each turn in use began, on the monotonic clock. */
  readonly #running = new Map<Slot, number>();
  #isClosed = false;

  constructor(options: FairQueueOptions) {
    this.#options = options;
    this.#concurrency = options.concurrency ?? 1;
  }

  enter(entrant: QueueEntrant): QueueEntry {
    const waiting = new Waiting(entrant);
    const { signal } = entrant;
    if (this.#isClosed || signal?.aborted === true) {
      waiting.reject(cancelled());
      return ticketOf(waiting);
    }
    const reason = this.refusal(entrant);
    if (reason !== null) return { kind: 'refused', reason };
    const onAbort = (): void => {
      this.#leave(waiting);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    const stopListening = (): void => signal?.removeEventListener('abort', onAbort);
    waiting.turn.then(stopListening, stopListening);
    this.#ring.add(waiting);
    this.#advance();
    return ticketOf(waiting);
  }

  estimateMs(position: number): number | null {
    const nowMs = this.#options.clock.elapsed();
    const runningMs: (number | null)[] = [...this.#running.values()].map(
      (sinceMs) => nowMs - sinceMs,
    );
    while (runningMs.length < this.#concurrency) runningMs.push(null);
    return this.#estimate.untilTurnMs(position, runningMs);
  }

  tokensPerSecond(): number | null {
    return this.#estimate.tokensPerSecond;
  }

  load(): { waiting: number; running: number } {
    return { waiting: this.#ring.size, running: this.#running.size };
  }

  close(): void {
    this.#isClosed = true;
    for (const waiting of this.#ring.order()) this.#leave(waiting);
  }

  refusal({ userId, guildId }: Omit<QueueEntrant, 'signal'>): QueueRefusal | null {
    if (this.#running.size < this.#concurrency) return null;
    const { maxQueued, maxQueuedPerGuild, maxQueuedPerUser } = this.#options;
    if (this.#ring.countOfUser(userId) >= (maxQueuedPerUser ?? MAX_QUEUED_PER_USER)) {
      return 'user-queue-full';
    }
    if (this.#ring.countOfGuild(guildId) >= (maxQueuedPerGuild ?? MAX_QUEUED_PER_GUILD)) {
      return 'guild-queue-full';
    }
    return this.#ring.size >= (maxQueued ?? MAX_QUEUED) ? 'queue-full' : null;
  }

  /** Gives free slots to who is next, then tells everybody where they stand. */
  #advance(moved: Waiting[] = []): void {
    while (this.#running.size < this.#concurrency) {
      const waiting = this.#ring.next();
      if (waiting === undefined) break;
      waiting.grant(this.#newSlot());
      waiting.position = 0;
      moved.push(waiting);
    }
    const order = this.#ring.order();
    for (const [at, waiting] of order.entries()) waiting.position = at + 1;
    // Only now, because a callback may leave the queue and so move everybody again.
    for (const waiting of [...moved, ...order]) waiting.tell();
  }

  #newSlot(): Slot {
    const { clock } = this.#options;
    const slot: Slot = {
      release: (measure) => {
        const sinceMs = this.#running.get(slot);
        if (sinceMs === undefined) return;
        this.#running.delete(slot);
        if (measure !== undefined) this.#estimate.record(clock.elapsed() - sinceMs, measure);
        this.#advance();
      },
    };
    this.#running.set(slot, clock.elapsed());
    return slot;
  }

  #leave(waiting: Waiting): void {
    if (!this.#ring.remove(waiting)) return;
    waiting.reject(cancelled());
    waiting.position = 0;
    this.#advance([waiting]);
  }
}

function ticketOf(waiting: Waiting): QueueTicket {
  return {
    kind: 'waiting',
    position: () => waiting.position,
    onMove: (callback) => {
      waiting.callbacks.add(callback);
    },
    turn: waiting.turn,
  };
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The question has left the queue.');
}
