import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createReadAttachment } from '../../src/discord/read-attachment.ts';
import type { GivenFile } from '../../src/application/command.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

let server: Server;
let origin: string;
let clock: ManualClock;
let requests: string[];
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  clock = new ManualClock();
  requests = [];
  answer = (response) => response.end('hello');
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(clock.pending).toBe(0);
});

function file(more: { url?: string; size?: number } = {}): GivenFile {
  const read = createReadAttachment({ clock, apiUrl: `${origin}/api` });
  return read({ name: 'a.md', contentType: 'text/markdown', size: 5, url: `${origin}/a`, ...more });
}

const codeOf = (reading: Promise<unknown>): Promise<unknown> =>
  reading.then(
    () => 'read',
    (thrown: unknown) => (thrown as { code?: unknown }).code,
  );

describe('an attachment', () => {
  test('is loaded when it is read, not before', async () => {
    const given = file();
    expect(requests).toEqual([]);
    expect(new TextDecoder().decode(await given.read(5))).toBe('hello');
    expect(given).toMatchObject({ name: 'a.md', contentType: 'text/markdown', sizeBytes: 5 });
  });

  test.each([
    'http://cdn.discordapp.com/attachments/1/2/a.md',
    'https://cdn.discordapp.com.evil.example/a.md',
    'https://cdn.discordapp.com@127.0.0.1/a.md',
    'https://cdn.discordapp.com:8443/a.md',
    'https://example.com/a.md',
    'http://127.0.0.1/a.md',
    'file:///etc/passwd',
    'a.md',
  ])('from %s is not loaded', async (url) => {
    expect(await codeOf(file({ url }).read(10))).toBe('address-failed');
    expect(requests).toEqual([]);
  });

  test('is loaded from nowhere but Discord without another API', async () => {
    const read = createReadAttachment({ clock });
    const given = read({ name: 'a', contentType: null, size: 5, url: `${origin}/a` });
    expect(await codeOf(given.read(10))).toBe('address-failed');
    expect(requests).toEqual([]);
  });

  test('that is too large is refused by what Discord says, and by what comes', async () => {
    expect(await codeOf(file({ size: 11 }).read(10))).toBe('document-too-large');
    expect(requests).toEqual([]);
    answer = (response) => response.end('x'.repeat(100_000));
    expect(await codeOf(file({ size: 5 }).read(10))).toBe('document-too-large');
  });

  test('that is gone, or leads elsewhere, is a fault', async () => {
    answer = (response) => response.writeHead(404).end();
    expect(await codeOf(file().read(10))).toBe('address-failed');
    answer = (response) => response.writeHead(302, { location: `${origin}/b` }).end();
    expect(await codeOf(file().read(10))).toBe('address-failed');
    expect(requests).toEqual(['/a', '/a']);
  });

  test('that never comes ends after a minute', async () => {
    answer = () => undefined;
    const reading = codeOf(file().read(10));
    await clock.whenSleeping(1);
    await clock.advance(60_000);
    expect(await reading).toBe('address-failed');
  });

  test('is given up when nobody waits any longer', async () => {
    answer = (response) => response.write('he');
    const stop = new AbortController();
    const reading = codeOf(file().read(10, stop.signal));
    stop.abort('stopped');
    expect(await reading).toBe('cancelled');
  });
});
