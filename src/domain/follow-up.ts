import type { Turn } from './answer.ts';
import type { Language } from './language.ts';
import type { ChatModel } from './ports.ts';

/** A question, what was said before it, and who may rewrite it. */
export interface RewriteRequest {
  readonly question: string;
  readonly language: Language;
  /** Oldest first. */
  readonly history: readonly Turn[];
  /** Null: no model to ask, the rules rewrite. */
  readonly chat: ChatModel | null;
  readonly signal?: AbortSignal;
}

/** The question as it is searched for. */
export interface Rewritten {
  /** To be understood without the history. */
  readonly question: string;
  /** `none`: it was no follow-up, and is unchanged. */
  readonly by: 'none' | 'model' | 'rules';
}

/** What is done about questions that go on from others. */
export interface FollowUps {
  /** Whether a question can only be understood with what was said before it; leans to yes. */
  isFollowUp(question: string, language: Language): boolean;
  /**
   * Makes a follow-up understandable by itself.
   * @throws AppError `cancelled` when the signal aborts, and nothing else
   */
  rewrite(request: RewriteRequest): Promise<Rewritten>;
}
