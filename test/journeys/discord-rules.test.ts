import Database from 'better-sqlite3';
import { join } from 'node:path';
import { PermissionFlagsBits } from 'discord.js';
import { afterEach, describe, expect, test } from 'vitest';
import type { CommandCall, InteractionHandle } from '../fakes/discord-server/interact.ts';
import { parseConfig } from '../../src/config.ts';
import { watchFindings } from '../../src/entry/doctor/brief-checks.ts';
import { AppError } from '../../src/domain/errors.ts';
import { ROLE_ID } from '../fakes/discord-server/payloads.ts';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { startDiscordBench, type DiscordBench } from './discord-bench.ts';

let bench: DiscordBench;
afterEach(() => bench.end());

const MEMBER = '2048'; // Send Messages
const MODERATOR = '32'; // Manage Server

async function start(): Promise<void> {
  bench = await startDiscordBench();
  bench.ollama.onChat(() => replyText(LEAK_ANSWER));
}

async function done(asked: InteractionHandle): Promise<string> {
  await bench.finished(asked);
  return asked.texts[0] ?? '';
}

const asMember = (call: Partial<CommandCall> = {}): Promise<string> =>
  done(bench.ask(LEAK_QUESTION, { permissions: MEMBER, ...call }));
const settings = (
  options: NonNullable<CommandCall['options']> = {},
  permissions = MODERATOR,
): InteractionHandle => bench.command('settings', { options, permissions });

test('a question without a channel is answered, and no secret is stored for it', async () => {
  await start();
  const asked = bench.ask(LEAK_QUESTION, { hasNoChannel: true });
  expect(await done(asked)).toContain('4chan');
  const db = new Database(join(bench.bot.dataDir, 'cria.sqlite'), { readonly: true });
  const stored = ['answers', 'turns'].map((table) =>
    JSON.stringify(db.prepare(`SELECT * FROM ${table}`).all()),
  );
  db.close();
  expect(stored[0]).toContain(LEAK_QUESTION);
  expect(stored.join()).not.toContain(asked.token);
});

describe('/settings', () => {
  test('is declared for those who manage the server, in servers only', async () => {
    await start();
    const registered = bench.discord.state.commands.get('global') ?? [];
    const found = registered.find(({ name }) => name === 'settings');
    expect(found).toMatchObject({ default_member_permissions: '32', contexts: [0] });
    expect(registered.filter((each) => each.default_member_permissions != null)).toHaveLength(1);
  });

  test('and every other command have all their names in German and English', async () => {
    await start();
    const gaps: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node)) visit(value, `${path}.${key}`);
      const named = node as Record<string, unknown>;
      for (const key of ['name', 'description']) {
        const words = named[`${key}_localizations`] as Record<string, string> | undefined;
        if (typeof named[key] !== 'string' || named[key] === '') continue;
        if (words?.['de'] === undefined || words['en-GB'] !== named[key]) gaps.push(path);
      }
    };
    const registered = bench.discord.state.commands.get('global') ?? [];
    visit(registered, '');
    expect(registered).toHaveLength(12);
    expect(gaps).toEqual([]);
  });

  test('shows, changes and resets', async () => {
    await start();
    expect(await done(settings())).toContain('Channels allowed: all');
    const channel = bench.discord.addChannel().id;
    const changed = settings({
      'allow-channel': { type: 7, id: channel },
      'ask-role': { type: 8, id: ROLE_ID },
      language: 'de',
      visibility: 'private',
      'user-limit': 3,
    });
    const text = await done(changed);
    expect(changed.isEphemeral).toBe(true);
    expect(text).toContain('Changed.');
    expect(text).toContain(`Channels allowed: <#${channel}>`);
    expect(text).toContain(`Roles that may ask: <@&${ROLE_ID}>`);
    expect(text).toContain('Language of answers: German');
    expect(text).toContain('Questions of one person: 3 a day');
    const { services } = bench.bot.cria;
    expect(await services.settings.of(bench.discord.guildId)).toMatchObject({
      allowedChannels: [channel],
      askRoles: [ROLE_ID],
      language: 'de',
      visibility: 'private',
      dailyLimitPerUser: 3,
    });
    await done(settings({ 'clear-channel': { type: 7, id: channel }, 'user-limit': 0 }));
    expect(await services.settings.of(bench.discord.guildId)).toMatchObject({
      allowedChannels: [],
      dailyLimitPerUser: null,
      askRoles: [ROLE_ID],
    });

    const reset = bench.press(changed.messages[0], 'reset-settings', { permissions: MODERATOR });
    await bench.until(
      () => changed.texts[0]?.startsWith('Reset all settings of this server?') === true,
    );
    expect(reset.response?.type).toBe(6);
    const sure = bench.press(changed.messages[0], 'reset-settings-yes', {
      permissions: MODERATOR,
    });
    await bench.until(() => changed.texts[0] === 'Everything is as it was at the beginning.');
    expect(sure.response?.type).toBe(6);
    expect(await services.settings.of(bench.discord.guildId)).toMatchObject({ askRoles: [] });
  });

  test('is refused to a member who got hold of it, and so is its button', async () => {
    await start();
    const shown = settings();
    await done(shown);
    await done(settings({ language: 'de' }));
    const only = 'Only those who may manage this server can do that.';
    expect(await done(settings({ language: 'en' }, MEMBER))).toBe(only);
    const press = bench.press(shown.messages[0], 'reset-settings', { permissions: MEMBER });
    expect(await done(press)).toBe(only);
    expect(press.isEphemeral).toBe(true);
    const { language } = await bench.bot.cria.services.settings.of(bench.discord.guildId);
    expect(language).toBe('de');
  });
});

