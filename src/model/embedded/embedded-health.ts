import { toAppError } from '../../domain/errors.ts';
import type { Logger, ModelHealth, ModelState } from '../../domain/ports.ts';
import { throwIfAborted } from '../../domain/errors.ts';
import type { Circuit } from '../circuit.ts';
import type { ModelInUse } from './models-in-use.ts';

export interface EmbeddedHealthOptions {
  readonly chatModel: ModelInUse;
  readonly embedModel: ModelInUse;
  readonly circuit: Circuit;
  readonly embedderCircuit: Circuit;
  /** Whether what runs the models is there. */
  readonly isInstalled: () => boolean;
  readonly logger: Logger;
}

/** Ready when everything is there: the process itself is started by the first order. */
export function createEmbeddedHealth(options: EmbeddedHealthOptions): ModelHealth {
  const { chatModel, embedModel, circuit, embedderCircuit, isInstalled, logger } = options;
  let seen: ModelState = { status: 'unreachable' };
  const current = (): ModelState => {
    if (seen.status !== 'ready') return seen;
    const trouble = circuit.trouble() ?? embedderCircuit.trouble() ?? undefined;
    const retryInMs = circuit.retryInMs();
    return retryInMs === null ? { ...seen, trouble } : { status: 'resting', retryInMs, trouble };
  };
  const isThere = async (model: ModelInUse): Promise<boolean> => {
    try {
      return isInstalled() && (await model.find()) !== null;
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      logger.warn({ code }, message);
      return false;
    }
  };
  return {
    current,
    async refresh(signal) {
      throwIfAborted(signal);
      const hasEmbedder = await isThere(embedModel);
      if (!(await isThere(chatModel))) {
        seen = { status: 'chat-model-missing', model: chatModel.name() };
      } else if (!hasEmbedder) seen = { status: 'embedder-missing', model: embedModel.name() };
      else seen = { status: 'ready' };
      return current();
    },
  };
}
