import { afterEach, describe, expect, test } from 'vitest';
import { EDIT_SPACING_MS } from '../../src/discord/discord-limits.ts';
import type { InteractionHandle } from '../fakes/discord-server/interact.ts';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { longAnswer } from '../discord/scripted-answer.ts';
import { ANY_TEXT, LEAK_QUESTION } from './cria-bench.ts';
import { startDiscordBench, type DiscordBench } from './discord-bench.ts';

let bench: DiscordBench;
afterEach(() => bench.end());

/** Writes what the closing note of the work shows, when asked to. */
function note(title: string, figures: object): void {
  if (process.env['CRIA_FIGURES'] === undefined) return;
  process.stdout.write(`${title}: ${JSON.stringify(figures)}\n`);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

describe('50 questions in one second', () => {
  test('are all acknowledged in time and answered in fair order, and none is refused', async () => {
    bench = await startDiscordBench({ env: { QUEUE_CONCURRENCY: '2' }, answering: ANY_TEXT });
    const order: string[] = [];
    bench.ollama.onChat(({ question }) => {
      const topic = /topic (\w+)/u.exec(question)?.[1] ?? '';
      order.push(topic);
      return replyText(`Llama 2 came out on 18 July 2023 together with Microsoft [1]. ${topic}`);
    });
    // 30 come from one server's five channels, then 20 from direct messages of twenty people.
    const channels = Array.from({ length: 5 }, () => bench.discord.addChannel().id);
    const asked: InteractionHandle[] = [];
    for (let n = 0; n < 50; n += 1) {
      const isDirect = n >= 30;
      asked.push(
        bench.ask(`When did Llama 2 come out? topic ${isDirect ? 'D' : 'G'}${n}`, {
          userId: `${100_000_000_000_000_000n + BigInt(n)}`,
          ...(isDirect
            ? { guildId: null, channelId: bench.discord.addChannel({ guildId: null }).id }
            : { channelId: channels[n % 5]! }),
        }),
      );
      if (n % 5 === 4) await bench.bot.clock.advance(100);
    }
    await bench.finished(...asked);

    const waits = asked.map(({ acknowledgedAfterMs }) => acknowledgedAfterMs ?? Infinity);
    expect(Math.max(...waits)).toBeLessThan(3_000);
    for (const [n, { texts }] of asked.entries()) {
      expect(texts[0]).toContain('18 July 2023');
      expect(texts[0]).toMatch(new RegExp(`[GD]${n}\\b`, 'u'));
    }
    // Direct messages take turns with the flood that came before them: behind it, the tenth of them
    // would be the 40th of all.
    const places = order.flatMap((topic, place) => (topic.startsWith('D') ? [place] : []));
    expect(places).toHaveLength(20);
    expect(places[9]).toBeLessThan(30);
    const { requests } = bench.discord.state;
    expect(requests.filter(({ status }) => status >= 400)).toEqual([]);
    note('burst', {
      acknowledgedAfterMs: {
        min: Math.min(...waits),
        max: Math.max(...waits),
        mean: sum(waits) / waits.length,
      },
      answered: order.length,
      requests: requests.length,
      order: order.join(' '),
    });
  });
});

describe('an answer of 10,000 characters', () => {
  test('with fences, tables and lists comes whole, spaced, and with its buttons last', async () => {
    bench = await startDiscordBench({
      env: { MAX_ANSWER_TOKENS: '2000', CHAT_CONTEXT_TOKENS: '8192' },
      answering: ANY_TEXT,
    });
    const text = longAnswer().replaceAll(/ ?\[\d+\]/gu, '');
    const whole = `Mehr als 7.000 Ableger erschienen auf Hugging Face [1].\n\n${text}`;
    const pieces = whole.match(/[^]{1,40}/gu) ?? [];
    bench.ollama.onChat(() => replyHeld(pieces));
    const asked = bench.ask('Wie viele Ableger erschienen auf Hugging Face?', { locale: 'de' });
    const chat = await bench.ollama.chatRequest();
    for (let n = 0; n < pieces.length; n += 10) {
      chat.release(10);
      const releasedMs = bench.bot.clock.elapsed();
      await bench.until(() => bench.bot.clock.elapsed() - releasedMs >= 1_000);
    }
    chat.release(Infinity);
    await bench.finished(asked);

    const shown = asked.texts.join('\n');
    for (const piece of ['Overview', 'item 19', 'model.layer(89', 'Llama 19', 'The end']) {
      expect(shown).toContain(piece);
    }
    for (const content of asked.texts) {
      expect(content.length).toBeLessThanOrEqual(2_000);
      expect(content.split('```').length % 2).toBe(1);
    }
    expect(asked.messages.map(({ components }) => components.length > 0)).toEqual([
      ...asked.messages.slice(1).map(() => false),
      true,
    ]);
    const writes = bench.discord.state.requests.filter(({ path }) => path.startsWith('/webhooks/'));
    const gaps = writes.slice(1).map(({ at }, n) => at - (writes[n]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(EDIT_SPACING_MS - 100);
    const bodies = writes.map(({ path, body }) => `${path} ${JSON.stringify(body)}`);
    expect(new Set(bodies).size).toBe(bodies.length);
    const sizes = writes.map(({ body }) => String((body as { content?: string }).content).length);
    note('long answer', {
      chars: whole.length,
      messages: asked.messages.length,
      requests: writes.length,
      edits: writes.filter(({ method }) => method === 'PATCH').length,
      created: writes.filter(({ method }) => method === 'POST').length,
      overMs: (writes.at(-1)?.at ?? 0) - (writes[0]?.at ?? 0),
      gapMs: { min: Math.min(...gaps), max: Math.max(...gaps), mean: sum(gaps) / gaps.length },
      contentChars: { min: Math.min(...sizes), max: Math.max(...sizes), sum: sum(sizes) },
    });
  });
});

test('hostile text of a model pings nobody, hides nothing and leads nowhere', async () => {
  bench = await startDiscordBench({ answering: ANY_TEXT });
  const hostile = [
    'Llama 2 came out on 18 July 2023 together with Microsoft [1].',
    'Hi @everyone and @here, <@1> <@!2> <@&3> <#4> </ask:5>, see [free](https://evil.example/x).',
    'Join discord.gg/abc ||now|| \u202Egnp.exe',
    '```js\nlet open = "fence";',
  ].join('\n\n');
  bench.ollama.onChat(() => replyText(hostile));
  const asked = bench.ask('When did Llama 2 come out together with Microsoft?');
  await bench.finished(asked);
  const shown = asked.texts.join('\n');
  expect(shown).toContain('18 July 2023');
  expect(shown).toContain('@\u200Beveryone');
  for (const harm of [
    '@everyone',
    '@here',
    '<@1>',
    '<@!2>',
    '<@&3>',
    '<#4>',
    '</ask:5>',
    '\u202E',
  ]) {
    expect(shown).not.toContain(harm);
  }
  expect(shown).not.toMatch(/\]\(https/u);
  expect(shown).not.toContain('discord.gg/');
  expect(shown).not.toContain('||');
  expect(shown.split('```').length % 2).toBe(1);
  for (const { body, path } of bench.discord.state.requests) {
    if (path.startsWith('/webhooks/')) {
      expect(body).toMatchObject({ allowed_mentions: { parse: [] } });
    }
  }
});

test('a hostile question is not repeated as it is where it was understood differently', async () => {
  bench = await startDiscordBench();
  bench.ollama.onChat(({ prompt }) =>
    replyText(
      prompt.startsWith('Rewrite')
        ? 'When did the weights of Llama leak @everyone?'
        : 'Die Gewichte von Llama sickerten auf 4chan durch [1].',
    ),
  );
  const first = bench.ask(LEAK_QUESTION);
  await bench.finished(first);
  const second = bench.ask('and when was that @everyone?', { options: { language: 'en' } });
  await bench.finished(second);
  expect(second.texts[0]).not.toContain('@everyone');
});