describe('who may ask', () => {
  test('depends on the channel, for its threads and for buttons as well', async () => {
    await start();
    const asked = bench.ask(LEAK_QUESTION, { permissions: MEMBER });
    await done(asked);
    const { channelId, guildId } = bench.discord;
    await done(settings({ 'deny-channel': { type: 7, id: channelId } }));
    const refused = bench.ask(LEAK_QUESTION, { permissions: MEMBER });
    expect(await done(refused)).toBe(
      'I do not answer questions in this channel. Ask in another one.',
    );
    expect(refused.isEphemeral).toBe(true);
    const thread = bench.discord.state.addChannel({ guildId, parentId: channelId, type: 11 });
    expect(await asMember({ channelId: thread.id })).toContain('I do not answer questions');
    const again = bench.press(asked.messages[0], 'regenerate', { permissions: MEMBER });
    expect(await done(again)).toContain('I do not answer questions');
    expect(await asMember({ channelId: bench.discord.addChannel().id })).toContain(LEAK_ANSWER);
    expect(bench.ollama.chatRequests).toHaveLength(2);
    const allowed = bench.discord.addChannel().id;
    await done(settings({ 'allow-channel': { type: 7, id: allowed } }));
    expect(await asMember()).toBe(
      `I do not answer questions in this channel. Ask here: <#${allowed}>.`,
    );
  });

  test('depends on the role', async () => {
    await start();
    await done(settings({ 'ask-role': { type: 8, id: ROLE_ID } }));
    expect(await asMember()).toBe(
      `For questions you need the role <@&${ROLE_ID}> here. Ask the moderators for it.`,
    );
    expect(await asMember({ roles: [ROLE_ID] })).toContain(LEAK_ANSWER);
  });

  test('and nobody else is offered the titles of the server while they type', async () => {
    await start();
    await done(settings({ 'ask-role': { type: 8, id: ROLE_ID } }));
    const offered = async (
      call: Pick<CommandCall, 'name' | 'subcommand' | 'roles'> & { focused: string },
    ): Promise<number> => {
      const options = { [call.focused]: 'l' };
      const handle = bench.discord.interact.autocomplete({ permissions: MEMBER, ...call, options });
      await bench.until(() => handle.response !== null);
      return handle.choices.length;
    };
    const show = { name: 'knowledge', subcommand: 'show', focused: 'article' };
    for (const typed of [{ name: 'ask', focused: 'question' }, show]) {
      expect(await offered(typed)).toBe(0);
      expect(await offered({ ...typed, roles: [ROLE_ID] })).toBeGreaterThan(0);
    }
    expect(await offered({ name: 'debate', focused: 'topic' })).toBe(0);
  });

  test('is limited a day, and to a pace', async () => {
    await start();
    await done(settings({ 'user-limit': 2 }));
    await asMember();
    await asMember();
    expect(await asMember()).toBe(
      'You have asked your 2 questions for today. It goes on in about 12 h.',
    );
    await done(settings({ 'user-limit': 0 }));
    await bench.bot.clock.advance(60_000);
    const burst = Array.from({ length: 4 }, () =>
      bench.ask(LEAK_QUESTION, { permissions: MEMBER }),
    );
    await bench.finished(...burst);
    expect(burst.at(-1)?.texts[0]).toBe('That was quick. I take your next question in 3 seconds.');
    expect(burst.map(({ isEphemeral }) => isEphemeral)).toEqual([false, false, false, true]);
  });

  test('and who sees the answer is the server’s to say; the asker can only make it private', async () => {
    await start();
    await done(settings({ visibility: 'private', language: 'en' }));
    const asked = bench.ask(LEAK_QUESTION, { permissions: MEMBER });
    await done(asked);
    const open = bench.ask(LEAK_QUESTION, { permissions: MEMBER, options: { private: false } });
    await done(open);
    expect([asked.isEphemeral, open.isEphemeral]).toEqual([true, true]);
    expect(bench.ollama.chatRequests[0]!.prompt).toContain('Answer in English');
  });

  test('a question that found no place in the queue does not count', async () => {
    await start();
    bench.ollama.onChat(() => replyHeld(['x']));
    await done(settings({ 'user-limit': 9 }));
    const asked = [1, 2, 3, 4].map((n) =>
      bench.ask(`${LEAK_QUESTION} ${n}`, { permissions: MODERATOR }),
    );
    await bench.until(() => asked[3]!.texts[0]?.includes('still waiting') === true);
    const { guildId, userId } = bench.discord;
    const counts = await bench.bot.cria.stores.usage.counts({ guildId, userId, day: '2025-06-02' });
    expect(counts.user).toBe(3);
    bench.ollama.onChat(() => replyText(LEAK_ANSWER));
    for (const chat of bench.ollama.chatRequests) chat.release(Infinity);
    await bench.finished(...asked);
  });
});

