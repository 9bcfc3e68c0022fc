import { DiscordAPIError } from 'discord.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { ChannelPacer } from '../../src/discord/channel-pacer.ts';
import type { ReplyTransport } from '../../src/discord/reply-transport.ts';
import { renderReply } from '../../src/discord/render-reply.ts';
import { StreamingEditor, type ReplyLoss } from '../../src/discord/streaming-editor.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { pass, recordingLogger, TEST_WORDS, view } from './surface-bench.ts';

interface Sent {
  readonly what: string;
  readonly content: string;
  readonly at: number;
}

let clock: ManualClock;
let sent: Sent[];
let losses: ReplyLoss[];
/** Thrown by the next requests, in order; null lets one pass. */
let faults: (Error | null)[];

beforeEach(() => {
  clock = new ManualClock();
  sent = [];
  losses = [];
  faults = [];
});

function discordFault(code: number, status: number): DiscordAPIError {
  return new DiscordAPIError({ code, message: 'refused' }, code, status, 'PATCH', 'url', {
    files: [],
    body: {},
  });
}

function transport(name: string): ReplyTransport {
  let ids = 0;
  const record = (what: string, content: string): void => {
    sent.push({ what: `${name} ${what}`, content, at: clock.elapsed() });
    const fault = faults.shift() ?? null;
    if (fault !== null) throw fault;
  };
  return {
    async edit(id, { content }) {
      record(`edit ${id ?? 'original'}`, content);
      return id ?? 'm0';
    },
    async create({ content }) {
      record('create', content);
      return `m${(ids += 1)}`;
    },
    async remove(id) {
      record(`remove ${id}`, '');
    },
  };
}

function editor(successor: ReplyTransport | null = null): StreamingEditor {
  return new StreamingEditor({
    channelId: 'c',
    nonce: 'reply',
    pacer: new ChannelPacer(clock),
    transport: transport('token'),
    successor,
    render: (shown) => renderReply(shown, { words: TEST_WORDS, language: 'en' }),
    clock,
    logger: recordingLogger(),
    onLost: (loss) => losses.push(loss),
  });
}

const long = (length: number): string => 'Sentence. '.repeat(length / 10).trim();
const trace = (): string[] => sent.map(({ what }) => what);

describe('updates', () => {
  test('the first is sent at once, later ones are coalesced to the newest', async () => {
    const reply = editor();
    for (const text of ['a', 'ab', 'abc']) reply.update(view(text));
    await clock.advance(0);
    for (const text of ['abcd', 'abcde']) reply.update(view(text));
    await pass(clock, 1_200);
    expect(sent.map(({ content, at }) => [content, at])).toEqual([
      ['abc', 0],
      ['abcde', 1_200],
    ]);
  });

  test('a view that changes nothing is not sent', async () => {
    const reply = editor();
    reply.update(view('same'));
    await pass(clock, 2_000);
    reply.update(view('same  '));
    await pass(clock, 2_000);
    await reply.finish(view('same'));
    expect(sent).toHaveLength(1);
  });

  test('text that grows edits the last message and adds the next', async () => {
    const reply = editor();
    reply.update(view(long(1_500)));
    await pass(clock, 1_200);
    reply.update(view(long(3_000)));
    await pass(clock, 10_000);
    reply.update(view(long(3_500)));
    await pass(clock, 10_000);
    expect(trace()).toEqual([
      'token edit original',
      'token edit m0',
      'token create',
      'token edit m1',
    ]);
  });

  test('messages no longer needed are removed', async () => {
    const reply = editor();
    reply.update(view(long(5_000)));
    await pass(clock, 10_000);
    const done = reply.finish(view('short'));
    await pass(clock, 10_000);
    await done;
    expect(trace().slice(3)).toEqual(['token edit m0', 'token remove m2', 'token remove m1']);
  });

  test('nothing follows the final view', async () => {
    const reply = editor();
    await reply.finish(view('end'));
    reply.update(view('late'));
    await reply.finish(view('later'));
    await pass(clock, 5_000);
    expect(sent.map(({ content }) => content)).toEqual(['end']);
  });
});

describe('faults', () => {
  test('a deleted message ends the reply and tells', async () => {
    const reply = editor();
    reply.update(view('a'));
    await clock.advance(0);
    faults = [discordFault(10_008, 404)];
    const done = reply.finish(view('b'));
    await pass(clock, 2_000);
    await done;
    expect(losses).toEqual(['message-gone']);
    reply.update(view('c'));
    await pass(clock, 5_000);
    expect(sent).toHaveLength(2);
  });

  test('a passing fault of an update waits for the next one', async () => {
    const reply = editor();
    faults = [new Error('socket hang up')];
    reply.update(view('a'));
    await pass(clock, 5_000);
    expect(sent).toHaveLength(1);
    reply.update(view('ab'));
    await pass(clock, 5_000);
    expect(sent.map(({ content }) => content)).toEqual(['a', 'ab']);
  });

  test('a passing fault of the final edit is tried again, not for ever', async () => {
    faults = [new Error('x'), new Error('x')];
    const done = editor().finish(view('end'));
    await pass(clock, 10_000);
    await done;
    expect(sent).toHaveLength(3);

    sent = [];
    faults = Array.from({ length: 9 }, () => new Error('x'));
    const hopeless = editor().finish(view('end'));
    await pass(clock, 30_000);
    await hopeless;
    expect(sent).toHaveLength(4);
  });
});

describe('the end of the token', () => {
  test('a public reply goes on through the channel', async () => {
    const reply = editor(transport('channel'));
    reply.update(view('a'));
    await pass(clock, 2_000);
    expect(reply.changeTransport()).toBe(true);
    const done = reply.finish(view(long(3_000)));
    await pass(clock, 10_000);
    await done;
    expect(trace()).toEqual(['token edit original', 'channel edit m0', 'channel create']);
  });

  test('an early expiry does the same by itself', async () => {
    const reply = editor(transport('channel'));
    reply.update(view('a'));
    await pass(clock, 2_000);
    faults = [discordFault(50_027, 401)];
    const done = reply.finish(view('b'));
    await pass(clock, 10_000);
    await done;
    expect(trace()).toEqual(['token edit original', 'token edit m0', 'channel edit m0']);
    expect(losses).toEqual([]);
  });

  test('a channel that refuses leaves the last word to the token', async () => {
    const reply = editor(transport('channel'));
    reply.update(view('a'));
    await pass(clock, 2_000);
    reply.changeTransport();
    faults = [discordFault(50_001, 403)];
    reply.update(view('b'));
    await pass(clock, 2_000);
    expect(losses).toEqual(['token-ended']);
    const done = reply.finish(view('note'));
    await pass(clock, 10_000);
    await done;
    expect(sent.at(-1)).toMatchObject({ what: 'token edit m0', content: 'note' });
  });

  test('without a successor the reply ends', async () => {
    const reply = editor();
    faults = [discordFault(10_015, 404)];
    const done = reply.finish(view('b'));
    await pass(clock, 2_000);
    await done;
    expect(losses).toEqual(['token-ended']);
  });
});
