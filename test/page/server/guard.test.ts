import { Hono } from 'hono';
import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { guard, isOwnHost, safeHeaders } from '../../../src/page/server/guard.ts';

const LOCAL = { host: '127.0.0.1', hasPassword: false };
const OPEN = { host: 'bot.lan', hasPassword: true };

describe('the host of a request', () => {
  test.each(['127.0.0.1:7842', 'localhost:7842', 'LOCALHOST', '[::1]:7842'])(
    '%s is this machine',
    (host) => expect(isOwnHost(host, LOCAL)).toBe(true),
  );

  test.each([
    ['', 'none'],
    ['evil.example:7842', 'a name that somebody points here'],
    ['127.0.0.1.evil.example', 'an address in a name'],
    ['localhost.evil.example', 'a name in a name'],
    ['evil.example#localhost', 'a fragment'],
    ['localhost:7842@evil.example', 'a user'],
    ['192.168.1.7:7842', 'an address of the network'],
    [hostname(), 'the name of the machine'],
  ])('%s is refused without a password: %s', (host) => {
    expect(isOwnHost(host, LOCAL)).toBe(false);
  });

  test('with a password it may be an address, the name it listens on, and that of the machine', () => {
    for (const host of ['192.168.1.7:7842', '[fd00::7]:80', 'bot.lan', hostname(), 'localhost']) {
      expect(isOwnHost(host, OPEN), host).toBe(true);
    }
    expect(isOwnHost('evil.example', OPEN)).toBe(false);
  });
});

describe('a request from elsewhere', () => {
  const app = new Hono();
  app.use(safeHeaders, guard(LOCAL));
  app.get('/', (context) => context.text('page'));
  app.get('/api/start', (context) => context.text('start'));
  app.post('/api/say', (context) => context.text('said'));

  const status = async (
    method: 'GET' | 'POST',
    path: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<number> => {
    const all = { host: '127.0.0.1:7842', ...headers };
    return (await app.request(path, { method, headers: all })).status;
  };
  const own = 'http://127.0.0.1:7842';

  test('changes nothing', async () => {
    const post = (headers: Readonly<Record<string, string>>) => status('POST', '/api/say', headers);
    expect(await post({ origin: own })).toBe(200);
    expect(await post({ origin: own, 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await post({ origin: 'https://evil.example' })).toBe(403);
    expect(await post({ origin: 'null' })).toBe(403);
    expect(await post({ origin: 'http://127.0.0.1:9999' })).toBe(403);
    expect(await post({}), 'a form without an origin').toBe(403);
    expect(await post({ origin: own, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await post({ origin: own, 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await post({ origin: own, host: 'evil.example' })).toBe(421);
  });

  test('reads nothing, but a link opens the page', async () => {
    const cross = { 'sec-fetch-site': 'cross-site' };
    const opening = { ...cross, 'sec-fetch-mode': 'navigate' };
    expect(await status('GET', '/', opening)).toBe(200);
    expect(await status('GET', '/', cross)).toBe(403);
    expect(await status('GET', '/api/start', opening)).toBe(403);
    expect(await status('GET', '/api/start', { 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await status('GET', '/api/start', {}), 'no browser').toBe(200);
    expect(await status('GET', '/api/start', { host: 'evil.example' })).toBe(421);
  });

  test('gets the policy with everything, refusals too', async () => {
    for (const headers of [{ host: 'localhost' }, { host: 'evil.example' }]) {
      const response = await app.request('/', { headers });
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe|data:|blob:|https?:|\*/u);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });
});
