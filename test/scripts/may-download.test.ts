import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { mayDownload, modelCache } from '../../scripts/lib/may-download.mjs';
import { parseConfig } from '../../src/config.ts';

let environment: Record<string, string | undefined>;
let asked: string[];
beforeEach(() => {
  environment = { MODEL_CACHE_DIR: join(mkdtempSync(join(tmpdir(), 'cria-cache-')), 'models') };
  asked = [];
});

const at = (isTerminal: boolean, answer = '') => ({
  isTerminal,
  ask: async (question: string) => {
    asked.push(question);
    return answer;
  },
});
const may = (deps: ReturnType<typeof at>, flag: 'yes' | 'no' | null = null): Promise<boolean> =>
  mayDownload({ flag, environment }, deps);

describe('whether models may be downloaded', () => {
  test.each([
    ['', true],
    ['y', true],
    ['Ja', true],
    ['n', false],
    [' No', false],
  ])(
    'is asked once at a terminal, with the size; "%s" means %s and is remembered',
    async (said, means) => {
      expect(await may(at(true, said))).toBe(means);
      expect(asked).toHaveLength(1);
      expect(asked[0]).toMatch(/GB/u);
      expect(await may(at(true, means ? 'n' : 'y'))).toBe(means);
      expect(await may(at(false))).toBe(means);
      expect(asked).toHaveLength(1);
    },
  );

  test('is yes where nobody can be asked', async () => {
    expect(await may(at(false))).toBe(true);
    expect(asked).toEqual([]);
  });

  test('is what a flag says, now and from now on', async () => {
    expect(await may(at(true), 'no')).toBe(false);
    expect(await may(at(true))).toBe(false);
    expect(await may(at(true), 'yes')).toBe(true);
    expect(await may(at(true))).toBe(true);
    expect(asked).toEqual([]);
  });

  test('is what the environment says, which is not remembered', async () => {
    environment['MODEL_DOWNLOAD'] = 'no';
    expect(await may(at(true))).toBe(false);
    delete environment['MODEL_DOWNLOAD'];
    expect(await may(at(true, 'y'))).toBe(true);
    expect(asked).toHaveLength(1);
  });

  test('is asked anew where the answer cannot be kept', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'cria-cache-')), 'file');
    writeFileSync(file, '');
    environment = { MODEL_CACHE_DIR: join(file, 'below') };
    expect(await may(at(true, 'n'))).toBe(false);
    expect(await may(at(true, 'y'))).toBe(true);
  });
});

test.each([
  { MODEL_CACHE_DIR: '/models' },
  { HOME: '/home/ada' },
  { HOME: '/home/ada', XDG_CACHE_HOME: '/caches' },
  { USERPROFILE: '/Users/ada', LOCALAPPDATA: '/Users/ada/local' },
])('the folder of models is the one the bot uses: %j', (given) => {
  expect(modelCache(given)).toBe(parseConfig(given).embedded.cacheDir);
});
