import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  DOWNLOAD_ATTEMPTS,
  DOWNLOAD_SILENCE_MS,
  downloadFile,
} from '../../../../src/model/embedded/weights/download-file.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';
import { deadHost, faultOf } from '../../faults.ts';

const DATA = Buffer.from('weights '.repeat(20_000));
const SHA = createHash('sha256').update(DATA).digest('hex');

let hub: Server;
let requests: IncomingMessage[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let path: string;
/** Ends pauses between two attempts at once; limits of time wait for the test. */
class ImpatientClock extends ManualClock {
  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return ms < DOWNLOAD_SILENCE_MS ? Promise.resolve() : super.sleep(ms, signal);
  }
}

let clock: ImpatientClock;
beforeEach(async () => {
  requests = [];
  answer = serve;
  path = join(mkdtempSync(join(tmpdir(), 'cria-weights-')), 'model.gguf');
  clock = new ImpatientClock();
  hub = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(hub, 'listening');
});
afterEach(() => {
  vi.unstubAllGlobals();
  hub.closeAllConnections();
  hub.close();
});

const address = (): string => `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
const get = (signal?: AbortSignal): Promise<string> =>
  downloadFile({ url: `${address()}/o/r/resolve/main/model.gguf`, path, clock, signal });

/** As the hub: it names the hash and sends on to where the file lies, which knows ranges. */
function serve(request: IncomingMessage, response: ServerResponse): void {
  if (request.url !== '/file') {
    response.writeHead(302, { location: '/file', 'x-linked-etag': `"${SHA}"` }).end();
    return;
  }
  const start = Number(/^bytes=(\d+)-$/u.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (start >= DATA.length) response.writeHead(416).end();
  else
    response
      .writeHead(start > 0 ? 206 : 200, { 'content-length': DATA.length - start })
      .end(DATA.subarray(start));
}

/** Answers so to every request for the file itself, in turn; the last one stays. */
function fileAnswers(...answers: (typeof answer)[]): void {
  answer = (request, response) => {
    const next =
      request.url === '/file' ? (answers.length > 1 ? answers.shift() : answers[0]) : serve;
    next?.(request, response);
  };
}

/** Until so much of the file has been kept: a connection that breaks takes what was not read along. */
async function keptBytes(least: number): Promise<void> {
  const part = `${path}.download`;
  while (!existsSync(part) || statSync(part).size < least) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const breaksAfter =
  (bytes: number): typeof answer =>
  (request, response) => {
    const start = Number(/^bytes=(\d+)-$/u.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, { 'content-length': DATA.length - start });
    response.write(DATA.subarray(start, start + bytes));
    void keptBytes(start + 1).then(() => response.destroy());
  };

describe('the download of a file', () => {
  test('follows the hub, checks the hash it names, and tells how far it is', async () => {
    const steps: [number, number][] = [];
    const url = `${address()}/o/r/resolve/main/model.gguf`;
    const onProgress = (done: number, total: number): number => steps.push([done, total]);
    expect(await downloadFile({ url, path, clock, onProgress })).toBe(SHA);
    expect(readFileSync(path).equals(DATA)).toBe(true);
    expect(steps.at(-1)).toEqual([DATA.length, DATA.length]);
    expect(existsSync(`${path}.download`)).toBe(false);
    expect(clock.pending).toBe(0);
  });

  test('goes on where an earlier one ended', async () => {
    writeFileSync(`${path}.download`, DATA.subarray(0, 100_000));
    expect(await get()).toBe(SHA);
    expect(requests.at(-1)?.headers.range).toBe('bytes=100000-');
    expect(readFileSync(path).equals(DATA)).toBe(true);
  });

  test('takes a part that is whole already', async () => {
    writeFileSync(`${path}.download`, DATA);
    expect(await get()).toBe(SHA);
    expect(readFileSync(path).equals(DATA)).toBe(true);
  });

  test('begins anew where the server knows no ranges', async () => {
    writeFileSync(`${path}.download`, DATA.subarray(0, 100));
    fileAnswers((_, response) =>
      response.writeHead(200, { 'content-length': DATA.length }).end(DATA),
    );
    expect(await get()).toBe(SHA);
    expect(readFileSync(path).equals(DATA)).toBe(true);
  });

  test('survives more broken connections than it has attempts, as long as it gets on', async () => {
    fileAnswers(...Array.from({ length: DOWNLOAD_ATTEMPTS + 2 }, () => breaksAfter(10_000)), serve);
    expect(await get()).toBe(SHA);
    expect(readFileSync(path).equals(DATA)).toBe(true);
  });

  test('gives up a server that breaks off again and again, and keeps what there is', async () => {
    fileAnswers(breaksAfter(5_000), (_, response) => void response.destroy());
    const fault = await faultOf(get());
    expect(fault).toMatchObject({ code: 'model-unreachable', isRetryable: true });
    expect(readFileSync(`${path}.download`).length).toBeGreaterThan(0);
    expect(existsSync(path)).toBe(false);
  });

  test('refuses and deletes what is not the file', async () => {
    const other = Buffer.from(DATA).fill(0, 0, 8);
    fileAnswers((_, response) => response.writeHead(200).end(other));
    const fault = await faultOf(get());
    expect(fault.code).toBe('model-failed');
    expect(fault.message).toContain(SHA);
    expect(existsSync(path)).toBe(false);
    expect(existsSync(`${path}.download`)).toBe(false);
  });

  test('refuses a file whose hash nobody names', async () => {
    answer = (_, response) => response.writeHead(200).end(DATA);
    expect((await faultOf(get())).message).toContain('does not name its SHA-256');
  });

  test('asks once for a file that is not there, and again where the server is busy', async () => {
    answer = (_, response) => response.writeHead(404).end();
    expect(await faultOf(get())).toMatchObject({ code: 'model-unreachable', isRetryable: false });
    expect(requests).toHaveLength(1);
    let isBusy = true;
    answer = (request, response) => {
      if (!isBusy) return serve(request, response);
      isBusy = false;
      return response.writeHead(503).end();
    };
    expect(await get()).toBe(SHA);
  });

  test('says who cannot be reached', async () => {
    const url = `${await deadHost()}/model.gguf`;
    const fault = await faultOf(downloadFile({ url, path, clock }));
    expect(fault).toMatchObject({ code: 'model-unreachable', isRetryable: true });
    expect(fault.message).toContain('ECONNREFUSED');
  });

  test('ends a connection that says nothing', async () => {
    let isSilent = true;
    fileAnswers((request, response) => {
      if (!isSilent) return serve(request, response);
      isSilent = false;
      response.writeHead(200, { 'content-length': DATA.length }).write(DATA.subarray(0, 10));
    });
    const done = get();
    while (requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await clock.whenSleeping();
    await clock.advance(DOWNLOAD_SILENCE_MS);
    expect(await done).toBe(SHA);
  });

  test('is cancelled at once, and keeps its part', async () => {
    fileAnswers((_, response) => {
      response.writeHead(200, { 'content-length': DATA.length }).write(DATA.subarray(0, 10));
    });
    const stop = new AbortController();
    const done = faultOf(get(stop.signal));
    while (requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect((await done).code).toBe('cancelled');
    expect(existsSync(path)).toBe(false);
    expect(clock.pending).toBe(0);
  });

  test('takes the hash from nobody but the hub', async () => {
    const other = createServer((_, response) => {
      response.writeHead(200, { 'x-linked-etag': `"${SHA}"` }).end(DATA);
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    answer = (_, response) => {
      const { port } = other.address() as AddressInfo;
      response.writeHead(302, { location: `http://127.0.0.1:${port}/file` }).end();
    };
    const fault = await faultOf(get());
    other.closeAllConnections();
    other.close();
    expect(fault.message).toContain('does not name its SHA-256');
    expect(existsSync(path)).toBe(false);
  });

  test('is not sent on to an address without encryption', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', (url: string) => {
      asked.push(url);
      const headers = { location: 'http://files.example/model.gguf', 'x-linked-etag': SHA };
      return Promise.resolve(new Response(null, { status: 302, headers }));
    });
    const url = 'https://hub.example/model.gguf';
    const fault = await faultOf(downloadFile({ url, path, clock }));
    expect(fault.message).toContain('without encryption');
    expect(new Set(asked)).toEqual(new Set([url]));
  });
});
