/** First version that knows `think: false`, which every answer is asked with. */
export const MINIMUM_OLLAMA_VERSION = '0.9.0';

/**
 * Whether `version` comes before `minimum`; both `major.minor.patch`, suffixes are ignored.
 * Builds from source call themselves `0.0.0`, and what cannot be read may be anything: not older.
 */
export function isOlder(version: string, minimum: string): boolean {
  const have = numbers(version);
  const want = numbers(minimum);
  if (have === null || want === null || have.every((part) => part === 0)) return false;
  const differing = have.findIndex((part, index) => part !== want[index]);
  return differing !== -1 && (have[differing] ?? 0) < (want[differing] ?? 0);
}

function numbers(version: string): readonly number[] | null {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/u.exec(version);
  return match === null ? null : match.slice(1).map(Number);
}
