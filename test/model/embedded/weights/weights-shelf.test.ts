import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PullProgress } from '../../../../src/domain/ports.ts';
import {
  knownWeights,
  type KnownWeights,
} from '../../../../src/model/embedded/weights/catalogue.ts';
import {
  createWeightsShelf,
  type WeightsShelf,
} from '../../../../src/model/embedded/weights/weights-shelf.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';
import { deadHost, faultOf } from '../../faults.ts';
import { RecordingLogger } from '../../recording-logger.ts';

const DATA = Buffer.from('GGUF and more');
const SHA = createHash('sha256').update(DATA).digest('hex');
const LLAMA = knownWeights('llama3.2:latest')!;
const E5 = knownWeights('multilingual-e5-small:latest')!;

let folder: string;
let hub: Server;
let asked: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cria-shelf-'));
  asked = [];
  hub = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'x-linked-etag': `"${SHA}"` }).end(DATA);
  }).listen(0, '127.0.0.1');
  await once(hub, 'listening');
});
afterEach(() => void hub.close());

const hubAddress = (): string => `http://127.0.0.1:${(hub.address() as AddressInfo).port}/`;
function shelfAt(address: string, environment: Record<string, string> = {}): WeightsShelf {
  const clock = new ManualClock();
  return createWeightsShelf({
    folder,
    hub: address,
    environment,
    clock,
    logger: new RecordingLogger(),
  });
}

async function get(shelf: WeightsShelf, known: KnownWeights): Promise<PullProgress[]> {
  const steps: PullProgress[] = [];
  const { signal } = new AbortController();
  await shelf.get(known, { signal, onProgress: (step) => steps.push(step) });
  return steps;
}

describe('the shelf of weights', () => {
  test('gets weights from the hub, remembers their hash, and tells their licence', async () => {
    const shelf = shelfAt(hubAddress());
    expect(await shelf.find(LLAMA)).toBeNull();
    const steps = await get(shelf, LLAMA);
    expect(asked[0]).toBe(`/${LLAMA.hub!.replace(/\/([^/]+)$/u, '/resolve/main/$1')}`);
    expect(steps.at(-1)).toMatchObject({
      model: 'llama3.2',
      licence: LLAMA.licence,
      completedBytes: DATA.length,
    });
    const found = await shelf.find(LLAMA);
    expect(found).toMatchObject({ sha256: SHA });
    expect(readFileSync(found!.path).equals(DATA)).toBe(true);
  });

  test('knows the hash of what packages make, and works out that of any other file', async () => {
    const shelf = shelfAt(hubAddress());
    writeFileSync(join(folder, E5.file), DATA);
    writeFileSync(join(folder, LLAMA.file), DATA);
    expect((await shelf.find(E5))?.sha256).toBe(E5.packages?.sha256);
    expect((await shelf.find(LLAMA))?.sha256).toBe(SHA);
  });

  test('says what is missing where neither a hub nor Python is in reach', async () => {
    const shelf = shelfAt(await deadHost(), { PATH: join(folder, 'nothing') });
    const known = { ...E5, hub: null };
    const fault = await faultOf(get(shelf, known));
    expect(fault.code).toBe('model-missing');
    expect(fault.message).toContain('install Python 3.9 or newer with pip');
    expect(await shelf.find(E5)).toBeNull();
  });

  test('says that pip is missing, and shows what the script said', async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const python = '#!/bin/sh\necho "make_weights.py: this Python has no pip" >&2\nexit 3\n';
    writeFileSync(join(bin, 'python3'), python, { mode: 0o755 });
    const shelf = shelfAt(await deadHost(), { PATH: bin });
    const fault = await faultOf(get(shelf, { ...E5, hub: null }));
    expect(fault.code).toBe('model-missing');
    expect(fault.message).toContain('this Python has no pip; install it');
  });

  test('takes the progress of the script, and nothing else it writes', async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const python = '#!/bin/sh\necho noise\necho \'{"model":"x","done":5,"total":9}\'\n';
    writeFileSync(join(bin, 'python3'), python, { mode: 0o755 });
    const steps = await get(shelfAt(await deadHost(), { PATH: bin }), { ...E5, hub: null });
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatchObject({ completedBytes: 5, totalBytes: 9 });
  });

  test('takes a file the operator names, and says which one cannot be read', async () => {
    const shelf = shelfAt(hubAddress());
    const path = join(folder, 'mine.gguf');
    writeFileSync(path, DATA);
    expect(await shelf.named('mine', path)).toEqual({ model: 'mine', path, sha256: SHA });
    writeFileSync(path, 'another file');
    expect((await shelf.named('mine', path)).sha256).not.toBe(SHA);
    const fault = await faultOf(shelf.named('mine', join(folder, 'absent.gguf')));
    expect(fault).toMatchObject({ code: 'model-missing', details: { model: 'mine' } });
    expect(fault.message).toContain('absent.gguf');
  });
});
