import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

async function serve(text: () => Promise<string> = () => Promise.resolve('a 1\n'), port = 0) {
  served = await serveMetrics({
    metrics: { text, contentType: 'text/plain; version=0.0.4' },
    ...{ health: () => health, host: '127.0.0.1', port, logger: new RecordingLogger() },
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
  await expect(serve(undefined, port)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('Set METRICS_PORT to a free port.') as string,
  });
  await new Promise((resolve) => other.close(resolve));
});
