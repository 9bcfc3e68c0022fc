import { beforeEach, describe, expect, test } from 'vitest';
import {
  CHANNEL_IDLE_MS,
  conversationKey,
  createConversations,
  MAX_TURN_CHARS,
  plainAnswer,
  THREAD_IDLE_MS,
  type ConversationPlace,
  type Conversations,
} from '../../../src/application/asking/conversation.ts';
import { MAX_TURNS } from '../../../src/domain/stores.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { MemoryStores } from '../../fakes/memory-stores.ts';
import { answerOf } from '../../fakes/stored.ts';

const channel: ConversationPlace = {
  userId: 'u',
  channelId: 'c',
  threadId: null,
  isPrivate: false,
};
const thread: ConversationPlace = { ...channel, threadId: 't' };

let clock: ManualClock;
let conversations: Conversations;
let ids = 0;

beforeEach(() => {
  clock = new ManualClock();
  conversations = createConversations({ store: new MemoryStores().conversations, clock });
});

async function say(place: ConversationPlace, question: string): Promise<void> {
  await conversations.remember(place, answerOf({ id: `answer-${++ids}`, question, answer: 'Ja.' }));
  await clock.advance(1);
}
const questions = async (place: ConversationPlace): Promise<string[]> =>
  (await conversations.recall(place)).map(({ question }) => question);

describe('conversationKey', () => {
  test("is common in a thread and the user's own elsewhere", () => {
    const other = { userId: 'other' };
    expect(conversationKey({ ...thread, ...other })).toBe(conversationKey(thread));
    expect(conversationKey({ ...channel, ...other })).not.toBe(conversationKey(channel));
  });

  test("is the user's own for what is private", () => {
    const hidden = { ...thread, isPrivate: true };
    expect(conversationKey(hidden)).not.toBe(conversationKey(thread));
    expect(conversationKey({ ...hidden, userId: 'other' })).not.toBe(conversationKey(hidden));
  });
});

describe('recall', () => {
  test('gives the last turns, oldest first', async () => {
    for (let at = 0; at < MAX_TURNS + 2; at++) await say(channel, `q${at}`);
    expect(await questions(channel)).toEqual(
      Array.from({ length: MAX_TURNS }, (_, at) => `q${at + 2}`),
    );
  });

  test.each([
    ['a channel', channel, CHANNEL_IDLE_MS],
    ['a thread', thread, THREAD_IDLE_MS],
  ])('forgets %s after its idle time', async (_, place, idleMs) => {
    await say(place, 'q');
    await clock.advance(idleMs - 1);
    expect(await questions(place)).toEqual(['q']);
    await clock.advance(1);
    expect(await questions(place)).toEqual([]);
  });

  test('shows nothing private in public, and in private both, in order', async () => {
    const hidden = { ...thread, isPrivate: true };
    await say(thread, 'public 1');
    await say(hidden, 'secret');
    await say({ ...thread, userId: 'other' }, 'public 2');
    expect(await questions(thread)).toEqual(['public 1', 'public 2']);
    expect(await questions(hidden)).toEqual(['public 1', 'secret', 'public 2']);
    expect(await questions({ ...hidden, userId: 'other' })).toEqual(['public 1', 'public 2']);
  });

  test('begins anew when asked to', async () => {
    await say(channel, 'q');
    await conversations.end(channel);
    expect(await questions(channel)).toEqual([]);
  });
});

test('what was not answered is not remembered', async () => {
  await conversations.remember(channel, answerOf({ mode: 'abstained' }));
  expect(await questions(channel)).toEqual([]);
});

describe('plainAnswer', () => {
  test.each([
    ['Ein Modell von Meta [1]. Es ist frei [2][3].', 'Ein Modell von Meta. Es ist frei.'],
    ['- Eins [1].\n- Zwei [2].', '- Eins.\n- Zwei.'],
  ])('takes marks out of %j', (answer, plain) => {
    expect(plainAnswer(answer)).toBe(plain);
  });

  test('ends a long one at a word', () => {
    const plain = plainAnswer('Wort '.repeat(1_000));
    expect(plain.length).toBeLessThanOrEqual(MAX_TURN_CHARS + 2);
    expect(plain.endsWith('Wort …')).toBe(true);
  });
});
