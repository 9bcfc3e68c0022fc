import type { Answer, Citation } from '../../domain/answer.ts';
import { FALLBACK_LANGUAGE, type Language } from '../../domain/language.ts';
import type { RankedPassage } from '../../domain/passage.ts';
import type { EndStopped } from './share-answers.ts';

/** As the citation check of `answering` returns it. */
export interface CheckedText {
  readonly text: string;
  readonly citations: readonly Citation[];
  /** Sentences marked as unverified. */
  readonly unverified: number;
}

/** What a stopped answer is built with. */
export interface StoppedAnswerParts {
  /** Checks every `[n]` of a text against the n-th passage, counted from 1. */
  readonly check: (
    text: string,
    passages: readonly RankedPassage[],
    language: Language,
  ) => CheckedText;
  /** Sentence below an answer with unverified sentences. */
  readonly unverifiedNote: (language: Language) => string;
  readonly model: string;
}

/**
 * The answer of somebody who presses Stop while others go on listening to the same generation:
 * what was written so far, checked as a whole answer is. Its timings are unknown and 0.
 */
export function createEndStopped(parts: StoppedAnswerParts): EndStopped {
  return ({ id, question, index, language: found, passages, text }): Answer => {
    const language = found ?? FALLBACK_LANGUAGE;
    const checked = parts.check(text, passages, language);
    const note = checked.unverified > 0 ? `\n\n${parts.unverifiedNote(language)}` : '';
    return {
      id,
      question,
      language,
      mode: 'generated',
      reason: 'stopped',
      answer: checked.text + note,
      citations: checked.citations,
      passages,
      unverified: checked.unverified,
      timingsMs: { retrieval: 0, firstToken: null, total: 0 },
      model: parts.model,
      index,
    };
  };
}
