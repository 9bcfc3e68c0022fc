import { MessageFlags, type RepliableInteraction } from 'discord.js';
import type { CommandContext, OptionValue } from '../application/command.ts';
import { AppError, toAppError } from '../domain/errors.ts';
import { languageFromLocale, type Language } from '../domain/language.ts';
import type { Clock, Logger, NewId } from '../domain/ports.ts';
import type { ChannelPacer } from './channel-pacer.ts';
import { faultFields, replyFault } from './discord-faults.ts';
import { CLOSE_GRACE_MS } from './discord-limits.ts';
import type { DiscordWords } from './discord-words.ts';
import { renderReply } from './render-reply.ts';
import { ReplySession } from './reply-session.ts';
import { channelTransport, interactionTransport } from './reply-transport.ts';
import { StreamingEditor } from './streaming-editor.ts';

export interface ReplyRunnerOptions {
  readonly words: DiscordWords;
  readonly describeError: (error: AppError, language: Language) => string;
  readonly pacer: ChannelPacer;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly newId: NewId;
}

export interface ReplyTask {
  /** For the log. */
  readonly name: string;
  readonly isPrivate: boolean;
  readonly options: ReadonlyMap<string, OptionValue>;
  /** Ends with exactly one `reply.finish`, or throws. */
  readonly execute: (context: CommandContext) => Promise<void>;
}

export type StopOutcome = 'stopped' | 'not-yours' | 'not-running';

/** Runs whatever streams a reply to an interaction: commands, and buttons that answer anew. */
export class ReplyRunner {
  readonly #options: ReplyRunnerOptions;
  readonly #running = new Map<string, ReplySession>();
  readonly #active = new Set<Promise<void>>();
  /** Channel by interaction token, for 429s that name the token only. */
  readonly #channels = new Map<string, string>();
  #isClosing = false;

  constructor(options: ReplyRunnerOptions) {
    this.#options = options;
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Acknowledges at once, runs the task and finishes its reply whatever happens. Never rejects. */
  async run(interaction: RepliableInteraction, task: ReplyTask): Promise<void> {
    const run = this.#run(interaction, task);
    this.#active.add(run);
    await run;
    this.#active.delete(run);
  }

  async #run(interaction: RepliableInteraction, task: ReplyTask): Promise<void> {
    if (!(await this.#acknowledge(interaction, task))) return;
    const session = new ReplySession({
      requestId: this.#options.newId(),
      userId: interaction.user.id,
      language: languageFromLocale(interaction.locale),
      words: this.#options.words,
      clock: this.#options.clock,
    });
    const editor = this.#editor(interaction, task, session);
    session.begin(editor);
    this.#channels.set(interaction.token, interaction.channelId ?? interaction.token);
    this.#running.set(session.requestId, session);
    if (this.#isClosing) session.stop('shutdown');
    await this.#execute(interaction, task, { session, editor });
    if (session.cause === 'shutdown') await session.finishMarked();
    session.end();
    this.#running.delete(session.requestId);
    this.#channels.delete(interaction.token);
  }

  /** Stops one running reply for the person who asked for it. */
  stop(requestId: string, userId: string): StopOutcome {
    const session = this.#running.get(requestId);
    if (session === undefined) return 'not-running';
    if (session.userId !== userId) return 'not-yours';
    session.stop('user');
    return 'stopped';
  }

  /** Discord answered 429 to a request about `majorParameter` (a channel, or application/token). */
  limited(majorParameter: string, retryAfterMs: number): void {
    const token = majorParameter.split('/')[1];
    const channel = token === undefined ? majorParameter : this.#channels.get(token);
    if (channel !== undefined) this.#options.pacer.slowDown(channel, retryAfterMs);
  }

  /** Ends every reply with what it has, marked as interrupted; waits `CLOSE_GRACE_MS` at most. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#options.pacer.hurry();
    for (const session of this.#running.values()) session.stop('shutdown');
    const given = new AbortController();
    const grace = this.#options.clock.sleep(CLOSE_GRACE_MS, given.signal).catch(() => undefined);
    await Promise.race([Promise.all(this.#active), grace]);
    given.abort();
  }

  async #acknowledge(interaction: RepliableInteraction, task: ReplyTask): Promise<boolean> {
    try {
      await interaction.deferReply(task.isPrivate ? { flags: MessageFlags.Ephemeral } : {});
      return true;
    } catch (thrown) {
      const fields = { command: task.name, fault: replyFault(thrown), ...faultFields(thrown) };
      this.#options.logger.warn(fields, 'An interaction could not be acknowledged.');
      return false;
    }
  }

  #editor(
    interaction: RepliableInteraction,
    task: ReplyTask,
    session: ReplySession,
  ): StreamingEditor {
    const { pacer, words, clock, logger } = this.#options;
    const { applicationId, token, channelId } = interaction;
    const { rest } = interaction.client;
    return new StreamingEditor({
      channelId: channelId ?? token,
      pacer,
      transport: interactionTransport(rest, { applicationId, token, isPrivate: task.isPrivate }),
      successor: task.isPrivate || channelId === null ? null : channelTransport(rest, channelId),
      render: (view) => renderReply(view, words, session.language),
      clock,
      logger,
      onLost: (loss) => session.stop(loss),
    });
  }

  async #execute(
    interaction: RepliableInteraction,
    task: ReplyTask,
    { session, editor }: { session: ReplySession; editor: StreamingEditor },
  ): Promise<void> {
    try {
      await task.execute({
        requestId: session.requestId,
        signal: session.signal,
        language: session.language,
        userId: session.userId,
        guildId: interaction.guildId,
        options: task.options,
        reply: editor,
      });
      if (!editor.isFinished) {
        throw new AppError('internal', `${task.name} ended without finishing its reply.`);
      }
    } catch (thrown) {
      await this.#fail(task, thrown, { session, editor });
    }
  }

  async #fail(
    task: ReplyTask,
    thrown: unknown,
    { session, editor }: { session: ReplySession; editor: StreamingEditor },
  ): Promise<void> {
    if (session.cause !== null) return session.finishMarked();
    const { logger, describeError } = this.#options;
    const error = toAppError(thrown);
    const fields = { command: task.name, requestId: session.requestId, code: error.code };
    logger.error({ ...fields, reason: error.message }, 'A command failed.');
    await editor.finish({
      tone: 'error',
      text: describeError(error, session.language),
      citations: [],
      buttons: [],
    });
  }
}
