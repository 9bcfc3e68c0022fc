import type { CommandCall } from '../command.ts';
import type { ConversationPlace } from './conversation.ts';

/** Where a call's conversation goes on; null where nothing is kept. */
export function conversationPlace(
  { caller, surface, place }: CommandCall,
  isPrivate: boolean,
): ConversationPlace | null {
  if (!surface.storage || place === null) return null;
  const { channelId, parentChannelId } = place;
  return {
    userId: caller.id,
    channelId: parentChannelId ?? channelId,
    threadId: parentChannelId === null ? null : channelId,
    isPrivate,
  };
}
