import type { CallPlace, ReplyView } from '../../application/command.ts';
import type { Language } from '../../domain/language.ts';
import type { Clock } from '../../domain/ports.ts';
import type { CommandMentions } from '../../markup/mentions.ts';
import { plainName } from '../message-nodes.ts';
import { MAX_GONE, MAX_MESSAGES, MAX_THREAD_NAME_CHARS, MAX_THREADS } from '../page-limits.ts';
import { FIRST_THREAD_ID, MAIN_CHANNEL_ID } from '../page-members.ts';
import { LiveList } from './live-list.ts';
import { answerIdOf, messageJson, type MessageJson } from './message-json.ts';

/** Whose words a message is, and who sees it. */
export interface NewMessage {
  /** Null: the bot. */
  readonly authorId: string | null;
  readonly channelId: string;
  /** Id of the only member who sees it; null: everybody. */
  readonly visibleTo: string | null;
  readonly language: Language;
  readonly asked: MessageJson['asked'];
}

/** A message that is there. */
export interface StandingMessage extends NewMessage {
  readonly id: string;
  readonly atMs: number;
  readonly view: ReplyView;
  /** Of the answer it shows, wherever its buttons are. Default: as the view's buttons say. */
  readonly answerId?: string | null;
}

interface Thread {
  readonly id: string;
  readonly name: string;
  /** The message it was opened below, and the answer that stands there. */
  readonly messageId: string;
  readonly answerId: string | null;
}

/** The channel with its threads, as every tab sees it. Nothing of it outlives the process. */
export class PageChannel {
  readonly live = new LiveList({ messages: MAX_MESSAGES, threads: MAX_THREADS, gone: MAX_GONE });
  readonly #messages = new Map<string, StandingMessage>();
  readonly #threads = new Map<string, Thread>();
  readonly #clock: Clock;
  readonly #commands: CommandMentions;
  #made = 0;

  constructor(clock: Clock, commands: CommandMentions) {
    this.#clock = clock;
    this.#commands = commands;
  }

  /** Null for one that is gone, or that this member does not see. */
  message(id: string, memberId: string): StandingMessage | null {
    const found = this.#messages.get(id);
    const isSeen = found?.visibleTo === null || found?.visibleTo === memberId;
    return found !== undefined && isSeen ? found : null;
  }

  hasChannel(id: string): boolean {
    return id === MAIN_CHANNEL_ID || this.#threads.has(id);
  }

  /** The names of channels and threads, for options that take one. */
  channels(): { readonly id: string; readonly name: string }[] {
    const threads = [...this.#threads.values()].map(({ id, name }) => ({ id, name }));
    return [{ id: MAIN_CHANNEL_ID, name: 'cria' }, ...threads];
  }

  nextId(): string {
    this.#made += 1;
    return `m${this.#made}`;
  }

  /** What a member typed without a command. */
  say(said: NewMessage, text: string): void {
    const view: ReplyView = { tone: 'answer', text, citations: [], buttons: [] };
    this.put({ ...said, id: this.nextId(), atMs: this.#clock.now(), view });
  }

  /** Puts a message, or its next state. */
  put(message: StandingMessage): void {
    const { id, visibleTo } = message;
    this.#messages.set(id, message);
    this.live.put({ id, kind: 'message', visibleTo, draw: () => this.#draw(message) });
    this.#dropGone();
  }

  remove(id: string): void {
    this.#messages.delete(id);
    this.live.remove(id);
  }

  now(): number {
    return this.#clock.now();
  }

  /** Where a call comes from. Threads are opened below public messages of the channel itself. */
  place(channelId: string): CallPlace {
    const thread = this.#threads.get(channelId);
    const parentChannelId = thread === undefined ? null : MAIN_CHANNEL_ID;
    const startedFrom = (): Promise<string | null> => Promise.resolve(thread?.answerId ?? null);
    if (thread !== undefined) return { channelId, parentChannelId, startedFrom };
    return {
      ...{ channelId, parentChannelId, startedFrom },
      openThread: (messageId, title) => Promise.resolve(this.#openThread(messageId, title)),
    };
  }

  #openThread(messageId: string, title: string): string | null {
    const message = this.#messages.get(messageId);
    if (message === undefined || message.visibleTo !== null) return null;
    const known = [...this.#threads.values()].find((each) => each.messageId === messageId);
    if (known !== undefined) return known.id;
    this.#made += 1;
    const id = String(FIRST_THREAD_ID + BigInt(this.#made));
    const name = plainName(title, MAX_THREAD_NAME_CHARS);
    const { answerId } = this.#draw(message);
    this.#threads.set(id, { id, name, messageId, answerId });
    const parentId = MAIN_CHANNEL_ID;
    this.live.put({
      id,
      kind: 'thread',
      visibleTo: null,
      draw: () => ({ id, name, parentId, messageId }),
    });
    this.#dropGone();
    return id;
  }

  #draw({ view, visibleTo, ...frame }: StandingMessage): MessageJson {
    const isPrivate = visibleTo !== null;
    const answerId = frame.answerId ?? answerIdOf(view);
    return messageJson({ ...frame, answerId, isPrivate, commands: this.#commands }, view);
  }

  /** What the list let go of is held no longer. */
  #dropGone(): void {
    for (const id of this.#messages.keys()) {
      if (this.live.get(id) !== null) break;
      this.#messages.delete(id);
    }
    for (const id of this.#threads.keys()) {
      if (this.live.get(id) !== null) break;
      this.#threads.delete(id);
    }
  }
}
