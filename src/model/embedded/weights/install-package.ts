import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError, cancelled } from '../../../domain/errors.ts';

/** Later ones lack builds in some registries. */
export const PACKAGE_VERSION = '3.21.1';
const PACKAGE = 'node-llama-cpp';
/** The build for each platform and processor, as `process` names them. */
const BUILDS: Readonly<Record<string, string>> = {
  'darwin arm64': 'mac-arm64-metal',
  'darwin x64': 'mac-x64',
  'linux arm': 'linux-armv7l',
  'linux arm64': 'linux-arm64',
  'linux x64': 'linux-x64',
  'win32 arm64': 'win-arm64',
  'win32 x64': 'win-x64',
};
const MAX_SAID_CHARS = 2_000;
const MAX_QUOTED_CHARS = 300;

export interface InstallOptions {
  /** Receives the package in a folder of its own. */
  readonly cacheFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

const folderOf = (cacheFolder: string): string =>
  join(cacheFolder, `${PACKAGE}-${PACKAGE_VERSION}-${process.platform}-${process.arch}`);

/** Address of the installed package's module; null when it is not there. */
export function packageUrl(cacheFolder: string): string | null {
  const path = join(folderOf(cacheFolder), 'node_modules', PACKAGE, 'dist', 'index.js');
  return existsSync(path) ? pathToFileURL(path).href : null;
}

/** Whether there is a build for this machine. */
export function hasBuild(): boolean {
  return BUILDS[`${process.platform} ${process.arch}`] !== undefined;
}

/**
 * Installs what runs the models, unless it is there: aside, then renamed, so that an interrupted
 * installation counts as none. About 83 MB.
 * @throws AppError `model-missing` (no build for this machine, npm failed) | `cancelled`
 */
export async function installPackage(options: InstallOptions): Promise<void> {
  const { cacheFolder, signal } = options;
  if (packageUrl(cacheFolder) !== null) return;
  const build = BUILDS[`${process.platform} ${process.arch}`];
  if (build === undefined) {
    throw failed(`there is no build for ${process.platform} on ${process.arch}; use Ollama`);
  }
  await mkdir(cacheFolder, { recursive: true });
  const aside = await mkdtemp(join(cacheFolder, '.install-'));
  try {
    await writeFile(join(aside, 'package.json'), '{"private":true}\n');
    await npmInstall(
      aside,
      [`${PACKAGE}@${PACKAGE_VERSION}`, `@${PACKAGE}/${build}@${PACKAGE_VERSION}`],
      options,
    );
    if (signal?.aborted === true) throw cancelled(signal.reason, 'The installation');
    await rename(aside, folderOf(cacheFolder));
  } catch (thrown) {
    if (packageUrl(cacheFolder) === null) throw thrown; // else another process was faster
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function npmInstall(
  cwd: string,
  packages: readonly string[],
  { environment, signal }: InstallOptions,
): Promise<void> {
  const quiet = [
    '--omit=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['install', ...quiet, ...packages], {
      cwd,
      env: { ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: process.platform === 'win32', // npm is a batch file there; no word of it is free text
    });
    const stop = (): void => void child.kill();
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MAX_SAID_CHARS);
    });
    const finish = (fault: AppError | null): void => {
      signal?.removeEventListener('abort', stop);
      if (fault === null) resolve();
      else reject(fault);
    };
    child.once('error', () => finish(failed('npm could not be started')));
    child.once('close', (code) => {
      const last = said.trim().split('\n').at(-1) ?? '';
      finish(code === 0 ? null : failed(`npm failed: ${last.slice(0, MAX_QUOTED_CHARS)}`));
    });
  });
}

function failed(why: string): AppError {
  return new AppError(
    'model-missing',
    `What runs the models (${PACKAGE} ${PACKAGE_VERSION}) cannot be installed: ${why}.`,
    { isRetryable: true, details: { model: PACKAGE } },
  );
}
