import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  DEFAULT_GUILD_SETTINGS,
  MAX_REASON_CHARS,
  MAX_TURNS,
  utcDay,
  type StoredAnswer,
  type Stores,
} from '../../src/domain/stores.ts';
import { MANUAL_CLOCK_START_MS as NOW } from '../fakes/manual-clock.ts';
import { pollContract } from './poll-store.ts';
import { answerOf, pendingReplyOf, storedAnswerOf, storedTurnOf } from '../fakes/stored.ts';

export interface StoresHarness {
  readonly stores: Stores;
  close(): Promise<void>;
}

/** One suite a store, run over every implementation of `Stores`. */
export function storesContract(name: string, start: () => StoresHarness): void {
  describe(`Stores: ${name}`, () => {
    let harness: StoresHarness;
    const stores = (): Stores => harness.stores;
    beforeEach(() => {
      harness = start();
    });
    afterEach(() => harness.close());

    answerContract(stores);
    feedbackContract(stores);
    conversationContract(stores);
    settingsContract(stores);
    usageContract(stores);
    coolDownContract(stores);
    pendingReplyContract(stores);
    voteContract(stores);
    pollContract(stores);
    leftServerContract(stores);
    eraseContract(stores);
    eraseServerContract(stores);
    pruneContract(stores);
  });
}

type Get = () => Stores;
const DAY = utcDay(NOW);
const NONE = { answers: 0, feedback: 0, turns: 0, pendingReplies: 0, pollVotes: 0 };

function answerContract(get: Get): void {
  describe('AnswerStore', () => {
    test('gives back what was saved, to the character', async () => {
      const stored = storedAnswerOf({ guildId: null, isPrivate: true });
      expect(await get().answers.save(stored)).toBe('saved');
      expect(await get().answers.get('answer-1')).toEqual(stored);
    });

    test('knows no answer that was never saved', async () => {
      expect(await get().answers.get("' OR 1=1 --")).toBeNull();
      expect(await get().answers.latest('user-1', ['key-1'])).toBeNull();
    });

    test('notes in a receipt what it took to show the answer, and makes none', async () => {
      const { answers } = get();
      const turn = { waitMs: 900, beganMs: 950 };
      const receipt = {
        ...{ chance: 0.5, statements: 3, prompt: null, leftOut: [], leftOutMore: 0 },
        turn,
      };
      const question = 'a\u0000b "c"';
      const answer = answerOf({ id: 'answer-1', question, receipt });
      await answers.save({ ...storedAnswerOf(), answer });
      await answers.save(storedAnswerOf({ id: 'without' }));
      const showing = { edits: 7, atMs: [0, 1_200, 2_400] };
      for (const id of ['answer-1', 'without', 'gone']) await answers.noteShowing(id, showing);
      expect((await answers.get('answer-1'))?.answer).toEqual({
        ...answer,
        receipt: { ...receipt, edits: 7, editsAtMs: [0, 1_200, 2_400] },
      });
      expect((await answers.get('without'))?.answer.receipt).toBeUndefined();
      expect(await answers.get('gone')).toBeNull();
    });

    test('finds the newest of a user in some conversations, refusals included', async () => {
      const { answers } = get();
      const at = (id: string, createdAtMs: number, more: Partial<StoredAnswer> = {}) =>
        answers.save({ ...storedAnswerOf({ id, createdAtMs }), ...more });
      await at('old', 1_000);
      await at('refused', 2_000, {
        conversationKey: "key-'2",
        answer: answerOf({ id: 'refused', mode: 'abstained', reason: 'no-evidence' }),
      });
      await at('elsewhere', 3_000, { conversationKey: 'key-3' });
      await at('of-another', 3_000, { userId: 'user-2' });
      const found = await answers.latest('user-1', ['key-1', "key-'2"]);
      expect(found?.answer).toMatchObject({ id: 'refused', mode: 'abstained' });
      expect((await answers.latest('user-1', ['key-1']))?.answer.id).toBe('old');
      expect(await answers.latest('user-1', [])).toBeNull();
    });

    test('replaces an answer of the same id and keeps the feedback on it', async () => {
      await get().answers.save(storedAnswerOf());
      await vote(get(), 'user-2', 'up');
      await get().answers.save(storedAnswerOf({ userId: 'user-9' }));
      expect(await get().answers.get('answer-1')).toMatchObject({ userId: 'user-9' });
      expect(await get().feedback.counts('answer-1')).toEqual({ up: 1, down: 0 });
    });

    test('remembers which answer it derives from', async () => {
      await get().answers.save(storedAnswerOf());
      const child = storedAnswerOf({ id: 'answer-2', parentId: 'answer-1' });
      expect(await get().answers.save(child)).toBe('saved');
      expect(await get().answers.get('answer-2')).toEqual(child);
    });

    test('stores nothing that derives from a deleted answer', async () => {
      const child = storedAnswerOf({ id: 'answer-2', parentId: 'answer-1' });
      expect(await get().answers.save(child)).toBe('parent-gone');
      expect(await get().answers.get('answer-2')).toBeNull();
    });

    test('is not changed by later changes to what it returned', async () => {
      await get().answers.save(storedAnswerOf());
      const found = await get().answers.get('answer-1');
      (found!.answer.citations as unknown[]).length = 0;
      expect((await get().answers.get('answer-1'))!.answer.citations).toHaveLength(1);
    });
  });
}

