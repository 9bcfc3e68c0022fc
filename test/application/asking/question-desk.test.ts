import { beforeEach, describe, expect, test } from 'vitest';
import type { CommandCall, ReplyView } from '../../../src/application/command.ts';
import type { AskInput } from '../../../src/application/asking/ask-question.ts';
import { createConversations } from '../../../src/application/asking/conversation.ts';
import { createQuestionDesk } from '../../../src/application/asking/question-desk.ts';
import type { OwnReply } from '../../../src/application/asking/own-reply.ts';
import { takeQuestion, type TakenQuestion } from '../../../src/application/asking/take-question.ts';
import { createCoolDown } from '../../../src/application/members/cool-down.ts';
import { createDailyLimits } from '../../../src/application/members/daily-limits.ts';
import { createGuildSettings } from '../../../src/application/members/guild-settings.ts';
import { refuseKeeper, refuseReader } from '../../../src/application/members/knowledge-access.ts';
import { createFairQueue } from '../../../src/application/turns/fair-queue.ts';
import { createQueuedAnswers } from '../../../src/application/turns/queued-answers.ts';
import { createShareAnswers } from '../../../src/application/turns/share-answers.ts';
import type { Services } from '../../../src/application/services.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { DEFAULT_GUILD_SETTINGS, utcDay, type GuildSettings } from '../../../src/domain/stores.ts';
import { operatorCall } from '../../../src/terminal/operator-call.ts';
import { wordsFor } from '../../../src/words/words.ts';
import { contextOf, member, memberCall } from '../../fakes/calls.ts';
import { FakeChat } from '../../fakes/fake-chat.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { MemoryStores } from '../../fakes/memory-stores.ts';
import { answerOf, storedAnswerOf } from '../../fakes/stored.ts';
import { RecordingLogger } from '../../model/recording-logger.ts';
import { spaceParts } from '../knowledge-parts.ts';

const GUILD = '300000000000000001';

let clock: ManualClock;
let stores: MemoryStores;
let parts: ReturnType<typeof spaceParts>;
let desk: Services['desk'];
let settingsRead: number;
let leases: { taken: number; held: number };
let asked: AskInput[];
let fault: AppError | null;
let views: ReplyView[];
let own: OwnReply | null;

beforeEach(async () => {
  clock = new ManualClock();
  stores = new MemoryStores();
  parts = spaceParts();
  await parts.spaces.shared.open();
  settingsRead = 0;
  leases = { taken: 0, held: 0 };
  asked = [];
  fault = null;
  views = [];
  own = null;
  const settings = createGuildSettings(stores.settings);
  const { spaces, health } = parts;
  const share = createShareAnswers({
    newId: () => 'own',
    endStopped: ({ id }) => answerOf({ id }),
  });
  const queue = createFairQueue({ clock });
  desk = createQuestionDesk({
    settings: {
      ...settings,
      of(guildId) {
        settingsRead += 1;
        return settings.of(guildId);
      },
    },
    coolDown: createCoolDown({ store: stores.coolDowns, clock, burst: 3 }),
    dailyLimits: createDailyLimits({ usage: stores.usage, clock }),
    conversations: createConversations({ store: stores.conversations, clock }),
    answers: stores.answers,
    answerInTurn: createQueuedAnswers({ queue, share }),
    queueRefusal: (entrant) => queue.refusal(entrant),
    async *answerFrom(input, lease) {
      asked.push(input);
      expect(lease?.index.describe().id).toBe('generation-1');
      expect(leases.held).toBe(1);
      yield fault === null
        ? { type: 'answer-end', answer: answerOf({ question: input.question }) }
        : { type: 'answer-error', error: fault };
    },
    knowledge: {
      state: () => spaces.state(),
      async acquire(guildId) {
        const lease = await spaces.acquire(guildId);
        if (lease === null) return null;
        leases = { taken: leases.taken + 1, held: leases.held + 1 };
        let isHeld = true;
        return {
          ...lease,
          release() {
            if (isHeld) leases.held -= 1;
            isHeld = false;
            lease.release();
          },
        };
      },
    },
    detectLanguage: () => null,
    ownReply: async ({ question }) => own ?? { kind: 'question', question },
    followUps: {
      isFollowUp: () => false,
      rewrite: () => Promise.reject(new Error('stands alone')),
    },
    chat: new FakeChat(),
    health,
    clock,
    logger: new RecordingLogger(),
  });
});

const change = (settings: Partial<GuildSettings>): Promise<GuildSettings> =>
  stores.settings.update(GUILD, () => ({ ...DEFAULT_GUILD_SETTINGS, ...settings }));

/** As a surface does: the refusal, or null after it was answered. */
async function ask(call: CommandCall, taken: Partial<TakenQuestion> = {}): Promise<string | null> {
  const words = wordsFor('en');
  const question = { question: 'Was ist Llama 2?', isPrivate: null, ...taken };
  const prepared = await takeQuestion(call, question, { desk, words });
  if (!prepared.ok) return prepared.message;
  await prepared.run(contextOf(call, views));
  return null;
}

const usageOf = async (userId: string, guildId: string | null): Promise<string> =>
  stores.usage.take({ userId, guildId, day: utcDay(clock.now()) }, { perUser: 1, perGuild: null });

