import type { ReplyView } from '../application/command.ts';
import type { ReplyJournal } from '../application/members/interrupted-replies.ts';
import { AppError, EXPECTED_FAULTS, toAppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import type { Clock, Logger, NewId } from '../domain/ports.ts';
import type { ChannelPacer } from './channel-pacer.ts';
import { faultFields, replyFault } from './discord-faults.ts';
import { CLOSE_GRACE_MS } from './discord-limits.ts';
import type { DiscordWords } from './discord-words.ts';
import type { CommandMentions } from '../markup/mentions.ts';
import { renderReply, type MessageBody } from './render-reply.ts';
import { partsFrom } from './standing-parts.ts';
import { ReplySession } from './reply-session.ts';
import type { ReplyTask } from './reply-task.ts';
import type { ReplyTarget } from './reply-target.ts';
import { RunningReplies } from './running-replies.ts';
import { StreamingEditor, type Plainness } from './streaming-editor.ts';

export interface ReplyRunnerOptions {
  readonly words: DiscordWords;
  readonly describeError: (error: AppError, language: Language) => string;
  readonly pacer: ChannelPacer;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Remembers what runs beyond a crash. */
  readonly journal: ReplyJournal;
  readonly mentions: CommandMentions;
}

/** What stands for this process and for a reply in a nonce, in characters; Discord takes 25 in all. */
const TAG_CHARS = 6;
const MAX_ID_CHARS = 14;

const OTHER_BOT =
  'Another program is logged in with the same DISCORD_TOKEN and answers as well: everything will be answered twice. End it, or reset the token at https://discord.com/developers/applications and set the new one here.';

interface Rendering {
  readonly target: ReplyTarget;
  readonly task: ReplyTask;
  readonly plainness: Plainness;
}

interface Running {
  readonly session: ReplySession;
  readonly editor: StreamingEditor;
  readonly target: ReplyTarget;
}

/** Who presses Stop. */
export interface Presser {
  readonly userId: string;
  readonly isModerator: boolean;
}

export type StopOutcome = 'stopped' | 'not-yours' | 'not-running';

/** Runs whatever streams a reply to an interaction: commands, and buttons that answer anew. */
export class ReplyRunner {
  readonly #options: ReplyRunnerOptions;
  readonly #running = new Map<string, ReplySession>();
  readonly #active = new Set<Promise<void>>();
  /** Where its requests are paced, by interaction token, for 429s that name the token only. */
  readonly #channels = new Map<string, string>();
  /** Newest reply in the place of a message, by that message's id. */
  readonly #standing = new Map<string, StreamingEditor>();
  readonly #journal: RunningReplies;
  /** Begins the nonce of every message this process sends to a channel. */
  readonly nonceTag: string;
  #isClosing = false;
  #hasToldOfOther = false;

  constructor(options: ReplyRunnerOptions) {
    this.#options = options;
    const { journal, clock, logger } = options;
    this.nonceTag = options.newId().slice(-TAG_CHARS);
    this.#journal = new RunningReplies({ journal, clock, logger });
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Acknowledges at once, runs the task and finishes its reply whatever happens. Never rejects. */
  async run(target: ReplyTarget, task: ReplyTask): Promise<void> {
    const run = this.#run(target, task);
    this.#active.add(run);
    await run;
    this.#active.delete(run);
  }

  async #run(target: ReplyTarget, task: ReplyTask): Promise<void> {
    if (!(await this.#acknowledge(target, task))) return;
    const { words, clock, newId } = this.#options;
    const session = new ReplySession({
      requestId: newId(),
      userId: task.call.caller.id,
      language: task.call.language,
      words,
      clock,
      canRetry: (task.prepared.retry ?? task.prepared.question) !== undefined,
      keepsMessage: target.standing !== undefined,
    });
    const editor = this.#editor(target, task, session);
    this.#supersede(target, editor);
    const { token } = target;
    session.begin(editor, token !== null);
    if (token !== null) this.#channels.set(token, target.pacedWith(task.prepared.isPrivate));
    this.#running.set(session.requestId, session);
    await this.#journal.begin(target, task, session.requestId);
    if (this.#isClosing) session.stop('shutdown');
    await this.#execute(task, { session, editor, target });
    if (session.cause === 'shutdown') await session.finishMarked();
    await this.#journal.end(session.requestId, session.offersRetry);
    session.end();
    this.#running.delete(session.requestId);
    if (token !== null) this.#channels.delete(token);
    const place = target.standing?.id ?? '';
    if (this.#standing.get(place) === editor) this.#standing.delete(place);
  }

  /** What was final in the same place and is not delivered yet is old news: many votes, one edit. */
  #supersede({ standing }: ReplyTarget, editor: StreamingEditor): void {
    if (standing === undefined) return;
    const before = this.#standing.get(standing.id);
    if (before?.isFinished === true) before.abandon();
    this.#standing.set(standing.id, editor);
  }

  /** Stops one running reply for the person who asked for it, or for who keeps order there. */
  stop(requestId: string, presser: Presser): StopOutcome {
    const session = this.#running.get(requestId);
    if (session === undefined) return 'not-running';
    if (session.userId !== presser.userId && !presser.isModerator) return 'not-yours';
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

  async #acknowledge(target: ReplyTarget, task: ReplyTask): Promise<boolean> {
    try {
      await target.acknowledge(task.prepared.isPrivate);
      return true;
    } catch (thrown) {
      const fields = { command: task.name, fault: replyFault(thrown), ...faultFields(thrown) };
      this.#options.logger.warn(fields, 'An interaction could not be acknowledged.');
      if (fields.fault === 'answered') this.tellOfOther();
      return false;
    }
  }

  /** Somebody else answers what was said to this bot. Told once. */
  tellOfOther(): void {
    if (this.#hasToldOfOther) return;
    this.#hasToldOfOther = true;
    this.#options.logger.error({}, OTHER_BOT);
  }

  #editor(target: ReplyTarget, task: ReplyTask, session: ReplySession): StreamingEditor {
    const { pacer, clock, logger } = this.#options;
    return new StreamingEditor({
      channelId: target.pacedWith(task.prepared.isPrivate),
      nonce: `${this.nonceTag}-${session.requestId.slice(-MAX_ID_CHARS)}`,
      pacer,
      transport: target.transport(task.prepared.isPrivate),
      successor: target.successor(task.prepared.isPrivate),
      openPoll: target.openPoll,
      render: (view, plainness) => this.#render(view, { target, task, plainness }),
      clock,
      logger,
      onLost: (loss) => session.stop(loss),
      onFirstMessage: (id) => void this.#journal.setMessage(session.requestId, id),
    });
  }

  #render(view: ReplyView, { target, task, plainness }: Rendering): readonly MessageBody[] {
    const { words, clock, mentions: commands } = this.#options;
    const { language } = task.call;
    const question = target.isQuestionSeen ? undefined : task.prepared.question;
    const options = { words, language, question, commands, nowMs: clock.now() };
    if (plainness === 2) {
      return renderReply(
        { tone: 'error', text: words.notAccepted(language), citations: [], buttons: [] },
        options,
      );
    }
    const parts = partsFrom(target.standing, renderReply(view, options));
    return plainness === 0 ? parts : parts.map((part) => ({ ...part, components: [] }));
  }

  async #execute(task: ReplyTask, running: Running): Promise<void> {
    const { session, editor } = running;
    try {
      const { requestId, signal } = session;
      await task.prepared.run({ ...task.call, requestId, signal, reply: editor });
      if (!editor.isFinished) {
        throw new AppError('internal', `${task.name} ended without finishing its reply.`);
      }
    } catch (thrown) {
      await this.#fail(task, thrown, running);
    }
  }

  async #fail(task: ReplyTask, thrown: unknown, running: Running): Promise<void> {
    const { session, editor, target } = running;
    const { standing } = target;
    if (session.cause !== null) return session.finishMarked();
    const { logger, describeError } = this.#options;
    const error = toAppError(thrown);
    const fields = { command: task.name, requestId: session.requestId, code: error.code };
    const level = EXPECTED_FAULTS.has(error.code) ? 'info' : 'error';
    logger[level]({ ...fields, reason: error.message }, 'A command failed.');
    const text = describeError(error, session.language);
    const view: ReplyView = { tone: 'error', text, citations: [], buttons: session.retry() };
    if (standing === undefined || editor.view !== null) return editor.finish(view);
    // Nothing was shown yet: a fault must not wipe the message out.
    editor.abandon();
    const { words } = this.#options;
    const [body] = renderReply(view, { words, language: session.language });
    await standing
      .tell(body)
      .catch((again: unknown) => logger.debug(faultFields(again), 'A fault could not be shown.'));
  }
}
