import type { Debate, DebateEvent } from '../../domain/debate.ts';
import { AppError } from '../../domain/errors.ts';
import type { CommandContext, ReplyButton, ReplyView } from '../command.ts';
import { sideText, type DebateViewWords } from './debate-view.ts';
import type { QueueEvent } from '../turns/queued-answers.ts';
import { STOP_VERB } from './show-answer.ts';

/** What is shown while a debate comes to be; keeps the sides that are done. */
export class DebateProgress {
  readonly #words: DebateViewWords;
  readonly #buttons: readonly ReplyButton[];
  #names: readonly [string, string] = ['', ''];
  #topic = '';
  readonly #blocks: string[] = [];

  constructor(words: DebateViewWords, buttons: readonly ReplyButton[] = []) {
    this.#words = words;
    this.#buttons = buttons;
  }

  /** Before anything was found. */
  get first(): ReplyView {
    return this.#view(this.#words.stages.searching);
  }

  /** The view after an event; null for a terminal one. */
  after(event: DebateEvent): ReplyView | null {
    const { stages } = this.#words;
    switch (event.type) {
      case 'evidence-found': {
        this.#names = event.names;
        this.#topic = event.topic;
        const [a, b] = event.balance;
        const [one, other] = event.names;
        const passages = a.passages + b.passages;
        return this.#view(stages.found(one, other, passages, a.articles + b.articles));
      }
      case 'side-a':
        this.#blocks.push(sideText(event.side, this.#words));
        return this.#view(stages.side(this.#names[1]));
      case 'side-b':
        this.#blocks.push(sideText(event.side, this.#words));
        return this.#view(stages.common);
      case 'common-ground':
        return this.#view(stages.common);
      case 'debate-end':
      case 'debate-abstain':
      case 'debate-error':
        return null;
    }
  }

  #view(heading: string): ReplyView {
    const title = this.#topic === '' ? [] : [`**${this.#words.title(this.#topic)}**`];
    const text = [...title, ...this.#blocks].join('\n\n');
    return { tone: 'working', heading, text, citations: [], buttons: this.#buttons };
  }
}

/** How a debate is shown while it comes to be. */
export interface ShowDebateOptions {
  readonly words: DebateViewWords;
  readonly stopLabel: string;
  /** Where it stands in the queue. */
  readonly queued: (position: number) => string;
  /** The last view; stores the debate first, so that its buttons work at once. */
  readonly finished: (debate: Debate) => Promise<ReplyView>;
}

/**
 * Shows a debate as it comes to be, and last the finished one.
 * @returns the debate
 * @throws AppError of the terminal event
 */
export async function showDebate(
  context: CommandContext,
  events: AsyncIterable<DebateEvent | QueueEvent>,
  options: ShowDebateOptions,
): Promise<Debate> {
  const { words, stopLabel } = options;
  const stop: ReplyButton = {
    verb: STOP_VERB,
    subject: context.requestId,
    label: stopLabel,
    style: 'danger',
  };
  const progress = new DebateProgress(words, context.surface.buttons ? [stop] : []);
  context.reply.update(progress.first);
  for await (const event of events) {
    if (event.type === 'debate-error') throw event.error;
    if ('debate' in event) {
      await context.reply.finish(await options.finished(event.debate));
      return event.debate;
    }
    if (event.type === 'queue-move') {
      const { position, estimateMs } = event;
      const leftMs = estimateMs === null ? {} : { leftMs: estimateMs };
      const waiting = { ...progress.first, heading: options.queued(position), ...leftMs };
      context.reply.update(position === 0 ? progress.first : waiting);
      continue;
    }
    const view = progress.after(event);
    if (view !== null) context.reply.update(view);
  }
  throw new AppError('internal', 'The debate ended without a last event.');
}
