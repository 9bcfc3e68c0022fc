import type { AnswerReason } from '../domain/answer.ts';
import type { AppError, ErrorCode } from '../domain/errors.ts';
import type { ModelRuntimeName, ModelState } from '../domain/ports.ts';
import type { ServerWords } from './server-words.ts';

/** Names and numbers for an error's sentence; see `AppError.details`. */
export type Details = AppError['details'];

/** Every sentence a user reads. One object per language; a missing key fails the type check. */
export interface Words extends ServerWords {
  /** Plain sentence for each reason; shown above passages or instead of an answer. */
  readonly reason: Readonly<Record<AnswerReason, string>>;
  /** What to do about an abstention: nearest articles by title. */
  nearest(titles: readonly string[]): string;
  readonly unverifiedNote: string;
  /** One sentence for each fault: what is wrong and what to do next. */
  readonly error: Readonly<Record<ErrorCode, (details: Details) => string>>;
  readonly progress: {
    readonly searching: string;
    /** `position` counted from 1; `seconds` null before anything was measured. */
    queued(position: number, seconds: number | null): string;
    found(passages: number, articles: number): string;
    readonly writing: string;
  };
  /** Heading of an answer to a follow-up that was rewritten. */
  understoodAs(question: string): string;
  readonly sources: string;
  readonly status: {
    readonly title: string;
    model(state: ModelState, chatModel: string): string;
    /** `isStandIn`: because no Ollama answers. */
    runtime(name: ModelRuntimeName, isStandIn: boolean): string;
    index(articles: number, passages: number, id: string, vectors: boolean): string;
    readonly noIndex: string;
    /** A finished index did not pass its trial. */
    readonly indexWaits: string;
    queue(waiting: number, running: number, tokensPerSecond: number | null): string;
    uptime(minutes: number): string;
    building(done: number, total: number): string;
  };
  readonly help: {
    readonly intro: string;
    readonly commandsTitle: string;
    readonly examplesTitle: string;
    readonly examples: readonly string[];
  };
  readonly terminal: {
    readonly banner: string;
    readonly hint: string;
    readonly unknownCommand: (name: string) => string;
    readonly missingOption: (name: string) => string;
    /** `given` is empty when no subcommand was named. */
    whichSubcommand(command: string, given: string, known: readonly string[]): string;
    noFile(path: string): string;
    readonly bye: string;
  };
  readonly discord: {
    readonly interrupted: string;
    readonly expiredPrivate: string;
    readonly working: string;
    readonly stopped: string;
    readonly shuttingDown: string;
    readonly unknownAction: string;
    readonly unknownCommand: string;
  };
}
