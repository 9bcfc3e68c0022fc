import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError, toAppError } from '../../domain/errors.ts';
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

async function respond(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  { metrics, health, logger }: ServeMetricsOptions,
): Promise<void> {
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
