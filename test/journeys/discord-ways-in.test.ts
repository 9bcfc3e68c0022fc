import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

let bench: DiscordBench;
beforeEach(async () => {
  bench = await startDiscordBench();
  bench.ollama.onChat(({ prompt }) =>
    replyText(
      prompt.startsWith('Formuliere')
        ? 'Wann sickerten die Gewichte von Llama durch?'
        : LEAK_ANSWER,
    ),
  );
});
afterEach(() => bench.end());

const A = '100000000000000001';
const B = '100000000000000002';

/** How `/ask` is named so that a click begins it. */
function askMention(): string {
  const registered = bench.discord.state.commands.get('global') ?? [];
  return `</ask:${registered.find(({ name }) => name === 'ask')?.id as string}>`;
}

describe('autocomplete', () => {
  async function suggestions(text: string, locale: string): Promise<readonly string[]> {
    const typed = bench.discord.interact.autocomplete({
      name: 'ask',
      focused: 'question',
      options: { question: text },
      locale,
    });
    await bench.until(() => typed.response !== null);
    return typed.choices.map((choice) => (choice as { value: string }).value);
  }

  test('suggests questions the corpus answers, the asker’s language first', async () => {
    expect(await suggestions('', 'de')).toEqual([
      'Was steht in „Das Llama-Leck“?',
      'Was steht in „Sprachmodelle zu Hause“?',
      'Was steht in „Llama 2 and its licence“?',
    ]);
    expect((await suggestions('', 'en-GB'))[0]).toBe('What does “Llama 2 and its licence” say?');
  });

  test('follows what is typed, from titles to sections, without a model', async () => {
    const before = bench.ollama.requests.length;
    expect(await suggestions('Quantisierung', 'de')).toEqual([
      'Sprachmodelle zu Hause: Was ist mit „Speicherbedarf und Quantisierung“?',
    ]);
    expect((await suggestions('sprachm', 'de'))[0]).toBe('Was steht in „Sprachmodelle zu Hause“?');
    expect(await suggestions('xyzzy', 'de')).toEqual([]);
    expect(bench.ollama.requests).toHaveLength(before);
  });
});

describe('the menu of a message', () => {
  test('explains a message with sources', async () => {
    const message = bench.discord.addMessage('Die Gewichte von Llama sickerten durch');
    const asked = bench.discord.interact.messageMenu({
      name: 'Explain with sources',
      message,
      locale: 'de',
    });
    await bench.finished(asked);
    expect(asked.texts[0]).toMatch(/^> Worum geht es hier: Die Gewichte von Llama/u);
    expect(asked.texts[0]).toContain(LEAK_ANSWER);
    expect(bench.ollama.chatRequests[0]!.question).toContain(
      'Worum geht es hier: Die Gewichte von Llama sickerten durch',
    );
  });

  test('explains that message alone, whatever was asked before', async () => {
    await bench.finished(
      bench.ask('Wer darf Llama 2 ohne Lizenz von Meta nutzen?', { locale: 'de' }),
    );
    const message = bench.discord.addMessage(
      'Und dann sickerten sie durch, diese Gewichte von Llama',
    );
    const name = 'Explain with sources';
    const asked = bench.discord.interact.messageMenu({ name, message, locale: 'de' });
    await bench.finished(asked);
    expect(asked.texts[0]).toContain(LEAK_ANSWER);
    expect(asked.texts[0]).not.toContain('Verstanden als');
    const { body, question } = bench.ollama.chatRequests.at(-1)!;
    expect(question).toContain('diese Gewichte von Llama');
    expect(JSON.stringify(body.messages)).not.toContain('ohne Lizenz von Meta');
  });

  test('opens a form with the message’s text, to be asked as it is then', async () => {
    const message = bench.discord.addMessage('Die Gewichte');
    const opened = bench.discord.interact.messageMenu({ name: 'Ask about this message', message });
    await bench.until(() => opened.response !== null);
    expect(opened.response?.type).toBe(9);
    expect(JSON.stringify(opened.response?.data)).toContain('"value":"Die Gewichte"');
    const asked = bench.submit(opened, { question: LEAK_QUESTION });
    await bench.finished(asked);
    expect(bench.ollama.chatRequests[0]!.question).toContain(LEAK_QUESTION);
    expect(asked.texts[0]).toContain(LEAK_ANSWER);
  });

  test('says what it needs when the message has no text', async () => {
    const message = bench.discord.addMessage(' ');
    const asked = bench.discord.interact.messageMenu({ name: 'Explain with sources', message });
    await bench.finished(asked);
    expect(asked.texts[0]).toBe('The question is empty. Write what you would like to know.');
  });
});

