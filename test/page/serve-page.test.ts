import { request, type IncomingHttpHeaders } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { commands, actions } from '../../commands/index.ts';
import { MAX_JSON_BYTES, MAX_STREAMS } from '../../src/page/page-limits.ts';
import { servePage, type ServedPage } from '../../src/page/serve-page.ts';
import { newId } from '../../src/observability/new-id.ts';
import { systemClock } from '../../src/observability/system-clock.ts';
import { createReplyJournal } from '../../src/application/members/interrupted-replies.ts';
import { MemoryStores } from '../fakes/memory-stores.ts';
import { RecordingLogger } from '../model/recording-logger.ts';
import type { Services } from '../../src/application/services.ts';

const PASSWORD = 'a long password';
let page: ServedPage | null = null;
afterEach(async () => {
  await page?.close();
  page = null;
});

const journal = () => {
  const { pendingReplies, answers } = new MemoryStores();
  return createReplyJournal({ pendingReplies, answers, clock: systemClock });
};

async function serve(password: string | null): Promise<URL> {
  page = await servePage<Services>({
    ...{ commands, actions, password, clock: systemClock, newId, logger: new RecordingLogger() },
    // Nothing here gets as far as the bot.
    services: {} as Services,
    journal: journal(),
    knowledge: {
      acquire: () => null,
      state: () => ({ generation: null, building: null, waiting: null, lastFault: null }),
    },
    ...{ host: '127.0.0.1', ports: [0] },
  });
  return new URL(page.address);
}

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** As no browser would send it: with any header. */
function send(
  url: URL,
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, url), { method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

function post(
  url: URL,
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Got> {
  const own = { origin: url.origin, 'content-type': 'application/json' };
  return send(url, path, { method: 'POST', headers: { ...own, ...headers }, body });
}

describe('the served page', () => {
  test('gives away its assets and nothing beside them', async () => {
    const url = await serve(null);
    expect((await send(url, '/')).body).toContain('/assets/app.mjs');
    const script = await send(url, '/assets/app.mjs');
    expect(script.headers['content-type']).toContain('text/javascript');
    for (const path of [
      '/assets/page.html',
      '/assets/..%2fserve-page.ts',
      '/assets/%2e%2e/package.json',
      '/package.json',
      '/.env',
    ]) {
      expect((await send(url, path)).status, path).toBe(404);
    }
  });

  test('refuses what is no request of its own', async () => {
    const url = await serve(null);
    expect((await post(url, '/api/say', 'not json')).status).toBe(400);
    expect((await post(url, '/api/say', '[]')).status).toBe(400);
    expect((await post(url, '/api/say', '{"member":"root"}')).status).toBe(400);
    expect((await post(url, '/api/say', '{}', { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await post(url, '/api/say', '{}', { origin: 'https://evil.example' })).status).toBe(
      403,
    );
    expect((await send(url, '/', { headers: { host: 'evil.example' } })).status).toBe(421);
    expect((await send(url, '/api/events?member=root')).status).toBe(400);
  });

  test('reads bodies up to a limit', async () => {
    const url = await serve(null);
    const long = JSON.stringify({ member: 'root', text: 'x'.repeat(MAX_JSON_BYTES) });
    expect((await post(url, '/api/say', long)).status).toBe(413);
  });

  test('streams to so many at once, gives places back, and ends all when it closes', async () => {
    const url = await serve(null);
    const open = Array.from({ length: MAX_STREAMS }, () => stream(url));
    await Promise.all(open.map(({ began }) => began));
    expect((await send(url, '/api/events?member=operator')).status).toBe(503);
    const [first] = open;
    first?.cut();
    await first?.ended;
    await expect.poll(() => statusOfStream(url), { timeout: 10_000 }).toBe(200);
    await page?.close();
    page = null;
    await Promise.all(open.map(({ ended }) => ended));
  });

  test('a request for the head alone opens no stream', async () => {
    const url = await serve(null);
    for (let count = 0; count <= MAX_STREAMS; count += 1) {
      const { status } = await send(url, '/api/events?member=operator', { method: 'HEAD' });
      expect(status).toBe(200);
    }
    expect(await statusOfStream(url)).toBe(200);
  });

  test('says how to mend a port that is taken, and takes another where it may', async () => {
    const url = await serve(null);
    const taken = Number(url.port);
    const options = {
      ...{ commands, actions, services: {} as Services, password: null, clock: systemClock, newId },
      journal: journal(),
      knowledge: {
        acquire: () => null,
        state: () => ({ generation: null, building: null, waiting: null, lastFault: null }),
      },
      ...{ host: '127.0.0.1', logger: new RecordingLogger() },
    };
    await expect(servePage<Services>({ ...options, ports: [taken] })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('PAGE_PORT') as string,
    });
    const other = await servePage<Services>({ ...options, ports: [taken, 0] });
    expect(other.address).not.toBe(url.href);
    await other.close();
  });
});

describe('with a password', () => {
  test('nothing but the way in is there before', async () => {
    const url = await serve(PASSWORD);
    expect((await send(url, '/')).body).toContain('id="password"');
    for (const path of [
      '/api/start',
      '/api/events?member=operator',
      '/api/corpus?member=operator',
    ]) {
      expect((await send(url, path)).status, path).toBe(401);
    }
    expect((await post(url, '/api/say', '{"member":"operator","text":"hi"}')).status).toBe(401);
    expect((await post(url, '/api/login', '{"password":"wrong"}')).status).toBe(403);
  });

  test('the right one opens a session that scripts and other sites do not get', async () => {
    const url = await serve(PASSWORD);
    const { status, headers } = await post(
      url,
      '/api/login',
      JSON.stringify({ password: PASSWORD }),
    );
    expect(status).toBe(200);
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/HttpOnly/u);
    expect(cookie).toMatch(/SameSite=Strict/u);
    const [pair = ''] = cookie.split(';');
    expect((await send(url, '/api/start', { headers: { cookie: pair } })).status).toBe(200);
    expect((await send(url, '/api/start', { headers: { cookie: `${pair}x` } })).status).toBe(401);
  });
});

interface OpenStream {
  readonly began: Promise<number>;
  readonly ended: Promise<void>;
  cut(): void;
}

/** An open stream of events; it begins with its status. */
function stream(url: URL): OpenStream {
  let begin: (status: number) => void = () => undefined;
  const began = new Promise<number>((resolve) => (begin = resolve));
  const asked = request(new URL('/api/events?member=operator', url));
  const ended = new Promise<void>((resolve) => {
    asked.on('response', (response) => {
      begin(response.statusCode ?? 0);
      response.on('data', () => undefined);
      response.on('close', resolve);
      response.on('error', () => resolve());
    });
    asked.on('error', () => resolve());
    asked.end();
  });
  return { began, ended, cut: () => asked.destroy() };
}

async function statusOfStream(url: URL): Promise<number> {
  const opened = stream(url);
  const status = await opened.began;
  opened.cut();
  return status;
}