const inChannel = (more: Partial<CommandCall> = {}): CommandCall =>
  memberCall({
    guildId: GUILD,
    place: { channelId: 'c', parentChannelId: null, startedFrom: async () => null },
    ...more,
  });

describe('one question', () => {
  test('reads the settings once, holds the index once, and gives it back', async () => {
    expect(await ask(inChannel())).toBeNull();
    expect(asked).toHaveLength(1);
    expect([settingsRead, leases]).toEqual([1, { taken: 1, held: 0 }]);
    expect(views.at(-1)).toMatchObject({ tone: 'answer' });
  });

  test('gives both back after a fault', async () => {
    fault = new AppError('model-failed', 'no');
    await expect(ask(inChannel())).rejects.toBe(fault);
    expect(leases).toEqual({ taken: 1, held: 0 });
    expect(await usageOf('1', GUILD)).toBe('taken');
  });

  test('is answered in the language of the server it was admitted with', async () => {
    await change({ language: 'de' });
    await ask(inChannel());
    expect(asked[0]).toMatchObject({ language: 'de', fallbackLanguage: 'en' });
  });
});

describe('what the bot answers by itself', () => {
  const talk = answerOf({
    id: 'talk',
    mode: 'abstained',
    reason: 'talk',
    answer: 'Hello!',
    passages: [],
  });

  test('is neither searched, nor counted, nor stored', async () => {
    own = { kind: 'answer', answer: talk, parent: null };
    expect(await ask(inChannel())).toBeNull();
    expect([asked, leases.taken]).toEqual([[], 0]);
    expect(views.at(-1)).toMatchObject({ tone: 'notice', text: 'Hello!', buttons: [] });
    expect(await stores.answers.get('talk')).toBeNull();
    expect(await usageOf('1', GUILD)).toBe('taken');
  });

  test('made of the last answer, it is stored beside that', async () => {
    const parent = storedAnswerOf({ channelId: 'c', guildId: GUILD });
    await stores.answers.save(parent);
    own = { kind: 'answer', answer: answerOf({ id: 'short' }), parent };
    await ask(inChannel());
    expect(await stores.answers.get('short')).toMatchObject({ parentId: parent.answer.id });
    expect(asked).toEqual([]);
  });

  test('the last question again is asked from its passages, in the language wished for', async () => {
    const parent = storedAnswerOf();
    own = { kind: 'again', question: 'Was?', language: 'en', parent };
    await ask(inChannel());
    const { passages } = parent.answer;
    expect(asked).toMatchObject([{ question: 'Was?', language: 'en', passages, history: [] }]);
  });

  test('not what a menu asks for: that is a question, whatever it says', async () => {
    own = { kind: 'answer', answer: talk, parent: null };
    await ask(inChannel(), { isAlone: true });
    expect(asked).toHaveLength(1);
  });
});

describe('who asks', () => {
  test('a member waits and is counted, the operator never', async () => {
    await change({ dailyLimitPerUser: 1 });
    expect(await ask(inChannel())).toBeNull();
    expect(await ask(inChannel())).toMatch(/today|tomorrow|day/iu);
    for (let at = 0; at < 5; at += 1) expect(await ask(operatorCall('de'))).toBeNull();
    expect(await usageOf('operator', null)).toBe('taken');
  });

  test('a visitor of a surface without servers and channels is a member all the same', async () => {
    const visitor = memberCall({ caller: member({ id: 'visitor' }) });
    const settings = createGuildSettings(stores.settings);
    expect(await refuseKeeper(visitor, settings)).toBe('not-in-server');
    expect(await refuseReader(visitor, settings)).toBeNull();
    expect(await refuseKeeper(operatorCall('de'), settings)).toBeNull();
    for (let at = 0; at < 3; at += 1) expect(await ask(visitor)).toBeNull();
    expect(await ask(visitor)).toMatch(/second/u); // the cool-down
  });
});

describe('what the surface can do', () => {
  const kept = async (call: CommandCall): Promise<boolean> => {
    await ask(call);
    return (await stores.answers.get('answer-1')) !== null;
  };
  const with_ = (surface: Partial<CommandCall['surface']>): CommandCall => {
    const call = inChannel();
    return { ...call, surface: { ...call.surface, ...surface } };
  };

  test('decides what is kept', async () => {
    expect(await kept(with_({ storage: false }))).toBe(false);
    expect(await kept(inChannel({ place: null }))).toBe(false);
    expect(await kept(with_({}))).toBe(true);
  });

  test('decides which buttons there are', async () => {
    await ask(with_({ buttons: false }));
    expect(views.flatMap(({ buttons }) => buttons)).toEqual([]);
    await ask(with_({}));
    expect(views.at(-1)!.buttons.length).toBeGreaterThan(3);
  });

  test('what only the asker may see is not said where all can read it, nor counted', async () => {
    await change({ visibility: 'private' });
    const refusal = wordsFor('en').refusal['private-here'];
    expect(await ask(with_({ privateReplies: false }))).toBe(refusal);
    expect(asked).toEqual([]);
    expect(await usageOf('1', GUILD)).toBe('taken');
    expect(await ask(with_({ privateReplies: false }), { isPrivate: false })).toBe(refusal);
  });
});
