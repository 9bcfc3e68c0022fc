import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ENGINE_ARTICLES } from '../answering/debate/debate-bench.ts';
import type { InteractionHandle } from '../fakes/discord-server/interact.ts';
import { replyHeld, replyStatus, replyText, type RecordedRequest } from '../fakes/ollama-server.ts';
import { CHROMIUM, launchChromium } from '../journeys/chromium.ts';
import { ARTICLES } from '../journeys/cria-bench.ts';
import { startDiscordBench, type DiscordBench } from '../journeys/discord-bench.ts';
import { drawMessages, type Cast, type Drawn } from './draw-message.ts';
import { castOf, takeSheet } from './sheet.ts';

/**
 * Draws the most common messages as Discord does. With a folder in `PICTURES` and a Chromium it makes the pictures of
 * docs/discord.md: `PICTURES=docs/pictures npx vitest run test/pictures`, then `pngquant --ext .png --force 64`.
 */
const FOLDER = process.env['PICTURES'] ?? '';
const QUESTION = 'When did Llama 2 come out, and who must ask for a licence?';
const ANSWER =
  'Llama 2 came out on 18 July 2023 together with Microsoft [1]. Companies with more than 700 million monthly users must ask Meta for a licence [2].';
const MODERATOR = { permissions: String(1n << 5n) };

let browser: Browser | null = null;
let bench: DiscordBench;
let cast: Cast;
beforeAll(async () => {
  if (FOLDER !== '' && CHROMIUM !== null) browser = await launchChromium();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  bench = await startDiscordBench({ articles: { ...ARTICLES, ...ENGINE_ARTICLES } });
  bench.ollama.onChat(() => replyText(ANSWER));
  const { channels } = bench.discord.state;
  const nameOf = (id: string): string => channels.get(id)?.name ?? 'helpers';
  cast = castOf(nameOf, bench.bot.clock.now());
});
afterEach(() => bench.end());

/** What a reply looks like now, as a reader sees it; the picture where pictures are made. */
async function drawn(name: string, command: string, handle: InteractionHandle): Promise<string> {
  const [first, ...more] = handle.messages.map(({ content, components }): Drawn => {
    return { message: { content, components }, isPrivate: handle.isEphemeral, command: null };
  });
  const all = first === undefined ? [] : [{ ...first, command }, ...more];
  if (browser !== null) {
    const path = join(FOLDER, `discord-${name}.png`);
    await takeSheet(browser, all, { cast: { ...cast, nowMs: bench.bot.clock.now() }, path });
  }
  return drawMessages(all, cast);
}

async function asked(question = QUESTION): Promise<InteractionHandle> {
  const call = bench.ask(question);
  await bench.finished(call);
  return call;
}

async function ran(name: string, options: Record<string, string> = {}, subcommand?: string) {
  const sub = subcommand === undefined ? {} : { subcommand };
  const call = bench.command(name, { ...MODERATOR, options, ...sub });
  await bench.finished(call);
  return call;
}

describe('the most common messages, drawn as Discord draws them', { timeout: 120_000 }, () => {
  test('an answer with its sources', async () => {
    const shown = await drawn('answer', '/ask', await asked());
    expect(shown).toContain('<discord-quote>');
    expect(shown).toContain('700 million monthly users');
  });

  test('passages, where the model fails', async () => {
    bench.ollama.onChat(() => replyStatus(500, 'out of memory'));
    expect(await drawn('passages', '/ask', await asked())).toContain('18 July 2023');
  });

  test('what the articles do not answer', async () => {
    const shown = await drawn('declined', '/ask', await asked('How high is Mount Everest?'));
    expect(shown).toContain('<discord-button');
  });

  test('a refusal, to the asker alone', async () => {
    const { state, guildId } = bench.discord;
    const { id } = state.addChannel({ guildId, name: 'ask-cria' });
    const options = { 'allow-channel': { type: 7, id } as const };
    await bench.finished(bench.command('settings', { ...MODERATOR, options }));
    const call = bench.ask(QUESTION, { permissions: '0' });
    await bench.finished(call);
    const shown = await drawn('refused', '/ask', call);
    expect(shown).toContain(' ephemeral');
    expect(shown).toContain('>ask-cria</discord-mention>');
  });

  test('an answer that is being written', async () => {
    bench.ollama.onChat(() => replyHeld([ANSWER.slice(0, 66), ANSWER.slice(66)]));
    const call = bench.ask(QUESTION);
    const request = await bench.ollama.chatRequest();
    request.release();
    await bench.until(() => call.texts.join('').includes('Microsoft'));
    expect(await drawn('writing', '/ask', call)).toContain('>Stop</discord-button>');
    request.release();
    await bench.finished(call);
  });

  test('a debate and its poll', async () => {
    bench.ollama.onChat(sorted);
    bench.discord.denyPolls();
    const options = { topic: 'engines', side_a: 'Atlas', side_b: 'Zephyr', language: 'en' };
    const call = await ran('debate', options);
    await bench.until(() => call.texts.at(-1)?.includes('░') === true);
    expect(await drawn('debate', '/debate', call)).toContain('░░░░░░░░░░ Atlas');
  });

  test('the state', async () => {
    expect(await drawn('status', '/status', await ran('status'))).toContain('llama3.2');
  });

  test('the settings', async () => {
    const { channelId } = bench.discord;
    const call = bench.command('settings', {
      ...MODERATOR,
      options: { 'allow-channel': { type: 7, id: channelId }, language: 'en', 'user-limit': 20 },
    });
    await bench.finished(call);
    expect(await drawn('settings', '/settings', call)).toContain('discord-mention type="channel"');
  });

  test('the articles', async () => {
    const shown = await drawn('articles', '/knowledge list', await ran('knowledge', {}, 'list'));
    expect(shown).toContain('Llama 2 and its licence');
  });

  test('the preview of a reindex', async () => {
    await bench.bot.write({
      'llama-2.md': (ARTICLES['llama-2.md'] ?? '').replace('two trillion', '2,000 billion'),
      'mixture.md':
        '---\ntitle: Mixtures of experts\nlanguage: en\n---\nTwo of eight experts run.\n',
    });
    const call = bench.command('reindex', MODERATOR);
    await bench.slowly(() => call.texts[0]?.startsWith('**') === true);
    expect(await drawn('reindex', '/reindex', call)).toContain('<discord-button');
  });
});

/** Sorts each line by the engine it is told of. */
function sorted({ body }: RecordedRequest) {
  const { messages } = body as { messages: readonly { content: string }[] };
  const first = /^A debate: (\w+) or/u.exec(messages[0]?.content ?? '')?.[1] ?? '';
  const lines = (messages.at(-1)?.content ?? '').split('\n');
  return replyText(JSON.stringify(lines.map((line) => (line.includes(first) ? 'A' : 'B'))));
}
