import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Clock } from '../domain/ports.ts';
import { checkIp, type AddressRules } from './check-address.ts';
import { bodyTooLarge, failed, toWebFault } from './web-faults.ts';
import { MAX_HEAD_MS, MAX_HEADER_BYTES, MAX_IDLE_MS, USER_AGENT } from './web-limits.ts';

/** What one request stands on. */
export interface RequestContext extends AddressRules {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly resolve: (host: string) => Promise<readonly string[]>;
}

export interface RequestOptions {
  readonly signal: AbortSignal;
  /** Most bytes of the body as sent. */
  readonly maxBytes: number;
  /** What happens to a longer body. */
  readonly onTooLong: 'refuse' | 'cut';
}

/** One response; redirects are not followed. */
export interface WebResponse {
  readonly status: number;
  readonly location: string | null;
  readonly contentType: string | null;
  readonly contentEncoding: string;
  /** As sent; empty unless the status is a success. */
  readonly body: Buffer;
}

/**
 * One GET over a connection of its own. The very address that the socket connects to was vetted:
 * the name is resolved once, here, and all of its addresses must be allowed.
 * @throws AppError `address-refused` | `address-failed` | `document-too-large`; the signal's reason when it aborts
 */
export async function guardedGet(
  url: URL,
  context: RequestContext,
  options: RequestOptions,
): Promise<WebResponse> {
  const { signal } = options;
  signal.throwIfAborted();
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  const request = openRequest(url, context);
  const onAbort = (): void => void request.destroy(toWebFault(signal.reason, url.host));
  signal.addEventListener('abort', onAbort, { once: true });
  if (isAborted(signal)) onAbort(); // by what the opening set off
  try {
    const response = await headOf(request, context, stop);
    return await readResponse(response, context, { ...options, signal: stop });
  } catch (error) {
    signal.throwIfAborted();
    throw toWebFault(error, url.host);
  } finally {
    over.abort();
    signal.removeEventListener('abort', onAbort);
    request.destroy();
  }
}

/** A call of its own: the compiler takes a signal for unchanged since it was looked at last. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function openRequest(url: URL, context: RequestContext): ClientRequest {
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;
  const request = open(url, {
    agent: false, // nothing is shared with any other request, and no proxy is asked
    lookup: guardedLookup(context),
    maxHeaderSize: MAX_HEADER_BYTES,
    headers: {
      'user-agent': USER_AGENT,
      accept: 'text/html,application/xhtml+xml,application/pdf,text/*;q=0.9,*/*;q=0.5',
      'accept-encoding': 'gzip, deflate, br',
      connection: 'close',
    },
  });
  // A fault between two awaits must not end the process; whoever waits hears of it by itself.
  request.on('error', () => undefined);
  request.on('socket', (socket) => {
    socket.once('connect', () => {
      const ip = socket.remoteAddress ?? '';
      if (isIP(ip) === 0 || context.isAllowedAddress(ip)) return;
      request.destroy(
        failed('The connection led elsewhere than the name.', { isRetryable: false }),
      );
    });
  });
  request.end();
  return request;
}

/** Resolves and vets in one step, so that no second answer of a name server is ever used. */
function guardedLookup(context: RequestContext): LookupFunction {
  return (host, options, callback) => {
    context
      .resolve(host)
      .then((ips) => {
        for (const ip of ips) checkIp(ip, context);
        const found = ips.map((address) => ({ address, family: isIP(address) }));
        const [first] = found;
        if (first === undefined) throw failed(`The name ${host} has no address.`);
        if (options.all === true) callback(null, found);
        else callback(null, first.address, first.family);
      })
      .catch((error: unknown) => {
        callback(error instanceof Error ? error : failed(`The name ${host} was not found.`), '', 0);
      });
  };
}

async function headOf(
  request: ClientRequest,
  context: RequestContext,
  over: AbortSignal,
): Promise<IncomingMessage> {
  const arrived = new AbortController();
  const waiting = AbortSignal.any([over, arrived.signal]);
  context.clock.sleep(MAX_HEAD_MS, waiting).then(
    () => request.destroy(failed(`There was no answer within ${MAX_HEAD_MS} ms.`)),
    () => undefined,
  );
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      request.once('error', reject);
      request.once('close', () => reject(failed('The connection was closed without an answer.')));
    });
  } finally {
    arrived.abort();
  }
}

async function readResponse(
  response: IncomingMessage,
  context: RequestContext,
  options: RequestOptions,
): Promise<WebResponse> {
  const { headers, statusCode: status = 0 } = response;
  const isBody = status >= 200 && status < 300;
  return {
    status,
    location: headers.location ?? null,
    contentType: headers['content-type'] ?? null,
    contentEncoding: headers['content-encoding']?.trim().toLowerCase() ?? '',
    body: isBody ? await readBody(response, context, options) : Buffer.alloc(0),
  };
}

async function readBody(
  response: IncomingMessage,
  context: RequestContext,
  { maxBytes, onTooLong, signal }: RequestOptions,
): Promise<Buffer> {
  const stated = Number(response.headers['content-length'] ?? '0');
  if (onTooLong === 'refuse' && stated > maxBytes) throw bodyTooLarge(maxBytes);
  const chunks: Buffer[] = [];
  const progress = { bytes: 0 };
  void watchIdle(response, context, { progress, signal });
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    progress.bytes += chunk.length;
    if (progress.bytes <= maxBytes) continue;
    if (onTooLong === 'refuse') throw bodyTooLarge(maxBytes);
    break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

interface IdleWatch {
  readonly progress: { readonly bytes: number };
  readonly signal: AbortSignal;
}

async function watchIdle(
  response: IncomingMessage,
  { clock }: RequestContext,
  { progress, signal }: IdleWatch,
): Promise<void> {
  try {
    for (let seen = -1; seen !== progress.bytes;) {
      seen = progress.bytes;
      await clock.sleep(MAX_IDLE_MS, signal);
    }
    response.destroy(failed(`Nothing came for ${MAX_IDLE_MS} ms.`));
  } catch {
    // The request is over.
  }
}
