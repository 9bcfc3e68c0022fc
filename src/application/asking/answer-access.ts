import type { AnswerStore, StoredAnswer } from '../../domain/stores.ts';
import type { CommandCall } from '../command.ts';

/**
 * Whether a caller may use a stored answer: a private one is its asker's alone, a public one
 * everybody's who is where it was given. Ids can be guessed; nothing else protects an answer.
 */
export function mayUseAnswer(
  stored: StoredAnswer,
  { caller, guildId, place }: CommandCall,
): boolean {
  if (stored.isPrivate && stored.userId !== caller.id) return false;
  if (stored.guildId !== guildId || place === null) return false;
  return stored.channelId === place.channelId || stored.channelId === place.parentChannelId;
}

/** The stored answer of that id; null when it is gone, or not the caller's to use. */
export async function usableAnswer(
  id: unknown,
  call: CommandCall,
  answers: AnswerStore,
): Promise<StoredAnswer | null> {
  const stored = typeof id === 'string' ? await answers.get(id) : null;
  return stored !== null && mayUseAnswer(stored, call) ? stored : null;
}

/**
 * Whether what is made anew of an answer is shown to the caller alone: of a private one, and to
 * everybody but its asker, so that nobody fills a channel with what others asked.
 */
export function isForCallerAlone(
  { isPrivate, userId }: Pick<StoredAnswer, 'isPrivate' | 'userId'>,
  { caller, surface }: CommandCall,
): boolean {
  return isPrivate || (userId !== caller.id && surface.privateReplies);
}