const vote = (
  stores: Stores,
  userId: string,
  choice: 'up' | 'down',
  reason: string | null = null,
): Promise<string> =>
  stores.feedback.put({
    answerId: 'answer-1',
    userId,
    vote: choice,
    reason,
    createdAtMs: NOW,
  });

function feedbackContract(get: Get): void {
  describe('FeedbackStore', () => {
    beforeEach(() => get().answers.save(storedAnswerOf()));

    test('counts one vote a user, the last one', async () => {
      expect(await vote(get(), 'user-1', 'up')).toBe('new');
      expect(await vote(get(), 'user-2', 'up')).toBe('new');
      expect(await vote(get(), 'user-1', 'down')).toBe('changed');
      expect(await get().feedback.counts('answer-1')).toEqual({ up: 1, down: 1 });
    });

    test('keeps the reason while the vote stays, and drops it with the vote', async () => {
      const reasonNow = async () => (await get().feedback.get('answer-1', 'user-1'))!.reason;
      await vote(get(), 'user-1', 'down', 'falsch');
      await vote(get(), 'user-1', 'down');
      expect(await reasonNow()).toBe('falsch');
      await vote(get(), 'user-1', 'down', 'ganz falsch');
      expect(await reasonNow()).toBe('ganz falsch');
      await vote(get(), 'user-1', 'up');
      expect(await reasonNow()).toBeNull();
    });

    test('keeps no more of a reason than the limit', async () => {
      await vote(get(), 'user-1', 'down', 'x'.repeat(MAX_REASON_CHARS + 1));
      const kept = await get().feedback.get('answer-1', 'user-1');
      expect(kept!.reason).toHaveLength(MAX_REASON_CHARS);
    });

    test('says so when the answer is gone', async () => {
      const feedback = { answerId: 'gone', userId: 'user-1', vote: 'up' as const, reason: null };
      expect(await get().feedback.put({ ...feedback, createdAtMs: NOW })).toBe('answer-gone');
      expect(await get().feedback.get('gone', 'user-1')).toBeNull();
      expect(await get().feedback.counts('gone')).toEqual({ up: 0, down: 0 });
    });
  });
}

function conversationContract(get: Get): void {
  describe('ConversationStore', () => {
    test('keeps the last turns of each key in order', async () => {
      for (let at = 0; at < MAX_TURNS + 3; at++) {
        await get().conversations.append('a', storedTurnOf({ answerId: `answer-${at}` }));
      }
      await get().conversations.append('b', storedTurnOf());
      const turns = await get().conversations.read('a');
      expect(turns.map(({ answerId }) => answerId)).toEqual(
        Array.from({ length: MAX_TURNS }, (_, at) => `answer-${at + 3}`),
      );
      expect(await get().conversations.read('b')).toEqual([storedTurnOf()]);
    });

    test('replaces a turn that is answered again, in its place', async () => {
      await get().conversations.append('a', storedTurnOf());
      await get().conversations.append('a', storedTurnOf({ answerId: 'answer-2' }));
      await get().conversations.append('a', storedTurnOf({ answer: 'Anders.' }));
      expect((await get().conversations.read('a')).map(({ answer }) => answer)).toEqual([
        'Anders.',
        storedTurnOf().answer,
      ]);
    });

    test('forgets a conversation, and none else', async () => {
      await get().conversations.append('a', storedTurnOf());
      await get().conversations.append('b', storedTurnOf());
      await get().conversations.clear('a');
      expect(await get().conversations.read('a')).toEqual([]);
      expect(await get().conversations.read('b')).toHaveLength(1);
    });
  });
}

