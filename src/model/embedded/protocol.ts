import type { ErrorData } from '../../domain/errors.ts';
import type { ChatMessage, ChatReport } from '../../domain/ports.ts';

/** A weight file, and what it has to be. */
export interface WeightsFile {
  /** Name of the model. */
  readonly model: string;
  readonly path: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
}

/** What the process of the models is told first. */
export interface ChildSettings {
  /** `file:` address of the module that runs the weights. */
  readonly packageUrl: string;
  /** Of one sequence of the chat model, in tokens. */
  readonly contextTokens: number;
  /** Absent: as many as the machine has cores for it. */
  readonly threads?: number | undefined;
  /** Most resident memory of the process. */
  readonly maxBytes: number;
}

/** Text for the messages; none of them: only load the model. */
export interface ChatOrder {
  readonly type: 'chat';
  readonly weights: WeightsFile;
  readonly messages: readonly ChatMessage[];
  readonly format?: Readonly<Record<string, unknown>> | undefined;
  readonly maxTokens: number;
}

/** One vector a text. */
export interface EmbedOrder {
  readonly type: 'embed';
  readonly weights: WeightsFile;
  /** Longest input in tokens; of a longer one the beginning is taken. */
  readonly maxTokens: number;
  readonly texts: readonly string[];
}

export type Order = ChatOrder | EmbedOrder;

/** From the bot to the process of the models. `id` names the order. */
export type ToChild =
  | { readonly settings: ChildSettings }
  | { readonly id: number; readonly order: Order }
  | { readonly id: number; readonly stop: true }
  | { readonly id: number; readonly ping: true };

/** What came of an order. */
export type Outcome =
  | {
      readonly type: 'answered';
      readonly report: ChatReport;
      /** Tokens of the prompt that were still in memory from an earlier one. */
      readonly reusedTokens: number;
    }
  | {
      readonly type: 'embedded';
      readonly vectors: readonly (readonly number[])[];
      /** Places of the texts of which only the beginning was taken. */
      readonly shortened: readonly number[];
    }
  | { readonly type: 'failed'; readonly fault: ErrorData };

/** From the process of the models to the bot. */
export type FromChild =
  | { readonly id: number; readonly text: string }
  | { readonly id: number; readonly outcome: Outcome }
  | { readonly id: number; readonly pong: true };

/** Exit code of a process that took more memory than `ChildSettings.maxBytes`. */
export const OVER_LIMIT_EXIT = 86;
