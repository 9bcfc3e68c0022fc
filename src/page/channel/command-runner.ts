import { createOnePressEach } from '../../application/one-press-each.ts';
import { createOneSearchEach } from '../../application/one-search-each.ts';
import {
  BELOW,
  MESSAGE,
  SUBJECT,
  type Action,
  type Command,
  type CommandCall,
  type FormDefinition,
  type OptionValue,
  type Suggestion,
} from '../../application/command.ts';
import { noticeView } from '../../application/views/plain-view.ts';
import { STOP_VERB } from '../../application/views/show-answer.ts';
import { AppError, EXPECTED_FAULTS, toAppError, type ErrorCode } from '../../domain/errors.ts';
import type { Clock, Logger, NewId } from '../../domain/ports.ts';
import { describeError, wordsFor } from '../../words/words.ts';
import { plainName } from '../message-nodes.ts';
import { MAX_SUGGESTION_CHARS, MAX_SUGGESTIONS } from '../page-limits.ts';
import { pageCall, type CallInput, type Doing } from './page-call.ts';
import { optionsOf, readValues, type GivenValues } from './given-values.ts';
import type { PageJournal } from './page-journal.ts';
import type { PageChannel, StandingMessage } from './page-channel.ts';
import { ReplySlot, type SlotTask } from './reply-slot.ts';
import { PageReply } from './page-reply.ts';
import { RunningReplies } from './running-replies.ts';
import type { Tally } from './tally.ts';

/** Faults that are no surprise to an operator. */
const EXPECTED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...EXPECTED_FAULTS,
  'index-missing',
  'model-unreachable',
]);
const FORM_KEY_CHARS = 40;

export interface CommandRunnerParts<Services> {
  readonly commands: readonly Command<Services>[];
  readonly actions: readonly Action<Services>[];
  readonly services: Services;
  readonly channel: PageChannel;
  readonly journal: PageJournal;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
  /** Told how a question ended. */
  readonly tally: Tally;
}

/** A button, an entry of a menu, or a filled form. */
export interface Press {
  readonly verb: string;
  readonly subject: string;
  /** Message it stands below, or was opened on. */
  readonly messageId: string;
  /** Of the form, by key; null: pressed. */
  readonly entered: Readonly<Record<string, unknown>> | null;
}

/** A form that has to be filled first; null: it is done, or what came of it stands in the channel. */
export type PressOutcome = FormDefinition | null;

interface Task extends SlotTask {
  readonly doing: Doing;
  readonly call: CommandCall;
}

/** Finds who answers, asks for rights in the one way there is, and runs what was prepared. */
export class CommandRunner<Services> {
  readonly #parts: CommandRunnerParts<Services>;
  readonly #running: RunningReplies;
  readonly #oneSearchEach = createOneSearchEach();
  readonly #onePressEach;

  constructor(parts: CommandRunnerParts<Services>) {
    this.#parts = parts;
    this.#running = new RunningReplies(parts.clock);
    this.#onePressEach = createOnePressEach(parts.clock);
  }

