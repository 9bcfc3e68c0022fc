import type { AnswerReason } from '../domain/answer.ts';
import type { DatedTitle, ListedFrom, Summarised } from '../domain/answer-notes.ts';
import type { Language } from '../domain/language.ts';
import type { AnswerRequest, Clock, Retrieval, Retrieve } from '../domain/ports.ts';
import type { Dropped } from './checking/answer-checker.ts';
import type { Disagreement } from './choosing/disagreement.ts';
import type { Candidates } from './choosing/find-candidates.ts';
import type { ReadingSpeed } from './choosing/reading-speed.ts';
import type { SentenceVectors } from './choosing/sentence-vectors.ts';
import type { TranslationScale } from './checking/translation-scale.ts';
import type { PromptScale } from './prompt-scale.ts';

/** The sentences the chain itself needs, in every dictionary language. */
export interface AnswerWords {
  reason(language: Language, reason: AnswerReason): string;
  nearest(language: Language, titles: readonly string[]): string;
  /** What stands in an article. */
  summary(language: Language, of: Summarised): string;
  /** What is gathered may not be all there is. */
  listed(language: Language, from: ListedFrom): string;
  /** An older and a newer article say different things. */
  differ(language: Language, older: DatedTitle, newer: DatedTitle): string;
}

/** A part of answering that can be left out, to measure what it is good for. */
export type AnsweringPart = 'choosing' | 'claim-check' | 'gate';

/** How questions are answered. */
export interface AnsweringOptions {
  /** How long a model may read before its first word, in seconds: what goes into the prompt. */
  readonly firstTokenTargetSeconds: number;
  /** Whether one sentence of the articles may be the answer as it stands. Default false. */
  readonly verbatim?: boolean | undefined;
  /** Default none. */
  readonly without?: readonly AnsweringPart[] | undefined;
  /** Told, for measurements, what the model wrote that did not stand. */
  readonly onDropped?: ((dropped: readonly Dropped[]) => void) | undefined;
}

export interface ChainParts {
  readonly retrieve: Retrieve;
  readonly words: AnswerWords;
  readonly clock: Clock;
  readonly options: AnsweringOptions;
  /** Version of Cria, for receipts. */
  readonly code: string;
  /** SHA-256 of a text, hexadecimal. */
  readonly sha256: (text: string) => string;
  /** Told what the model read, so that others can say it. Default: a new one. */
  readonly speed?: ReadingSpeed | undefined;
}

/** What the chain was given, and what it remembers from one question to the next. */
export interface Parts extends ChainParts {
  readonly scale: PromptScale;
  readonly speed: ReadingSpeed;
  readonly vectors: SentenceVectors;
  readonly translations: TranslationScale;
}

/** A question on its way; each step adds what it found out. */
export interface Started extends AnswerRequest {
  readonly startedAtMs: number;
}

export interface Retrieved extends Started {
  readonly retrieval: Retrieval;
  readonly searchReason: AnswerReason | null;
  readonly retrievalMs: number;
}

export interface Judged extends Retrieved {
  readonly candidates: Candidates;
  /** That the statements hold an answer, [0, 1]. */
  readonly chance: number;
  /** Of what the model was given to read; absent where it was given nothing. */
  readonly disagreement?: Disagreement | null | undefined;
}
