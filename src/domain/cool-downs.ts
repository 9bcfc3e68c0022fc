/** One question of a user against a token bucket of `burst` that fills by one each interval. */
export interface CoolDownTake {
  readonly userId: string;
  /** Wall clock: processes on several machines agree on it but for fractions of a second. */
  readonly nowMs: number;
  readonly intervalMs: number;
  readonly burst: number;
}

/** How fast each user asks, over all processes of one store. Kept for seconds and tied to nobody later. */
export interface CoolDownStore {
  /**
   * Takes one question, or resolves to the milliseconds until the next is taken (0: this one was); what
   * is refused costs nothing. Check and count are one step.
   */
  take(question: CoolDownTake): Promise<number>;
}

/**
 * A bucket after one more question: when it is full again, and the wait where it was not taken.
 * `fullAtMs` null: full. One that claims to fill later than an empty one would is taken for empty,
 * so that a clock that was set back locks nobody out.
 */
export function takeFromBucket(
  fullAtMs: number | null,
  { nowMs, intervalMs, burst }: Omit<CoolDownTake, 'userId'>,
): { readonly fullAtMs: number; readonly waitMs: number } {
  const emptyMs = nowMs + burst * intervalMs;
  const beforeMs = Math.min(Math.max(fullAtMs ?? 0, nowMs), emptyMs);
  const nextMs = beforeMs + intervalMs;
  const waitMs = Math.max(0, nextMs - emptyMs);
  return waitMs > 0 ? { fullAtMs: beforeMs, waitMs } : { fullAtMs: nextMs, waitMs };
}
