import { setImmediate as nextTurn } from 'node:timers/promises';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createFetchPage } from '../../src/fetching/fetch-page.ts';
import {
  MAX_FETCH_MS,
  MAX_HEAD_MS,
  MAX_IDLE_MS,
  MAX_PAGE_BYTES,
  ROBOTS_LIFETIME_MS,
} from '../../src/fetching/web-limits.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import {
  PRIVATE_IP,
  PUBLIC_IP,
  startPageServer,
  testFetchPage,
  type PageServer,
} from './page-server.ts';

const servers: PageServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

type Routes = Parameters<typeof startPageServer>[0];

async function serve(routes: Routes, host?: string, port?: number): Promise<PageServer> {
  const server = await startPageServer(routes, host, port);
  servers.push(server);
  return server;
}

/** Tells when the wait for more of a body begins. */
class BodyClock extends ManualClock {
  #begin = (): void => undefined;
  readonly bodyBegun = new Promise<void>((resolve) => (this.#begin = resolve));

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms === MAX_IDLE_MS) this.#begin();
    return super.sleep(ms, signal);
  }
}

const PAGE = '<!doctype html><p>Hallo';
const page: Routes[string] = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
};

function redirect(location: string): Routes[string] {
  return (_, response) => void response.writeHead(302, { location }).end();
}

