import { takeFromBucket, type CoolDownStore } from '../domain/cool-downs.ts';

/** Users that are kept in mind; who has been quiet longest is dropped first. */
export const MAX_COOL_DOWN_USERS = 10_000;

/** In memory: one process serves a data folder, and a restart takes longer than a bucket to fill. */
export function memoryCoolDowns(maxUsers = MAX_COOL_DOWN_USERS): CoolDownStore {
  // When each user's bucket is full again; who asked last stands last.
  const buckets = new Map<string, number>();
  return {
    take({ userId, ...pace }) {
      const { fullAtMs, waitMs } = takeFromBucket(buckets.get(userId) ?? null, pace);
      if (waitMs > 0) return Promise.resolve(waitMs);
      buckets.delete(userId);
      buckets.set(userId, fullAtMs);
      const [longestQuiet] = buckets.keys();
      if (buckets.size > maxUsers && longestQuiet !== undefined) buckets.delete(longestQuiet);
      return Promise.resolve(0);
    },
  };
}
