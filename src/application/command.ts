import type { Citation } from '../domain/answer.ts';
import type { Language } from '../domain/language.ts';
import type { WayIn } from '../domain/observer.ts';
import type { Showing } from '../domain/receipt.ts';
import type { SessionMemory } from './session-memory.ts';

/** A sentence in every dictionary language. */
export type Localised = Readonly<Record<Language, string>>;

interface OptionBase {
  /** Name as typed: `[a-z0-9_-]`, 1-32 characters, in both languages. */
  readonly name: Localised;
  /** 1-100 characters. */
  readonly description: Localised;
}

/** What has been typed into an option so far, and how much of an answer the surface can show. */
export interface SuggestionRequest {
  /** May be empty. */
  readonly text: string;
  /** Who types where, with what was given to the other options. */
  readonly call: CommandCall;
  /** Most suggestions. */
  readonly limit: number;
  /** Longest value, in characters; a longer one is left out. */
  readonly maxChars: number;
  /** Aborts when the same person has typed on. */
  readonly signal: AbortSignal;
}

/** What is shown, and what the option then holds. */
export interface Suggestion {
  readonly label: string;
  readonly value: string;
}

/**
 * Values while somebody types, the best first; a string stands for itself. Has to answer within two
 * seconds. Typed as a method, so that who never calls it need not know the services.
 */
export type Suggest<Services> = {
  suggest(
    request: SuggestionRequest,
    services: Services,
  ): Promise<readonly (string | Suggestion)[]>;
}['suggest'];

/** Free text. */
export interface TextOption<Services = unknown> extends OptionBase {
  readonly kind: 'text';
  /** Key in `CommandContext.options`. */
  readonly key: string;
  readonly required: boolean;
  /** Characters; Discord allows 6,000. */
  readonly maxChars: number;
  /** Absent: nothing is suggested. */
  readonly suggest?: Suggest<Services>;
}

/** On or off; off when not given. */
export interface FlagOption extends OptionBase {
  readonly kind: 'flag';
  readonly key: string;
}

/** One value of a fixed list. */
export interface ChoiceOption extends OptionBase {
  readonly kind: 'choice';
  readonly key: string;
  /** At most 25. */
  readonly choices: readonly { readonly value: string; readonly label: Localised }[];
}

/** A whole number. */
export interface NumberOption extends OptionBase {
  readonly kind: 'number';
  readonly key: string;
  readonly min: number;
  readonly max: number;
}

/** A channel or a role of the server; its value is the id as digits. */
export interface PlaceOption extends OptionBase {
  readonly kind: 'channel' | 'role';
  readonly key: string;
}

/** A file that is handed in; it arrives in `CommandCall.files`. */
export interface FileOption extends OptionBase {
  readonly kind: 'file';
  /** Key in `CommandCall.files`. */
  readonly key: string;
}

/** An option of a command; `kind` tells which. */
export type CommandOption<Services = unknown> =
  TextOption<Services> | FlagOption | ChoiceOption | NumberOption | PlaceOption | FileOption;

/** Value of an option as given: text, choices and ids as strings, flags as booleans. */
export type OptionValue = string | boolean | number;

/** One of several things a command does: `/knowledge list`. */
export interface SubcommandDefinition<Services = unknown> {
  readonly name: Localised;
  readonly description: Localised;
  readonly options: readonly CommandOption<Services>[];
}

/** What a user can type, in words no surface owns: Discord, terminal and page read the same one. */
export interface CommandDefinition<Services = unknown> {
  readonly name: Localised;
  readonly description: Localised;
  readonly options: readonly CommandOption<Services>[];
  /** Absent: none. Where there are some, `options` is empty. At most 25. */
  readonly subcommands?: readonly SubcommandDefinition<Services>[];
  /** `moderators`: shown to those who may manage the server; checked in code as well. */
  readonly audience?: 'everybody' | 'moderators';
}

/** A button under a reply; its id on the wire is `verb:subject`. */
export interface ReplyButton {
  /** `[a-z-]+`. */
  readonly verb: string;
  /** What it is about, mostly an answer id; no colon. */
  readonly subject: string;
  readonly label: string;
  readonly style: 'primary' | 'plain' | 'danger';
}

/** What can be done less often, as one menu below the buttons. */
export interface ReplyMenu {
  /** Stands in the closed menu. */
  readonly label: string;
  /** At most 25; all about the same subject. */
  readonly entries: readonly ReplyButton[];
}

/** A poll that the surface itself counts the votes of: a message below the reply that never changes. */
export interface ReplyPoll {
  readonly question: string;
  /** At least two; whoever votes chooses one. */
  readonly answers: readonly string[];
  /** How long it is open, in whole hours. */
  readonly hours: number;
  /** The whole view where the surface cannot have this poll after all. */
  readonly otherwise: ReplyView;
}

