import type { FindingWords } from '../application/views/status-lines.ts';
import type { NoteWords } from '../application/views/note-words.ts';
import type { AnswerReason } from '../domain/answer.ts';
import type { AppError, ErrorCode } from '../domain/errors.ts';
import type { ModelRuntimeName, ModelServerState, ModelState } from '../domain/ports.ts';
import type { ServerWords } from './server-words.ts';

/** Names and numbers for an error's sentence; see `AppError.details`. */
export type Details = AppError['details'];

/** Every sentence a user reads. One object per language; a missing key fails the type check. */
export interface Words extends ServerWords {
  /** Plain sentence for each reason; shown above passages or instead of an answer. */
  readonly reason: Readonly<Record<AnswerReason, string>>;
  readonly notes: NoteWords;
  /** What to do about an abstention: nearest articles by title. */
  nearest(titles: readonly string[]): string;
  /** One sentence for each fault: what is wrong and what to do next. */
  readonly error: Readonly<Record<ErrorCode, (details: Details) => string>>;
  readonly progress: {
    readonly searching: string;
    /** `position` counted from 1. How long it takes is said behind it. */
    queued(position: number): string;
    found(passages: number, articles: number): string;
    readonly writing: string;
    /** One of several parts is being read, counted from 1. */
    part(part: number, parts: number): string;
  };
  /** Heading of an answer that was stopped before anything was written. */
  readonly stoppedEarly: string;
  /** Heading of an answer to a follow-up that was rewritten. */
  understoodAs(question: string): string;
  readonly sources: string;
  readonly status: FindingWords & {
    readonly title: string;
    model(state: ModelState, chatModel: string): string;
    /** `isStandIn`: because no Ollama answers. */
    runtime(name: ModelRuntimeName, isStandIn: boolean): string;
    /** One of several model servers, by its place in OLLAMA_HOST from 1. */
    server(place: number, server: Omit<ModelServerState, 'name'>): string;
    index(articles: number, passages: number, id: string, vectors: boolean): string;
    readonly noIndex: string;
    /** A finished index did not pass its trial. */
    readonly indexWaits: string;
    queue(waiting: number, running: number, tokensPerSecond: number | null): string;
    /** Tokens a second the model reads, null before that was measured, and what goes into a prompt. */
    reading(tokensPerSecond: number | null, promptTokens: number): string;
    uptime(minutes: number): string;
    invitation(address: string): string;
    building(done: number, total: number): string;
  };
  readonly help: {
    readonly intro: string;
    readonly commandsTitle: string;
    readonly waysTitle: string;
    /** Other ways to ask; `menus`: entries of the menu of a message. */
    ways(menus: readonly string[]): readonly string[];
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
  /** What the bot's own status says while it gets ready; at most 128 characters. */
  readonly presence: {
    readonly models: string;
    indexing(done: number, total: number): string;
  };
  readonly discord: {
    readonly interrupted: string;
    readonly expiredPrivate: string;
    readonly working: string;
    readonly stopped: string;
    readonly shuttingDown: string;
    readonly unknownAction: string;
    readonly unknownCommand: string;
    readonly notAccepted: string;
    readonly greeting: string;
    readonly alreadyAnswering: string;
    readonly howToFollowUp: string;
  };
}
