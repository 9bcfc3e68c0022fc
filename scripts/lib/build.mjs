import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/*
 * What runs is compiled from the sources into `dist/<stamp>/`, one folder for each state of the
 * sources: a process that runs on goes on reading the folder it began with.
 */

/** Name in the build folder -> the source it begins with: programs, threads and child processes. */
export const ENTRIES = {
  main: 'src/main.ts',
  'index-worker': 'src/indexing/worker/index-worker.ts',
  'postgres-worker': 'src/postgres/generations/build-worker.ts',
  'extract-child': 'src/indexing/loaders/reading/extract-child.ts',
  'extract-worker': 'src/indexing/loaders/reading/extract-worker.ts',
  'map-worker': 'src/page/corpus/map-worker.ts',
  'model-child': 'src/model/embedded/child/model-child.ts',
  eval: 'evals/run.ts',
  bench: 'evals/bench/run.ts',
  suites: 'evals/suites/run.ts',
  'langchain-child': 'evals/bench/langchain-child.ts',
  'open-child': 'evals/bench/open-child.ts',
  'damage-child': 'evals/bench/damage-child.ts',
};
const DIST = 'dist';
const SOURCES = ['src', 'commands', 'evals'];
/** npm writes the first whenever packages change: some are compiled in. */
const ALSO_STAMPED = ['node_modules/.package-lock.json', 'scripts/lib/build.mjs'];
/** Builds that stay besides the newest: processes may still run on them. */
const KEPT_BUILDS = 3;
/** A half-written folder this old belongs to a build that died. */
const ABANDONED_MS = 10 * 60_000; // 10 minutes
const UNFINISHED = '.unfinished-';
/**
 * Packages of many small files that load several times faster as part of the build. The others stay
 * outside: those with native code, threads or data files, and those that load fast by themselves.
 */
const BUNDLED = ['@langchain/core', 'discord.js', 'eld', 'linkedom', 'mammoth', 'turndown', 'zod'];
/** What bundled packages look for and do without. */
const NOT_INSTALLED = ['zlib-sync', 'bufferutil', 'utf-8-validate'];
/** CommonJS packages call `require` for what is built into Node. */
const REQUIRE = `import { createRequire as requireFrom } from 'node:module';
const require = requireFrom(import.meta.url);`;

/**
 * The folder that holds what the sources compile to, built first where there is none yet. Where
 * nothing can be written, what was built last, with a warning.
 * @throws Error that says why there is nothing to run
 */
export async function openBuild(root, log, compile = compileTo) {
  const dist = join(root, DIST);
  const folder = join(dist, stampOf(root));
  if (existsSync(folder)) return folder;
  log('Building: the sources are new or have changed ...');
  try {
    await build(root, folder, compile);
    return folder;
  } catch (error) {
    if (error.errors !== undefined) throw error; // esbuild's own: a source does not compile
    const hint = `Can ${dist} be written to, and has npm install been run?`;
    const reason = `Cria cannot be built: ${error.message}\n${hint}`;
    const [last] = finishedBuilds(dist);
    if (last === undefined) throw new Error(reason, { cause: error });
    log(`${reason}\nGoing on with what was built last; the sources are newer.`);
    return last;
  }
}

/** Changes whenever a source does: its name, its size, or when it was written. */
export function stampOf(root) {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
    hash.update(`${relative(root, path)} ${size} ${Math.floor(mtimeMs)}\n`);
  };
  for (const name of SOURCES) {
    const entries = readdirSync(join(root, name), { recursive: true, withFileTypes: true });
    for (const path of entries.filter(isFile).map(pathOf).sort()) add(path);
  }
  for (const name of ALSO_STAMPED) add(join(root, name));
  return hash.digest('hex').slice(0, 16);
}

const isFile = (entry) => entry.isFile();
const pathOf = (entry) => join(entry.parentPath, entry.name);

