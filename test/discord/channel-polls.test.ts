import { REST } from 'discord.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReplyPoll } from '../../src/application/command.ts';
import { openPoll, pollBody } from '../../src/discord/channel-polls.ts';
import { startDiscordServer, type DiscordServer } from '../fakes/discord-server/server.ts';
import { view } from './surface-bench.ts';

const pollOf = (overrides: Partial<ReplyPoll> = {}): ReplyPoll => ({
  ...{ question: 'Atlas or Zephyr?', answers: ['Atlas', 'Zephyr'], hours: 168 },
  otherwise: view('bars'),
  ...overrides,
});
const textsOf = (poll: ReplyPoll): unknown[] =>
  pollBody(poll)?.answers.map(({ poll_media: { text } }) => text) ?? [];

describe('a poll as Discord takes it', () => {
  test('keeps to every limit', () => {
    const answers = [`a${'x'.repeat(79)}`, `b${'y'.repeat(79)}`];
    const body = pollBody(pollOf({ question: 'q'.repeat(400), answers, hours: 9_999 }));
    expect(body?.question.text?.length).toBe(300);
    expect(body?.answers.map(({ poll_media: { text } }) => text?.length)).toEqual([55, 55]);
    expect(body?.duration).toBe(768);
  });

  test('is one line without what is not seen', () => {
    expect(textsOf(pollOf({ answers: ['At\u202Elas\n  2', ' Zephyr '] }))).toEqual([
      'Atlas 2',
      'Zephyr',
    ]);
  });

  test.each([
    ['the same when cut', [`${'x'.repeat(60)}a`, `${'x'.repeat(60)}b`]],
    ['empty', ['Atlas', '\u200B']],
  ])('is none where its answers would be %s', (_name, answers) => {
    expect(pollBody(pollOf({ answers }))).toBeNull();
  });
});

describe('the fake Discord, as strict about polls as the real one', () => {
  let server: DiscordServer;
  let rest: REST;
  let channel: `/channels/${string}/messages`;
  beforeEach(async () => {
    server = await startDiscordServer();
    rest = new REST({ api: server.apiUrl, version: '10', retries: 0 }).setToken(server.token);
    channel = `/channels/${server.channelId}/messages`;
  });
  afterEach(() => server.close());

  const send = (changes: object): Promise<unknown> =>
    rest.post(channel, { body: { poll: { ...pollBody(pollOf()), ...changes } } });
  const answer = (text: string): object => ({ poll_media: { text } });

  test('takes a poll once by its nonce, and gives back its answers, end and votes', async () => {
    const [id, again] = [await sendOwn(), await sendOwn()];
    expect(again).toBe(id);
    expect(await rest.get(`${channel}/${id}`)).toMatchObject({
      poll: {
        answers: [{ answer_id: 1 }, { answer_id: 2 }],
        results: { is_finalized: false, answer_counts: [] },
      },
    });
  });
  const sendOwn = (): Promise<string | null> =>
    openPoll(rest, server.channelId, { poll: pollOf(), nonce: 'n' });

  test.each([
    ['a question of 301 characters', { question: { text: 'q'.repeat(301) } }],
    ['no question', { question: { text: '' } }],
    ['an answer of 56 characters', { answers: [answer('x'.repeat(56))] }],
    ['an answer without text', { answers: [{ poll_media: {} }] }],
    ['eleven answers', { answers: Array.from({ length: 11 }, (_, at) => answer(`${at}`)) }],
    ['no answers', { answers: [] }],
    ['769 hours', { duration: 769 }],
    ['half an hour', { duration: 0.5 }],
    ['what is no field', { expiry: '2026-01-01' }],
  ])('refuses %s with 400', async (_name, changes) => {
    await expect(send(changes)).rejects.toMatchObject({ status: 400, code: 50_035 });
    expect(server.assertNoSurprises).toThrow('Invalid Form Body');
  });

  test('refuses one without the right with 403, which is no surprise', async () => {
    server.denyPolls();
    await expect(send({})).rejects.toMatchObject({ status: 403, code: 50_013 });
    expect(await sendOwn()).toBeNull();
    server.assertNoSurprises();
  });

  test('refuses one in an edit, and any edit of one', async () => {
    const id = await sendOwn();
    const plain = (await rest.post(channel, { body: { content: 'a' } })) as { id: string };
    const { poll } = { poll: pollBody(pollOf()) };
    await expect(
      rest.patch(`${channel}/${plain.id}`, { body: { content: 'b', poll } }),
    ).rejects.toMatchObject({ status: 400 });
    await expect(rest.patch(`${channel}/${id}`, { body: { content: 'b' } })).rejects.toMatchObject({
      code: 520_004,
    });
  });

  test('a passing fault is thrown, so that it can be tried again', async () => {
    server.rest.failures = 1;
    await expect(sendOwn()).rejects.toMatchObject({ status: 503 });
  });
});
