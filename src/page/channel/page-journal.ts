import type { Prepared } from '../../application/command.ts';
import { noted } from '../../application/debating/noted-debate.ts';
import type { ReplyJournal } from '../../application/members/interrupted-replies.ts';
import { toAppError } from '../../domain/errors.ts';
import type { Logger } from '../../domain/ports.ts';
import { PAGE_APPLICATION, type PendingReply } from '../../domain/stores.ts';
import { wordsFor } from '../../words/words.ts';
import { plainName } from '../message-nodes.ts';
import { MAX_TITLE_CHARS } from '../page-limits.ts';
import { MAIN_CHANNEL_ID, PAGE_GUILD_ID } from '../page-members.ts';
import type { Doing } from './page-call.ts';
import type { PageChannel } from './page-channel.ts';

/**
 * Replies under way, so that a start of the process tells of those the last one left half done. What
 * cannot be noted is logged: an answer is worth more than its note.
 */
export class PageJournal {
  readonly #journal: ReplyJournal;
  readonly #logger: Logger;

  constructor(journal: ReplyJournal, logger: Logger) {
    this.#journal = journal;
    this.#logger = logger;
  }

  /** Notes what can be asked again; nothing for what cannot. Never throws. */
  async begin(requestId: string, { member, language }: Doing, prepared: Prepared): Promise<void> {
    const question = prepared.retry ?? prepared.question;
    if (question === undefined) return;
    await this.#quietly(() =>
      this.#journal.begin({
        ...{ requestId, question, language, isPrivate: prepared.isPrivate, userId: member.id },
        ...{ applicationId: PAGE_APPLICATION, interactionToken: null, tokenExpiresAtMs: 0 },
        // Threads end with the process: what is left over is told in the channel itself.
        ...{ channelId: MAIN_CHANNEL_ID, guildId: PAGE_GUILD_ID, messageId: null },
      }),
    );
  }

  /** The reply is complete. Never throws. */
  finish(requestId: string): Promise<void> {
    return this.#quietly(() => this.#journal.finish(requestId));
  }

  /** Puts what the last run left half done into the channel, each with its button. Never throws. */
  async restore(channel: PageChannel): Promise<void> {
    await this.#quietly(async () => {
      const left = await this.#journal.leftOver();
      for (const reply of left.filter(({ applicationId }) => applicationId === PAGE_APPLICATION)) {
        await this.#journal.interrupt(reply.requestId);
        putInterrupted(reply, channel);
      }
    });
  }

  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const { code, message: reason } = toAppError(thrown);
      this.#logger.warn({ code, reason }, 'A reply under way was not noted.');
    }
  }
}

function putInterrupted(reply: PendingReply, channel: PageChannel): void {
  const { requestId: subject, language, isPrivate, userId, question } = reply;
  const { interrupted } = wordsFor(language).discord;
  const label = wordsFor(language).buttons.retry;
  channel.put({
    ...{ id: channel.nextId(), channelId: MAIN_CHANNEL_ID, authorId: null, language },
    ...{ atMs: channel.now(), visibleTo: isPrivate ? userId : null },
    asked: { memberId: userId, command: '', question: shownQuestion(question) },
    view: {
      ...{ tone: 'notice', heading: interrupted, text: '', citations: [] },
      buttons: [{ verb: 'retry', subject, label, style: 'primary' }],
    },
  });
}

/** What a debate is noted with is nothing to read. */
function shownQuestion(note: string): string {
  const debate = noted(note);
  if (debate === null) return plainName(note, MAX_TITLE_CHARS);
  const { topic = '', sideA = '', sideB = '' } = debate;
  const sides = [sideA, sideB].filter((side) => side !== '').join(' / ');
  return plainName(topic === '' ? sides : topic, MAX_TITLE_CHARS);
}