function settingsContract(get: Get): void {
  describe('SettingsStore', () => {
    const settings = {
      allowedChannels: ['1', '2'],
      deniedChannels: ['3'],
      askRoles: ['4'],
      reindexRoles: ['5'],
      language: 'en',
      visibility: 'private',
      dailyLimitPerUser: 10,
      dailyLimitPerGuild: 100,
    } as const;

    test('has the defaults for a server that set nothing', async () => {
      expect(await get().settings.get('guild-1')).toEqual(DEFAULT_GUILD_SETTINGS);
    });

    test('gives back what was set, for that server alone', async () => {
      expect(await get().settings.update('guild-1', () => settings)).toEqual(settings);
      expect(await get().settings.get('guild-1')).toEqual(settings);
      expect(await get().settings.get('guild-2')).toEqual(DEFAULT_GUILD_SETTINGS);
    });

    test('loses no change when two come at once', async () => {
      const allow = (id: string) =>
        get().settings.update('guild-1', (current) => ({
          ...current,
          allowedChannels: [...current.allowedChannels, id],
        }));
      await Promise.all([allow('1'), allow('2'), allow('3')]);
      const { allowedChannels } = await get().settings.get('guild-1');
      expect([...allowedChannels].sort()).toEqual(['1', '2', '3']);
    });

    test('goes back to the defaults', async () => {
      await get().settings.update('guild-1', () => settings);
      await get().settings.delete('guild-1');
      expect(await get().settings.get('guild-1')).toEqual(DEFAULT_GUILD_SETTINGS);
    });
  });
}

function usageContract(get: Get): void {
  describe('UsageStore', () => {
    const unlimited = { perUser: null, perGuild: null };
    const key = (userId: string, guildId: string | null = 'guild-1', day = DAY) => {
      return { userId, guildId, day };
    };

    test('counts by user, server and day', async () => {
      const { usage } = get();
      await usage.take(key('user-1'), unlimited);
      await usage.take(key('user-1'), unlimited);
      await usage.take(key('user-2'), unlimited);
      await usage.take(key('user-1', null), unlimited);
      expect(await usage.counts(key('user-1'))).toEqual({ user: 2, guild: 3 });
      expect(await usage.counts(key('user-1', null))).toEqual({ user: 1, guild: 1 });
      expect(await usage.counts(key('user-1', 'guild-1', '2025-06-03'))).toEqual({
        user: 0,
        guild: 0,
      });
    });

    test('stops at either limit and does not count what it refused', async () => {
      const { usage } = get();
      const limits = { perUser: 2, perGuild: 3 };
      const outcomes = [];
      for (const user of ['a', 'a', 'a', 'b', 'b', 'c']) {
        outcomes.push(await usage.take(key(user), limits));
      }
      expect(outcomes).toEqual([
        'taken',
        'taken',
        'user-limit',
        'taken',
        'guild-limit',
        'guild-limit',
      ]);
      expect(await usage.counts(key('a'))).toEqual({ user: 2, guild: 3 });
    });

    test('never lets more through at once than the limit', async () => {
      const all = Array.from({ length: 20 }, () =>
        get().usage.take(key('user-1'), { perUser: 5, perGuild: null }),
      );
      const taken = (await Promise.all(all)).filter((outcome) => outcome === 'taken');
      expect(taken).toHaveLength(5);
    });

    test('gives back, but not below nothing', async () => {
      const { usage } = get();
      await usage.take(key('user-1'), unlimited);
      await usage.giveBack(key('user-1'));
      await usage.giveBack(key('user-1'));
      await usage.giveBack(key('never-asked'));
      expect(await usage.counts(key('user-1'))).toEqual({ user: 0, guild: 0 });
    });
  });
}

