import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replyText } from '../fakes/ollama-server.ts';
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

/** What the bot has written into a post, when it is done. */
async function answerIn(channelId: string, count = 1) {
  await bench.until(
    () => bench.wrote(channelId).filter((one) => hasButton(one, 'sources')).length === count,
  );
  return bench.wrote(channelId).at(-1)!;
}

const asked = (): string => bench.ollama.chatRequests.at(-1)?.question ?? '';

describe('a post of a forum', () => {
  test('that calls the bot is answered in it, with its title as part of the question', async () => {
    const post = bench.discord.post('Wo sickerten die Gewichte durch?', {
      content: 'Ich meine die von Llama.',
      mentionsBot: true,
      userId: A,
    });
    const answer = await answerIn(post.channelId);
    expect(answer.content).toContain(LEAK_ANSWER);
    expect(asked()).toContain('Wo sickerten die Gewichte durch?');
    expect(asked()).toContain('Ich meine die von Llama.');
    expect(asked()).not.toContain('<@');
  });

  test('without a text of its own asks what its title says', async () => {
    const post = bench.discord.post(LEAK_QUESTION, { content: '', mentionsBot: true, userId: A });
    await answerIn(post.channelId);
    expect(asked()).toContain(LEAK_QUESTION);
  });

  test('that does not call the bot is nobody’s business, until somebody calls it there', async () => {
    const post = bench.discord.post(LEAK_QUESTION, { content: 'Wer weiß es?', userId: A });
    const laterMs = bench.bot.clock.elapsed() + 5_000;
    await bench.until(() => bench.bot.clock.elapsed() >= laterMs);
    expect(bench.wrote(post.channelId)).toHaveLength(0);
    bench.discord.interact.message({
      content: '',
      mentionsBot: true,
      userId: B,
      channelId: post.channelId,
    });
    const answer = await answerIn(post.channelId);
    expect(answer.content).toContain(LEAK_ANSWER);
    expect(asked()).toContain(LEAK_QUESTION);
    // Discord keeps a text back that does not mention the bot.
    expect(asked()).not.toContain('Wer weiß es?');
  });

  test('has /ask answered in it; a follow-up knows what the post asks', async () => {
    const post = bench.discord.post('Die Gewichte von Llama', { content: 'Hilfe', userId: A });
    const { channelId } = post;
    const plain = bench.ask(LEAK_QUESTION, { channelId, userId: A, locale: 'de' });
    await bench.finished(plain);
    expect(plain.channelId).toBe(channelId);
    expect(plain.texts[0]).toContain(LEAK_ANSWER);
    const other = bench.discord.post('Die Gewichte von Llama', { content: 'Hilfe', userId: B });
    bench.ollama.onChat(({ prompt }) =>
      replyText(prompt.startsWith('Formuliere') ? LEAK_QUESTION : LEAK_ANSWER),
    );
    const next = bench.ask('und wo sickerten sie durch?', {
      channelId: other.channelId,
      userId: B,
      locale: 'de',
    });
    await bench.finished(next);
    const rewriting = bench.ollama.chatRequests.find(({ prompt }) =>
      prompt.startsWith('Formuliere'),
    );
    expect(rewriting?.question).toContain('Frage: Die Gewichte von Llama');
    expect(next.texts[0]).toContain(LEAK_ANSWER);
  });
});

describe('a thread', () => {
  test('below a message asks what that message does, where the bot is only called', async () => {
    const { guildId, channelId, state } = bench.discord;
    const message = bench.discord.addMessage(`<@${state.botUserId}> ${LEAK_QUESTION}`);
    const thread = state.addChannel({
      id: message.id,
      guildId,
      parentId: channelId,
      type: 11,
      name: 'Wo',
    });
    bench.discord.tellOfThread(thread);
    bench.discord.interact.message({
      content: '',
      mentionsBot: true,
      userId: B,
      channelId: thread.id,
    });
    await answerIn(thread.id);
    expect(asked()).toContain(LEAK_QUESTION);
  });

  test('outside one, a call without words is asked for a question', async () => {
    bench.discord.interact.message({ content: '', mentionsBot: true, userId: B });
    await bench.until(() => bench.wrote(bench.discord.channelId).length === 1);
    expect(bench.ollama.chatRequests).toHaveLength(0);
  });
});

describe('"mark as solved"', () => {
  test('is for whoever asked, is said in the post, and counts as helpful', async () => {
    const post = bench.discord.post(LEAK_QUESTION, { content: '', mentionsBot: true, userId: A });
    const answer = await answerIn(post.channelId);
    const stranger = bench.press(answer, 'solved', { userId: B, channelId: post.channelId });
    await bench.until(() => stranger.texts.length > 0);
    expect(stranger.texts[0]).toBe('Only the person who asked can mark this as solved.');
    expect(stranger.isEphemeral).toBe(true);
    const own = bench.press(answer, 'solved', {
      userId: A,
      channelId: post.channelId,
      locale: 'de',
    });
    await bench.finished(own);
    expect(own.isEphemeral).toBe(false);
    expect(own.texts[0]).toContain('Gelöst: Wer gefragt hat, sagt');
    const id = customIdsOf(answer)
      .find((one) => one.startsWith('sources:'))!
      .slice(8);
    const { feedback } = bench.bot.cria.services;
    expect(await feedback.get(id, A)).toMatchObject({ vote: 'up', reason: 'solved' });
  });

  test('is not offered outside of threads', async () => {
    const plain = bench.ask(LEAK_QUESTION, { userId: A });
    await bench.finished(plain);
    expect(customIdsOf(plain.messages[0]!).some((id) => id.startsWith('solved:'))).toBe(false);
  });
});
