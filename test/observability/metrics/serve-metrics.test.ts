import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import {
  serveMetrics,
  type Health,
  type ServedMetrics,
} from '../../../src/observability/metrics/serve-metrics.ts';
import { RecordingLogger } from '../../model/recording-logger.ts';

let served: ServedMetrics | null = null;
let health: Health = { isServing: true, parts: { index: 'ready' } };
afterEach(async () => {
  await served?.close();
  served = null;
});

async function serve(
  text: () => Promise<string> = () => Promise.resolve('a 1\n'),
  { port = 0, host = '127.0.0.1' } = {},
) {
  served = await serveMetrics({
    metrics: { text, contentType: 'text/plain; version=0.0.4' },
    ...{ health: () => health, host, port, logger: new RecordingLogger() },
  });
  return served.address;
}

test('serves the figures as Prometheus reads them', async () => {
  const response = await fetch(`${await serve()}/metrics?any=1`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('version=0.0.4');
  expect(await response.text()).toBe('a 1\n');
});

test('tells by its status whether anything can be answered', async () => {
  const address = await serve();
  const well = await fetch(`${address}/healthz`);
  expect([well.status, await well.json()]).toEqual([200, { ok: true, index: 'ready' }]);
  health = { isServing: false, parts: { index: 'missing' } };
  const ill = await fetch(`${address}/healthz`);
  expect([ill.status, await ill.json()]).toEqual([503, { ok: false, index: 'missing' }]);
});

test('serves nothing else, and changes nothing', async () => {
  const address = await serve();
  expect((await fetch(`${address}/`)).status).toBe(404);
  expect((await fetch(`${address}/metrics`, { method: 'POST' })).status).toBe(405);
});

test('says that it cannot tell, and not why', async () => {
  const address = await serve(() => Promise.reject(new TypeError('secret')));
  const response = await fetch(`${address}/metrics`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret');
});

test('names the port that is taken, and what to do', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', () => resolve()));
  const { port } = other.address() as AddressInfo;
  await expect(serve(undefined, { port })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('Set METRICS_PORT to a free port.') as string,
  });
  await new Promise((resolve) => other.close(resolve));
});

/** `fetch` sets the header itself. */
function statusFor(address: string, path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(address);
    const asked = get({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    asked.on('error', reject);
  });
}

test.each(['/metrics', '/healthz'])('%s answers to a name of this machine alone', async (path) => {
  health = { isServing: true, parts: {} };
  const address = await serve();
  for (const host of [new URL(address).host, 'localhost:1', '[::1]']) {
    expect(await statusFor(address, path, host), host).toBe(200);
  }
  for (const host of ['evil.example', '127.0.0.1.evil.example', 'cria:9464', '10.0.0.7']) {
    expect(await statusFor(address, path, host), host).toBe(421);
  }
});

test('opened to the network it answers to addresses and names that nobody can register', async () => {
  const address = await serve(undefined, { host: '0.0.0.0' });
  const own = ['10.0.0.7:9464', '[fd00::7]', 'cria:9464', 'bot.local', hostname(), 'localhost'];
  for (const host of [...own, 'cria.bots.svc.cluster.local']) {
    expect(await statusFor(address, '/metrics', host), host).toBe(200);
  }
  expect(await statusFor(address, '/metrics', 'evil.example')).toBe(421);
});