function pendingReplyContract(get: Get): void {
  describe('PendingReplyStore', () => {
    test('lists what began and did not finish, oldest first', async () => {
      const { pendingReplies } = get();
      await pendingReplies.begin(pendingReplyOf({ requestId: 'b', guildId: 'guild-1' }));
      await pendingReplies.begin(pendingReplyOf({ requestId: 'a' }));
      await pendingReplies.begin(pendingReplyOf({ requestId: 'c' }));
      await pendingReplies.finish('c');
      await pendingReplies.finish('c');
      expect(await pendingReplies.list(NOW)).toEqual([
        pendingReplyOf({ requestId: 'b', guildId: 'guild-1' }),
        pendingReplyOf({ requestId: 'a' }),
      ]);
      expect(await pendingReplies.get('c')).toBeNull();
    });

    test('learns the message later', async () => {
      await get().pendingReplies.begin(pendingReplyOf());
      await get().pendingReplies.setMessage('request-1', 'message-1');
      await get().pendingReplies.setMessage('unknown', 'message-2');
      expect(await get().pendingReplies.get('request-1')).toMatchObject({
        messageId: 'message-1',
      });
    });

    test('drops a token as soon as it has expired, for good', async () => {
      await get().pendingReplies.begin(pendingReplyOf());
      const { tokenExpiresAtMs } = pendingReplyOf();
      expect((await get().pendingReplies.list(tokenExpiresAtMs - 1))[0]!.interactionToken).toBe(
        'secret-token-1',
      );
      await get().pendingReplies.list(tokenExpiresAtMs);
      expect((await get().pendingReplies.get('request-1'))!.interactionToken).toBeNull();
    });
  });
}

function voteContract(get: Get): void {
  describe('VoteStore', () => {
    const topic = { guildId: 'guild-1', topicId: 'topic-1' };
    const put = (userId: string, choice: string, at: { guildId: string | null } = topic) =>
      get().votes.put({ ...topic, ...at, userId, choice, votedAtMs: NOW });

    test('counts one vote a user, the last one', async () => {
      expect(await put('user-1', 'pro')).toBe('new');
      expect(await put('user-2', 'pro')).toBe('new');
      expect(await put('user-1', 'pro')).toBe('unchanged');
      expect(await put('user-1', 'contra')).toBe('changed');
      expect(await get().votes.counts(topic)).toEqual(
        new Map([
          ['contra', 1],
          ['pro', 1],
        ]),
      );
    });

    test('keeps servers and topics apart', async () => {
      await put('user-1', 'pro');
      await put('user-1', 'contra', { guildId: null });
      expect(await get().votes.counts({ ...topic, topicId: 'topic-2' })).toEqual(new Map());
      expect(await get().votes.counts(topic)).toEqual(new Map([['pro', 1]]));
      expect(await get().votes.counts({ ...topic, guildId: null })).toEqual(
        new Map([['contra', 1]]),
      );
    });
  });
}

/** Everything there can be of user-1 and user-2, who used each other's buttons. */
async function fill(stores: Stores): Promise<void> {
  await stores.answers.save(storedAnswerOf());
  await stores.answers.save(storedAnswerOf({ id: 'other', userId: 'user-2' }));
  await stores.answers.save(
    storedAnswerOf({ id: 'again', userId: 'user-2', parentId: 'answer-1' }),
  );
  await stores.answers.save(
    storedAnswerOf({ id: 'again-again', userId: 'user-3', parentId: 'again' }),
  );
  for (const answerId of ['answer-1', 'other', 'again-again']) {
    for (const userId of ['user-1', 'user-2']) {
      await stores.feedback.put({ answerId, userId, vote: 'up', reason: null, createdAtMs: NOW });
    }
  }
  await stores.conversations.append('thread', storedTurnOf());
  await stores.conversations.append(
    'thread',
    storedTurnOf({ answerId: 'again', userId: 'user-2' }),
  );
  await stores.conversations.append(
    'thread',
    storedTurnOf({ answerId: 'other', userId: 'user-2' }),
  );
  for (const userId of ['user-1', 'user-2']) {
    await stores.pendingReplies.begin(pendingReplyOf({ requestId: userId, userId }));
    const poll = { guildId: 'guild-1', topicId: 'topic-1', userId, choice: 'pro' };
    await stores.votes.put({ ...poll, votedAtMs: NOW });
    const usage = { userId, guildId: 'guild-1', day: DAY };
    await stores.usage.take(usage, { perUser: null, perGuild: null });
  }
}