describe('the daily count', () => {
  const counted = async (): Promise<number> => {
    const { guildId, userId } = bench.discord;
    const day = '2025-06-02';
    return (await bench.bot.cria.stores.usage.counts({ guildId, userId, day })).user;
  };

  test('leaves out what was abstained from, a question as well as a debate', async () => {
    await start();
    expect(await asMember({ options: { question: '???' } })).not.toBe('');
    await done(bench.command('debate', { options: { side_a: 'Llama', side_b: 'Llama' } }));
    expect(await counted()).toBe(0);
    await asMember();
    expect(await counted()).toBe(1);
  });

  test('leaves out what failed because something could not be read', async () => {
    await start();
    const { conversations } = bench.bot.cria.stores;
    const broken = (): Promise<never> => Promise.reject(new AppError('storage-failed', 'broken'));
    Object.assign(conversations, { read: broken });
    expect(await asMember({ options: { question: 'Und wo war das?' } })).not.toBe('');
    expect(bench.ollama.chatRequests).toHaveLength(0);
    expect(await counted()).toBe(0);
  });
});

describe('what the bot says about itself', () => {
  test('/help has examples from the present corpus, and every command', async () => {
    await start();
    const text = await done(bench.command('help', { locale: 'de' }));
    expect(text).toContain('Was steht in „Das Llama-Leck“?');
    const registered = bench.discord.state.commands.get('global') ?? [];
    for (const { name, id } of registered.filter((command) => command.type === 1)) {
      const typed = name === 'knowledge' ? 'knowledge list' : (name as string);
      expect(text).toContain(`</${typed}:${id as string}>`);
    }
    expect(text).toContain('„Zu dieser Nachricht fragen“');
    expect(text).toContain('Schreib mir eine Direktnachricht.');
  });

  test('/status tells model, index, queue and uptime', async () => {
    await start();
    await bench.bot.clock.advance(180_000);
    const text = await done(bench.command('status'));
    expect(text).toContain('Model: llama3.2, ready');
    expect(text).toMatch(/Index: 3 articles, \d+ passages/u);
    expect(text).toContain('Queue: 0 waiting, 0 being answered');
    expect(text).toMatch(/Running for 3 min/u);
  });

  test('/status tells moderators what is wrong, and members nothing of it', async () => {
    await start();
    const { discord } = bench;
    const { guildId } = discord;
    const deny = String(PermissionFlagsBits.SendMessages);
    const news = discord.state.addChannel({
      ...{ guildId, name: 'news' },
      overwrites: [{ id: guildId, type: 0, allow: '0', deny }],
    });
    await bench.restart();
    const runtime = bench.bot.runtime();
    const { findings } = runtime.cria.services;
    findings.channels = (id, rules) => bench.surface.lacking(id, rules);
    watchFindings({
      ...runtime,
      config: parseConfig({ ...bench.bot.env, CHAT_CONTEXT_TOKENS: '1024' }),
    });
    const told = await done(bench.command('status', { locale: 'de', permissions: MODERATOR }));
    expect(told).toContain('**Auffällig**');
    expect(told).toContain(`Mir fehlen Rechte in <#${news.id}>:`);
    expect(told).toContain('nur wenig lesen (`CHAT_CONTEXT_TOKENS`)');
    expect(told).toContain('npm run doctor');
    const member = await done(bench.command('status', { locale: 'de', permissions: MEMBER }));
    expect(member).not.toContain('Auffällig');
  });

  test('/privacy tells what is stored and for how long', async () => {
    await start();
    const text = await done(bench.command('privacy', { locale: 'de' }));
    expect(text).toContain(
      'Fragen, Antworten und ihre Quellen, mit wer gefragt hat und wo: 30 Tage',
    );
    expect(text).toContain('/vergessen');
  });

  test('/forget deletes what is stored about the caller, and nobody else', async () => {
    await start();
    const [one, two] = ['100000000000000001', '100000000000000002'].map((userId) =>
      bench.ask(LEAK_QUESTION, { userId, permissions: MEMBER }),
    );
    await bench.finished(one!, two!);
    const userId = '100000000000000001';
    const liked = bench.press(two!.messages[0], 'vote-up', { userId });
    await done(liked);
    const forget = bench.command('forget', { userId });
    expect(await done(forget)).toContain('This cannot be undone.');
    bench.press(forget.messages[0], 'forget-yes', { userId });
    await bench.until(() => forget.texts[0]?.startsWith('Deleted') === true);
    expect(forget.texts[0]).toContain('Deleted: 1 answer, 1 opinion, 1 turn of a conversation.');
    const kept = bench.press(two!.messages[0], 'sources');
    expect(await done(kept)).toContain('Das Llama-Leck');
  });
});
