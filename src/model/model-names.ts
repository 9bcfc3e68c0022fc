/** What a name means without, in the order in which it is left out. */
const DEFAULT_PARTS = [/^registry\.ollama\.ai\//u, /^library\//u];

/**
 * The name with its tag and without the default registry and namespace: `library/bge-m3` is
 * `bge-m3:latest`. Lower case, as the server compares them.
 */
export function fullModelName(name: string): string {
  const short = DEFAULT_PARTS.reduce((rest, part) => rest.replace(part, ''), lowered(name));
  const lastSegment = short.slice(short.lastIndexOf('/') + 1);
  return lastSegment.includes(':') ? short : `${short}:latest`;
}

/** Whether two names mean the same model to the server. */
export function isSameModel(one: string, other: string): boolean {
  return fullModelName(one) === fullModelName(other);
}

function lowered(name: string): string {
  return name.trim().toLowerCase();
}
