import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { POLL_HOURS } from '../../src/application/views/debate-poll.ts';
import type { InteractionHandle } from '../fakes/discord-server/interact.ts';
import { vote } from '../fakes/discord-server/polls.ts';
import type { StoredMessage } from '../fakes/discord-server/state.ts';
import { ENGINE_ARTICLES } from '../answering/debate/debate-bench.ts';
import { ENGINES, sortEngines } from './debate-script.ts';
import { hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

const A = '100000000000000001';
const B = '100000000000000002';
const HOUR_MS = 3_600_000;
/** For what Discord tells over loopback. */
const REAL_LIMIT_MS = 20_000;
/** Longer than the cool-down of those who ask. */
const PAUSE_MS = 600_000;

let bench: DiscordBench;
beforeEach(async () => {
  bench = await startDiscordBench({ articles: ENGINE_ARTICLES });
  bench.ollama.onChat(sortEngines);
});
afterEach(() => bench.end());

type Options = Record<string, string | boolean>;

/** A debate that is over, with everything below it. */
async function held(options: Options = {}, channelId = bench.discord.channelId) {
  const call = bench.command('debate', {
    ...{ userId: A, channelId, options: { ...ENGINES, ...options } },
  });
  const known = polls().length;
  const isShown = (): boolean =>
    polls().length > known || hasButton(call.messages.at(-1), 'vote-debate-a') || isLinked(call);
  await bench.until(isShown);
  await bench.until(() => hasButton(call.messages.at(-1), 'why'));
  await bench.bot.clock.advance(PAUSE_MS);
  return call;
}

const isLinked = (call: InteractionHandle): boolean =>
  textOf(call).includes('discord.com/channels');
const textOf = (call: InteractionHandle): string => call.texts.join('\n');

function polls(): StoredMessage[] {
  const { messages } = bench.discord.state;
  return [...messages.values()].filter(({ poll, isDeleted }) => poll !== null && !isDeleted);
}

function thePoll(): StoredMessage {
  const [found, ...more] = polls();
  if (found === undefined || more.length > 0) throw new Error(`${polls().length} polls, not one.`);
  return found;
}

const addressOf = ({ id, channelId }: StoredMessage): string =>
  `https://discord.com/channels/${bench.discord.guildId}/${channelId}/${id}`;

function votes(answers: Readonly<Record<string, string>>, message = thePoll()): void {
  for (const [userId, answer] of Object.entries(answers)) {
    vote(bench.discord.state, message, { userId, answer });
  }
}

describe('a poll of Discord below a debate', () => {
  test('has both sides and a week, and stands below everything the debate says', async () => {
    const call = await held();
    const message = thePoll();
    expect(message).toMatchObject({
      channelId: bench.discord.channelId,
      poll: {
        question: 'Atlas or Zephyr?',
        answers: [{ text: 'Atlas' }, { text: 'Zephyr' }],
      },
    });
    const { requests } = bench.discord.state;
    const sent = requests.find(({ body }) => (body as { poll?: unknown } | undefined)?.poll);
    expect(sent?.body).toMatchObject({
      poll: { duration: POLL_HOURS, allow_multiselect: false },
      enforce_nonce: true,
    });
    const ids = bench.wrote(bench.discord.channelId).map(({ id }) => id);
    expect(ids.at(-1)).toBe(message.id);
    expect(call.messages.length).toBe(ids.length - 1);
    expect(textOf(call)).not.toContain('░');
    for (const verb of ['sources', 'why']) {
      expect(hasButton(call.messages.at(-1), verb)).toBe(true);
    }
    expect(hasButton(call.messages.at(-1), 'vote-debate-a')).toBe(false);
  });

  test('is one for a pair, turned round and in the other language; the others lead to it', async () => {
    await held();
    const address = addressOf(thePoll());
    const german = await held({
      language: 'de',
      topic: 'Motoren',
      side_a: 'Zephyr',
      side_b: 'Atlas',
    });
    expect(textOf(german)).toContain(`Darüber wird hier schon abgestimmt: <${address}>`);
    const alone = await held({ private: true });
    expect(alone.isEphemeral).toBe(true);
    expect(textOf(alone)).toContain(address);
    expect(thePoll().poll?.question).toBe('Atlas or Zephyr?');
  });

  test('is another one in another channel', async () => {
    await held();
    const other = bench.discord.addChannel({ name: 'engines' });
    const call = await held({}, other.id);
    expect(isLinked(call)).toBe(false);
    expect(polls().map(({ channelId }) => channelId)).toEqual([bench.discord.channelId, other.id]);
  });

  test('of two debates at once is opened by the first alone', async () => {
    const calls = [A, B].map((userId) =>
      bench.command('debate', { userId, options: { ...ENGINES } }),
    );
    await bench.until(() => calls.every(({ messages }) => hasButton(messages.at(-1), 'why')));
    await bench.until(() => calls.some(isLinked));
    expect(calls.filter(isLinked)).toHaveLength(1);
    expect(thePoll().poll?.question).toBe('Atlas or Zephyr?');
  });

  test('is found again after a restart, and its result after another one', async () => {
    await held();
    votes({ [A]: 'Zephyr', [B]: 'Zephyr', '100000000000000003': 'Atlas' });
    await bench.restart();
    expect(isLinked(await held())).toBe(true);
    bench.discord.endPoll(thePoll());
    const { guildId, channelId } = bench.discord;
    const at = { guildId, channelId, topicId: 'debate:atlas|zephyr' };
    const kept = async () => (await bench.bot.cria.stores.polls.get(at))?.result;
    await expect.poll(kept, { timeout: REAL_LIMIT_MS }).toEqual([1, 2]);
    // Nothing of it is left but what the bot has kept.
    bench.discord.deleteMessage(thePoll());
    await bench.restart();
    const next = await held({ side_a: 'Zephyr', side_b: 'Atlas' });
    expect(textOf(next)).toContain('Zephyr: 2 votes, Atlas: 1 vote.');
    expect(thePoll().poll?.question).toBe('Zephyr or Atlas?');
    expect(thePoll().poll?.answers.map(({ text }) => text)).toEqual(['Atlas', 'Zephyr']);
  });

  test('that ended while nobody listened is read by the next debate, which opens a new one', async () => {
    await held();
    const old = thePoll();
    votes({ [A]: 'Atlas' });
    await bench.bot.clock.advance(POLL_HOURS * HOUR_MS);
    const next = await held();
    expect(isLinked(next)).toBe(false);
    expect(textOf(next)).toMatch(/ended on \d+ Jun 2025\. Atlas: 1 vote, Zephyr: 0 votes\./u);
    expect(polls()).toHaveLength(2);
    expect(textOf(await held())).not.toContain(addressOf(old));
  });

  test('that was deleted while it was open makes room for another one', async () => {
    await held();
    bench.discord.deleteMessage(thePoll());
    const next = await held();
    expect(isLinked(next)).toBe(false);
    expect(textOf(next)).not.toContain('ended on');
    expect(thePoll().poll?.question).toBe('Atlas or Zephyr?');
  });
});

describe('buttons and bars', () => {
  test('where the bot may not send polls', async () => {
    bench.discord.denyPolls();
    const call = await held();
    expect(polls()).toEqual([]);
    expect(call.texts.at(-1)).toContain('░░░░░░░░░░ Atlas: 0 votes');
    const { requests } = bench.discord.state;
    expect(requests.some(({ status }) => status === 403)).toBe(false);
  });

  test('where Discord refuses the poll though it was allowed, below the same debate', async () => {
    bench.discord.rest.refusals.push({
      left: 1,
      matches: ({ body }) => (body as { poll?: unknown } | undefined)?.poll !== undefined,
    });
    const call = await held();
    expect(polls()).toEqual([]);
    expect(call.texts.at(-1)).toContain('Nobody has voted yet.');
    expect(textOf(call)).toContain('Who is right is for you to decide.');
    bench.press(call.messages.at(-1), 'vote-debate-b', { userId: B });
    await bench.until(() => call.texts.at(-1)?.includes('Zephyr: 1 vote') === true);
  });

  test('where only the asker sees the debate, and in a direct message', async () => {
    const alone = await held({ private: true });
    const direct = bench.command('debate', { userId: B, guildId: null, options: { ...ENGINES } });
    await bench.until(() => hasButton(direct.messages.at(-1), 'vote-debate-a'));
    expect(alone.texts.at(-1)).toContain('Nobody has voted yet.');
    expect(polls()).toEqual([]);
  });

  test('where the right is taken away later: the open poll is pointed to, then bars', async () => {
    await held();
    votes({ [A]: 'Zephyr' });
    bench.discord.denyPolls();
    expect(isLinked(await held())).toBe(true);
    await bench.bot.clock.advance(POLL_HOURS * HOUR_MS);
    const next = await held();
    expect(textOf(next)).toContain('Atlas: 0 votes, Zephyr: 1 vote.');
    expect(next.texts.at(-1)).toContain('Nobody has voted yet.');
    expect(polls()).toHaveLength(1);
  });

  test('an answer to the poll that is lost makes no second one', async () => {
    const call = bench.command('debate', { userId: A, options: { ...ENGINES } });
    await bench.until(() => {
      const isNext = call.messages.length > 0 && polls().length === 0;
      if (isNext) bench.discord.rest.lostAnswers = 1;
      return polls().length > 0;
    });
    await bench.until(() => bench.discord.rest.lostAnswers === 0);
    await bench.bot.clock.advance(PAUSE_MS);
    expect(isLinked(await held())).toBe(true);
    expect(polls()).toHaveLength(1);
  });
});
