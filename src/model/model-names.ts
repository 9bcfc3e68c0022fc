/** The name with its tag: `bge-m3` is `bge-m3:latest`. Lower case, as the server compares them. */
export function fullModelName(name: string): string {
  const trimmed = name.trim().toLowerCase();
  const lastSegment = trimmed.slice(trimmed.lastIndexOf('/') + 1);
  return lastSegment.includes(':') ? trimmed : `${trimmed}:latest`;
}

/** Whether two names mean the same model to the server. */
export function isSameModel(one: string, other: string): boolean {
  return fullModelName(one) === fullModelName(other);
}