/** The whole visible reply at one moment. Every text is Markdown and untrusted. */
export interface ReplyView {
  /** `working` while more will come. */
  readonly tone: 'working' | 'answer' | 'notice' | 'error';
  /** One line above the text: what is going on, or why the answer is what it is. */
  readonly heading?: string;
  /** About how long what the heading says will take from now on, in ms; absent: not known. */
  readonly leftMs?: number;
  readonly text: string;
  /** Listed below the text, in order. */
  readonly citations: readonly Citation[];
  /**
   * Below everything, in a message of its own with the buttons, so that a button's reply `inPlace`
   * replaces this part alone.
   */
  readonly footer?: string;
  /** Of the last view alone, where `CallPlace.polls` says that one may be opened. */
  readonly poll?: ReplyPoll;
  /** At most 5 a row are shown. */
  readonly buttons: readonly ReplyButton[];
  /** Absent: none. */
  readonly more?: ReplyMenu;
  /**
   * What the text names and the surface may show by name, as it stands there: channels `<#1>`, roles
   * `<@&1>`, members `<@1>`, commands as they are typed (`/ask`). Nobody is called by it.
   */
  readonly mentions?: readonly string[];
  /** Of what the surface says around it; absent: the caller's. */
  readonly language?: Language;
}

/** Where a command's reply appears. The surface spaces, splits and cleans what it is given. */
export interface ReplyPort {
  /** Replaces the visible reply soon; a later call may overtake this one. Never throws. */
  update(view: ReplyView): void;
  /** Replaces the visible reply for good. Resolves when it is delivered or has been given up. */
  finish(view: ReplyView): Promise<void>;
  /** What was sent for it so far. Absent: it is shown without messages and edits. */
  sent?(): Showing;
  /** Id of the message of the view's poll; null where there is none. Absent: there never is one. */
  pollId?(): string | null;
}

/** Whoever runs the installation, in front of it: may do everything, and nothing is limited. */
export interface Operator {
  readonly kind: 'operator';
  readonly id: string;
}

/** Anybody else a surface lets in: may do what the settings of the place allow, within limits. */
export interface Member {
  readonly kind: 'member';
  /** Discord's id of the user, or what another surface tells its visitors apart by. */
  readonly id: string;
  /** In the server of the call, as Discord lists them, which leaves out @everyone. */
  readonly roleIds: readonly string[];
  /** Has "Manage Server" there. */
  readonly isModerator: boolean;
}

/** Who asks. A surface says `operator` only of somebody it knows to be one. */
export type Caller = Operator | Member;

/** What a surface can do with a reply. Whether it shows Markdown or edits is its own affair. */
export interface SurfaceAbilities {
  /** Only counted: nothing is decided by it. */
  readonly way: WayIn;
  /** Shows buttons and takes their presses; without them a reply says what to type instead. */
  readonly buttons: boolean;
  /** Can show a reply to the caller alone. */
  readonly privateReplies: boolean;
  /** What is said there is kept: answers for their buttons, questions for the next one. */
  readonly storage: boolean;
}

/** How a poll of the surface's own stands. */
export interface PollReading {
  /** Milliseconds since the epoch; null: it has no end yet. */
  readonly endsAtMs: number | null;
  /** Whether it is over and the votes are counted for good. */
  readonly isCounted: boolean;
  /** By answer, in the order the poll was asked with; null: not told. */
  readonly votes: readonly number[] | null;
}

/** Polls the surface itself counts the votes of, in one place. */
export interface PlacePolls {
  /** Whether a reply there may have one. */
  readonly mayOpen: boolean;
  /** Address of the poll of a message. */
  link(messageId: string): string;
  /** `gone`: the message is not there any longer; `unknown`: it cannot be told now. Never throws. */
  read(messageId: string): Promise<PollReading | 'gone' | 'unknown'>;
}

/** Where a call comes from, as far as conversations and rules about channels go. */
export interface CallPlace {
  /** The channel, or the thread. */
  readonly channelId: string;
  /** The channel a thread belongs to; null for what is no thread. */
  readonly parentChannelId: string | null;
  /** Id of the answer below whose message the thread was started; null when there is none. */
  readonly startedFrom: () => Promise<string | null>;
  /** Id of the answer a message of the bot shows; null for any other. Absent where messages have no ids. */
  readonly answerAt?: (message: {
    readonly channelId: string;
    readonly messageId: string;
  }) => Promise<string | null>;
  /**
   * What a thread or a post of a forum asks: its title, with the text it begins with where the surface
   * may read that; null where it begins with an answer of the bot. Absent for what is no thread.
   */
  readonly topic?: () => Promise<string | null>;
  /**
   * Opens a thread below a message of the bot, by its id, and resolves to the thread's id, of the one
   * that is there already as well; null when it is refused. Absent where there can be none.
   */
  readonly openThread?: (messageId: string, title: string) => Promise<string | null>;
  /** Absent where there can be none. */
  readonly polls?: PlacePolls;
}

