import type { Clock } from '../../domain/ports.ts';

/** Between two questions of one user once the burst is used up. */
export const COOL_DOWN_MS = 3_000; // 3 seconds
/** Questions a user may ask in a row after a pause. */
export const COOL_DOWN_BURST = 3;
/** Users that are kept in mind; who has been quiet longest is dropped first. */
export const MAX_COOL_DOWN_USERS = 10_000;

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

/** Takes one question of the user, or says how long to wait; a refused one costs nothing. */
export type CoolDown = (request: CoolDownRequest) => CoolDownOutcome;

/** How strict the cool-down is. */
export interface CoolDownOptions {
  readonly clock: Clock;
  /** Defaults: `COOL_DOWN_MS`, `COOL_DOWN_BURST`, `MAX_COOL_DOWN_USERS`. */
  readonly intervalMs?: number;
  readonly burst?: number;
  readonly maxUsers?: number;
}

/** Limits how fast one user may ask: a token bucket each, in memory, so a restart forgets it. */
export function createCoolDown(options: CoolDownOptions): CoolDown {
  const {
    clock,
    intervalMs = COOL_DOWN_MS,
    burst = COOL_DOWN_BURST,
    maxUsers = MAX_COOL_DOWN_USERS,
  } = options;
  // When each user's bucket is full again, on the monotonic clock; who asked last stands last.
  const fullAtMs = new Map<string, number>();
  return ({ userId, isModerator }) => {
    if (isModerator) return { ok: true };
    const nowMs = clock.elapsed();
    const nextFullMs = Math.max(fullAtMs.get(userId) ?? 0, nowMs) + intervalMs;
    const waitMs = nextFullMs - nowMs - burst * intervalMs;
    if (waitMs > 0) {
      return { ok: false, reason: 'cool-down', retryInSeconds: Math.ceil(waitMs / 1_000) };
    }
    fullAtMs.delete(userId);
    fullAtMs.set(userId, nextFullMs);
    const [longestQuiet] = fullAtMs.keys();
    if (fullAtMs.size > maxUsers && longestQuiet !== undefined) fullAtMs.delete(longestQuiet);
    return { ok: true };
  };
}
