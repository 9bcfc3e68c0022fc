import type { Prepared, ReplyView } from '../../application/command.ts';
import { MAX_TITLE_CHARS } from '../page-limits.ts';
import { plainName } from '../message-nodes.ts';
import { answerIdOf } from './message-json.ts';
import type { Doing } from './page-call.ts';
import type { PageChannel, StandingMessage } from './page-channel.ts';
import type { ReplyPlace } from './page-reply.ts';

/** What is known of a reply before it says anything. */
export interface SlotTask {
  readonly doing: Doing;
  readonly prepared: Prepared;
  /** As it is called; null for a button. */
  readonly command: string | null;
  /** Whether the question stands above already, in the member's own message. */
  readonly isSaid: boolean;
  /** Message of the bot whose place the reply may take. */
  readonly standing: StandingMessage | null;
}

/**
 * Where a reply stands: a message of its own, or the place of the one its button was below. A footer is
 * a message of its own with the buttons, so that a later reply in place replaces that part alone.
 */
export class ReplySlot implements ReplyPlace {
  readonly #channel: PageChannel;
  readonly #task: SlotTask;
  readonly #head: Omit<StandingMessage, 'view'>;
  #footerId: string | null = null;

  constructor(channel: PageChannel, task: SlotTask) {
    const { doing, prepared, standing } = task;
    const { inPlace = false, spendsButtons = false } = prepared;
    this.#channel = channel;
    this.#task = task;
    if (standing !== null && spendsButtons) {
      channel.put({ ...standing, view: withoutButtons(standing.view) });
    }
    const visibleTo = prepared.isPrivate ? doing.member.id : null;
    const { channelId, language } = doing;
    this.#head =
      standing !== null && inPlace
        ? standing
        : {
            ...{ id: channel.nextId(), channelId, visibleTo, language },
            atMs: channel.now(),
            asked: this.#asked(),
            authorId: null,
          };
  }

  show(view: ReplyView): void {
    const { footer = '', buttons, more, ...above } = view;
    if (footer === '') {
      if (this.#footerId !== null) this.#channel.remove(this.#footerId);
      this.#footerId = null;
      return this.#channel.put({ ...this.#head, view });
    }
    const answerId = answerIdOf(view);
    this.#channel.put({ ...this.#head, answerId, view: { ...above, buttons: [] } });
    this.#footerId ??= this.#channel.nextId();
    const below = { tone: view.tone, text: footer, citations: [], buttons };
    this.#channel.put({
      ...this.#head,
      id: this.#footerId,
      asked: null,
      view: more === undefined ? below : { ...below, more },
    });
  }

  #asked(): StandingMessage['asked'] {
    const { command, doing, prepared, isSaid } = this.#task;
    const { question = '' } = prepared;
    if (isSaid || (command === null && question === '')) return null;
    const quoted = plainName(question, MAX_TITLE_CHARS);
    return { memberId: doing.member.id, command: command ?? '', question: quoted };
  }
}

function withoutButtons(view: ReplyView): ReplyView {
  const { tone, heading = '', text, citations, mentions = [] } = view;
  return { tone, heading, text, citations, mentions, buttons: [] };
}