describe('fetchPage', () => {
  test('fetches a page and says where it came from', async () => {
    const { port, headers } = await serve({ '/a/seite%20eins.html': page });
    const source = await testFetchPage()(`http://site.test:${port}/a/seite%20eins.html?q=1#part`);
    expect(Buffer.from(source.bytes).toString()).toBe(PAGE);
    expect(source).toMatchObject({
      name: 'seite eins.html',
      contentType: 'text/html; charset=utf-8',
      url: `http://site.test:${port}/a/seite%20eins.html?q=1`,
    });
    expect(headers[0]?.['user-agent']).toMatch(/^CriaBot\/\S+ \(/u);
    expect(headers[0]).not.toHaveProperty('cookie');
    expect(headers[0]).not.toHaveProperty('referer');
  });

  test.each([
    ['gzip', gzipSync(PAGE)],
    ['br', brotliCompressSync(PAGE)],
    ['deflate', deflateSync(PAGE)],
    ['deflate', deflateRawSync(PAGE)],
    ['identity', Buffer.from(PAGE)],
  ])('unpacks %s', async (encoding, body) => {
    const { port } = await serve({
      '/': (_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body),
    });
    const { bytes } = await testFetchPage()(`http://site.test:${port}/`);
    expect(Buffer.from(bytes).toString()).toBe(PAGE);
  });

  test('follows redirects, also to another site, and gives the last address', async () => {
    const routes: Record<string, Routes[string]> = { '/end': page };
    const { port } = await serve(routes);
    routes['/one'] = redirect('/two');
    routes['/two'] = redirect(`http://other.test:${port}/end`);
    const source = await testFetchPage()(`http://site.test:${port}/one`);
    expect(source.url).toBe(`http://other.test:${port}/end`);
  });

  test('gives up after five redirects', async () => {
    const { port, requests } = await serve({ '/': redirect('/') });
    await expect(testFetchPage()(`http://site.test:${port}/`)).rejects.toMatchObject({
      code: 'address-failed',
      message: expect.stringContaining('redirects') as unknown,
    });
    expect(requests).toHaveLength(6);
  });

  test.each([
    [404, false],
    [403, false],
    [500, true],
    [429, true],
    [204, false],
  ])('status %i is a failure', async (status, isRetryable) => {
    const { port } = await serve({ '/': (_, response) => void response.writeHead(status).end() });
    await expect(testFetchPage()(`http://site.test:${port}/`)).rejects.toMatchObject({
      code: 'address-failed',
      details: { status },
      isRetryable,
    });
  });
});

describe('what may not be reached', () => {
  test.each([
    ['loopback', 'http://127.0.0.1/'],
    ['hexadecimal', 'http://0x7f.1/'],
    ['decimal', 'http://2130706433/'],
    ['octal', 'http://017700000001/'],
    ['short', 'http://127.1/'],
    ['with a dot at the end', 'http://127.0.0.1./'],
    ['full-width digits', 'http://１２７.０.０.１/'],
    ['IPv6 loopback', 'http://[::1]/'],
    ['mapped', 'http://[::ffff:127.0.0.1]/'],
    ['mapped, in hexadecimal', 'http://[::ffff:7f00:1]/'],
    ['metadata', 'http://169.254.169.254/latest/meta-data/'],
    ['any', 'http://0.0.0.0/'],
    ['carrier-grade NAT', 'http://100.64.0.1/'],
    ['private', 'http://10.0.0.1/'],
    ['unique local', 'http://[fd00::1]/'],
    ['NAT64', 'http://[64:ff9b::7f00:1]/'],
    ['6to4', 'http://[2002:7f00:1::]/'],
    ['a name of this machine', 'http://localhost/'],
  ])('%s', async (_, address) => {
    const fetchPage = createFetchPage({ clock: new ManualClock() });
    await expect(fetchPage(address)).rejects.toMatchObject({
      code: 'address-refused',
      details: { reason: 'private' },
    });
  });

  test.each([
    ['file:///etc/passwd', 'scheme'],
    ['ftp://site.test/', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['http://user:secret@site.test/', 'credentials'],
    ['http://site.test:6379/', 'port'],
    ['http://site.test:22/', 'port'],
    ['site.test', 'syntax'],
    ['', 'syntax'],
    [`http://site.test/${'a'.repeat(2_000)}`, 'syntax'],
  ])('%s', async (address, reason) => {
    const fetchPage = createFetchPage({ clock: new ManualClock(), resolve: async () => [] });
    const fault = await fetchPage(address).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'address-refused', details: { reason } });
    expect((fault as Error).message).not.toContain('secret');
  });

  test('a name with a private address among its addresses', async () => {
    const { port, requests } = await serve({ '/': page });
    await expect(testFetchPage()(`http://both.test:${port}/`)).rejects.toMatchObject({
      code: 'address-refused',
    });
    expect(requests).toEqual([]);
  });

  test.each(['inside.test', PRIVATE_IP])('a redirect to %s', async (host) => {
    const inside = await serve({ '/secret': page }, PRIVATE_IP);
    const { port } = await serve({ '/': redirect(`http://${host}:${inside.port}/secret`) });
    await expect(testFetchPage()(`http://site.test:${port}/`)).rejects.toMatchObject({
      code: 'address-refused',
      details: { reason: 'private' },
    });
    expect(inside.requests).toEqual([]);
  });

  test('a redirect to a file', async () => {
    const { port } = await serve({ '/': redirect('file:///etc/passwd') });
    await expect(testFetchPage()(`http://site.test:${port}/`)).rejects.toMatchObject({
      details: { reason: 'scheme' },
    });
  });

  test('a robots.txt that redirects inside', async () => {
    const inside = await serve({ '/robots.txt': page, '/': page }, PRIVATE_IP);
    const { port, requests } = await serve({
      '/robots.txt': redirect(`http://inside.test:${inside.port}/`),
      '/': page,
    });
    await expect(testFetchPage()(`http://site.test:${port}/`)).rejects.toMatchObject({
      details: { reason: 'private' },
    });
    expect([...inside.requests, ...requests]).toEqual([]);
  });

  test('a name that is public when asked first and private ever after', async () => {
    const { port, requests } = await serve({ '/': page });
    const inside = await serve({ '/': page }, PRIVATE_IP, port);
    const answers = [[PUBLIC_IP]]; // for robots.txt
    const fetchPage = testFetchPage({ resolve: async () => answers.shift() ?? [PRIVATE_IP] });
    await expect(fetchPage(`http://rebound.test:${port}/`)).rejects.toMatchObject({
      code: 'address-refused',
      details: { reason: 'private' },
    });
    expect([...requests, ...inside.requests]).toEqual([]);
    expect(inside.open()).toBe(0);
  });

  test('each connection resolves its name once', async () => {
    const { port } = await serve({ '/': page });
    const asked: string[] = [];
    const fetchPage = testFetchPage({
      resolve: async (host) => {
        asked.push(host);
        return [PUBLIC_IP];
      },
    });
    await fetchPage(`http://site.test:${port}/`);
    expect(asked).toEqual(['site.test', 'site.test']); // robots.txt, the page
  });
});

