import type { Answer } from '../../src/domain/answer.ts';
import type { PendingReply, StoredAnswer, StoredTurn } from '../../src/domain/stores.ts';
import { MANUAL_CLOCK_START_MS } from './manual-clock.ts';
import { rankedPassages } from './passages.ts';

/** An answer as the chain makes it. */
export function answerOf(overrides: Partial<Answer> = {}): Answer {
  return {
    id: 'answer-1',
    question: 'Was ist Llama 2?',
    language: 'de',
    mode: 'generated',
    reason: null,
    answer: 'Ein Modell von Meta [1]. "Zitat" — ’; DROP TABLE answers; --',
    citations: [
      { n: 1, articleId: 'a', title: 'Llama', section: '', url: null, quote: 'Ein Modell.' },
    ],
    passages: rankedPassages([{ title: 'Llama', text: 'Ein Modell von Meta.' }]),
    unverified: 0,
    timingsMs: { retrieval: 12, firstToken: 400, total: 2_000 },
    model: 'fake-chat',
    index: 'generation-1',
    ...overrides,
  };
}

type StoredOverrides = Partial<Omit<StoredAnswer, 'answer'>> & { readonly id?: string };

/** `answerOf` as it is stored. */
export function storedAnswerOf({ id = 'answer-1', ...rest }: StoredOverrides = {}): StoredAnswer {
  return {
    answer: answerOf({ id }),
    userId: 'user-1',
    guildId: 'guild-1',
    channelId: 'channel-1',
    conversationKey: 'key-1',
    isPrivate: false,
    createdAtMs: MANUAL_CLOCK_START_MS,
    ...rest,
  };
}

/** One turn of a conversation. */
export function storedTurnOf(overrides: Partial<StoredTurn> = {}): StoredTurn {
  return {
    answerId: 'answer-1',
    userId: 'user-1',
    question: 'Was ist Llama 2?',
    answer: 'Ein Modell von Meta [1].',
    askedAtMs: MANUAL_CLOCK_START_MS,
    ...overrides,
  };
}

/** A reply under way, its token good for 15 minutes. */
export function pendingReplyOf(overrides: Partial<PendingReply> = {}): PendingReply {
  return {
    requestId: 'request-1',
    applicationId: 'application-1',
    interactionToken: 'secret-token-1',
    tokenExpiresAtMs: MANUAL_CLOCK_START_MS + 900_000,
    channelId: 'channel-1',
    messageId: null,
    question: 'Was ist Llama 2?',
    language: 'de',
    isPrivate: true,
    userId: 'user-1',
    guildId: null,
    ...overrides,
  };
}
