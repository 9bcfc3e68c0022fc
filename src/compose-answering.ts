import { createHash } from 'node:crypto';
import { createAnswerChain } from './answering/chain.ts';
import type { ChainParts } from './answering/chain-parts.ts';
import { isFollowUp } from './answering/follow-up/follow-up.ts';
import { rewriteFollowUp } from './answering/follow-up/rewrite-follow-up.ts';
import { retrieve } from './answering/retrieve.ts';
import { refinementOf } from './answering/talk/refinement-of.ts';
import { talkOf, withoutCourtesy } from './answering/talk/talk-of.ts';
import {
  createAnswerFrom,
  type AnswerFrom,
  type AskQuestionParts,
} from './application/asking/ask-question.ts';
import { createConversations } from './application/asking/conversation.ts';
import { createFindOwnReply } from './application/asking/own-reply.ts';
import { observeDesk } from './application/asking/observed-desk.ts';
import { createQuestionDesk, type QuestionDeskParts } from './application/asking/question-desk.ts';
import { createDailyLimits } from './application/members/daily-limits.ts';
import { createGuildSettings } from './application/members/guild-settings.ts';
import type { Services } from './application/services.ts';
import type { FairQueue } from './application/turns/fair-queue.ts';
import { createQueuedAnswers } from './application/turns/queued-answers.ts';
import { createShareAnswers } from './application/turns/share-answers.ts';
import { createEndStopped } from './application/turns/stopped-answer.ts';
import type { ChatModel, NewId } from './domain/ports.ts';
import type { Observe } from './domain/observer.ts';
import type { Stores } from './domain/stores.ts';
import {
  isThirdLanguageQuestion,
  questionLanguage as detectLanguage,
} from './text/detect-language.ts';
import { talkWordsFor } from './words/talk-words.ts';
import { VERSION } from './version.ts';
import { wordsFor } from './words/words.ts';

/** One question, from the check of its form to the check of its citations. */
export function composeAnswering(
  parts: Pick<AskQuestionParts, 'knowledge' | 'health' | 'chat' | 'newId' | 'clock' | 'logger'> &
    Pick<ChainParts, 'options' | 'speed'>,
): AnswerFrom {
  const answer = createAnswerChain({
    retrieve,
    clock: parts.clock,
    options: parts.options,
    speed: parts.speed,
    code: VERSION,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    words: {
      reason: (language, reason) => wordsFor(language).reason[reason],
      nearest: (language, titles) => wordsFor(language).nearest(titles),
      summary: (language, of) => wordsFor(language).notes.summary(of),
      listed: (language, from) => wordsFor(language).notes.listed(from),
      differ: (language, older, newer) => wordsFor(language).notes.differ(older, newer),
    },
  });
  return createAnswerFrom({
    ...parts,
    answer,
    detectLanguage,
    isThirdLanguage: isThirdLanguageQuestion,
    notes: (language) => wordsFor(language).notes,
    refusal: (language, reason) => wordsFor(language).reason[reason],
  });
}

interface DeskStorage {
  readonly stores: Stores;
  readonly queue: FairQueue;
  readonly newId: NewId;
  readonly chat: Pick<ChatModel, 'model'>;
  readonly retentionDays: number;
  readonly observe: Observe;
}

type AnsweringParts = Pick<
  QuestionDeskParts,
  | 'answerFrom'
  | 'knowledge'
  | 'chat'
  | 'coolDown'
  | 'clock'
  | 'detectLanguage'
  | 'health'
  | 'logger'
>;

/** Where questions are taken in: rights and limits, the queue, shared answers, the memory. */
export function composeDesk(parts: AnsweringParts, storage: DeskStorage): Services['desk'] {
  const { stores, queue, newId, chat, retentionDays, observe } = storage;
  const { clock } = parts;
  const conversations = createConversations({ store: stores.conversations, clock });
  const share = createShareAnswers({
    newId,
    endStopped: createEndStopped(chat),
  });
  const desk = createQuestionDesk({
    ...parts,
    settings: createGuildSettings(stores.settings),
    dailyLimits: createDailyLimits({ usage: stores.usage, clock }),
    conversations,
    answers: stores.answers,
    answerInTurn: createQueuedAnswers({ queue, share }),
    queueRefusal: (entrant) => queue.refusal(entrant),
    ownReply: createFindOwnReply({
      ...parts,
      ...{ conversations, answers: stores.answers, newId, retentionDays },
      get model() {
        return chat.model;
      },
      reader: { talkOf, refinementOf, withoutCourtesy },
      words: talkWordsFor,
    }),
    followUps: { isFollowUp, rewrite: (request) => rewriteFollowUp(request, clock) },
  });
  return observeDesk(desk, { observe, clock });
}