function eraseContract(get: Get): void {
  describe('eraseUser', () => {
    test('deletes what is about the user, also in what others derived from it', async () => {
      await fill(get());
      expect(await get().eraseUser('user-1')).toEqual({
        answers: 3, // their own, and the two that answer their question again
        feedback: 5, // four on those answers, and their own on the other one
        turns: 2,
        pendingReplies: 1,
        pollVotes: 1,
      });
      for (const gone of ['answer-1', 'again', 'again-again']) {
        expect(await get().answers.get(gone)).toBeNull();
      }
      expect(await get().eraseUser('user-1')).toEqual(NONE);
    });

    test('leaves the rest as it was', async () => {
      await fill(get());
      await get().eraseUser('user-1');
      expect(await get().answers.get('other')).toMatchObject({ userId: 'user-2' });
      expect(await get().feedback.counts('other')).toEqual({ up: 1, down: 0 });
      expect(await get().conversations.read('thread')).toHaveLength(1);
      expect(await get().pendingReplies.list(NOW)).toHaveLength(1);
      expect(await get().votes.counts({ guildId: 'guild-1', topicId: 'topic-1' })).toEqual(
        new Map([['pro', 1]]),
      );
    });

    test('does not lift a daily limit', async () => {
      await fill(get());
      await get().eraseUser('user-1');
      const key = { userId: 'user-1', guildId: 'guild-1', day: DAY };
      expect(await get().usage.take(key, { perUser: 1, perGuild: null })).toBe('user-limit');
    });
  });
}

function coolDownContract(get: Get): void {
  describe('CoolDownStore', () => {
    const pace = { intervalMs: 3_000, burst: 3 };
    const take = (nowMs: number, userId = 'user-1'): Promise<number> =>
      get().coolDowns.take({ userId, nowMs, ...pace });

    test('takes a burst however it comes, then one each interval; a refused one costs nothing', async () => {
      const waits = await Promise.all(Array.from({ length: 6 }, () => take(NOW)));
      expect(waits.sort()).toEqual([0, 0, 0, 3_000, 3_000, 3_000]);
      expect(await take(NOW, 'user-2')).toBe(0);
      expect(await take(NOW + 2_000)).toBe(1_000);
      expect(await take(NOW + 3_000)).toBe(0);
      expect(await take(NOW + 3_000)).toBe(3_000);
    });

    test('has the whole burst again after a pause, and locks nobody out when clocks go back', async () => {
      for (let at = 0; at < 4; at += 1) await take(NOW);
      await get().prune({ beforeMs: 0, nowMs: NOW + 60_000 });
      const later = await Promise.all(Array.from({ length: 4 }, () => take(NOW + 60_000)));
      expect(later.sort()).toEqual([0, 0, 0, 3_000]);
      expect(await take(NOW)).toBe(3_000);
      expect(await take(NOW + 3_000)).toBeLessThanOrEqual(3_000);
    });
  });
}

function pruneContract(get: Get): void {
  describe('prune', () => {
    test('deletes what is older than the limit, with all that hangs on it', async () => {
      await fill(get());
      expect(await get().prune({ beforeMs: NOW, nowMs: NOW })).toEqual(NONE);
      const later = NOW + 1_000_000;
      expect(await get().prune({ beforeMs: later, nowMs: later })).toEqual({
        answers: 4,
        feedback: 6,
        turns: 3,
        pendingReplies: 2,
        pollVotes: 2,
      });
    });

    test('keeps younger rows, settings and the counts of today', async () => {
      await get().answers.save(storedAnswerOf());
      await get().answers.save(storedAnswerOf({ id: 'young', createdAtMs: NOW + 1 }));
      await get().settings.update('guild-1', (old) => ({ ...old, visibility: 'private' }));
      const key = { userId: 'user-1', guildId: 'guild-1', day: DAY };
      await get().usage.take(key, { perUser: null, perGuild: null });
      await get().prune({ beforeMs: NOW + 1, nowMs: NOW + 1 });
      expect(await get().answers.get('answer-1')).toBeNull();
      expect(await get().answers.get('young')).not.toBeNull();
      expect((await get().settings.get('guild-1')).visibility).toBe('private');
      expect((await get().usage.counts(key)).user).toBe(1);
    });

    test('drops expired tokens and the counts of past days', async () => {
      await fill(get());
      const tomorrowMs = NOW + 86_400_000;
      await get().prune({ beforeMs: NOW, nowMs: tomorrowMs });
      const replies = await get().pendingReplies.list(NOW);
      expect(replies.map(({ interactionToken }) => interactionToken)).toEqual([null, null]);
      const key = { userId: 'user-1', guildId: 'guild-1', day: DAY };
      expect(await get().usage.counts(key)).toEqual({ user: 0, guild: 0 });
    });
  });
}

