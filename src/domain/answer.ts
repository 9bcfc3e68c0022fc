import type { Receipt } from './receipt.ts';
import type { AppError } from './errors.ts';
import type { Language } from './language.ts';
import type { RankedPassage } from './passage.ts';

/**
 * `generated`: the model wrote it; `quoted`: put together from names and sentences of the articles, each
 * with its source; `passages`: retrieval only; `abstained`: nothing was answered.
 */
export type AnswerMode = 'generated' | 'quoted' | 'passages' | 'abstained';

/** Why an answer is not (or not only) a generated one. Each has a sentence in `src/words`. */
export type AnswerReason =
  | 'no-evidence'
  | 'model-declined'
  | 'question-empty'
  | 'question-too-short'
  | 'question-too-long'
  | 'question-without-words'
  | 'corpus-empty'
  | 'model-unreachable'
  | 'chat-model-missing'
  | 'embedder-missing'
  | 'model-resting'
  | 'model-failed'
  | 'model-slow'
  | 'nothing-verified'
  /** It thought until there was no room for an answer. */
  | 'model-only-thought'
  /** It ends where there was no room for more. */
  | 'answer-cut'
  /** No article has the name that was given. */
  | 'article-unknown'
  /** It stands in the articles, but whether it is what was asked is not sure. */
  | 'answer-unsure'
  /** As it stands in the articles, in their language: no translation of it stood. */
  | 'answer-untranslated'
  | 'stopped';

/** A checked reference from the answer's text to a passage. */
export interface Citation {
  /** The number in the text, `[n]`, counted from 1 in the order of use. */
  readonly n: number;
  readonly articleId: string;
  readonly title: string;
  readonly section: string;
  readonly url: string | null;
  /** ISO date of the article; null or absent when unknown. */
  readonly published?: string | null | undefined;
  /** Sentence of the passage that the citing sentence rests on, verbatim. */
  readonly quote: string;
}

/** How long the steps took, in milliseconds. */
export interface AnswerTimings {
  /** Embedding, both searches, fusion and judgement. */
  readonly retrieval: number;
  /** From the question's arrival to the first visible token; null when nothing was generated. */
  readonly firstToken: number | null;
  readonly total: number;
}

/** A finished answer with everything a surface shows or writes as JSON. */
export interface Answer {
  readonly id: string;
  readonly question: string;
  readonly language: Language;
  readonly mode: AnswerMode;
  /** `talk`: said about the bot itself or its last answer, and nothing was searched. */
  readonly reason: AnswerReason | 'talk' | null;
  /** A line above the answer: what is to be known about how it came to be. Absent: nothing. */
  readonly note?: string | undefined;
  /** Markdown in `language`; sentences that failed the check are left out. */
  readonly answer: string;
  readonly citations: readonly Citation[];
  readonly passages: readonly RankedPassage[];
  /** Number of sentences that were left out because no passage states them. */
  readonly unverified: number;
  readonly timingsMs: AnswerTimings;
  /** Chat model that wrote the answer; null when none did. */
  readonly model: string | null;
  /** Id of the generation that was searched; null when there was none. */
  readonly index: string | null;
  /** What it came of; absent where nothing was searched, and of answers kept by earlier versions. */
  readonly receipt?: Receipt | undefined;
}

/**
 * What happens while a question is answered, in order.
 * Exactly one terminal event (`answer-end`, `answer-abstain`, `answer-error`) comes, always last.
 * `text-delta`s together are what stands of the model's text, sentence by sentence, with the sources each brings along.
 */
export type AnswerEvent =
  | {
      readonly type: 'retrieval-end';
      readonly language: Language;
      readonly passages: readonly RankedPassage[];
    }
  | {
      readonly type: 'text-delta';
      readonly text: string;
      readonly citations: readonly Citation[];
    }
  /** What is written in several parts, one call of the model each: `part` of `parts` begins, from 1. */
  | { readonly type: 'part-begin'; readonly part: number; readonly parts: number }
  | { readonly type: 'answer-end'; readonly answer: Answer }
  | { readonly type: 'answer-abstain'; readonly answer: Answer }
  | { readonly type: 'answer-error'; readonly error: AppError };

/** One exchange of a conversation, oldest first in a history. */
export interface Turn {
  readonly question: string;
  /** Empty: none was given. */
  readonly answer: string;
}
