import type { Answer } from '../../domain/answer.ts';
import type { Clock } from '../../domain/ports.ts';
import type { AnswerStore, PendingReply, PendingReplyStore } from '../../domain/stores.ts';

/** Replies under way, so that none is left behind half done. Throws as the stores. */
export interface ReplyJournal {
  begin(reply: PendingReply): Promise<void>;
  setMessage(requestId: string, messageId: string): Promise<void>;
  /** The reply is complete. */
  finish(requestId: string): Promise<void>;
  /** Keeps the question under the request's id, for a Retry button; the reply is over. */
  interrupt(requestId: string): Promise<void>;
  /** What the last run left behind, oldest first. */
  leftOver(): Promise<readonly PendingReply[]>;
}

/** What the journal is built from. */
export interface ReplyJournalParts {
  readonly pendingReplies: PendingReplyStore;
  readonly answers: AnswerStore;
  readonly clock: Clock;
}

/** An interrupted question becomes a stored answer without a text: kept and deleted like those. */
export function createReplyJournal({
  pendingReplies,
  answers,
  clock,
}: ReplyJournalParts): ReplyJournal {
  return {
    begin: (reply) => pendingReplies.begin(reply),
    setMessage: (requestId, messageId) => pendingReplies.setMessage(requestId, messageId),
    finish: (requestId) => pendingReplies.finish(requestId),
    async interrupt(requestId) {
      const reply = await pendingReplies.get(requestId);
      if (reply === null) return;
      const { userId, guildId, channelId, isPrivate } = reply;
      await answers.save({
        answer: unanswered(reply),
        userId,
        guildId,
        channelId,
        conversationKey: '',
        isPrivate,
        createdAtMs: clock.now(),
      });
      await pendingReplies.finish(requestId);
    },
    leftOver: () => pendingReplies.list(clock.now()),
  };
}

function unanswered({ requestId, question, language }: PendingReply): Answer {
  return {
    id: requestId,
    question,
    language,
    mode: 'abstained',
    reason: 'stopped',
    answer: '',
    citations: [],
    passages: [],
    unverified: 0,
    timingsMs: { retrieval: 0, firstToken: null, total: 0 },
    model: null,
    index: null,
  };
}
