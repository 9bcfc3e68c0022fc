import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP, type AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { AppError, toAppError } from '../../domain/errors.ts';
import { hostName, isLoopbackName } from '../../domain/host-header.ts';
import type { Logger } from '../../domain/ports.ts';
import type { CriaMetrics } from './cria-metrics.ts';

/** Whether questions can be answered, for whoever restarts what is ill. */
export interface Health {
  /** False: nothing can be answered at all. */
  readonly isServing: boolean;
  /** By name; written as they are. */
  readonly parts: Readonly<Record<string, string>>;
}

export interface ServeMetricsOptions {
  readonly metrics: Pick<CriaMetrics, 'text' | 'contentType'>;
  readonly health: () => Health;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly logger: Logger;
}

/** What is served, and where. */
export interface ServedMetrics {
  /** Without a path. */
  readonly address: string;
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 16;
const REQUEST_TIMEOUT_MS = 10_000;
/** Endings nobody can register: networks at home and in offices, containers, clusters (RFC 6761, 6762, 8375, ICANN). */
const PRIVATE_ENDINGS = ['.localhost', '.local', '.internal', '.home.arpa'];

/** Serves `/metrics` and `/healthz`. @throws AppError `usage` when the port cannot be had */
export async function serveMetrics(options: ServeMetricsOptions): Promise<ServedMetrics> {
  const { host } = options;
  const server = createServer((request, response) => {
    void respond(request, response, options);
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  const port = await listen(server, options);
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Whether a `Host` header is one that a browser cannot be talked into by a name somebody points here.
 * @param header of the request
 * @param host as the server listens; on loopback only this machine's own names
 */
function isOwnHost(header: string | undefined, host: string): boolean {
  const name = hostName(header);
  if (isLoopbackName(name)) return true;
  if (name === '' || isLoopbackName(host.includes(':') ? `[${host}]` : host)) return false;
  const bare = name.startsWith('[') ? name.slice(1, -1) : name;
  if (isIP(bare) !== 0 || !name.includes('.')) return true;
  if (name === host.toLowerCase() || name === hostname().toLowerCase()) return true;
  return PRIVATE_ENDINGS.some((ending) => name.endsWith(ending));
}

async function respond(
  { method, url, headers }: IncomingMessage,
  response: ServerResponse,
  { metrics, health, host, logger }: ServeMetricsOptions,
): Promise<void> {
  if (!isOwnHost(headers.host, host)) return end(response, 421, 'This is not the host of it.\n');
  const [path] = (url ?? '').split('?');
  const isKnown = path === '/metrics' || path === '/healthz';
  if (!isKnown) return end(response, 404, 'There are /metrics and /healthz.\n');
  if (method !== 'GET' && method !== 'HEAD') return end(response, 405, 'GET only.\n');
  try {
    if (path === '/metrics') {
      response.setHeader('content-type', metrics.contentType);
      return end(response, 200, await metrics.text());
    }
    const { isServing, parts } = health();
    response.setHeader('content-type', 'application/json');
    end(response, isServing ? 200 : 503, `${JSON.stringify({ ok: isServing, ...parts })}\n`);
  } catch (thrown) {
    logger.error({ reason: toAppError(thrown).message }, 'The figures cannot be told.');
    end(response, 500, 'The log says why.\n');
  }
}

function end(response: ServerResponse, status: number, body: string): void {
  response.statusCode = status;
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  response.end(body);
}

function listen(
  server: Server,
  { host, port }: Pick<ServeMetricsOptions, 'host' | 'port'>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const problem = `the figures cannot be served on ${host}, port ${port}`;
      const message = `${problem}: ${cause.message}. Set METRICS_PORT to a free port.`;
      reject(new AppError('usage', message, { cause, details: { problem } }));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
