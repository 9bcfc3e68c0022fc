/** At most `limit` of a list, every so-manieth from the first on. */
export function spread<T>(all: readonly T[], limit: number): T[] {
  const count = Math.min(limit, all.length);
  return Array.from({ length: count }, (_, at) => Math.floor((at * all.length) / count)).flatMap(
    (at) => all.slice(at, at + 1),
  );
}
