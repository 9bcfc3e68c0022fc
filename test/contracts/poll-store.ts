import { describe, expect, test } from 'vitest';
import type { ChannelPoll, Stores } from '../../src/domain/stores.ts';
import { MANUAL_CLOCK_START_MS as NOW } from '../fakes/manual-clock.ts';

const TOPIC = { guildId: 'guild-1', channelId: 'channel-1', topicId: 'topic-1' };
const pollOf = (overrides: Partial<ChannelPoll> = {}): ChannelPoll => ({
  ...TOPIC,
  messageId: 'message-1',
  endsAtMs: NOW,
  result: null,
  ...overrides,
});

/** Polls of channels, over every implementation of `Stores`. */
export function pollContract(get: () => Stores): void {
  describe('PollStore', () => {
    test('keeps the newest of a channel and topic', async () => {
      const { polls } = get();
      expect(await polls.get(TOPIC)).toBeNull();
      await polls.put(pollOf({ result: [1, 2] }));
      await polls.put(pollOf({ messageId: 'message-2', endsAtMs: NOW + 1 }));
      expect(await polls.get(TOPIC)).toEqual(pollOf({ messageId: 'message-2', endsAtMs: NOW + 1 }));
    });

    test('keeps servers, channels and topics apart', async () => {
      const { polls } = get();
      await polls.put(pollOf());
      for (const other of [
        { ...TOPIC, guildId: 'guild-2' },
        { ...TOPIC, channelId: 'channel-2' },
        { ...TOPIC, topicId: 'topic-2' },
      ]) {
        expect(await polls.get(other)).toBeNull();
        await polls.remove(other);
      }
      expect(await polls.get(TOPIC)).toEqual(pollOf());
      await polls.remove(TOPIC);
      await polls.remove(TOPIC);
      expect(await polls.get(TOPIC)).toBeNull();
    });

    test('notes the result of a message, in its own server alone', async () => {
      const { polls } = get();
      await polls.put(pollOf());
      await polls.put(pollOf({ channelId: 'channel-2', messageId: 'message-2' }));
      await polls.settle({ guildId: 'guild-2', messageId: 'message-1' }, [9, 9]);
      expect(await polls.get(TOPIC)).toEqual(pollOf());
      await polls.settle({ guildId: 'guild-1', messageId: 'message-1' }, [3, 0]);
      await polls.settle({ guildId: 'guild-1', messageId: 'nobody' }, [9, 9]);
      expect(await polls.get(TOPIC)).toEqual(pollOf({ result: [3, 0] }));
      expect((await polls.get({ ...TOPIC, channelId: 'channel-2' }))?.result).toBeNull();
    });

    test('loses those that ended long ago, and those of a server that is erased', async () => {
      const { polls } = get();
      await polls.put(pollOf({ endsAtMs: NOW - 1 }));
      await polls.put(pollOf({ topicId: 'topic-2' }));
      await get().prune({ beforeMs: NOW, nowMs: NOW });
      expect(await polls.get(TOPIC)).toBeNull();
      expect(await polls.get({ ...TOPIC, topicId: 'topic-2' })).not.toBeNull();
      expect(await get().leftServers.withData()).toEqual(['guild-1']);
      await get().eraseServer('guild-1');
      expect(await polls.get({ ...TOPIC, topicId: 'topic-2' })).toBeNull();
      expect(await get().leftServers.withData()).toEqual([]);
    });
  });
}
