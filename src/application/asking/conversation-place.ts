import type { CommandCall } from '../command.ts';
import type { ConversationPlace } from './conversation.ts';

/** Where a call's conversation goes on; null on the terminal and the page: nothing is stored. */
export function conversationPlace(call: CommandCall, isPrivate: boolean): ConversationPlace | null {
  const { place, userId } = call;
  if (place === undefined) return null;
  const { channelId, parentChannelId } = place;
  return {
    userId,
    channelId: parentChannelId ?? channelId,
    threadId: parentChannelId === null ? null : channelId,
    isPrivate,
  };
}