  /** A command by its English name. Resolves when it has begun, or was refused in the channel. */
  async command(name: string, given: GivenValues, doing: Doing): Promise<void> {
    await this.#guarded(doing, async () => {
      const { commands, services } = this.#parts;
      const command = commands.find(({ definition }) => definition.name.en === name);
      const options =
        command === undefined ? null : optionsOf(command.definition, given.subcommand);
      const words = wordsFor(doing.language);
      if (command === undefined || options === null) {
        return this.#refuse(doing, words.discord.unknownCommand);
      }
      const read = readValues(options, given, doing.language);
      if (!read.ok) return this.#refuse(doing, words.terminal.missingOption(read.missing));
      const call = this.#call(doing, read);
      const prepared = await command.prepare(call, services);
      if (!prepared.ok) return this.#refuse(doing, prepared.message, prepared.mentions);
      const called = [command.definition, partOf(command, given.subcommand)]
        .flatMap((part) => (part === null ? [] : [part.name[doing.language]]))
        .join(' ');
      this.#run({ doing, call, prepared, command: `/${called}`, isSaid: false, standing: null });
    });
  }

  /** What was typed without a command is a question. */
  async say(text: string, doing: Doing): Promise<void> {
    const { channel } = this.#parts;
    const [ask] = this.#parts.commands;
    const key = ask?.definition.options[0]?.key;
    if (ask === undefined || key === undefined) return;
    await this.#guarded(doing, async () => {
      const call = this.#call(doing, { options: new Map([[key, text]]) });
      const prepared = await ask.prepare(call, this.#parts.services);
      const isPrivate = !prepared.ok || prepared.isPrivate;
      const { channelId, language, member } = doing;
      const visibleTo = isPrivate ? member.id : null;
      channel.say({ authorId: member.id, channelId, language, visibleTo, asked: null }, text);
      if (!prepared.ok) return this.#refuse(doing, prepared.message, prepared.mentions);
      this.#run({ doing, call, prepared, command: null, isSaid: true, standing: null });
    });
  }

  async press({ verb, subject, messageId, entered }: Press, doing: Doing): Promise<PressOutcome> {
    const words = wordsFor(doing.language);
    if (verb === STOP_VERB) {
      const outcome = this.#running.stop(subject, doing.member);
      if (outcome !== 'stopped') this.#refuse(doing, words.refusal[outcome]);
      return null;
    }
    const standing = this.#parts.channel.message(messageId, doing.member.id);
    const action = this.#parts.actions.find((each) => each.verb === verb);
    if (standing === null || action === undefined) {
      this.#refuse(doing, words.discord.unknownAction);
      return null;
    }
    return this.#guarded(doing, () => this.#act(action, { subject, standing, entered }, doing));
  }

  async #act(
    action: Action<Services>,
    {
      subject,
      standing,
      entered,
    }: { subject: string; standing: StandingMessage; entered: Press['entered'] },
    doing: Doing,
  ): Promise<PressOutcome> {
    const { services } = this.#parts;
    const isMenu = action.menu !== undefined && subject === standing.id;
    if (!isMenu && standing.authorId !== null) return null; // what members say has no buttons
    const options = new Map<string, OptionValue>([
      [SUBJECT, subject],
      [BELOW, standing.id],
    ]);
    if (isMenu) options.set(MESSAGE, standing.view.text);
    if (action.open !== undefined && entered === null) {
      const opening = await action.open(this.#call(doing, { options }), services);
      if (opening.ok) return opening.form;
      this.#refuse(doing, opening.message, opening.mentions);
      return null;
    }
    for (const [key, value] of Object.entries(entered ?? {}).slice(0, 1)) {
      if (typeof value === 'string' && key.length <= FORM_KEY_CHARS) options.set(key, value);
    }
    const call = this.#call(doing, { options });
    const run = async (): Promise<void> => {
      const prepared = await action.prepare(call, services);
      if (!prepared.ok) return this.#refuse(doing, prepared.message, prepared.mentions);
      const place = isMenu ? null : standing;
      this.#run({ doing, call, prepared, command: null, isSaid: false, standing: place });
    };
    if (action.once !== true) await run();
    else {
      const press = `${action.verb}:${subject}:${doing.member.id}`;
      await this.#onePressEach(press, run, () => Promise.resolve());
    }
    return null;
  }

  /** Values for an option while somebody types. */
  async suggest(
    name: string,
    asked: GivenValues & { readonly key: string; readonly text: string },
    doing: Doing,
  ): Promise<readonly Suggestion[]> {
    const { commands, services } = this.#parts;
    const command = commands.find(({ definition }) => definition.name.en === name);
    const options = command === undefined ? null : optionsOf(command.definition, asked.subcommand);
    const option = options?.find(({ key }) => key === asked.key);
    const suggest = option?.kind === 'text' ? option.suggest : undefined;
    if (options === null || suggest === undefined) return [];
    const read = readValues(
      options.filter(({ kind }) => kind !== 'text'),
      asked,
      doing.language,
    );
    const call = this.#call(doing, read.ok ? read : { options: new Map() });
    const request = {
      text: asked.text,
      call,
      limit: MAX_SUGGESTIONS,
      maxChars: MAX_SUGGESTION_CHARS,
    };
    const found = await this.#oneSearchEach(doing.member.id, (signal) =>
      suggest({ ...request, signal }, services),
    );
    return found.slice(0, MAX_SUGGESTIONS).map((one) => {
      const { label, value } = typeof one === 'string' ? { label: one, value: one } : one;
      return { label: plainName(label, MAX_SUGGESTION_CHARS), value };
    });
  }

  close(): Promise<void> {
    return this.#running.close();
  }

  #call(doing: Doing, input: CallInput): CommandCall {
    return pageCall(doing, this.#parts.channel, input);
  }

  #run(task: Task): void {
    const { newId, channel, journal } = this.#parts;
    const { doing, call, prepared } = task;
    if (this.#running.isFull) {
      return this.#refuse(doing, wordsFor(doing.language).refusal['queue-full']);
    }
    const requestId = newId();
    const slot = new ReplySlot(channel, task);
    const reply = new PageReply(slot, this.#parts.clock);
    this.#running.run(requestId, doing.member.id, async (signal) => {
      await journal.begin(requestId, doing, prepared);
      try {
        await prepared.run({ ...call, requestId, signal, reply });
        if (!reply.isFinished) throw new AppError('internal', 'A command ended without a reply.');
        if (prepared.question !== undefined) this.#parts.tally.count(reply.view);
      } catch (thrown) {
        await this.#failed(thrown, reply, doing);
      }
      // What the end of the page cut off is told at the next start.
      if (!this.#running.isClosing) await journal.finish(requestId);
    });
  }

  async #failed(thrown: unknown, reply: PageReply, { language }: Doing): Promise<void> {
    const error = this.#note(thrown);
    const text = describeError(error, language);
    await reply.finish({ tone: 'error', text, citations: [], buttons: [] });
  }

  #note(thrown: unknown): AppError {
    const error = toAppError(thrown);
    const { code, message: reason } = error;
    this.#parts.logger[EXPECTED.has(code) ? 'info' : 'error'](
      { code, reason },
      'A command failed.',
    );
    return error;
  }

  /** A sentence for the caller alone. */
  #refuse(
    { member, channelId, language }: Doing,
    text: string,
    mentions: readonly string[] = [],
  ): void {
    const { channel } = this.#parts;
    channel.put({
      ...{ id: channel.nextId(), channelId, visibleTo: member.id, language, asked: null },
      authorId: null,
      atMs: channel.now(),
      view: { ...noticeView(text), mentions },
    });
  }

  async #guarded<T>(doing: Doing, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (thrown) {
      this.#refuse(doing, describeError(this.#note(thrown), doing.language));
      return null;
    }
  }
}

function partOf<Services>(command: Command<Services>, subcommand: string | null) {
  return command.definition.subcommands?.find(({ name }) => name.en === subcommand) ?? null;
}
