import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { invitationAddress } from '../../src/discord/invitation.ts';
import { PERMISSION } from '../fakes/discord-server/permissions.ts';
import { replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

let bench: DiscordBench;
beforeEach(async () => {
  bench = await startDiscordBench();
  bench.ollama.onChat(() => replyText(LEAK_ANSWER));
});
afterEach(() => bench.end());

/** What the invitation asks for, and no member has. */
const INVITED = BigInt(new URL(invitationAddress('1')).searchParams.get('permissions')!);

const deny = (bits: bigint) => [
  { id: bench.discord.guildId, type: 0 as const, allow: '0', deny: String(bits) },
];

/** Invites the bot into a server where it may do what its own role gives it alone. */
async function invited(permissions: bigint): Promise<void> {
  const { state } = bench.discord;
  state.everyone = 0n;
  state.invited = permissions;
  bench.discord.loseGuild();
  bench.discord.joinGuild();
  await bench.until(() => bench.wrote(bench.discord.channelId).length === 1);
}

const refused = () => bench.discord.state.requests.filter(({ status }) => status === 403);
const last = (channelId: string) => bench.wrote(channelId).at(-1);

/** Asks by a mention, and waits for the answer, or until it was refused. */
async function mentioned(channelId: string, content = LEAK_QUESTION): Promise<void> {
  const before = refused().length;
  const answered = bench.wrote(channelId).length;
  bench.discord.interact.message({ content, mentionsBot: true, channelId });
  await bench.until(
    () =>
      refused().length > before ||
      (bench.wrote(channelId).length > answered && hasButton(last(channelId), 'sources')),
  );
}

describe('what the invitation asks for', () => {
  test('is enough: a greeting, answers, threads and what they began with', async () => {
    await invited(INVITED);
    const { channelId, state, guildId } = bench.discord;
    await mentioned(channelId);
    const answer = last(channelId)!;
    const opened = bench.press(answer, 'thread');
    await bench.finished(opened);
    expect(opened.texts[0]).toContain('It goes on here');
    await mentioned(answer.id, `${LEAK_QUESTION} Noch einmal`);
    const message = bench.discord.addMessage(`<@${state.botUserId}> ${LEAK_QUESTION}`);
    const thread = { id: message.id, guildId, parentId: channelId, type: 11, name: 'Wo' };
    bench.discord.tellOfThread(state.addChannel(thread));
    await mentioned(thread.id, '');
    expect(last(thread.id)?.content).toContain(LEAK_ANSWER);
    expect(refused()).toEqual([]);
  });

  test('is needed, each of it', async () => {
    await invited(INVITED);
    const { channelId, state } = bench.discord;
    await mentioned(channelId);
    const answer = last(channelId)!;
    await bench.finished(bench.press(answer, 'thread'));
    const without = (bit: bigint): void => void (state.invited = INVITED & ~bit);
    const needs: [bigint, string][] = [
      [PERMISSION.sendMessages, channelId],
      [PERMISSION.readMessageHistory, channelId],
      [PERMISSION.sendMessagesInThreads, answer.id],
    ];
    for (const [bit, where] of needs) {
      const before = refused().length;
      without(bit);
      await mentioned(where, `${LEAK_QUESTION} Ohne ${bit}`);
      expect(refused().length).toBeGreaterThan(before);
      await bench.bot.clock.advance(60_000); // the cool-down of questions
    }
    without(PERMISSION.createPublicThreads);
    const thread = bench.press(answer, 'thread', { userId: '100000000000000009' });
    await bench.finished(thread);
    expect(thread.texts[0]).toContain('“Create Public Threads”');
    without(PERMISSION.viewChannel);
    const events = bench.wrote(channelId).length;
    bench.discord.interact.message({ content: LEAK_QUESTION, mentionsBot: true });
    const laterMs = bench.bot.clock.elapsed() + 5_000;
    await bench.until(() => bench.bot.clock.elapsed() >= laterMs);
    expect(bench.wrote(channelId)).toHaveLength(events);
    // What lacks without polls: debate-polls.test.ts.
    const others = PERMISSION.viewChannel | PERMISSION.createPublicThreads | PERMISSION.sendPolls;
    expect(needs.reduce((bits, [bit]) => bits | bit, others)).toBe(INVITED);
  });
});

describe('a server that invites the bot', () => {
  const rejoin = (): void => {
    bench.discord.loseGuild();
    bench.discord.joinGuild();
  };
  const greetings = () =>
    [...bench.discord.state.messages.values()].filter(({ content }) =>
      content.startsWith('Hello!'),
    );

  test('is greeted once, in the channel for such news, with commands to click', async () => {
    const { discord } = bench;
    expect(greetings()).toEqual([]); // it was there before the bot began
    const news = discord.addChannel({ name: 'news' }).id;
    discord.state.systemChannelId = news;
    rejoin();
    await bench.until(() => greetings().length > 0);
    expect(greetings()[0]?.channelId).toBe(news);
    expect(greetings()[0]?.content).toMatch(
      /^Hello! .*<\/ask:\d+>.*<\/help:\d+>.*<\/settings:\d+>/u,
    );
    // An outage is no invitation.
    discord.loseGuild({ isOutage: true });
    discord.joinGuild();
    const laterMs = bench.bot.clock.elapsed() + 5_000;
    await bench.until(() => bench.bot.clock.elapsed() >= laterMs);
    expect(greetings()).toHaveLength(1);
  });

  test('and lets it write elsewhere only is greeted there', async () => {
    const { state, channelId, guildId } = bench.discord;
    const overwrites = deny(PERMISSION.sendMessages);
    state.systemChannelId = state.addChannel({ guildId, name: 'news', overwrites }).id;
    rejoin();
    await bench.until(() => greetings().length > 0);
    expect(greetings().map((message) => message.channelId)).toEqual([channelId]);
  });
});
