import {
  Client,
  ComponentType,
  MessageFlags,
  TextInputStyle,
  GatewayIntentBits,
  Routes,
  type ButtonInteraction,
  type Interaction,
} from 'discord.js';
import { setTimeout as realPause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDiscordServer, type DiscordServer } from '../fakes/discord-server/server.ts';
import { ManualClock } from '../fakes/manual-clock.ts';

/** The fake itself, seen through the real discord.js: what Discord refuses, it refuses. */

let server: DiscordServer;
let client: Client;
let clock: ManualClock;
let seen: Interaction[];

beforeEach(async () => {
  clock = new ManualClock();
  server = await startDiscordServer({ now: () => clock.elapsed(), heartbeatIntervalMs: 40 });
  client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: { api: server.apiUrl, version: '10' },
  });
  seen = [];
  client.on('interactionCreate', (interaction) => seen.push(interaction));
  const ready = new Promise((resolve) => client.once('clientReady', resolve));
  await client.login(server.token);
  await ready;
});

afterEach(async () => {
  await client.destroy();
  await server.close();
});

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000 && !condition(); turn += 1) await realPause(2);
  if (!condition()) throw new Error('Nothing happened.');
}

/** The next interaction as discord.js gives it, of a pressed button: it can do everything. */
async function pressed(): Promise<ButtonInteraction> {
  const message = server.addMessage('hello');
  server.interact.button({ message, customId: 'x:1' });
  await until(() => seen.length > 0);
  return seen.pop() as ButtonInteraction;
}

const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'accepted',
    (thrown: unknown) => (thrown as { code: unknown }).code,
  );

describe('the gateway', () => {
  test('answers heartbeats and starts anew after an invalid session', async () => {
    await until(() => server.gateway.heartbeats >= 2);
    expect(server.gateway.identifies).toBe(1);
    expect(client.guilds.cache.map(({ id }) => id)).toEqual([server.guildId]);
  });

  test('resumes a session that is invalid for a moment only', async () => {
    server.gateway.invalidateSession(true);
    await until(() => server.gateway.resumes === 1);
    const interaction = await pressed();
    await interaction.deferUpdate();
  });
});

describe('interactions', () => {
  test('take one response, in time, with a token that lives', async () => {
    const first = await pressed();
    await first.deferReply();
    const again = client.rest.post(Routes.interactionCallback(first.id, first.token), {
      body: { type: 5 },
      auth: false,
    });
    expect(await code(again)).toBe(40_060);

    const late = await pressed();
    await clock.advance(3_001);
    expect(await code(late.deferReply())).toBe(10_062);

    await clock.advance(900_000);
    expect(await code(first.editReply('too late'))).toBe(50_027);
  });

  test('have an original, follow-ups, and both can be read, edited and deleted', async () => {
    const interaction = await pressed();
    await interaction.reply({ content: 'one', flags: MessageFlags.Ephemeral });
    const second = await interaction.followUp({ content: 'two', flags: MessageFlags.Ephemeral });
    await interaction.editReply('one again');
    expect((await interaction.fetchReply()).content).toBe('one again');
    await interaction.deleteReply(second);
    await interaction.deleteReply();
    expect(await code(interaction.fetchReply())).toBe(10_008);
    server.assertNoSurprises();
  });

  test('update the message a button sits on, and open forms', async () => {
    const button = await pressed();
    await button.update({ content: 'changed' });
    expect(server.state.messages.get(button.message.id)?.content).toBe('changed');
    const other = await pressed();
    await other.showModal({
      customId: 'form:1',
      title: 'Why?',
      components: [
        {
          type: ComponentType.ActionRow,
          components: [
            {
              type: ComponentType.TextInput,
              customId: 'why',
              label: 'Why?',
              style: TextInputStyle.Paragraph,
            },
          ],
        },
      ],
    });
    server.assertNoSurprises();
  });
});

describe('messages', () => {
  const button = (id: string): object => ({ type: 2, style: 1, label: 'x', custom_id: id });
  const row = (...ids: string[]): object => ({ type: 1, components: ids.map(button) });

  test.each([
    ['empty', { content: ' ' }, 50_006],
    ['too long', { content: 'x'.repeat(2_001) }, 50_035],
    [
      'six rows',
      { content: 'x', components: ['1', '2', '3', '4', '5', '6'].map((id) => row(id)) },
      50_035,
    ],
    ['six buttons', { content: 'x', components: [row('1', '2', '3', '4', '5', '6')] }, 50_035],
    ['one id twice', { content: 'x', components: [row('1', '1')] }, 50_035],
    [
      'V2 with content',
      { content: 'x', flags: 32_768, components: [{ type: 10, content: 'y' }] },
      50_035,
    ],
    ['unknown property', { content: 'x', colour: 'red' }, 50_035],
    ['wrong type', { content: 7 }, 50_035],
  ])('%s are refused and recorded', async (_what, body, expected) => {
    const sent = client.rest.post(Routes.channelMessages(server.channelId), { body });
    expect(await code(sent)).toBe(expected);
    expect(() => server.assertNoSurprises()).toThrow(/Discord would have refused/u);
  });

  test('a thread can be started from one', async () => {
    const channel = await client.channels.fetch(server.channelId);
    if (channel?.isSendable() !== true) throw new Error('The channel is text.');
    const sent = await channel.send('hello');
    const thread = await sent.startThread({ name: 'Questions' });
    await thread.send('in here');
    server.assertNoSurprises();
  });

  test('more than 5 in 5 s are refused with the headers of a 429', async () => {
    for (let n = 0; n < 5; n += 1) {
      await client.rest.post(Routes.channelMessages(server.channelId), {
        body: { content: `${n}` },
      });
    }
    const answer = await fetch(`${server.apiUrl}/v10/channels/${server.channelId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${server.token}`, 'content-type': 'application/json' },
      body: '{"content":"6"}',
    });
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(await answer.json()).toMatchObject({ retry_after: 5, global: false });
    expect(() => server.assertNoSurprises()).toThrow(/overran/u);
  });
});

describe('commands', () => {
  const put = (body: unknown): Promise<unknown> =>
    code(client.rest.put(Routes.applicationCommands(server.state.applicationId), { body }));

  test.each([
    ['a bad name', [{ name: 'Not Ok', description: 'x' }]],
    [
      'two of a name',
      [
        { name: 'a', description: 'x' },
        { name: 'a', description: 'y' },
      ],
    ],
    ['no description', [{ name: 'a' }]],
    [
      'a bad localised name',
      [{ name: 'a', name_localizations: { de: 'Nicht Gut' }, description: 'x' }],
    ],
    [
      'a required option behind another',
      [
        {
          name: 'a',
          description: 'x',
          options: [
            { type: 3, name: 'b', description: 'x' },
            { type: 3, name: 'c', description: 'x', required: true },
          ],
        },
      ],
    ],
  ])('with %s are refused', async (_what, body) => expect(await put(body)).toBe(50_035));

  test('keep their id when they are sent again', async () => {
    await put([{ name: 'a', description: 'x' }]);
    const id = server.state.commands.get('global')?.[0]?.id;
    await put([
      { name: 'a', description: 'y' },
      { name: 'b', description: 'x' },
    ]);
    expect(server.state.commands.get('global')?.[0]).toMatchObject({ id, description: 'y' });
  });
});

test('an unknown route is a surprise, a wrong token is not', async () => {
  expect(await code(client.rest.get('/nothing/here'))).toBe(0);
  expect(() => server.assertNoSurprises()).toThrow(/nothing\/here/u);
});
