/** Runs a search for a user and aborts the one that was under way for them. */
export type OneSearchEach = <T>(
  userId: string,
  search: (signal: AbortSignal) => Promise<readonly T[]>,
) => Promise<readonly T[]>;

/** At most one search a user: a newer keystroke makes the older one worthless. */
export function createOneSearchEach(): OneSearchEach {
  const running = new Map<string, AbortController>();
  return async (userId, search) => {
    running.get(userId)?.abort();
    const mine = new AbortController();
    running.set(userId, mine);
    try {
      return await search(mine.signal);
    } finally {
      if (running.get(userId) === mine) running.delete(userId);
    }
  };
}