describe('a message', () => {
  const last = (channelId: string) => bench.wrote(channelId).at(-1);
  const isOver = (channelId: string): boolean =>
    last(channelId) !== undefined && !hasButton(last(channelId), 'stop');

  test('that mentions the bot is answered below it, pinging nobody', async () => {
    const { channelId } = bench.discord;
    const message = bench.discord.interact.message({ content: LEAK_QUESTION, mentionsBot: true });
    await bench.until(() => hasButton(last(channelId), 'sources'));
    expect(last(channelId)?.content).toContain(LEAK_ANSWER);
    expect(bench.ollama.chatRequests[0]!.question).not.toContain('<@');
    const posts = bench.discord.state.requests.filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(1);
    expect(posts[0]?.body).toMatchObject({
      allowed_mentions: { parse: [] },
      message_reference: { message_id: message.id },
    });
  });

  test('that replies to an answer goes on from it', async () => {
    const asked = bench.ask(LEAK_QUESTION, { userId: A });
    await bench.finished(asked);
    const before = bench.wrote(asked.channelId).length;
    bench.discord.interact.message({
      content: 'und wann war das?',
      replyTo: asked.messages[0]!,
      userId: B,
    });
    await bench.until(
      () => bench.wrote(asked.channelId).length > before && isOver(asked.channelId),
    );
    expect(last(asked.channelId)?.content).toMatch(/^-# Verstanden als: „Wann sickerten/u);
  });

  test('in private is answered without a mention, and goes on', async () => {
    const dm = bench.discord.addChannel({ guildId: null }).id;
    bench.discord.interact.message({ content: LEAK_QUESTION, guildId: null, channelId: dm });
    await bench.until(() => hasButton(last(dm), 'sources'));
    expect(last(dm)?.content).toContain(LEAK_ANSWER);
    bench.discord.interact.message({ content: 'und wann war das?', guildId: null, channelId: dm });
    await bench.until(() => bench.wrote(dm).length === 2 && isOver(dm));
    expect(last(dm)?.content).toContain('Verstanden als');
    const shown = bench.press(last(dm), 'sources', { guildId: null, channelId: dm });
    await bench.finished(shown);
    expect(shown.texts[0]).toContain('Das Llama-Leck');
  });

  test('that says nothing to the bot is never looked at', async () => {
    bench.discord.interact.message({ content: LEAK_QUESTION });
    const mention = bench.discord.interact.message({ content: '', mentionsBot: true });
    await bench.until(() => bench.wrote(mention.channelId).length > 0);
    const laterMs = bench.bot.clock.elapsed() + 5_000; // time for a second, unwanted one
    await bench.until(() => bench.bot.clock.elapsed() >= laterMs);
    expect(bench.wrote(mention.channelId).map(({ content }) => content)).toEqual([
      `What would you like to know? Write your question behind my name, or use ${askMention()}.`,
    ]);
    expect(bench.ollama.chatRequests).toHaveLength(0);
  });

  test('is not answered in front of everybody where answers are private', async () => {
    const { guildId, channelId } = bench.discord;
    await bench.bot.cria.services.settings.patch(guildId, { visibility: 'private' });
    bench.discord.interact.message({ content: LEAK_QUESTION, mentionsBot: true });
    await bench.until(() => bench.wrote(channelId).length > 0);
    expect(last(channelId)?.content).toBe(
      `Antworten sieht hier nur, wer fragt: Nimm ${askMention()}.`,
    );
  });

  test('needs no privileged intent', () => {
    expect(bench.discord.gateway.intents).toBe(1 + 512 + 4_096);
  });
});
