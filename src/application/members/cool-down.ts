import type { Clock } from '../../domain/ports.ts';
import type { CoolDownStore } from '../../domain/cool-downs.ts';

/** Between two questions of one user once the burst is used up. */
export const COOL_DOWN_MS = 3_000; // 3 seconds
/** Questions a user may ask in a row after a pause. */
export const COOL_DOWN_BURST = 3;

/** Who wants to ask. */
export interface CoolDownRequest {
  readonly userId: string;
  /** Moderators do not wait. */
  readonly isModerator: boolean;
}

/** Whether the question is taken now. */
export type CoolDownOutcome =
  | { readonly ok: true }
  /** `retryInSeconds`: whole seconds, at least 1, until the next question is taken. */
  | { readonly ok: false; readonly reason: 'cool-down'; readonly retryInSeconds: number };

/** Takes one question of the user, or says how long to wait. Throws as `CoolDownStore`. */
export type CoolDown = (request: CoolDownRequest) => Promise<CoolDownOutcome>;

/** How strict the cool-down is. */
export interface CoolDownOptions {
  readonly store: CoolDownStore;
  readonly clock: Clock;
  /** Defaults: `COOL_DOWN_MS`, `COOL_DOWN_BURST`. */
  readonly intervalMs?: number;
  readonly burst?: number;
}

/** Limits how fast one user may ask, over all processes that share the store. */
export function createCoolDown(options: CoolDownOptions): CoolDown {
  const { store, clock, intervalMs = COOL_DOWN_MS, burst = COOL_DOWN_BURST } = options;
  return async ({ userId, isModerator }) => {
    if (isModerator) return { ok: true };
    const waitMs = await store.take({ userId, nowMs: clock.now(), intervalMs, burst });
    return waitMs === 0
      ? { ok: true }
      : { ok: false, reason: 'cool-down', retryInSeconds: Math.ceil(waitMs / 1_000) };
  };
}