describe('robots.txt', () => {
  const rules = (text: string, status = 200): Routes => ({
    '/robots.txt': (_, response) => void response.writeHead(status).end(text),
    '/open': page,
    '/closed': page,
  });

  test('is kept to, by name and for all', async () => {
    const { port, requests } = await serve(rules('User-agent: *\nDisallow: /closed\n'));
    const fetchPage = testFetchPage();
    await expect(fetchPage(`http://site.test:${port}/closed`)).rejects.toMatchObject({
      code: 'address-refused',
      details: { reason: 'robots' },
    });
    await fetchPage(`http://site.test:${port}/open`);
    expect(requests).toEqual(['GET /open']);
    const named = await serve(rules('User-agent: CriaBot\nDisallow: /\n\nUser-agent: *\nAllow: /'));
    await expect(testFetchPage()(`http://site.test:${named.port}/open`)).rejects.toMatchObject({
      details: { reason: 'robots' },
    });
  });

  test('holds for the target of a redirect', async () => {
    const routes: Record<string, Routes[string]> = {
      ...rules('User-agent: *\nDisallow: /closed'),
      '/start': redirect('/closed'),
    };
    const { port, requests } = await serve(routes);
    await expect(testFetchPage()(`http://site.test:${port}/start`)).rejects.toMatchObject({
      details: { reason: 'robots' },
    });
    expect(requests).toEqual(['GET /start']);
  });

  test('missing allows, failing refuses', async () => {
    const missing = await serve(rules('', 403));
    await testFetchPage()(`http://site.test:${missing.port}/open`);
    const failing = await serve(rules('', 503));
    await expect(testFetchPage()(`http://site.test:${failing.port}/open`)).rejects.toMatchObject({
      details: { reason: 'robots' },
    });
    expect(failing.requests).toEqual([]);
  });

  test('is read up to its limit', async () => {
    const text = `User-agent: *\nDisallow: /closed\n${'# filler\n'.repeat(200_000)}Disallow: /open`;
    const { port } = await serve(rules(text));
    const fetchPage = testFetchPage();
    await fetchPage(`http://site.test:${port}/open`);
    await expect(fetchPage(`http://site.test:${port}/closed`)).rejects.toMatchObject({
      details: { reason: 'robots' },
    });
  });

  test('is asked for once an hour', async () => {
    const clock = new ManualClock();
    let asked = 0;
    const { port } = await serve({
      '/robots.txt': (_, response) => {
        asked += 1;
        response.writeHead(404).end();
      },
      '/': page,
    });
    const fetchPage = testFetchPage({ clock });
    await fetchPage(`http://site.test:${port}/`);
    await fetchPage(`http://site.test:${port}/`);
    expect(asked).toBe(1);
    await clock.advance(ROBOTS_LIFETIME_MS);
    await fetchPage(`http://site.test:${port}/`);
    expect(asked).toBe(2);
    expect(clock.pending).toBe(0);
  });
});

