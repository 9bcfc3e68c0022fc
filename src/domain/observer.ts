import type { AnswerMode, AnswerReason } from './answer.ts';
import type { ErrorCode } from './errors.ts';

/** How somebody reaches the bot: a command or button, a message to it, the page, the terminal. */
export type WayIn = 'interaction' | 'message' | 'page' | 'terminal';

/** How a question ended. */
export interface QuestionEnd {
  /** `talk`: about the bot itself, nothing was searched; `abandoned`: nobody read on. */
  readonly outcome: AnswerMode | 'talk' | 'failed' | 'abandoned';
  /** Null for an answer that needs none. */
  readonly reason: AnswerReason | ErrorCode | null;
  /** In the queue, in milliseconds. */
  readonly waitMs: number;
  /** From the question to the first word that is shown, in milliseconds; null without one. */
  readonly firstWordMs: number | null;
  readonly totalMs: number;
  /** As the model counted; null where it was not asked or does not tell. */
  readonly tokensPerSecond: number | null;
}

/** How a debate ended. */
export interface DebateEnd {
  /** `refused`: there was no place for it; `abandoned`: nobody read on. */
  readonly outcome: AnswerMode | 'refused' | 'failed' | 'abandoned';
  /** One of a few names; null where none is needed. */
  readonly reason: string | null;
  /** In the queue, in milliseconds. */
  readonly waitMs: number;
  readonly totalMs: number;
}

/**
 * What happens, for whoever counts it. Every value is a number or one of a few names: no text and
 * no id of anybody or anything.
 */
export type Observed =
  | { readonly type: 'question-start'; readonly way: WayIn }
  | { readonly type: 'question-refuse'; readonly reason: string }
  | ({ readonly type: 'question-end' } & QuestionEnd)
  | { readonly type: 'debate-start'; readonly way: WayIn }
  | ({ readonly type: 'debate-end' } & DebateEnd)
  /** Discord asked for a pause: of the bot, of a bucket of its own, or of one shared with others. */
  | { readonly type: 'rate-limit'; readonly scope: 'global' | 'user' | 'shared' };

/** Hears what happens. Has to return at once; what it throws is dropped. */
export type Observe = (event: Observed) => void;

/** Everybody who hears. */
export interface Observers {
  /** Never throws. */
  readonly tell: Observe;
  /** @returns what takes the listener off again */
  add(listener: Observe): () => void;
}
