import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFetchPage, type FetchPageOptions } from '../../src/fetching/fetch-page.ts';
import { systemClock } from '../../src/observability/system-clock.ts';

/** The one address that tests may connect to; 127.0.0.2 stands for a private one. */
export const PUBLIC_IP = '127.0.0.1';
export const PRIVATE_IP = '127.0.0.2';

export interface PageServer {
  readonly port: number;
  /** `GET /path` of every request, in order, without those for `robots.txt`. */
  readonly requests: string[];
  readonly headers: Record<string, unknown>[];
  /** Connections still open. */
  open(): number;
  close(): Promise<void>;
}

/** A web server on a loopback address. Without a route of its own, `robots.txt` is missing. */
export async function startPageServer(
  routes: Readonly<Record<string, RequestListener>>,
  host = PUBLIC_IP,
  port = 0,
): Promise<PageServer> {
  const requests: string[] = [];
  const headers: Record<string, unknown>[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*$/u, '');
    if (path !== '/robots.txt') {
      requests.push(`${request.method ?? ''} ${path}`);
      headers.push(request.headers);
    }
    const route = routes[path];
    if (route !== undefined) route(request, response);
    else response.writeHead(404).end('not here');
  });
  server.on('connection', (socket) => {
    open += 1;
    socket.on('error', () => undefined);
    socket.on('close', () => (open -= 1));
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    headers,
    open: () => open,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Names of tests: `site.test` is public, `inside.test` private. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'site.test': [PUBLIC_IP],
  'other.test': [PUBLIC_IP],
  'inside.test': [PRIVATE_IP],
  'both.test': [PUBLIC_IP, PRIVATE_IP],
};

/** The fetcher with the names and addresses of tests. */
export function testFetchPage(options: Partial<FetchPageOptions> = {}) {
  return createFetchPage({
    clock: systemClock,
    isAllowedAddress: (ip) => ip === PUBLIC_IP,
    isAllowedPort: () => true,
    resolve: async (host) => NAMES[host] ?? [],
    ...options,
  });
}