describe('limits', () => {
  test('a body without end', async () => {
    const server = await serve({
      '/': (_, response) => {
        const chunk = Buffer.alloc(1_000_000, 'a');
        const more = (): void => {
          while (!response.destroyed && response.write(chunk));
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      },
    });
    await expect(testFetchPage()(`http://site.test:${server.port}/`)).rejects.toMatchObject({
      code: 'document-too-large',
      details: { limit: 'bytes' },
    });
  });

  test('a body that says it is 50 MB is not read', async () => {
    const { port } = await serve({
      '/': (_, response) => {
        response.writeHead(200, { 'content-length': '50000000' });
        response.flushHeaders(); // and nothing ever comes
      },
    });
    await expect(testFetchPage()(`http://site.test:${port}/`)).rejects.toMatchObject({
      code: 'document-too-large',
    });
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(MAX_PAGE_BYTES * 5))],
    ['br', brotliCompressSync(Buffer.alloc(MAX_PAGE_BYTES * 5))],
    ['deflate', deflateSync(Buffer.alloc(MAX_PAGE_BYTES * 5))],
  ])('a %s bomb', async (encoding, body) => {
    const { port } = await serve({
      '/': (_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body),
    });
    await expect(testFetchPage()(`http://site.test:${port}/`)).rejects.toMatchObject({
      code: 'document-too-large',
    });
  });

  test.each([
    ['damaged gzip', 'gzip', gzipSync(PAGE).subarray(0, 20)],
    ['an unknown packing', 'zstd', Buffer.from('x')],
    ['a name every object answers to', 'constructor', Buffer.from('x')],
    ['a name of ours', 'raw', Buffer.from('x')],
    ['twice packed', 'gzip, gzip', gzipSync(gzipSync(PAGE))],
  ])('%s', async (_, encoding, body) => {
    const { port } = await serve({
      '/': (__, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body),
    });
    await expect(testFetchPage()(`http://site.test:${port}/`)).rejects.toMatchObject({
      code: 'address-failed',
    });
  });

  test('a body shorter than it says', async () => {
    const { port } = await serve({
      '/': (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('short', () => response.destroy());
      },
    });
    await expect(testFetchPage()(`http://site.test:${port}/`)).rejects.toMatchObject({
      code: 'address-failed',
    });
  });

  test('headers without end', async () => {
    const { port } = await serve({
      '/': (_, response) => response.writeHead(200, { 'x-long': 'a'.repeat(60_000) }).end('x'),
    });
    await expect(testFetchPage()(`http://site.test:${port}/`)).rejects.toMatchObject({
      code: 'address-failed',
    });
  });

  test('nobody listens, and a name nobody has', async () => {
    const { port } = await serve({});
    await servers.splice(0)[0]?.close();
    const fetchPage = testFetchPage();
    // Without an answer nobody knows whether it is allowed.
    await expect(fetchPage(`http://site.test:${port}/`)).rejects.toMatchObject({
      code: 'address-refused',
      details: { reason: 'robots' },
    });
    await expect(fetchPage('http://nobody.test/')).rejects.toMatchObject({
      details: { reason: 'robots' },
    });
  });

  const missing: Routes[string] = (_, response) => void response.writeHead(404).end();

  test('no answer in time', async () => {
    const clock = new ManualClock();
    let reached = (): void => undefined;
    const asked = new Promise<void>((resolve) => (reached = resolve));
    const server = await serve({ '/robots.txt': missing, '/': () => reached() });
    const fetching = testFetchPage({ clock })(`http://site.test:${server.port}/`);
    const outcome = expect(fetching).rejects.toMatchObject({
      code: 'address-failed',
      message: expect.stringContaining(String(MAX_HEAD_MS)) as unknown,
    });
    await asked;
    await clock.advance(MAX_HEAD_MS);
    await outcome;
    expect(clock.pending).toBe(0);
  });

  test('silence in the middle', async () => {
    const clock = new BodyClock();
    const { port } = await serve({
      '/robots.txt': missing,
      '/': (_, response) => {
        response.writeHead(200);
        response.write('begun');
      },
    });
    const fetching = testFetchPage({ clock })(`http://site.test:${port}/`);
    const outcome = expect(fetching).rejects.toMatchObject({
      code: 'address-failed',
      message: expect.stringContaining(String(MAX_IDLE_MS)) as unknown,
    });
    await clock.bodyBegun;
    await clock.advance(2 * MAX_IDLE_MS);
    await outcome;
    expect(clock.pending).toBe(0);
  });

  test('a slow drip ends with the time for the whole', async () => {
    const clock = new BodyClock();
    let drip = async (): Promise<void> => undefined;
    const { port } = await serve({
      '/robots.txt': missing,
      '/': (_, response) => {
        drip = () => new Promise((resolve) => response.write('.', () => resolve()));
        void drip();
      },
    });
    const fetching = testFetchPage({ clock })(`http://site.test:${port}/`);
    let fault: unknown;
    const done = fetching.catch((error: unknown) => (fault = error));
    await clock.bodyBegun;
    for (let ms = 0; ms <= MAX_FETCH_MS && fault === undefined; ms += 1_000) {
      await drip();
      for (let turn = 0; turn < 5; turn += 1) await nextTurn(); // the drop arrives
      await clock.advance(1_000);
    }
    await done;
    expect(fault).toMatchObject({
      code: 'address-failed',
      message: expect.stringContaining(String(MAX_FETCH_MS)) as unknown,
    });
    expect(clock.pending).toBe(0);
  });
});

describe('cancelling', () => {
  test.each(['resolving', 'robots', 'head', 'body'])('while %s', async (stage) => {
    const clock = new ManualClock();
    const abort = new AbortController();
    const stop = (): void => abort.abort(new Error('no more'));
    const missing: Routes[string] = (_, response) => void response.writeHead(404).end();
    const server = await serve({
      '/robots.txt': stage === 'robots' ? stop : missing,
      '/': (_, response) => {
        if (stage === 'body') response.write('begun');
        stop();
      },
    });
    const fetchPage = testFetchPage({
      clock,
      ...(stage === 'resolving' && {
        resolve: () => {
          stop();
          return new Promise<never>(() => undefined);
        },
      }),
    });
    await expect(fetchPage(`http://site.test:${server.port}/`, abort.signal)).rejects.toMatchObject(
      { code: 'cancelled' },
    );
    expect(clock.pending).toBe(0);
  });

  test('before it begins', async () => {
    const { port, requests } = await serve({ '/': page });
    const fetching = testFetchPage()(`http://site.test:${port}/`, AbortSignal.abort());
    await expect(fetching).rejects.toMatchObject({ code: 'cancelled' });
    expect(requests).toEqual([]);
  });
});
