import type { PassageScores } from './passage.ts';

/** What an answer came of, for whoever does not take it on faith. Kept and forgotten with the answer. */
export interface Receipt {
  /** That the articles hold an answer, [0, 1]; null where that was not judged: the passages were given. */
  readonly chance: number | null;
  /** Sentences, items and rows that were looked at. */
  readonly statements: number;
  /** What the model was asked; null where none was. */
  readonly prompt: PromptReceipt | null;
  /** What it wrote that is not shown, and why; at most `MAX_LEFT_OUT`. */
  readonly leftOut: readonly { readonly text: string; readonly fault: string }[];
  /** How many more were left out. */
  readonly leftOutMore: number;
  /**
   * What was found besides the passages of the answer, best first; at most `MAX_OTHERS`. Absent in
   * receipts of earlier versions, as is what follows.
   */
  readonly others?: readonly OtherCandidate[];
  /** How many more were found. */
  readonly othersMore?: number;
  readonly made?: MadeBy;
  /** Of a debate; absent of answers. */
  readonly debate?: DebateReceipt;
  /** How it waited; absent where nobody did: of debates, and of receipts of earlier versions. */
  readonly turn?: TurnTimes;
  /** Messages and edits it took to show it; absent where it is shown without, or was not delivered. */
  readonly edits?: number;
  /** When they were sent, in milliseconds after the first view, which comes with the question; at most `MAX_EDIT_TIMES`. */
  readonly editsAtMs?: readonly number[];
}

/** Between the question and the work on it, in milliseconds after the question came. */
export interface TurnTimes {
  /** When its turn came; 0: there was no queue, or its answer needed no turn. */
  readonly waitMs: number;
  /** When the work on it began; negative where somebody had asked the same before. */
  readonly beganMs: number;
}

/** What it took to show an answer. */
export interface Showing {
  /** Messages, edits and removals. */
  readonly edits: number;
  /** When each was sent, in whole milliseconds after the first view; of more than `MAX_EDIT_TIMES` the first ones and the last. */
  readonly atMs: readonly number[];
}

/** How the statements of a debate came to their sides. */
export interface DebateReceipt {
  readonly names: readonly [string, string];
  /** Articles that were read. */
  readonly articles: number;
  /** Statements about either side, and how many of them rules put to the first and the second one. */
  readonly about: number;
  readonly byRules: readonly [number, number];
  /** What the model made of some of them, each asked twice; null: none sorted. */
  readonly sorting: DebateSorting | null;
  /** Points that are shown, each a statement word for word. */
  readonly shown: number;
}

/** Statements a model sorted, by what came of it. */
export interface DebateSorting {
  readonly asked: number;
  /** It said the same of, whichever side was named first. */
  readonly sure: number;
  /** It moved, away from where rules had put them. */
  readonly moved: number;
  /** What it took, in milliseconds. */
  readonly ms: number;
}

/** A passage that was found and not taken. */
export interface OtherCandidate extends Omit<PassageScores, 'similarity'> {
  readonly passageId: string;
  /** Article and section; at most `MAX_TITLE_CHARS`. */
  readonly title: string;
}

/** What an answer was made by, so that it can be told later what has changed. */
export interface MadeBy {
  /** Version of Cria. */
  readonly code: string;
  /** The one that was asked; null: none was. */
  readonly model: ModelOptions | null;
}

/** A chat model with what its answers depend on. */
export interface ModelOptions {
  readonly name: string;
  /** Of its weights; null where it is not known. */
  readonly digest: string | null;
  /** Window that prompt and answer share, in tokens. */
  readonly contextTokens: number;
  readonly maxAnswerTokens: number;
}

/** What a model was asked, and what it counted. */
export interface PromptReceipt {
  /** What it was given to read, in the order of its numbers; at most `MAX_CHOSEN`. */
  readonly chosen: readonly { readonly passageId: string; readonly text: string }[];
  /** How many sentences that were. Absent in receipts of earlier versions: all of `chosen`. */
  readonly given?: number;
  /** Chosen sentences that did not fit its window. */
  readonly cut: number;
  /** SHA-256 of the whole prompt, hexadecimal. */
  readonly sha256: string;
  /** Cautious estimates, in tokens. */
  readonly tokens: PromptTokens;
  /** As the model counted; null where it does not tell. */
  readonly readTokens: number | null;
  readonly writtenTokens: number | null;
  readonly tokensPerSecond: number | null;
}

/** Estimated tokens of a prompt, by part. */
export interface PromptTokens {
  readonly instructions: number;
  readonly evidence: number;
  readonly history: number;
  readonly question: number;
}

/** Most edits whose times are kept. */
export const MAX_EDIT_TIMES = 200;

/** Most sentences a receipt names that are not shown. */
export const MAX_LEFT_OUT = 12;
/** Longest text of one of them, in characters. */
export const MAX_LEFT_OUT_CHARS = 300;
/** Most passages that are named beside those of the answer. */
export const MAX_OTHERS = 12;
/** Longest title of one of them, in characters. */
export const MAX_TITLE_CHARS = 120;
/** Most sentences that are kept of what the model was given. */
export const MAX_CHOSEN = 60;
/** Longest sentence the model was given that is kept, in characters. */
export const MAX_CHOSEN_CHARS = 600;
