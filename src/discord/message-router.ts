import { PermissionFlagsBits, type Client, type Message } from 'discord.js';
import {
  AFTER,
  type Command,
  type CommandCall,
  type OptionValue,
  type SurfaceAbilities,
} from '../application/command.ts';
import { toAppError, type AppError } from '../domain/errors.ts';
import { languageFromLocale, type Language } from '../domain/language.ts';
import type { Logger } from '../domain/ports.ts';
import { answerBelow, callPlace, INTERACTIONS } from './call-place.ts';
import { faultFields } from './discord-faults.ts';
import type { DiscordWords } from './discord-words.ts';
import { type ReplyRunner } from './reply-runner.ts';
import { messageTarget } from './reply-target.ts';

export interface MessageRouterOptions<Services> {
  /** Runs with the text as its option `question`. */
  readonly command: Command<Services>;
  readonly services: Services;
  readonly replies: ReplyRunner;
  readonly words: DiscordWords;
  readonly detectLanguage: (text: string) => Language | null;
  readonly describeError: (error: AppError, language: Language) => string;
  readonly logger: Logger;
}

/** What answers a message is a message in the channel, which everybody there can read. */
const CHANNEL_MESSAGES: SurfaceAbilities = { ...INTERACTIONS, privateReplies: false };

/**
 * Answers messages that mention the bot, replies to it, and direct messages. Discord gives their text
 * without the privileged intent; the text of all others stays unknown. `handle` never rejects.
 */
export class MessageRouter<Services> {
  readonly #options: MessageRouterOptions<Services>;

  constructor(options: MessageRouterOptions<Services>) {
    this.#options = options;
  }

  async handle(message: Message): Promise<void> {
    const { client } = message;
    if (message.author.bot || message.system || !isForUs(message)) return;
    try {
      await this.#answer(message, client);
    } catch (thrown) {
      this.#options.logger.warn(faultFields(thrown), 'A message could not be answered.');
      const language = this.#languageOf(message, '');
      await this.#say(message, language, this.#options.describeError(toAppError(thrown), language));
    }
  }

  async #answer(message: Message, client: Client<true>): Promise<void> {
    const { command, services, replies, words } = this.#options;
    const question = questionIn(message, client.user.id);
    const language = this.#languageOf(message, question);
    if (replies.isClosing) return this.#say(message, language, words.shuttingDown(language));
    if (question === '') return this.#say(message, language, words.noQuestion(language));
    const call = callOf(message, language, await optionsOf(message, question));
    const prepared = await command.prepare(call, services);
    if (!prepared.ok) return this.#say(message, language, prepared.message);
    const name = command.definition.name.en;
    await replies.run(messageTarget(client, message), { name, call, prepared });
  }

  /** Messages carry no locale: the text's own language, else the server's. */
  #languageOf(message: Message, text: string): Language {
    const detected = text === '' ? null : this.#options.detectLanguage(text);
    return detected ?? languageFromLocale(message.guild?.preferredLocale);
  }

  async #say(message: Message, language: Language, text: string): Promise<void> {
    await this.#options.replies.run(messageTarget(message.client, message), {
      name: 'message',
      call: callOf(message, language, new Map()),
      prepared: {
        ok: true,
        isPrivate: false,
        run: ({ reply }) => reply.finish({ tone: 'notice', text, citations: [], buttons: [] }),
      },
    });
  }
}

function isForUs(message: Message): boolean {
  return message.guildId === null || message.mentions.users.has(message.client.user.id);
}

function questionIn({ content }: Message, botId: string): string {
  return content
    .replaceAll(new RegExp(`<@!?${botId}>`, 'gu'), ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

async function optionsOf(
  message: Message,
  question: string,
): Promise<ReadonlyMap<string, OptionValue>> {
  const options = new Map<string, OptionValue>([['question', question]]);
  const { messageId, channelId } = message.reference ?? {};
  const after =
    messageId === undefined || channelId !== message.channelId
      ? null
      : await answerBelow(message.client, message.channelId, messageId);
  return after === null ? options : options.set(AFTER, after);
}

function callOf(
  message: Message,
  language: Language,
  options: ReadonlyMap<string, OptionValue>,
): CommandCall {
  const { author, guildId, channelId, client, member } = message;
  return {
    caller: {
      kind: 'member',
      id: author.id,
      roleIds: member === null ? [] : [...member.roles.cache.keys()],
      isModerator: member?.permissions.has(PermissionFlagsBits.ManageGuild) ?? false,
    },
    surface: CHANNEL_MESSAGES,
    language,
    guildId,
    place: callPlace(client, channelId),
    options,
    files: new Map(),
  };
}
