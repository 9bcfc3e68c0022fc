import type { Citation } from '../domain/answer.ts';
import type { Language } from '../domain/language.ts';

/** A sentence in every dictionary language. */
export type Localised = Readonly<Record<Language, string>>;

interface OptionBase {
  /** Name as typed: `[a-z0-9_-]`, 1-32 characters, in both languages. */
  readonly name: Localised;
  /** 1-100 characters. */
  readonly description: Localised;
}

/** Free text. */
export interface TextOption extends OptionBase {
  readonly kind: 'text';
  /** Key in `CommandContext.options`. */
  readonly key: string;
  readonly required: boolean;
  /** Characters; Discord allows 6,000. */
  readonly maxChars: number;
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

/** An option of a command; `kind` tells which. */
export type CommandOption = TextOption | FlagOption | ChoiceOption;

/** Value of an option as given: text and choices as strings, flags as booleans. */
export type OptionValue = string | boolean;

/** What a user can type, in words no surface owns: Discord, terminal and page read the same one. */
export interface CommandDefinition {
  readonly name: Localised;
  readonly description: Localised;
  readonly options: readonly CommandOption[];
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

/** The whole visible reply at one moment. Every text is Markdown and untrusted. */
export interface ReplyView {
  /** `working` while more will come. */
  readonly tone: 'working' | 'answer' | 'notice' | 'error';
  /** One line above the text: what is going on, or why the answer is what it is. */
  readonly heading?: string;
  readonly text: string;
  /** Listed below the text, in order. */
  readonly citations: readonly Citation[];
  /** At most 5 a row are shown. */
  readonly buttons: readonly ReplyButton[];
}

/** Where a command's reply appears. The surface spaces, splits and cleans what it is given. */
export interface ReplyPort {
  /** Replaces the visible reply soon; a later call may overtake this one. Never throws. */
  update(view: ReplyView): void;
  /** Replaces the visible reply for good. Resolves when it is delivered or has been given up. */
  finish(view: ReplyView): Promise<void>;
}

/** Everything one call of a command may know about who called it, and where to reply. */
export interface CommandContext {
  readonly requestId: string;
  /** Aborts when the user stops the command, the surface goes away or the bot shuts down. */
  readonly signal: AbortSignal;
  /** The asker's interface language. */
  readonly language: Language;
  readonly userId: string;
  /** Null outside a server (direct message, terminal, page). */
  readonly guildId: string | null;
  readonly options: ReadonlyMap<string, OptionValue>;
  readonly reply: ReplyPort;
}

/** `Services` is what the composition root hands to every command. */
export interface Command<Services> {
  readonly definition: CommandDefinition;
  /** Whether only the asker may see the reply; decided before the first response. */
  isPrivate(options: ReadonlyMap<string, OptionValue>): boolean;
  /** Ends with exactly one `reply.finish`. @throws AppError, which the surface puts into words. */
  run(context: CommandContext, services: Services): Promise<void>;
}
