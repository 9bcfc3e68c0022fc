import type { Answer } from '../../domain/answer.ts';
import { FALLBACK_LANGUAGE } from '../../domain/language.ts';
import type { EndStopped } from './share-answers.ts';

/**
 * The answer of somebody who presses Stop while others go on listening to the same generation: what
 * stands so far. Its timings are unknown and 0.
 * @param chat what writes; which model that is may change
 */
export function createEndStopped(chat: { readonly model: string }): EndStopped {
  return ({ id, question, index, language, passages, text, citations }): Answer => ({
    ...{ id, question, passages, citations, model: chat.model, index },
    language: language ?? FALLBACK_LANGUAGE,
    mode: 'generated',
    reason: 'stopped',
    answer: text,
    unverified: 0,
    timingsMs: { retrieval: 0, firstToken: null, total: 0 },
  });
}
