const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** `name`, `name:port` or `[address]:port`, as RFC 9110 writes a `Host`. */
const HOST = /^(\[[0-9a-f:.]{2,45}\]|[^:[\]]{1,253})(?::\d{1,5})?$/iu;

/**
 * The name a request was sent to. Compare it with the names a server is known by: a page of another site
 * whose name somebody points at this machine (DNS rebinding) sends that name.
 * @param header of `Host`
 * @returns in lower case, IPv6 in brackets; empty when the header names nothing
 */
export function hostName(header: string | undefined): string {
  return HOST.exec(header ?? '')?.[1]?.toLowerCase() ?? '';
}

/** Whether a name is this machine for itself alone. @param name as `hostName` returns it */
export function isLoopbackName(name: string): boolean {
  return LOOPBACK.has(name);
}
