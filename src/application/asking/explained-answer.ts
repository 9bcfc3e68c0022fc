import type { AnswerStore, StoredAnswer } from '../../domain/stores.ts';
import type { CommandCall } from '../command.ts';
import { usableAnswer } from './answer-access.ts';
import { conversationKey, type Conversations } from './conversation.ts';
import { conversationPlace } from './conversation-place.ts';
import { lastAnswer, sessionAnswer } from './last-answer.ts';

/** What answers are looked up in. */
export interface ExplainedParts {
  readonly conversations: Conversations;
  readonly answers: AnswerStore;
}

/**
 * The answer a call wants explained, refusals included: the one that is named, by its id or by a link
 * to its message or that message's id; else the last one. Null: none that the caller may see.
 */
export async function explainedAnswer(
  named: string | null,
  call: CommandCall,
  parts: ExplainedParts,
): Promise<StoredAnswer | null> {
  return named === null || named.trim() === ''
    ? latest(call, parts)
    : byName(named.trim(), call, parts);
}

async function byName(
  name: string,
  call: CommandCall,
  { answers }: ExplainedParts,
): Promise<StoredAnswer | null> {
  const inSession = call.session?.answers.find(({ id }) => id === name);
  if (inSession !== undefined) return sessionAnswer(inSession, call);
  const message = messageIn(name, call);
  const id = message === null ? name : await call.place?.answerAt?.(message);
  return usableAnswer(id, call, answers);
}

/** A message by its place. */
export interface MessageName {
  readonly channelId: string;
  readonly messageId: string;
}

/** Digits alone are a message here; a link is `…/channels/SERVER/CHANNEL/MESSAGE`. */
function messageIn(name: string, { place }: CommandCall): MessageName | null {
  if (place === null) return null;
  if (isId(name)) return { channelId: place.channelId, messageId: name };
  const parts = name.split('/');
  const [channelId = '', messageId = ''] = parts.slice(-2);
  const isHere = channelId === place.channelId || channelId === place.parentChannelId;
  return isHere && parts.length > 2 && isId(messageId) ? { channelId, messageId } : null;
}

/** Of a message or a channel, as Discord counts. */
const isId = (text: string): boolean => /^\d{15,21}$/u.test(text);

async function latest(call: CommandCall, parts: ExplainedParts): Promise<StoredAnswer | null> {
  const { session } = call;
  if (session !== undefined) {
    return session.latest === null ? null : sessionAnswer(session.latest, call);
  }
  const place = conversationPlace(call, true);
  if (place === null) return null;
  const keys = [true, false].map((isPrivate) => conversationKey({ ...place, isPrivate }));
  const [own, last] = await Promise.all([
    parts.answers.latest(place.userId, keys),
    lastAnswer(call, true, parts),
  ]);
  return (last?.createdAtMs ?? -1) > (own?.createdAtMs ?? -1) ? last : own;
}