/** Builds aside and renames: whoever looks sees all of a build or nothing, whatever ends it. */
async function build(root, folder, compile) {
  const dist = dirname(folder);
  const aside = join(dist, `${UNFINISHED}${process.pid}-${Date.now()}`);
  mkdirSync(aside, { recursive: true });
  try {
    await compile(root, aside);
    publish(aside, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  tidy(dist);
}

async function compileTo(root, outdir) {
  const esbuild = await import('esbuild');
  try {
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: Object.entries(ENTRIES).map(([out, source]) => ({ in: source, out })),
      outdir,
      outExtension: { '.js': '.mjs' },
      chunkNames: 'part-[hash]',
      bundle: true,
      splitting: true,
      external: NOT_INSTALLED,
      banner: { js: REQUIRE },
      platform: 'node',
      format: 'esm',
      target: 'node20',
      keepNames: true,
      sourcemap: true,
      sourcesContent: false,
      logLevel: 'error',
      plugins: [packagesPlugin, urlPlugin(root)],
    });
  } finally {
    await esbuild.stop();
  }
}

/** Another process may have been faster; its build is the same. */
function publish(aside, folder) {
  try {
    renameSync(aside, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

const packagesPlugin = {
  name: 'packages',
  setup(build) {
    // Only what the sources import decides: a bundled package takes along what it needs.
    build.onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
      if (kind === 'entry-point' || importer.includes('node_modules')) return undefined;
      const isBundled = BUNDLED.some((name) => path === name || path.startsWith(`${name}/`));
      return isBundled ? undefined : { path, external: true };
    });
    build.onLoad({ filter: NGRAMS }, async ({ path }) => ({ contents: await asJson(path) }));
  },
};

/** The letter statistics of language detection: 1.6 MB of source text, faster to load as JSON. */
const NGRAMS = /[\\/]eld[\\/]src[\\/]ngrams[\\/]\w+\.js$/;

async function asJson(path) {
  const { ngramsData } = await import(pathToFileURL(path).href);
  return `export const ngramsData = JSON.parse(${JSON.stringify(JSON.stringify(ngramsData))});`;
}

function urlPlugin(root) {
  return {
    name: 'urls',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const code = await readFile(path, 'utf8');
        return { contents: withBuiltUrls(code, path, { root }), loader: 'ts' };
      });
    },
  };
}

const MODULE_URL = /new URL\(\s*'(\.{0,2}[\w./-]+)',\s*import\.meta\.url,?\s*\)/g;

/**
 * A module's source with its `new URL('…', import.meta.url)` pointing where they pointed before it
 * was compiled: a thread's or child's source to what is built of it, a data file to itself. With
 * `builtUrl`, the module itself is not built: only the first kind changes, to files below that URL.
 */
export function withBuiltUrls(code, path, { root, builtUrl }) {
  return code.replace(MODULE_URL, (whole, specifier) => {
    const target = relative(root, resolve(dirname(path), specifier))
      .split(sep)
      .join('/');
    if (target.endsWith('.ts')) {
      const entry = Object.keys(ENTRIES).find((name) => ENTRIES[name] === target);
      if (entry === undefined) throw new Error(`${path}: ${target} is not among the entries.`);
      if (builtUrl !== undefined) return `new URL('${builtUrl}/${entry}.mjs')`;
      return `new URL('./${entry}.mjs', import.meta.url)`;
    }
    if (builtUrl !== undefined) return whole;
    return `new URL('${posix.join('../..', target)}', import.meta.url)`;
  });
}

/** Newest first. */
function finishedBuilds(dist) {
  if (!existsSync(dist)) return [];
  return readdirSync(dist)
    .filter((name) => !name.startsWith('.'))
    .map((name) => join(dist, name))
    .sort((a, b) => writtenMs(b) - writtenMs(a));
}

const writtenMs = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function tidy(dist) {
  const old = finishedBuilds(dist).slice(1 + KEPT_BUILDS);
  const abandoned = readdirSync(dist)
    .filter((name) => name.startsWith(UNFINISHED))
    .map((name) => join(dist, name))
    .filter((path) => Date.now() - writtenMs(path) > ABANDONED_MS);
  for (const path of [...old, ...abandoned]) rmSync(path, { recursive: true, force: true });
}
