import type { Language } from './language.ts';

/** What is said to the bot, or asked about it, and not about what the articles say. */
export type Talk =
  | 'greeting'
  | 'how-are-you'
  | 'thanks'
  | 'farewell'
  | 'acknowledgement'
  | 'who'
  | 'abilities'
  | 'articles'
  | 'article-count'
  | 'freshness'
  | 'languages'
  | 'model'
  | 'privacy'
  | 'delete-data'
  | 'add-article';

/** Small talk or a question about the bot, with the language its words show; null when they do not. */
export interface TalkTo {
  readonly talk: Talk;
  readonly language: Language | null;
}

/** What is to be done with the last answer. */
export type Refinement =
  | { readonly kind: 'shorter' | 'longer' | 'simpler' | 'list' | 'sources' | 'certainty' | 'again' }
  | { readonly kind: 'language'; readonly language: Language };

/** Tells what is no question to the articles. Rules of the language alone: no model, no corpus. */
export interface TalkReader {
  /** Null for anything that names a topic. */
  talkOf(text: string): TalkTo | null;
  /** Null for anything that names a topic. */
  refinementOf(text: string): Refinement | null;
  /** The question without a greeting before it and thanks behind it; the whole text when that is all. */
  withoutCourtesy(text: string): string;
}
