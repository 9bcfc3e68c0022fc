import type { ModelFootprint } from '../domain/model-footprint.ts';
import type {
  ChatModel,
  Clock,
  Embedder,
  Logger,
  ModelHealth,
  ModelRuntimeName,
  ModelServerState,
  PullProgress,
} from '../domain/ports.ts';

/** One program that runs the models. compose.ts picks one; nobody else knows which. */
export interface ModelRuntime {
  readonly name: ModelRuntimeName;
  /** What answers now, for comparison: another one may have another embedder. */
  serving(): string;
  /** Each of several servers; empty where one program runs the models. */
  servers(): readonly ModelServerState[];
  /**
   * What the models take, one entry a machine; those that cannot be asked are missing.
   * @throws AppError `cancelled`
   */
  footprints(signal?: AbortSignal): Promise<readonly ModelFootprint[]>;
  readonly chat: WarmChatModel;
  readonly embedder: Embedder;
  readonly health: ModelHealth;
  /**
   * Gets the models that are missing, one after another; resolves with their names. For start-up
   * only: it may take an hour.
   * @throws AppError `model-unreachable` | `model-missing` (cannot be had; the message says what to
   *   do) | `model-timeout` | `model-failed` | `cancelled`
   */
  ensureModels(
    signal: AbortSignal,
    onProgress: (progress: PullProgress) => void,
  ): Promise<readonly string[]>;
  /** Ends what runs for it alone. Idempotent. */
  close(): Promise<void>;
}

export interface WarmChatModel extends ChatModel {
  /**
   * Loads the model with the options every answer uses, without writing anything.
   * @throws AppError as `stream`
   */
  warmUp(signal?: AbortSignal): Promise<void>;
}

/** What every runtime is made with. */
export interface ModelRuntimeOptions {
  readonly chatModel: string;
  readonly embedModel: string;
  /** Window that prompt and answer share, in tokens. */
  readonly contextTokens: number;
  readonly maxAnswerTokens: number;
  /** Absent leaves it to the runtime. */
  readonly threads: number | undefined;
  readonly patience: Patience;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How long to wait for a server that says nothing. */
export interface Patience {
  /** After this the server is asked whether it lives, in milliseconds; a dead one is left at once. */
  readonly askAfterMs: number;
  /** Longest wait for one that lives, and longest one answer may take as a whole, in milliseconds. */
  readonly longestMs: number;
}

export const DEFAULT_PATIENCE: Patience = {
  askAfterMs: 180_000, // 3 minutes: loading a model from disk and reading the prompt
  longestMs: 600_000, // 10 minutes
};
