import { lookup } from 'node:dns/promises';
import type { DocumentSource, FetchPage } from '../domain/documents.ts';
import { AppError, cancelled, throwIfAborted } from '../domain/errors.ts';
import type { Clock, Logger } from '../domain/ports.ts';
import { withTimeLimit } from '../domain/time-limit.ts';
import { checkAddress } from './check-address.ts';
import { guardedGet, type RequestContext, type WebResponse } from './guarded-request.ts';
import { isPublicAddress } from './public-address.ts';
import { createRobots, type Robots } from './robots.ts';
import { unpackBody } from './unpack-body.ts';
import { failed } from './web-faults.ts';
import {
  ALLOWED_PORTS,
  MAX_FETCH_MS,
  MAX_FETCHES,
  MAX_PAGE_BYTES,
  MAX_REDIRECTS,
  MAX_ROBOTS_BYTES,
} from './web-limits.ts';

/** What fetching stands on. The last three are for tests alone. */
export interface FetchPageOptions {
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>;
  readonly logger?: Logger;
  /** Whether an IP address may be connected to. Default: those of the public internet only. */
  readonly isAllowedAddress?: (ip: string) => boolean;
  /** The addresses of a host name. Default: the system's resolver. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** Default: `ALLOWED_PORTS`. */
  readonly isAllowedPort?: (port: number) => boolean;
}

/**
 * Fetches one page with its redirects: http(s), public addresses and the ports of the web only, each
 * hop vetted and allowed by the site's `robots.txt`; no cookies, no credentials, no referrer.
 */
export function createFetchPage(options: FetchPageOptions): FetchPage {
  const context: RequestContext = {
    clock: options.clock,
    isAllowedAddress: options.isAllowedAddress ?? isPublicAddress,
    isAllowedPort: options.isAllowedPort ?? ((port) => ALLOWED_PORTS.includes(port)),
    resolve: options.resolve ?? resolveBySystem,
  };
  const robots = createRobots(options.clock, async (url, signal) => {
    const limits = { signal, maxBytes: MAX_ROBOTS_BYTES, onTooLong: 'cut' } as const;
    const { response } = await follow(url, context, { limits, robots: null });
    return { response, text: async () => textOf(response) };
  });
  let running = 0;
  return async (address, signal) => {
    throwIfAborted(signal);
    if (running >= MAX_FETCHES) {
      throw failed(`${MAX_FETCHES} pages are being fetched already. Try again later.`);
    }
    running += 1;
    try {
      const late = () => failed(`The page took longer than ${MAX_FETCH_MS} ms.`);
      const limit = { clock: options.clock, ms: MAX_FETCH_MS, signal, late };
      return await withTimeLimit(limit, (stop) => fetchOne(address, context, { stop, robots }));
    } catch (thrown) {
      const error =
        signal?.aborted === true ? cancelled(signal.reason, 'Fetching the page') : thrown;
      if (error instanceof AppError && error.code !== 'cancelled') {
        options.logger?.warn({ code: error.code, ...error.details }, 'a page was not fetched');
      }
      throw error;
    } finally {
      running -= 1;
    }
  };
}

interface FetchContext {
  readonly stop: AbortSignal;
  readonly robots: Robots;
}

async function fetchOne(
  address: string,
  context: RequestContext,
  { stop, robots }: FetchContext,
): Promise<DocumentSource> {
  const first = checkAddress(address.trim(), context);
  const limits = { signal: stop, maxBytes: MAX_PAGE_BYTES, onTooLong: 'refuse' } as const;
  const { response, url } = await follow(first, context, { limits, robots });
  const { status, contentEncoding, contentType } = response;
  if (status !== 200 && status !== 203) {
    const isRetryable = status >= 500 || status === 429 || status === 408;
    throw failed(`${url.host} answered with status ${status}.`, { status, isRetryable });
  }
  const bytes = await unpackBody(response.body, contentEncoding, MAX_PAGE_BYTES);
  stop.throwIfAborted();
  return { bytes, name: nameOf(url), contentType, url: url.href };
}

interface FollowOptions {
  readonly limits: Parameters<typeof guardedGet>[2];
  /** Null while the rules themselves are fetched. */
  readonly robots: Robots | null;
}

async function follow(
  first: URL,
  context: RequestContext,
  { limits, robots }: FollowOptions,
): Promise<{ readonly response: WebResponse; readonly url: URL }> {
  let url = first;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    await robots?.check(url, limits.signal);
    const response = await guardedGet(url, context, limits);
    const isRedirect = [301, 302, 303, 307, 308].includes(response.status);
    if (!isRedirect || response.location === null) return { response, url };
    url = checkAddress(response.location, context, url);
  }
  throw failed(`${first.host} redirects more than ${MAX_REDIRECTS} times.`, { isRetryable: false });
}

async function textOf({ body, contentEncoding }: WebResponse): Promise<string> {
  return (await unpackBody(body, contentEncoding, MAX_ROBOTS_BYTES)).toString('utf8');
}

async function resolveBySystem(host: string): Promise<readonly string[]> {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}

/** The last part of the path, for whoever needs a name. */
function nameOf(url: URL): string {
  const last = url.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