/** A file as handed in. Untrusted: its name and type are the sender's words. */
export interface GivenFile {
  readonly name: string;
  readonly contentType: string | null;
  readonly sizeBytes: number;
  /** @throws AppError `document-too-large` above `maxBytes` | `address-failed` | `cancelled` */
  read(maxBytes: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** Who calls a command or presses a button, with what; known before anything is answered. */
export interface CommandCall {
  readonly caller: Caller;
  /** What the surface can do that the call came through. */
  readonly surface: SurfaceAbilities;
  /** The caller's interface language. */
  readonly language: Language;
  /** The server whose settings and articles count; null outside a server. */
  readonly guildId: string | null;
  /** Null where there are no channels. */
  readonly place: CallPlace | null;
  /** Buttons find what they are about under `SUBJECT`, menus the message's text under `MESSAGE`. */
  readonly options: ReadonlyMap<string, OptionValue>;
  /** By key of the option. */
  readonly files: ReadonlyMap<string, GivenFile>;
  /** What a surface that stores nothing remembers while it is open; absent: nothing. */
  readonly session?: SessionMemory | undefined;
}

/** Option key of the English name of the subcommand that was chosen. */
export const SUBCOMMAND = 'subcommand';
/** Option key of what a button is about. */
export const SUBJECT = 'subject';
/** Option key of the id of the message a button stands below. */
export const BELOW = 'below';
/** Option key of the text of the message a menu was opened on. */
export const MESSAGE = 'message';
/** Option key of the answer a question goes on from. */
export const AFTER = 'after';

/** Everything one call of a command may know about who called it, and where to reply. */
export interface CommandContext extends CommandCall {
  readonly requestId: string;
  /** Aborts when the user stops the command, the surface goes away or the bot shuts down. */
  readonly signal: AbortSignal;
  readonly reply: ReplyPort;
}

/** What may go on, and how. */
export interface Prepared {
  readonly ok: true;
  /** Whether only the caller may see the reply. */
  readonly isPrivate: boolean;
  /**
   * Buttons and their forms only: the reply takes the place of the message the button stands
   * below, for all who see it; the surface knows by itself whether that message is private. A
   * long view whose part begins as that message does goes on from there, so that what stands
   * above it is not said again. Until something is shown the message stays as it is, also after
   * a fault. Absent: a new message.
   */
  readonly inPlace?: boolean;
  /**
   * Buttons only: those of the message it stands below go at once, and the reply is a new message.
   * Excludes `inPlace`.
   */
  readonly spendsButtons?: boolean;
  /** What is asked: shown above a reply whose question nobody else sees, and what Retry asks again. */
  readonly question?: string;
  /** What is noted for Retry instead of the question; see `commands/retry.ts`. */
  readonly retry?: string;
  /** Ends with exactly one `reply.finish`. @throws AppError */
  readonly run: (context: CommandContext) => Promise<void>;
}

/** Not done, with a sentence for the caller. */
export interface Refused extends Pick<ReplyView, 'mentions'> {
  readonly ok: false;
  readonly message: string;
}

/** Decided before the first response: refused, or how it goes on. */
export type Preparation = Refused | Prepared;

/** `Services` is what the composition root hands to every command. */
export interface Command<Services> {
  readonly definition: CommandDefinition<Services>;
  /**
   * Checks rights and limits of whoever calls; the one way in, for every surface. Has to answer
   * within a second. @throws AppError, which the surface puts into words
   */
  prepare(call: CommandCall, services: Services): Promise<Preparation>;
}

/** A form with one text field. */
export interface FormDefinition {
  /** 1-45 characters. */
  readonly title: string;
  /** Key in `CommandCall.options`. */
  readonly key: string;
  /** 1-45 characters. */
  readonly label: string;
  readonly required: boolean;
  readonly maxChars: number;
  /** What stands in the field at first. */
  readonly value?: string;
}

/** Shows a form, or refuses with a sentence for the caller. */
export type Opening = Refused | { readonly ok: true; readonly form: FormDefinition };

/** What a button, or an entry of a message's menu, does. */
export interface Action<Services> {
  /** Of the button's id. */
  readonly verb: string;
  /** Name in the menu of messages, 1-32 characters; absent: a button only. */
  readonly menu?: Localised;
  /** Whether one press is answered once, however often somebody presses until then. */
  readonly once?: true;
  /** Asks for a text first; `prepare` then runs with what was entered. @throws AppError */
  open?(call: CommandCall, services: Services): Promise<Opening>;
  /** Has to answer within a second. @throws AppError */
  prepare(call: CommandCall, services: Services): Promise<Preparation>;
}
