import type { AnswerMode, AnswerReason, Citation } from './answer.ts';
import type { AppError } from './errors.ts';
import type { Language } from './language.ts';
import type { RankedPassage } from './passage.ts';
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
  /** Language of the summary. */
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

/** `argument`: a reason; `evidence`: a fact or figure; `concession`: grants the other side something. */
export type PointKind = 'argument' | 'evidence' | 'concession';

/** One checked statement for a side. */
export interface DebatePoint {
  /** One sentence without citation marks. */
  readonly claim: string;
  /** Full name of who holds it; null when the article states it. */
  readonly who: string | null;
  readonly kind: PointKind;
  /** Number of the passage it stands in. */
  readonly n: number;
  /** Further passages in which the same person speaks for this side. */
  readonly also: readonly number[];
  /** Whether it is a sentence of the passage, word for word, and not the model's. */
  readonly verbatim: boolean;
  /** Language of the claim: the debate's, but for what is quoted from the other one. */
  readonly language: string;
}

/** A statement about the debate as a whole: what both grant, or what is open. */
export interface SharedPoint {
  readonly claim: string;
  /** Full name of who says so; null when the article does. */
  readonly who: string | null;
  readonly n: number;
  readonly verbatim: boolean;
  /** As in `DebatePoint`. */
  readonly language: string;
}

/** One side of a debate. */
export interface DebateSide {
  /** As the corpus spells it. */
  readonly name: string;
  /** One sentence; empty when nothing speaks for the side or nothing was summed up. */
  readonly position: string;
  readonly points: readonly DebatePoint[];
  /** Numbers of its passages, best first. */
  readonly passages: readonly number[];
}

/** How much stands behind a side. */
export interface SideBalance {
  readonly name: string;
  readonly points: number;
  /** Distinct persons named. */
  readonly voices: number;
  /** Distinct articles of its passages. */
  readonly articles: number;
  readonly passages: number;
  /** False: the corpus has nothing for this side. */
  readonly hasEvidence: boolean;
}

/**
 * Why a statement of the model was left out. `no-sentence`: it has no verb. `out-of-context`: it
 * points back to what the reader does not see. `not-their-words`: the article's own remark in
 * somebody's mouth. `one-voice`: one person's words as a whole side's view.
 */
export type DropReason =
  | 'no-such-passage'
  | 'facts-missing'
  | 'who-not-in-passage'
  | 'wrong-side'
  | 'wrong-person'
  | 'not-their-words'
  | 'one-voice'
  | 'no-sentence'
  | 'out-of-context'
  | 'unsupported'
  | 'wrong-language'
  | 'verdict'
  | 'instruction'
  | 'duplicate'
  | 'malformed';

/** Statements of the model that failed a check. */
export interface DroppedPoints {
  readonly total: number;
  readonly byReason: Readonly<Partial<Record<DropReason, number>>>;
}

/** A cited passage, and which side it was found for. */
export interface DebateCitation extends Citation {
  readonly language: string;
  /** Names of the sides it is evidence for: none for common ground only, two for both. */
  readonly speaksFor: readonly string[];
}

/** How long the steps took, in milliseconds. */
export interface DebateTimings {
  readonly evidence: number;
  /** One for each side, in order; null when no model wrote it. */
  readonly sides: readonly [number | null, number | null];
  readonly common: number | null;
  readonly total: number;
}

/** A finished debate with everything a surface shows or writes as JSON. */
export interface Debate {
  readonly id: string;
  readonly topic: string;
  readonly language: Language;
  readonly mode: AnswerMode;
  readonly reason: DebateReason | null;
  readonly sides: readonly [DebateSide, DebateSide];
  /** What both sides grant. */
  readonly common: readonly SharedPoint[];
  /** What is open between them. */
  readonly open: readonly SharedPoint[];
  readonly balance: readonly [SideBalance, SideBalance];
  /** All passages it rests on, the same in every language; `n` of a point is one of these. */
  readonly citations: readonly DebateCitation[];
  readonly passages: readonly RankedPassage[];
  readonly dropped: DroppedPoints;
  readonly timingsMs: DebateTimings;
  /** Chat model that wrote it; null when none did. */
  readonly model: string | null;
  readonly index: string | null;
}

/**
 * What happens while a debate is summed up, in order. Exactly one terminal event (`debate-end`,
 * `debate-abstain`, `debate-error`) comes, always last.
 */
export type DebateEvent =
  | {
      readonly type: 'evidence-found';
      readonly topic: string;
      readonly language: Language;
      readonly names: readonly [string, string];
      readonly balance: readonly [SideBalance, SideBalance];
    }
  | { readonly type: 'side-a'; readonly side: DebateSide }
  | { readonly type: 'side-b'; readonly side: DebateSide }
  | {
      readonly type: 'common-ground';
      readonly common: readonly SharedPoint[];
      readonly open: readonly SharedPoint[];
    }
  | { readonly type: 'debate-end'; readonly debate: Debate }
  | { readonly type: 'debate-abstain'; readonly debate: Debate }
  | { readonly type: 'debate-error'; readonly error: AppError };

/** One debate on its way through retrieval, model and checks; its form is already checked. */
export interface DebateTask {
  readonly id: string;
  readonly topic: string;
  /** What is searched for besides the names: the topic, in every language it is known in. */
  readonly searchTopics: readonly string[];
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
