import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InteractionHandle } from '../fakes/discord-server/interact.ts';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { customIdsOf, hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

let bench: DiscordBench;
beforeEach(async () => {
  bench = await startDiscordBench();
  bench.ollama.onChat(() => replyText(LEAK_ANSWER));
});
afterEach(() => bench.end());

const A = '100000000000000001';
const B = '100000000000000002';
const MEMBER = '0';
const pieces = (text: string): string[] => text.match(/\S+\s*/gu) ?? [];
const edits = (): number =>
  bench.discord.state.requests.filter(({ method }) => method === 'PATCH').length;

describe('the question', () => {
  test('stands above its answer, shortened to one line, and pings and links nothing', async () => {
    const long = `@everyone ${LEAK_QUESTION}\n# und [hier](https://evil.example) ${'viel '.repeat(80)}`;
    const asked = bench.ask(long, { userId: A });
    await bench.finished(asked);
    const [first = ''] = asked.texts[0]!.split('\n');
    expect(first).toMatch(/^> @\u200Beveryone Wo sickerten .*…$/u);
    expect(first.length).toBeLessThan(300);
    expect(first).not.toContain('](');
  });

  test('is not repeated where everybody sees it: below a message', async () => {
    const asked = bench.discord.interact.message({ content: LEAK_QUESTION, mentionsBot: true });
    await bench.until(() => hasButton(bench.wrote(asked.channelId).at(-1), 'sources'));
    expect(bench.wrote(asked.channelId).at(-1)?.content).not.toContain('> Wo sickerten');
  });

  test('is the title of the thread that is opened below it', async () => {
    const asked = bench.ask(LEAK_QUESTION, { userId: A });
    await bench.finished(asked);
    const opened = bench.press(asked.messages[0], 'thread', { userId: B });
    await bench.finished(opened);
    const thread = bench.discord.state.channels.get(asked.messages[0]!.id);
    expect(thread).toMatchObject({ name: LEAK_QUESTION, parentId: asked.channelId });
    expect([opened.texts[0], opened.isEphemeral]).toEqual([
      `It goes on here: <#${asked.messages[0]!.id}>`,
      true,
    ]);
  });
});

describe('an edit that Discord does not take', () => {
  test('while it streams is left out, and the answer arrives', async () => {
    bench.ollama.onChat(() => replyHeld(pieces(LEAK_ANSWER)));
    const asked = bench.ask(LEAK_QUESTION, { userId: A });
    const chat = await bench.ollama.chatRequest();
    bench.discord.rest.refusals.push({ left: 1, matches: ({ method }) => method === 'PATCH' });
    chat.release(3);
    await bench.until(() => bench.discord.rest.refusals[0]?.left === 0);
    chat.release(Infinity);
    await bench.finished(asked);
    expect(asked.texts[0]).toContain(LEAK_ANSWER);
    expect(hasButton(asked.messages[0], 'sources')).toBe(true);
  });

  test('at the end is said without buttons, and else in a sentence', async () => {
    const hasButtons = ({ body }: { body?: unknown }): boolean =>
      JSON.stringify(body ?? null).includes('"sources:');
    bench.discord.rest.refusals.push({ left: Infinity, matches: hasButtons });
    const plain = bench.ask(LEAK_QUESTION, { userId: A });
    await bench.until(() => plain.texts[0]?.includes(LEAK_ANSWER) === true);
    expect(customIdsOf(plain.messages[0]!)).not.toContain('sources');

    const hasAnswer = ({ body }: { body?: unknown }): boolean =>
      JSON.stringify(body ?? null).includes('4chan');
    bench.discord.rest.refusals.push({ left: Infinity, matches: hasAnswer });
    const blocked = bench.ask('Wo sickerten die Gewichte damals durch?', { userId: B });
    await bench.until(
      () => blocked.texts[0]?.includes('Discord took my answer in no form') === true,
    );
  });
});

test('an answer below a message that Discord does not take is said without buttons', async () => {
  const hasButtons = ({ body }: { body?: unknown }): boolean =>
    JSON.stringify(body ?? null).includes('"sources:');
  bench.discord.rest.refusals.push({ left: Infinity, matches: hasButtons });
  const asked = bench.discord.interact.message({ content: LEAK_QUESTION, mentionsBot: true });
  const answer = () => bench.wrote(asked.channelId).at(-1);
  await bench.until(
    () => answer()?.content.includes(LEAK_ANSWER) === true && !hasButton(answer(), 'stop'),
  );
  expect(bench.wrote(asked.channelId)).toHaveLength(1);
});

describe('what one person sees alone', () => {
  test('never waits behind the streams of the channel', async () => {
    bench.ollama.onChat(() => replyHeld(pieces(LEAK_ANSWER.repeat(20))));
    const streams = [A, B].map((userId) => bench.ask(LEAK_QUESTION, { userId }));
    const chat = await bench.ollama.chatRequest();
    chat.release(4);
    await bench.until(() => streams.every(({ texts }) => texts[0]?.includes('Gewichte') === true));
    const before = edits();
    chat.release(4);
    await bench.until(() => edits() > before); // the channel has just been used
    const pressedAtMs = bench.bot.clock.elapsed();
    const status = bench.command('status', { userId: B });
    await bench.until(() => status.texts[0]?.includes('Queue') === true, { stepMs: 20 });
    expect(bench.bot.clock.elapsed() - pressedAtMs).toBeLessThan(500);
    chat.release(Infinity);
    await bench.finished(...streams);
  });

  test('is what is no question, before anything is shown', async () => {
    const asked = bench.ask('?!', { userId: A });
    await bench.until(() => asked.response !== null);
    expect([asked.response?.type, asked.isEphemeral]).toEqual([4, true]);
    expect(asked.texts[0]).toContain('I cannot find any words');
  });

  test('is the refusal of a full queue', async () => {
    bench.ollama.onChat(() => replyHeld(pieces(LEAK_ANSWER)));
    const asked: InteractionHandle[] = [];
    for (const n of ['one', 'two', 'three', 'four']) {
      const next = bench.ask(`${LEAK_QUESTION} ${n}`, { userId: A });
      asked.push(next);
      await bench.until(() => next.texts[0] !== undefined && next.texts[0] !== '');
    }
    const last = asked.at(-1)!;
    await bench.until(() => last.texts[0]?.includes('still waiting') === true);
    expect([last.response?.type, last.isEphemeral]).toEqual([4, true]);
    for (const count of [1, 2, 3]) {
      await bench.until(() => bench.ollama.chatRequests.length === count);
      (await bench.ollama.chatRequest(count)).release(Infinity);
    }
    await bench.finished(...asked.slice(0, 3));
  });
});

describe('below an answer', () => {
  test('are four buttons and a menu with the rest', async () => {
    const asked = bench.ask(LEAK_QUESTION, { userId: A });
    await bench.finished(asked);
    const rows = asked.messages[0]!.components as { components: { type: number }[] }[];
    expect(rows.map(({ components }) => components.map(({ type }) => type))).toEqual([
      [2, 2, 2, 2],
      [3],
    ]);
  });

  test('three fast presses make one answer, and others get theirs alone', async () => {
    const asked = bench.ask(LEAK_QUESTION, { userId: A });
    await bench.finished(asked);
    const mine = [1, 2, 3].map(() => bench.press(asked.messages[0], 'regenerate', { userId: A }));
    const theirs = bench.press(asked.messages[0], 'regenerate', { userId: B });
    await bench.until(() => mine.every(({ response }) => response !== null));
    await bench.finished(mine[0]!, theirs);
    expect(mine.map(({ response }) => response?.type)).toEqual([5, 6, 6]);
    expect(mine.map(({ isEphemeral }) => isEphemeral)).toEqual([false, false, false]);
    expect(theirs.isEphemeral).toBe(true);
  });

  test('numbers of sources run from 1 in the order they are used', async () => {
    bench.ollama.onChat(() =>
      replyHeld([`Mehr als 7.000 Ableger erschienen auf Hugging Face [2]. ${LEAK_ANSWER}`]),
    );
    const question = 'Wo sickerten die Gewichte von Llama durch, und wie viele Ableger erschienen?';
    const asked = bench.ask(question, { userId: A });
    const chat = await bench.ollama.chatRequest();
    await bench.until(() => asked.texts[0]?.includes('\n[2] ') === true);
    const found = asked.texts[0]!;
    chat.release(Infinity);
    await bench.finished(asked);
    const rankOf = (section: string): number =>
      Number(new RegExp(`^\\[(\\d)\\] Das Llama-Leck › ${section}`, 'mu').exec(found)?.[1]);
    // What is named first was not found first.
    expect(rankOf('Folgen')).toBeGreaterThan(rankOf('Wo die'));
    expect(asked.texts[0]).toMatch(/Hugging Face \[1\]\. .*durch \[2\]/u);
    const sources = asked.texts[0]!.split('\n').filter((line) => line.startsWith('-# ['));
    expect(sources).toEqual([
      expect.stringMatching(/^-# \[1\] Das Llama-Leck › Folgen/u),
      expect.stringMatching(/^-# \[2\] Das Llama-Leck › Wo die/u),
    ]);
  });
});

describe('Stop', () => {
  test('is for moderators as well, and not for other members', async () => {
    bench.ollama.onChat(() => replyHeld(pieces(LEAK_ANSWER)));
    const asked = bench.ask(LEAK_QUESTION, { userId: A, permissions: MEMBER });
    const chat = await bench.ollama.chatRequest();
    chat.release(6);
    await bench.until(() => asked.texts[0]?.includes('sickerten') === true);
    const member = bench.press(asked.messages[0], 'stop', { userId: B, permissions: MEMBER });
    await bench.until(() => member.response !== null);
    expect(member.texts[0]).toContain('Only the person who asked, or who manages this server');
    bench.press(asked.messages[0], 'stop', { userId: B, permissions: '32' });
    await bench.finished(asked);
    expect(asked.texts[0]).toContain('Auf Wunsch angehalten');
    expect(await chat.closed).toBe('aborted');
  });
});

describe('a reply to an answer without a mention', () => {
  test('comes without its text: once a channel and day it is told how to ask on', async () => {
    const asked = bench.ask(LEAK_QUESTION, { userId: A });
    await bench.finished(asked);
    const answer = asked.messages[0]!;
    const { channelId } = asked;
    const reply = (): unknown =>
      bench.discord.interact.message({ content: 'und wann?', replyTo: answer, pings: false });
    reply();
    await bench.until(() => bench.wrote(channelId).length === 2);
    expect(bench.wrote(channelId).at(-1)?.content).toContain('press “Follow up” below my answer');
    reply();
    const laterMs = bench.bot.clock.elapsed() + 5_000;
    await bench.until(() => bench.bot.clock.elapsed() >= laterMs);
    expect(bench.wrote(channelId)).toHaveLength(2);
    await bench.bot.clock.advance(86_400_000);
    reply();
    await bench.until(() => bench.wrote(channelId).length === 3);
  });

  test('to another message of the bot is nobody’s business', async () => {
    const message = bench.discord.state.createMessage(
      {
        channelId: bench.discord.channelId,
        authorId: bench.discord.state.botUserId,
        interactionToken: null,
      },
      { content: 'No answer.' },
    );
    bench.discord.interact.message({ content: 'well', replyTo: message, pings: false });
    const laterMs = bench.bot.clock.elapsed() + 5_000;
    await bench.until(() => bench.bot.clock.elapsed() >= laterMs);
    expect(bench.wrote(bench.discord.channelId)).toHaveLength(1);
  });
});

describe('the network', () => {
  test('losing the answer to a message that was sent makes no second one', async () => {
    bench.discord.rest.lostAnswers = 1;
    const asked = bench.discord.interact.message({ content: LEAK_QUESTION, mentionsBot: true });
    await bench.until(() => hasButton(bench.wrote(asked.channelId).at(-1), 'sources'));
    expect(bench.discord.rest.lostAnswers).toBe(0);
    expect(bench.wrote(asked.channelId)).toHaveLength(1);
  });

  test('another bot with this token is noticed, once', async () => {
    const { state, gateway, channelId, guildId } = bench.discord;
    const reply = {
      ...{ id: state.newId(), channel_id: channelId, guild_id: guildId, type: 19, content: 'x' },
      author: { id: state.botUserId, username: 'cria', discriminator: '0', bot: true },
      ...{ timestamp: '2026-01-01T00:00:00.000Z', tts: false, mention_everyone: false },
      ...{ mentions: [], mention_roles: [], attachments: [], embeds: [], pinned: false },
      nonce: 'other0-1:0',
    };
    gateway.dispatch('MESSAGE_CREATE', reply);
    gateway.dispatch('MESSAGE_CREATE', { ...reply, id: state.newId() });
    const told = (): number =>
      bench.bot.logger.lines.filter(({ message }) => message.includes('same DISCORD_TOKEN')).length;
    await bench.until(() => told() > 0);
    const own = bench.discord.interact.message({ content: LEAK_QUESTION, mentionsBot: true });
    await bench.until(() => hasButton(bench.wrote(own.channelId).at(-1), 'sources'));
    expect(told()).toBe(1);
  });
});
