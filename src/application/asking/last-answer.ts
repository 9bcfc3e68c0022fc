import type { Answer } from '../../domain/answer.ts';
import type { AnswerStore, StoredAnswer } from '../../domain/stores.ts';
import type { CommandCall } from '../command.ts';
import { usableAnswer } from './answer-access.ts';
import type { Conversations } from './conversation.ts';
import { conversationPlace } from './conversation-place.ts';

/** What a call can go on from: the last answer of its conversation, or the one its thread was started from. */
export async function lastAnswer(
  call: CommandCall,
  isPrivate: boolean,
  {
    conversations,
    answers,
  }: { readonly conversations: Conversations; readonly answers: AnswerStore },
): Promise<StoredAnswer | null> {
  const remembered = call.session?.answers.at(-1) ?? null;
  if (remembered !== null) return sessionAnswer(remembered, call);
  const place = conversationPlace(call, isPrivate);
  if (place === null || call.place === null) return null;
  const id = (await conversations.lastAnswerId(place)) ?? (await call.place.startedFrom());
  return usableAnswer(id, call, answers);
}

/** An answer of a surface that stores nothing, as if it did. */
export function sessionAnswer(answer: Answer, { caller, guildId }: CommandCall): StoredAnswer {
  const nowhere = { guildId, channelId: '', conversationKey: '' };
  return { answer, userId: caller.id, ...nowhere, isPrivate: true, createdAtMs: 0 };
}
