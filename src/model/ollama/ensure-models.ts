import type { ProgressResponse } from 'ollama';
import { AppError, cancelled, toAppError } from '../../domain/errors.ts';
import type { Clock, Logger, PullProgress } from '../../domain/ports.ts';
import { isSameModel } from '../model-names.ts';
import { listModels } from './list-models.ts';
import { OllamaCall } from './ollama-client.ts';
import type { OllamaTarget } from './ollama-errors.ts';

/** Between two lines of progress; checking a large file is silent. */
export const PULL_SILENCE_TIMEOUT_MS = 240_000; // 4 minutes
export const PULL_ATTEMPTS = 3;
/** Before the second attempt; doubles. The server keeps what it has downloaded. */
export const PULL_RETRY_MS = 2_000; // 2 seconds

export interface EnsureModelsOptions {
  /** As `normaliseHost` returns it. */
  readonly host: string;
  readonly models: readonly string[];
  /** Value of the `authorization` header; a secret. */
  readonly authorization?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
}

/**
 * Downloads the models the server lacks, one after another; resolves with the names of those.
 * For start-up only: it may take an hour.
 * @throws AppError `model-unreachable` (no server) | `model-missing` (no download; the message says
 *   what to run) | `model-timeout` | `model-failed` | `cancelled`
 */
export async function ensureModels(options: EnsureModelsOptions): Promise<readonly string[]> {
  const { host, authorization, clock, signal } = options;
  const target = { host, model: '', authorization };
  const installed = await listModels({ target, clock, signal });
  const missing = options.models.filter(
    (model, index, all) =>
      !installed.some(({ name }) => isSameModel(name, model)) &&
      all.findIndex((other) => isSameModel(other, model)) === index,
  );
  for (const model of missing) await pull(options, model);
  return missing;
}

async function pull(options: EnsureModelsOptions, model: string): Promise<void> {
  const { host, authorization } = options;
  const target = { host, model, authorization };
  for (let attempt = 1; ; attempt += 1) {
    try {
      for await (const part of pullOnce(options, target)) {
        options.onProgress?.(progress(model, part));
      }
      return;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'cancelled' || error.code === 'internal') throw error;
      if (attempt === PULL_ATTEMPTS || isHopeless(error)) throw pullFault(error, target);
      options.logger.warn({ model, attempt, code: error.code }, error.message);
    }
    await pauseBefore(options, PULL_RETRY_MS * 2 ** (attempt - 1));
  }
}

async function pauseBefore(options: EnsureModelsOptions, ms: number): Promise<void> {
  try {
    await options.clock.sleep(ms, options.signal);
  } catch (cause) {
    throw cancelled(cause, 'The download of the models');
  }
}

async function* pullOnce(
  { clock, signal }: EnsureModelsOptions,
  target: OllamaTarget,
): AsyncGenerator<ProgressResponse> {
  const call = new OllamaCall({ target, body: 'lines', clock, signal });
  try {
    call.throwIfClosed();
    call.expectWithin(PULL_SILENCE_TIMEOUT_MS, 'progress of the download');
    const parts = await call.client.pull({ model: target.model, stream: true });
    for await (const part of parts) {
      call.throwIfClosed();
      call.expectWithin(PULL_SILENCE_TIMEOUT_MS, 'progress of the download');
      yield part;
    }
  } catch (thrown) {
    throw call.fault(thrown);
  } finally {
    call.close();
  }
}

function progress(model: string, part: ProgressResponse): PullProgress {
  const bytes = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  return {
    model,
    status: part.status,
    completedBytes: bytes(part.completed),
    totalBytes: bytes(part.total),
  };
}

/** The registry does not know the name: asking again cannot help. */
function isHopeless(error: AppError): boolean {
  return /does not exist|invalid model name/iu.test(error.message);
}

/** A server that failed to download has no model; a server that is gone stays `model-unreachable`. */
function pullFault(error: AppError, { host, model }: OllamaTarget): AppError {
  if (error.code !== 'model-failed') return error;
  const why = isHopeless(error) ? 'the registry does not know it' : 'the download failed';
  return new AppError(
    'model-missing',
    `The Ollama server at ${host} does not have the model "${model}", and ${why}: ${error.message} ` +
      `Check the name and the network, then run \`ollama pull ${model}\`.`,
    { cause: error, isRetryable: !isHopeless(error), details: { model, host } },
  );
}