function leftServerContract(get: Get): void {
  describe('LeftServerStore', () => {
    test('keeps the first moment until the bot is back', async () => {
      const { leftServers } = get();
      await leftServers.note('guild-2', NOW + 1);
      await leftServers.note('guild-1', NOW);
      await leftServers.note('guild-1', NOW + 9);
      expect(await leftServers.leftBefore(NOW - 1)).toEqual([]);
      expect(await leftServers.leftBefore(NOW)).toEqual(['guild-1']);
      expect(await leftServers.leftBefore(NOW + 1)).toEqual(['guild-1', 'guild-2']);
      await leftServers.clear('guild-1');
      await leftServers.clear('guild-1');
      expect(await leftServers.leftBefore(NOW + 99)).toEqual(['guild-2']);
      await leftServers.note('guild-1', NOW + 50);
      expect(await leftServers.leftBefore(NOW + 49)).toEqual(['guild-2']);
    });

    test('names each server with data once, whatever the data are', async () => {
      const { leftServers, answers, settings, usage, pendingReplies, votes } = get();
      expect(await leftServers.withData()).toEqual([]);
      await answers.save(storedAnswerOf({ guildId: 'g-answer' }));
      await answers.save(storedAnswerOf({ id: 'direct', guildId: null }));
      await settings.update('g-settings', (old) => old);
      await settings.update('g-answer', (old) => old);
      const limits = { perUser: null, perGuild: null };
      await usage.take({ userId: 'u', guildId: 'g-usage', day: DAY }, limits);
      await usage.take({ userId: 'u', guildId: null, day: DAY }, limits);
      await pendingReplies.begin(pendingReplyOf({ guildId: 'g-pending' }));
      for (const guildId of ['g-vote', null]) {
        await votes.put({ guildId, topicId: 't', userId: 'u', choice: 'pro', votedAtMs: NOW });
      }
      const found = ['g-answer', 'g-pending', 'g-settings', 'g-usage', 'g-vote'];
      expect(await leftServers.withData()).toEqual(found);
      for (const guildId of found) await get().eraseServer(guildId);
      expect(await leftServers.withData()).toEqual([]);
      expect(await answers.get('direct')).not.toBeNull();
    });
  });
}

function eraseServerContract(get: Get): void {
  describe('eraseServer', () => {
    test('deletes what belongs to the server, and nothing else', async () => {
      await fill(get());
      await get().answers.save(storedAnswerOf({ id: 'elsewhere', guildId: 'guild-2' }));
      await get().settings.update('guild-1', (old) => ({ ...old, visibility: 'private' }));
      await get().settings.update('guild-2', (old) => ({ ...old, visibility: 'private' }));
      await get().leftServers.note('guild-1', NOW);
      const deleted = await get().eraseServer('guild-1');
      expect(deleted.answers).toBeGreaterThan(0);
      expect(deleted.feedback).toBeGreaterThan(0);
      expect(deleted.turns).toBeGreaterThan(0);
      expect(deleted.pollVotes).toBeGreaterThan(0);
      expect(await get().answers.get('answer-1')).toBeNull();
      expect(await get().answers.get('elsewhere')).not.toBeNull();
      expect((await get().settings.get('guild-1')).visibility).toBe('public');
      expect((await get().settings.get('guild-2')).visibility).toBe('private');
      expect(await get().leftServers.leftBefore(NOW)).toEqual([]);
      expect(await get().eraseServer('guild-1')).toEqual(NONE);
    });
  });
}
