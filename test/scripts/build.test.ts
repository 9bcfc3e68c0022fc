import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ENTRIES, openBuild, stampOf, withBuiltUrls } from '../../scripts/lib/build.mjs';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const LIB = new URL('../../scripts/lib', import.meta.url).href;

let root: string;
let logged: string[];
const log = (message: string): void => void logged.push(message);
beforeEach(async () => {
  logged = [];
  root = await mkdtemp(join(tmpdir(), 'cria-build-'));
  await mkdir(join(root, 'commands'), { recursive: true });
  for (const source of Object.values(ENTRIES)) await write(source, 'export {};\n');
  await write(
    'src/main.ts',
    "export const answer: number = 42;\nexport { fail } from './fail.ts';\n",
  );
  await write('src/fail.ts', "\n\nexport function fail(): never {\n  throw new Error('No.');\n}\n");
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

interface Main {
  readonly answer: number;
  readonly fail: () => never;
}

const mainOf = async (folder: string): Promise<Main> =>
  (await import(pathToFileURL(join(folder, 'main.mjs')).href)) as Main;
const builds = (): Promise<string[]> => readdir(join(root, 'dist'));
/** What a process of its own prints. */
async function printed(script: string): Promise<string> {
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout.trim();
}

/** As a disk that cannot be written to. */
const readOnly = (): Promise<void> =>
  Promise.reject(Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' }));

describe('the build', () => {
  test('is made once for a state of the sources, and can be run', async () => {
    const folder = await openBuild(root, log);
    expect(logged).toEqual(['Building: the sources are new or have changed ...']);
    expect((await mainOf(folder)).answer).toBe(42);
    expect(await openBuild(root, log, readOnly)).toBe(folder);
    expect(logged).toHaveLength(1);
  });

  test('is made anew when a source changes, comes or goes; the one before stays', async () => {
    const first = await openBuild(root, log);
    await write('src/main.ts', 'export const answer: number = 7;\n');
    const second = await openBuild(root, log);
    expect((await mainOf(second)).answer).toBe(7);
    expect((await builds()).sort()).toEqual([first, second].map((path) => basename(path)).sort());
    await write('src/more.ts', '');
    expect(stampOf(root)).not.toBe(basename(second));
    await rm(join(root, 'src/more.ts'));
    expect(stampOf(root)).toBe(basename(second));
    await utimes(join(root, 'src/main.ts'), 1, 1);
    expect(stampOf(root)).not.toBe(basename(second));
  });

  test('keeps a few builds, and clears up what a killed build left', async () => {
    const unfinished = join(root, 'dist', '.unfinished-1-1');
    await mkdir(unfinished, { recursive: true });
    await utimes(unfinished, 1, 1);
    for (let version = 0; version < 6; version += 1) {
      await write('src/main.ts', `export const answer: number = ${'1'.repeat(version + 1)};\n`);
      await openBuild(root, log);
    }
    expect(await builds()).toHaveLength(4);
    expect(existsSync(unfinished)).toBe(false);
  });

  test('made by two processes at once is one', async () => {
    const script = `import { openBuild } from '${LIB}/build.mjs';
      console.log(await openBuild('${root}', () => {}));`;
    const [one, other] = await Promise.all([printed(script), printed(script)]);
    expect(one).toBe(other);
    expect(await builds()).toEqual([basename(one)]);
    expect((await mainOf(one)).answer).toBe(42);
  });

  test('that fails leaves nothing and names file and line', async () => {
    await write('src/main.ts', "export const a = 1;\nimport './nowhere.ts';\n");
    await expect(openBuild(root, log)).rejects.toThrow(/src\/main\.ts:2:.*nowhere/u);
    expect(await builds()).toEqual([]);
  });

  test('that cannot be written says so; what was built last runs', async () => {
    await expect(openBuild(root, log, readOnly)).rejects.toThrow(/^Cria cannot be built: EROFS/u);
    const first = await openBuild(root, log);
    await write('src/main.ts', 'export const answer: number = 7;\n');
    expect(await openBuild(root, log, readOnly)).toBe(first);
    expect(logged.at(-1)).toMatch(/cannot be built: EROFS[^]*\nGoing on with what was built last/u);
  });

  test('names the sources in stack traces', async () => {
    const folder = await openBuild(root, log);
    const script = `import { mapStackTraces } from '${LIB}/stack-traces.mjs';
      mapStackTraces('${folder}');
      const { fail } = await import('${pathToFileURL(folder).href}/main.mjs');
      try { fail(); } catch (error) { console.log(error.stack); }`;
    const [first, second] = (await printed(script)).split('\n');
    expect(first).toBe('Error: No.');
    expect(second).toBe(`    at fail (${join(root, 'src/fail.ts')}:4:9)`);
  });
});

describe('URLs of a module', () => {
  const path = join(PROJECT, 'src/indexing/a.ts');
  const options = { root: PROJECT };
  const worker = "new URL('./worker/index-worker.ts', import.meta.url)";
  const data = "new URL('../golden/questions.jsonl', import.meta.url)";

  test('lead to what is built of a thread, and to data where they lie', () => {
    expect(withBuiltUrls(`${worker};${data}`, path, options)).toBe(
      "new URL('./index-worker.mjs', import.meta.url);" +
        "new URL('../../src/golden/questions.jsonl', import.meta.url)",
    );
    expect(withBuiltUrls(`${worker};${data}`, path, { ...options, builtUrl: 'file:///b' })).toBe(
      `new URL('file:///b/index-worker.mjs');${data}`,
    );
  });

  test('may not lead to a source that nothing is built of', () => {
    const code = "new URL('./index-store.ts', import.meta.url)";
    expect(() => withBuiltUrls(code, path, options)).toThrow('index-store.ts is not among');
  });
});

test('every entry has its source', () => {
  for (const source of Object.values(ENTRIES)) expect(existsSync(join(PROJECT, source))).toBe(true);
});
