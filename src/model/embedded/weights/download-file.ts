import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { AppError, cancelled, throwIfAborted, toAppError } from '../../../domain/errors.ts';
import type { Clock } from '../../../domain/ports.ts';
import { startTimeLimit } from '../../../domain/time-limit.ts';

export const DOWNLOAD_ATTEMPTS = 5;
/** Before the second attempt; doubles. */
export const DOWNLOAD_RETRY_MS = 1_000; // 1 second
/** For an answer, and from one piece of the file to the next. */
export const DOWNLOAD_SILENCE_MS = 30_000; // 30 seconds
/** Most bytes of one file: far over every model that fits a home machine. */
export const MAX_DOWNLOAD_BYTES = 68_719_476_736; // 64 GiB
const MAX_REDIRECTS = 5;
const SHA256 = /^[0-9a-f]{64}$/u;

export interface DownloadOptions {
  readonly url: string;
  /** Where the file goes once it is whole and right; a part of it lies beside it meanwhile. */
  readonly path: string;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
}

/**
 * Downloads a file whose server names its SHA-256 (`x-linked-etag`, as the model hub does). A broken
 * download goes on where it ended, also after a restart. Resolves with the SHA-256.
 * @throws AppError `model-unreachable` (no server, or none that has the file) | `model-failed`
 *   (the file is not what was promised) | `disk-full` | `cancelled`
 */
export async function downloadFile(options: DownloadOptions): Promise<string> {
  const part = `${options.path}.download`;
  for (let attempt = 1; ; attempt += 1) {
    const before = await sizeOf(part);
    try {
      const expected = await fetchRest(options, part, before);
      await requireRight(part, expected);
      await rename(part, options.path);
      return expected;
    } catch (thrown) {
      const error = asFault(thrown, options);
      const isGettingOn = (await sizeOf(part)) > before;
      if (!error.isRetryable || (attempt >= DOWNLOAD_ATTEMPTS && !isGettingOn)) throw error;
      if (isGettingOn) attempt = 1;
    }
    await pause(options, DOWNLOAD_RETRY_MS * 2 ** (attempt - 1));
  }
}

async function pause({ clock, signal }: DownloadOptions, ms: number): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (cause) {
    throw cancelled(cause, 'The download');
  }
}

/** Gets what is missing behind the first `have` bytes; resolves with the promised SHA-256. */
async function fetchRest(options: DownloadOptions, part: string, have: number): Promise<string> {
  const silence = new Silence(options);
  try {
    const { response, sha256 } = await ask(options, silence, have);
    const isRest = response.status === 206;
    const start = isRest ? have : 0;
    const total = start + Number(response.headers.get('content-length') ?? Number.NaN);
    if (response.status === 416) {
      await response.body?.cancel();
      return sha256; // there is nothing behind it: whole, or not what it should be
    }
    const file = await open(part, isRest ? 'a' : 'w');
    try {
      let done = start;
      for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
        silence.restart();
        done += chunk.byteLength;
        if (done > MAX_DOWNLOAD_BYTES) throw wrong(options.url, 'it is longer than 64 GiB');
        await file.write(chunk);
        options.onProgress?.(done, Number.isNaN(total) ? done : total);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return sha256;
  } finally {
    silence.end();
  }
}

interface Asked {
  readonly response: Response;
  readonly sha256: string;
}

/** Follows the hub to where the file lies; the hub itself names the SHA-256 on the way. */
async function ask({ url }: DownloadOptions, silence: Silence, have: number): Promise<Asked> {
  let address = url;
  let sha256: string | null = null;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    silence.restart();
    const response = await fetch(address, {
      redirect: 'manual',
      signal: silence.signal,
      headers:
        have > 0
          ? { range: `bytes=${have}-`, 'accept-encoding': 'identity' }
          : { 'accept-encoding': 'identity' },
    });
    // Wherever else the file lies: what it has to be is said by who was asked for it.
    if (new URL(address).host === new URL(url).host) sha256 ??= namedSha256(response);
    const next =
      response.status >= 300 && response.status < 400 && response.headers.get('location');
    if (typeof next !== 'string') {
      if (!response.ok && response.status !== 416) throw refused(url, response.status);
      if (sha256 === null) throw wrong(url, 'its server does not name its SHA-256');
      return { response, sha256 };
    }
    await response.body?.cancel();
    const { protocol, href } = new URL(next, address);
    if (protocol !== 'https:' && address.startsWith('https:')) {
      throw wrong(url, 'it is sent on to an address without encryption');
    }
    address = href;
  }
  throw wrong(url, `it is behind more than ${MAX_REDIRECTS} redirects`);
}

function namedSha256({ headers }: Response): string | null {
  const named = headers.get('x-linked-etag')?.replaceAll('"', '') ?? '';
  return SHA256.test(named) ? named : null;
}

async function requireRight(part: string, expected: string): Promise<void> {
  const found = await sha256Of(part);
  if (found === expected) return;
  await rm(part, { force: true });
  throw new AppError(
    'model-failed',
    `What was downloaded is not the file: it has the SHA-256 ${found}, expected ${expected}. It was deleted.`,
    { isRetryable: true },
  );
}

/** SHA-256 of a file, hexadecimal; the event loop goes on meanwhile. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** Aborts when nothing has come for too long. */
class Silence {
  readonly #over = new AbortController();
  readonly #options: DownloadOptions;
  #limit: ReturnType<typeof startTimeLimit> | null = null;
  readonly signal = this.#over.signal;

  constructor(options: DownloadOptions) {
    this.#options = options;
    throwIfAborted(options.signal);
  }

  restart(): void {
    this.#limit?.end();
    const { clock, signal, url } = this.#options;
    const late = (): AppError => unreachable(url, 'it says nothing');
    this.#limit = startTimeLimit({ clock, ms: DOWNLOAD_SILENCE_MS, signal, late });
    const { signal: limit } = this.#limit;
    limit.addEventListener('abort', () => this.#over.abort(limit.reason), { once: true });
  }

  end(): void {
    this.#limit?.end();
  }
}

function asFault(thrown: unknown, { url, signal }: DownloadOptions): AppError {
  if (signal?.aborted === true) return cancelled(signal.reason, 'The download');
  if (thrown instanceof AppError) return thrown;
  const { code } = thrown as { code?: unknown };
  if (code === 'ENOSPC') {
    return new AppError('disk-full', 'The disk is full: the weights of the model do not fit.', {
      cause: thrown,
    });
  }
  if (typeof code === 'string' && /^E(?:ACCES|PERM|ROFS|DQUOT|IO)$/u.test(code))
    return toAppError(thrown);
  return unreachable(url, causeOf(thrown), thrown);
}

function causeOf(thrown: unknown): string {
  const { cause, message } = thrown as {
    cause?: { code?: unknown; message?: unknown };
    message?: unknown;
  };
  return String(cause?.code ?? cause?.message ?? message);
}

function unreachable(url: string, why: string, cause?: unknown): AppError {
  const { host } = new URL(url);
  return new AppError('model-unreachable', `${host} cannot be reached: ${why}.`, {
    cause,
    isRetryable: true,
    details: { host },
  });
}

/** A server that is busy may be asked again; one that has no such file or forbids it, not. */
function refused(url: string, status: number): AppError {
  const { host, pathname } = new URL(url);
  return new AppError('model-unreachable', `${host} does not give ${pathname}: HTTP ${status}.`, {
    isRetryable: status >= 500 || status === 429,
    details: { host, status },
  });
}

function wrong(url: string, why: string): AppError {
  return new AppError('model-failed', `${url} cannot be used: ${why}.`);
}
