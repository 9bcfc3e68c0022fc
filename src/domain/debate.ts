import type { AnswerMode, AnswerReason, Citation } from './answer.ts';
import type { AppError } from './errors.ts';
import type { Language } from './language.ts';
import type { RankedPassage } from './passage.ts';
import type { Receipt } from './receipt.ts';
import type { ChatModel, Embedder, PassageIndex } from './ports.ts';

/** Longest topic that is read, in characters. */
export const MAX_TOPIC_CHARS = 300;
/** Longest name of a side, in characters. */
export const MAX_SIDE_CHARS = 80;

/** What a debate is about. Fields that are missing are filled in: the sides from the corpus. */
export interface DebateRequest {
  readonly topic?: string | undefined;
  readonly sideA?: string | undefined;
  readonly sideB?: string | undefined;
  /** Language of what is said around the statements. */
  readonly language: Language;
}

/** Why a debate is not (or not only) a generated one. Each has a sentence in `src/words`. */
export type DebateReason =
  | AnswerReason
  | 'same-sides'
  | 'side-missing'
  | 'side-without-words'
  | 'side-too-long'
  | 'topic-too-long'
  | 'no-sides';

/** One statement of an article, word for word. */
export interface DebatePoint {
  /** Without citation marks. */
  readonly claim: string;
  /** Full name of who says it; null when the article does. */
  readonly who: string | null;
  /** Number of the passage it stands in. */
  readonly n: number;
  /** Language of the claim, BCP 47 primary tag; need not be the debate's. */
  readonly language: string;
}

/** One side of a debate. */
export interface DebateSide {
  /** As the corpus spells it. */
  readonly name: string;
  /** What its points say in one sentence that was held to them, else who speaks for it; may be empty. */
  readonly position: string;
  /** At most six, those of named speakers first; the same quota for both sides. */
  readonly points: readonly DebatePoint[];
}

/** How much stands behind a side. */
export interface SideBalance {
  readonly name: string;
  readonly points: number;
  /** Distinct speakers named. */
  readonly voices: number;
  /** Distinct articles its points are from. */
  readonly articles: number;
  /** False: the corpus has nothing for this side. */
  readonly hasEvidence: boolean;
}

/** How long the steps took, in milliseconds. */
export interface DebateTimings {
  readonly evidence: number;
  /** What the model took; null when none sorted. */
  readonly model: number | null;
  readonly total: number;
}

/** A finished debate with everything a surface shows or writes as JSON. */
export interface Debate {
  readonly id: string;
  readonly topic: string;
  readonly language: Language;
  /** `generated`: a model weighed the statements; `passages`: rules alone sorted them, also where a model could not. */
  readonly mode: AnswerMode;
  readonly reason: DebateReason | null;
  readonly sides: readonly [DebateSide, DebateSide];
  /** What both sides grant. */
  readonly common: readonly DebatePoint[];
  /** What is open between them. */
  readonly open: readonly DebatePoint[];
  readonly balance: readonly [SideBalance, SideBalance];
  /** Numbered from 1 in the order of reading. */
  readonly citations: readonly Citation[];
  /** Those cited, in the order of their numbers. */
  readonly passages: readonly RankedPassage[];
  readonly timingsMs: DebateTimings;
  /** Chat model that weighed it, or summed a side up; null when none did. */
  readonly model: string | null;
  readonly index: string | null;
  /** What it came of; null where nothing was searched. */
  readonly receipt: Receipt | null;
}

/** Both sides as far as they are. */
export type DebateDraft = Pick<Debate, 'topic' | 'language' | 'sides' | 'balance'>;

/**
 * What happens while a debate is held, in order. Exactly one terminal event (`debate-end`,
 * `debate-abstain`, `debate-error`) comes, always last.
 */
export type DebateEvent =
  /** Both sides as rules alone sort them. */
  | { readonly type: 'evidence-found'; readonly draft: DebateDraft }
  /** How many of the statements a model has weighed. */
  | { readonly type: 'weighing'; readonly done: number; readonly total: number }
  | { readonly type: 'debate-end'; readonly debate: Debate }
  | { readonly type: 'debate-abstain'; readonly debate: Debate }
  | { readonly type: 'debate-error'; readonly error: AppError };

/** One debate on its way through retrieval, model and checks; its form is already checked. */
export interface DebateTask {
  readonly id: string;
  readonly topic: string;
  /** Whether the topic was given, and is searched for besides the names. */
  readonly isTopicGiven: boolean;
  readonly sideA: string;
  readonly sideB: string;
  readonly language: Language;
  readonly index: PassageIndex;
  readonly embedder: Embedder | null;
  /** Null: passage mode for `reason`. */
  readonly chat: ChatModel | null;
  readonly reason: AnswerReason | null;
  readonly signal?: AbortSignal | undefined;
}

/** Sums a debate up. Ends with exactly one terminal event; never throws. */
export type HoldDebate = (task: DebateTask) => AsyncIterable<DebateEvent>;
