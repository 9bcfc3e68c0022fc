import type {
  ButtonInteraction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
  UserContextMenuCommandInteraction,
} from 'discord.js';
import type { CommandCall, Localised } from '../application/command.ts';
import type { Language } from '../domain/language.ts';
import type { ActionId } from './custom-id.ts';

export type ButtonHandler = (interaction: ButtonInteraction, action: ActionId) => Promise<void>;
export type ModalHandler = (interaction: ModalSubmitInteraction, action: ActionId) => Promise<void>;

/** An entry of the menu on a message or a user. */
export type ContextMenu =
  | {
      readonly kind: 'message';
      /** 1-32 characters, spaces and capitals allowed. */
      readonly name: Localised;
      readonly run: (interaction: MessageContextMenuCommandInteraction) => Promise<void>;
    }
  | {
      readonly kind: 'user';
      readonly name: Localised;
      readonly run: (interaction: UserContextMenuCommandInteraction) => Promise<void>;
    };

export interface SuggestionRequest {
  /** What has been typed so far; may be empty. */
  readonly text: string;
  /** Who types, and where; without options. */
  readonly call: CommandCall;
}

/** What is shown, and what the option then holds. */
export interface Suggestion {
  readonly label: string;
  /** Left out of the list above 100 characters: a cut value would name something else. */
  readonly value: string;
}

/**
 * At most 25 are shown, each cut to 100 characters; a string stands for itself. Must answer within
 * 3 seconds.
 */
export type Suggester = (request: SuggestionRequest) => Promise<readonly (string | Suggestion)[]>;

/** What is done about everything but chat commands; all of it is given from outside. */
export interface InteractionHandlers {
  /** By the verb of the custom id. */
  readonly buttons?: ReadonlyMap<string, ButtonHandler>;
  /** By the verb of the custom id. */
  readonly modals?: ReadonlyMap<string, ModalHandler>;
  readonly menus?: readonly ContextMenu[];
  /** By `command.optionKey` or `command.subcommand.optionKey`, English names: `ask.question`. */
  readonly suggesters?: ReadonlyMap<string, Suggester>;
}

/** What a precondition decides about. */
export interface CommandRequest {
  readonly commandName: string;
  readonly userId: string;
  readonly guildId: string | null;
  readonly channelId: string | null;
  readonly roleIds: readonly string[];
  /** The member's permission bits in the channel; null outside a server. */
  readonly permissions: bigint | null;
  readonly language: Language;
}

/** `message` is Markdown in the asker's language, shown to the asker only. */
export type PreconditionResult =
  { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Runs before the acknowledgement, so it must answer within a second. */
export type Precondition = (
  request: CommandRequest,
) => PreconditionResult | Promise<PreconditionResult>;
