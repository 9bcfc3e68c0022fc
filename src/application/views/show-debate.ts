import type { Debate, DebateEvent } from '../../domain/debate.ts';
import { AppError } from '../../domain/errors.ts';
import type { CommandContext, ReplyButton, ReplyView } from '../command.ts';
import { sideText, titleLine, type DebateViewWords } from './debate-view.ts';
import type { QueueEvent } from '../turns/queued-answers.ts';
import { STOP_VERB } from './show-answer.ts';

/** What is shown while a debate comes to be: both sides as rules sort them, until it is weighed. */
export class DebateProgress {
  readonly #words: DebateViewWords;
  readonly #buttons: readonly ReplyButton[];
  #text: string;

  /** @param topic what was asked for; empty: nothing in particular */
  constructor(words: DebateViewWords, buttons: readonly ReplyButton[] = [], topic = '') {
    this.#words = words;
    this.#buttons = buttons;
    this.#text = topic === '' ? '' : titleLine(topic, words);
  }

  /** Before anything was found. */
  get first(): ReplyView {
    return this.#view(this.#words.stages.searching);
  }

  /** The view after an event; null for a terminal one. */
  after(event: DebateEvent): ReplyView | null {
    if (event.type === 'weighing')
      return this.#view(this.#words.stages.weighing(event.done, event.total));
    if (event.type !== 'evidence-found') return null;
    const { topic, sides } = event.draft;
    const blocks = sides.map((side) => sideText(side, this.#words));
    this.#text = [titleLine(topic, this.#words), ...blocks].join('\n\n');
    return this.#view(this.#words.stages.found);
  }

  #view(heading: string): ReplyView {
    const buttons = this.#buttons;
    return { tone: 'working', heading, text: this.#text, citations: [], buttons };
  }
}

/** How a debate is shown while it comes to be. */
export interface ShowDebateOptions {
  readonly words: DebateViewWords;
  /** What was asked for, which nobody else sees; empty: nothing in particular. */
  readonly topic: string;
  readonly stopLabel: string;
  /** Where it stands in the queue. */
  readonly queued: (position: number) => string;
  /** Finishes the reply; stores the debate first, so that its buttons work at once. */
  readonly finish: (debate: Debate) => Promise<void>;
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
  const { words, topic, stopLabel } = options;
  const stop: ReplyButton = {
    verb: STOP_VERB,
    subject: context.requestId,
    label: stopLabel,
    style: 'danger',
  };
  const progress = new DebateProgress(words, context.surface.buttons ? [stop] : [], topic);
  context.reply.update(progress.first);
  for await (const event of events) {
    if (event.type === 'debate-error') throw event.error;
    if ('debate' in event) {
      await options.finish(event.debate);
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
