import { beforeEach, describe, expect, test } from 'vitest';
import { createConversations } from '../../../src/application/asking/conversation.ts';
import { explainedAnswer } from '../../../src/application/asking/explained-answer.ts';
import type { CallPlace, CommandCall } from '../../../src/application/command.ts';
import { SessionMemory } from '../../../src/application/session-memory.ts';
import type { Answer } from '../../../src/domain/answer.ts';
import { member, memberCall } from '../../fakes/calls.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { MemoryStores } from '../../fakes/memory-stores.ts';
import { answerOf, storedAnswerOf, storedTurnOf } from '../../fakes/stored.ts';

const GUILD = '300000000000000001';
const CHANNEL = '400000000000000001';
const THREAD = '400000000000000002';
const MESSAGE = '500000000000000001';
const REFUSED: Partial<Answer> = { mode: 'abstained', reason: 'no-evidence' };

let clock: ManualClock;
let stores: MemoryStores;
let asked: string[];
beforeEach(() => {
  clock = new ManualClock();
  stores = new MemoryStores();
  asked = [];
});

const place = (more: Partial<CallPlace> = {}): CallPlace => ({
  channelId: CHANNEL,
  parentChannelId: null,
  startedFrom: async () => null,
  answerAt: async ({ channelId, messageId }) => {
    asked.push(`${channelId}/${messageId}`);
    return 'shown';
  },
  ...more,
});

const call = (more: Partial<CommandCall> = {}): CommandCall =>
  memberCall({ caller: member({ id: 'user-1' }), guildId: GUILD, place: place(), ...more });

async function idOf(named: string | null, of: CommandCall = call()): Promise<string | undefined> {
  const conversations = createConversations({ store: stores.conversations, clock });
  const found = await explainedAnswer(named, of, { conversations, answers: stores.answers });
  return found?.answer.id;
}

async function keep(id: string, key: string, atMs: number, answer: Partial<Answer> = {}) {
  await stores.answers.save({
    ...storedAnswerOf({ guildId: GUILD, channelId: CHANNEL, conversationKey: key }),
    createdAtMs: clock.now() + atMs,
    answer: answerOf({ id, ...answer }),
  });
}

describe('the last answer', () => {
  test('may be a refusal, in private as well', async () => {
    await keep('first', `channel:${CHANNEL}:user-1`, 1);
    await keep('refused', `private:${CHANNEL}:user-1`, 2, REFUSED);
    expect(await idOf(null)).toBe('refused');
    expect(await idOf('  ')).toBe('refused');
  });

  test('in a thread is that of all who ask there, where it is newer than the own', async () => {
    const inThread = call({ place: place({ channelId: THREAD, parentChannelId: CHANNEL }) });
    await keep('own', `thread:${THREAD}`, 1);
    await stores.answers.save({
      ...storedAnswerOf({ guildId: GUILD, channelId: THREAD, conversationKey: `thread:${THREAD}` }),
      ...{ userId: 'user-2', createdAtMs: clock.now() + 2 },
      answer: answerOf({ id: 'theirs' }),
    });
    const turn = storedTurnOf({ answerId: 'theirs', askedAtMs: clock.now() + 2 });
    await stores.conversations.append(`thread:${THREAD}`, turn);
    expect(await idOf(null, inThread)).toBe('theirs');
    await keep('own-again', `thread:${THREAD}`, 3, REFUSED);
    expect(await idOf(null, inThread)).toBe('own-again');
  });

  test('of a session that stores nothing is the one it remembers', async () => {
    const session = new SessionMemory();
    const inSession = call({ session, place: null });
    expect(await idOf(null, inSession)).toBeUndefined();
    session.remember(answerOf({ id: 'one' }));
    session.remember(answerOf({ id: 'refused', ...REFUSED }));
    session.remember(answerOf({ id: 'talk', reason: 'talk' }));
    expect(await idOf(null, inSession)).toBe('refused');
    expect(await idOf('one', inSession)).toBe('one');
  });
});

describe('a named answer', () => {
  test('is found by its id, and by its message where that is here', async () => {
    await keep('shown', 'any', 1);
    const link = `https://discord.com/channels/${GUILD}/${CHANNEL}/${MESSAGE}`;
    expect(await idOf('shown')).toBe('shown');
    expect(await idOf(link)).toBe('shown');
    expect(await idOf(MESSAGE)).toBe('shown');
    expect(asked).toEqual([`${CHANNEL}/${MESSAGE}`, `${CHANNEL}/${MESSAGE}`]);
  });

  test('elsewhere is not even looked for', async () => {
    await keep('shown', 'any', 1);
    expect(await idOf(`https://discord.com/channels/1/${THREAD}/${MESSAGE}`)).toBeUndefined();
    expect(await idOf('nobody')).toBeUndefined();
    expect(asked).toEqual([]);
  });
});
