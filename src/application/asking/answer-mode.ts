import type { AnswerReason } from '../../domain/answer.ts';
import type { ModelHealth, ModelState } from '../../domain/ports.ts';

/** What can be done with the models as they are. */
export interface AnswerMode {
  /** Why no model writes, or what it has to do without; null when nothing is missing. */
  readonly reason: AnswerReason | null;
  /** Whether questions can be compared by meaning. */
  readonly canEmbed: boolean;
}

/** Looks once more at models that were not ready; what follows from the mode is up to the caller. */
export async function settleMode(health: ModelHealth, signal?: AbortSignal): Promise<AnswerMode> {
  const known = health.current();
  return modeFor(known.status === 'ready' ? known : await health.refresh(signal));
}

function modeFor(state: ModelState): AnswerMode {
  switch (state.status) {
    case 'ready':
      return { reason: null, canEmbed: true };
    case 'unreachable':
      return { reason: 'model-unreachable', canEmbed: false };
    case 'chat-model-missing':
      return { reason: 'chat-model-missing', canEmbed: true };
    case 'embedder-missing':
      return { reason: 'embedder-missing', canEmbed: false };
    case 'resting':
      return { reason: 'model-resting', canEmbed: true };
  }
}
