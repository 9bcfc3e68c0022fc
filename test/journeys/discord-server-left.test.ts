import { afterEach, beforeEach, expect, test } from 'vitest';
import { LEFT_SERVER_GRACE_DAYS } from '../../src/application/members/left-servers.ts';
import { createArticleShelf } from '../../src/indexing/corpus/article-shelf.ts';
import { documentOf } from '../fakes/documents.ts';
import { replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { startDiscordBench, type DiscordBench } from './discord-bench.ts';

const DAY_MS = 86_400_000;
const GRACE_MS = LEFT_SERVER_GRACE_DAYS * DAY_MS;
const ALL = { articles: 1, settings: 'private', answers: 1 };
const NOTHING = { articles: 0, settings: 'public', answers: 0 };

let bench: DiscordBench;
let answerId: string;
beforeEach(async () => {
  bench = await startDiscordBench();
  bench.ollama.onChat(() => replyText(LEAK_ANSWER));
  const { guildId } = bench.discord;
  const asked = bench.ask(LEAK_QUESTION);
  await bench.finished(asked);
  answerId = JSON.stringify(asked.messages).match(/sources:([a-z0-9]+)/u)?.[1] ?? '';
  await bench.bot.cria.services.settings.patch(guildId, { visibility: 'private' });
  await shelf().put(guildId, documentOf(), { addedBy: bench.discord.userId, addedAtMs: 0 });
  expect(await left()).toEqual(ALL);
});
afterEach(() => bench.end());

const shelf = (): ReturnType<typeof createArticleShelf> => createArticleShelf(bench.bot);

/** What there still is of the server. */
async function left(): Promise<unknown> {
  const { guildId } = bench.discord;
  const { services, stores } = bench.bot.cria;
  return {
    articles: (await shelf().list(guildId)).length,
    settings: (await services.settings.of(guildId)).visibility,
    answers: (await stores.answers.get(answerId)) === null ? 0 : 1,
  };
}

/** Servers that are noted as left by now. */
function noted(): Promise<readonly string[]> {
  return bench.bot.cria.stores.leftServers.leftBefore(bench.bot.clock.now());
}

async function untilNoted(count: number): Promise<void> {
  let found = -1;
  await bench.settle(() => {
    void noted().then((ids) => (found = ids.length));
    return found === count;
  });
}

/** Moves the time and cleans up, as happens every hour. */
async function later(ms: number): Promise<void> {
  await bench.bot.clock.advance(ms);
  await bench.bot.cria.leftServers.sweep();
}

test('what belongs to a server that removed the bot goes after the days that are told', async () => {
  bench.discord.loseGuild();
  await untilNoted(1);
  await later(GRACE_MS - DAY_MS);
  expect(await left()).toEqual(ALL);
  await bench.restart();
  expect(await left()).toEqual(ALL);
  await later(DAY_MS);
  expect(await left()).toEqual(NOTHING);
  expect(await shelf().servers()).toEqual([]);
  expect(await noted()).toEqual([]);
});

test('and stays when the bot comes back in time', async () => {
  bench.discord.loseGuild();
  await untilNoted(1);
  await later(GRACE_MS - 1);
  bench.discord.joinGuild();
  await untilNoted(0);
  await later(GRACE_MS);
  expect(await left()).toEqual(ALL);
});

test('also when it comes back while the bot is not running, however long that is', async () => {
  bench.discord.loseGuild();
  await untilNoted(1);
  await bench.surface.close();
  bench.discord.joinGuild();
  await bench.bot.clock.advance(2 * GRACE_MS);
  await bench.bot.restart();
  await bench.bot.cria.leftServers.sweep(); // the clean-up at the start, before Discord is there
  expect(await left()).toEqual(ALL);
  await bench.restart();
  expect(await left()).toEqual(ALL);
});

test('a server that went while the bot was not running is found missing at the start', async () => {
  await bench.surface.close();
  bench.discord.loseGuild();
  await bench.bot.clock.advance(2 * GRACE_MS);
  await bench.restart();
  expect(await left()).toEqual(ALL);
  await later(GRACE_MS);
  expect(await left()).toEqual(NOTHING);
});

test('an outage is no removal, whether the bot is running or starts in it', async () => {
  bench.discord.loseGuild({ isOutage: true });
  const said = bench.command('help'); // arrives after the news of the outage
  await bench.settle(() => said.response !== null);
  expect(await noted()).toEqual([]);
  await bench.restart();
  await later(2 * GRACE_MS);
  expect(await left()).toEqual(ALL);
});
