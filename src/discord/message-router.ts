import { MessageType, PermissionFlagsBits, type Client, type Message } from 'discord.js';
import {
  AFTER,
  type CallPlace,
  type Command,
  type CommandCall,
  type OptionValue,
  type SurfaceAbilities,
} from '../application/command.ts';
import { toAppError, type AppError } from '../domain/errors.ts';
import { languageFromLocale, type Language } from '../domain/language.ts';
import type { Clock, Logger } from '../domain/ports.ts';
import { answerBelow, callPlace, INTERACTIONS, withoutMentions } from './call-place.ts';
import { faultFields } from './discord-faults.ts';
import type { DiscordWords } from './discord-words.ts';
import { type ReplyRunner } from './reply-runner.ts';
import { messageTarget } from './reply-target.ts';
import type { Saying } from './say.ts';

export interface MessageRouterOptions<Services> {
  /** Runs with the text as its option `question`. */
  readonly command: Command<Services>;
  readonly services: Services;
  readonly replies: ReplyRunner;
  readonly words: DiscordWords;
  readonly detectLanguage: (text: string) => Language | null;
  readonly describeError: (error: AppError, language: Language) => string;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Named in what is said to somebody who has not asked. */
const ASK_COMMANDS = ['/ask', '/frage'];
const askSaying = (text: string): Saying => ({ text, mentions: ASK_COMMANDS });
/** A channel is told again how to ask on after this time. */
const HINT_PAUSE_MS = 86_400_000; // 24 hours
/** Most channels whose hint is remembered. */
const MAX_TOLD_CHANNELS = 1_000;

/** What answers a message is a message in the channel, which everybody there can read. */
const CHANNEL_MESSAGES: SurfaceAbilities = {
  ...INTERACTIONS,
  way: 'message',
  privateReplies: false,
};

/**
 * Answers messages that mention the bot, replies to it, and direct messages. Discord gives their text
 * without the privileged intent; the text of all others stays unknown. `handle` never rejects.
 */
export class MessageRouter<Services> {
  readonly #options: MessageRouterOptions<Services>;
  /** Channels that were told how to ask on, with when, in ms since 1970; the oldest first. */
  readonly #told = new Map<string, number>();

  constructor(options: MessageRouterOptions<Services>) {
    this.#options = options;
  }

  async handle(message: Message): Promise<void> {
    const { client } = message;
    if (this.#isOfOther(message)) this.#options.replies.tellOfOther();
    if (message.author.bot || message.system) return;
    const isReply = isSilentReply(message);
    if (!isReply && !isForUs(message)) return;
    try {
      if (isReply) await this.#hint(message);
      else await this.#answer(message, client);
    } catch (thrown) {
      this.#options.logger.warn(faultFields(thrown), 'A message could not be answered.');
      const language = this.#languageOf(message, '');
      await this.#say(message, language, this.#options.describeError(toAppError(thrown), language));
    }
  }

  async #answer(message: Message, client: Client<true>): Promise<void> {
    const { command, services, replies, words } = this.#options;
    const question = await questionIn(message, client.user.id);
    const language = this.#languageOf(message, question);
    if (replies.isClosing) return this.#say(message, language, words.shuttingDown(language));
    if (question === '') return this.#say(message, language, words.noQuestion(language));
    const call = callOf(message, language, await optionsOf(message, question));
    const prepared = await command.prepare(call, services);
    if (!prepared.ok)
      return this.#say(message, language, { text: prepared.message, mentions: prepared.mentions });
    const name = command.definition.name.en;
    await replies.run(messageTarget(client, message), { name, call, prepared });
  }

  /** A reply of this very bot that this process did not send. */
  #isOfOther({ author, client, webhookId, type, nonce }: Message): boolean {
    if (author.id !== client.user.id || webhookId !== null || type !== MessageType.Reply)
      return false;
    return nonce === null || !String(nonce).startsWith(`${this.#options.replies.nonceTag}-`);
  }

  /**
   * A reply to an answer that does not mention the bot comes without its text. Once a channel and day
   * it is told how to ask on.
   */
  async #hint(message: Message): Promise<void> {
    const { replies, words, clock } = this.#options;
    const { channelId, reference, client } = message;
    const nowMs = clock.now();
    if (
      replies.isClosing ||
      nowMs - (this.#told.get(channelId) ?? -HINT_PAUSE_MS) < HINT_PAUSE_MS
    ) {
      return;
    }
    const answer = await answerBelow(client, channelId, reference?.messageId ?? '');
    if (answer === null) return;
    this.#told.delete(channelId);
    this.#told.set(channelId, nowMs);
    const [oldest] = this.#told.keys();
    if (this.#told.size > MAX_TOLD_CHANNELS && oldest !== undefined) this.#told.delete(oldest);
    const language = this.#languageOf(message, '');
    await this.#say(message, language, words.howToFollowUp(language));
  }

  /** Messages carry no locale: the text's own language, else the server's. */
  #languageOf(message: Message, text: string): Language {
    const detected = text === '' ? null : this.#options.detectLanguage(text);
    return detected ?? languageFromLocale(message.guild?.preferredLocale);
  }

  async #say(message: Message, language: Language, said: string | Saying): Promise<void> {
    const { text, mentions = [] } = typeof said === 'string' ? askSaying(said) : said;
    await this.#options.replies.run(messageTarget(message.client, message), {
      name: 'message',
      call: callOf(message, language, new Map()),
      prepared: {
        ok: true,
        isPrivate: false,
        run: ({ reply }) =>
          reply.finish({ tone: 'notice', text, citations: [], buttons: [], mentions }),
      },
    });
  }
}

/** A reply to a message of the bot that does not mention it, so that Discord keeps its text back. */
function isSilentReply(message: Message): boolean {
  const { guildId, content, mentions, reference, client } = message;
  if (guildId === null || content !== '' || reference?.channelId !== message.channelId)
    return false;
  return mentions.repliedUser?.id === client.user.id && !mentions.users.has(client.user.id);
}

function isForUs(message: Message): boolean {
  return message.guildId === null || message.mentions.users.has(message.client.user.id);
}

/**
 * What a message asks. The first one of a forum's post asks what its title says as well, and one that
 * only calls the bot, in a thread, asks what the thread began with.
 */
async function questionIn(message: Message, botId: string): Promise<string> {
  const { id, channelId, content } = message;
  const text = withoutMentions(content, botId);
  const isPost = id === channelId;
  if (text !== '' && !isPost) return text;
  return (await placeOf(message).topic?.()) ?? text;
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
  const { author, guildId, member } = message;
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
    place: placeOf(message),
    options,
    files: new Map(),
  };
}

function placeOf(message: Message): CallPlace {
  return callPlace(message.client, message.channelId, { mayOpenThreads: mayOpenThreads(message) });
}

function mayOpenThreads({ guild, channelId }: Message): boolean {
  const channel = guild?.channels.cache.get(channelId);
  const own = guild?.members.me ?? null;
  return (
    channel !== undefined &&
    own !== null &&
    channel.permissionsFor(own).has(PermissionFlagsBits.CreatePublicThreads)
  );
}
