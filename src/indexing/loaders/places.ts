import { tooLarge } from './document-refusals.ts';

/** Places and the line before them. */
export interface PlacesOptions {
  readonly count: number;
  readonly maxWaiting: number;
  /** Largest share of the places, and of places and line together, that one party may have. */
  readonly maxShare: number;
}

/** A fixed number of places with a bounded line before them, first come, first served. */
export interface Places {
  /**
   * Resolves with the function that leaves the place; call it once. A party that has its share of
   * places is passed over in the line; null is bound to none.
   * @throws AppError `document-too-large` when the line is full, or the party's share of it; the
   *   signal's reason when it aborts first
   */
  enter(party: string | null, signal?: AbortSignal): Promise<() => void>;
}

interface Waiting {
  readonly party: string | null;
  readonly enter: () => void;
}

export function createPlaces({ count, maxWaiting, maxShare }: PlacesOptions): Places {
  const inside: (string | null)[] = [];
  const waiting: Waiting[] = [];
  const most = { inside: share(count, maxShare), all: share(count + maxWaiting, maxShare) };
  const of = (party: string | null): number => inside.filter((one) => one === party).length;
  const hasRoom = (party: string | null): boolean =>
    inside.length < count && (party === null || of(party) < most.inside);
  const leave = (party: string | null): void => {
    inside.splice(inside.indexOf(party), 1);
    for (let at = waiting.findIndex((one) => hasRoom(one.party)); at !== -1;) {
      const [next] = waiting.splice(at, 1);
      next?.enter();
      at = waiting.findIndex((one) => hasRoom(one.party));
    }
  };
  return {
    async enter(party, signal) {
      const own = of(party) + waiting.filter((one) => one.party === party).length;
      if (party !== null && own >= most.all) throw partyFull(own);
      if (!hasRoom(party)) {
        if (waiting.length >= maxWaiting) throw lineFull(maxWaiting);
        await inLine(waiting, { party, inside, signal });
      } else inside.push(party);
      return () => leave(party);
    },
  };
}

/** Resolves inside. */
function inLine(
  waiting: Waiting[],
  at: {
    readonly party: string | null;
    readonly inside: (string | null)[];
    readonly signal: AbortSignal | undefined;
  },
): Promise<void> {
  const { party, inside, signal } = at;
  return new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      waiting.splice(waiting.indexOf(mine), 1);
      reject(signal?.reason as Error);
    };
    const mine: Waiting = {
      party,
      enter() {
        signal?.removeEventListener('abort', onAbort);
        inside.push(party);
        resolve();
      },
    };
    waiting.push(mine);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function share(of: number, maxShare: number): number {
  return Math.max(1, Math.floor(of * maxShare));
}

function lineFull(waiting: number): Error {
  return tooLarge('queue', `${waiting} documents wait to be read already. Try again later.`);
}

function partyFull(waiting: number): Error {
  return tooLarge(
    'server-queue',
    `${waiting} documents of this server are being read or wait, as many as one server may have.`,
    { waiting },
  );
}
