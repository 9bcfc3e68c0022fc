import { toAppError } from '../../domain/errors.ts';
import type { Clock, Logger, ModelHealth } from '../../domain/ports.ts';
import type { KnowledgeSpaces } from './knowledge-spaces.ts';

/** Between two looks at the model server while all is well. */
export const HEALTHY_CHECK_MS = 30_000; // 30 seconds
/** The same while something is missing: how long users wait for a server that has come back. */
export const UNHEALTHY_CHECK_MS = 5_000; // 5 seconds

/** What the watch needs from the other rooms. */
export interface WatchModelsParts {
  readonly health: ModelHealth;
  readonly knowledge: Pick<KnowledgeSpaces, 'shared' | 'refreshServers'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Name of what runs the models now; another one may have another embedder. */
  readonly runtime: () => string;
  /** Loads the chat model so that the first answer need not wait. */
  readonly warmUp: (signal: AbortSignal) => Promise<void>;
}

/**
 * Looks after the model server until the signal aborts: notices when it comes back, completes the
 * index in the background and warms the model up. Never throws.
 */
export async function watchModels(parts: WatchModelsParts, signal: AbortSignal): Promise<void> {
  const { health, knowledge, clock, logger, runtime } = parts;
  const { shared } = knowledge;
  let wasReady = health.current().status === 'ready';
  let compared = runtime();
  while (!signal.aborted) {
    try {
      await clock.sleep(wasReady ? HEALTHY_CHECK_MS : UNHEALTHY_CHECK_MS, signal);
      const { status } = await health.refresh(signal);
      const isReady = status === 'ready';
      if (isReady !== wasReady) logger.info({ status }, 'The model server changed its state.');
      const isOther = isReady && runtime() !== compared;
      const isBack = isReady && (isOther || !wasReady);
      wasReady = isReady;
      // No usable embedder: there are no vectors yet, or nobody has asked the server whose they are.
      if (isOther || (isReady && shared.usableEmbedder() === null)) {
        await shared.refresh({ signal });
      }
      if (isReady) compared = runtime();
      if (isReady) await knowledge.refreshServers(signal);
      if (isBack) await parts.warmUp(signal);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'cancelled') return;
      logger.warn({ code: error.code, reason: error.message }, 'Looking after the models failed.');
    }
  }
}
