import { afterEach, describe, expect, test } from 'vitest';
import type { Command, CommandContext } from '../../src/application/command.ts';
import { EDIT_SPACING_MS } from '../../src/discord/discord-limits.ts';
import { longAnswer, streamText } from '../discord/scripted-answer.ts';
import { startBench, testCommand, view, type Bench } from '../discord/surface-bench.ts';

let bench: Bench;
afterEach(() => bench.end());

const contexts: CommandContext[] = [];
const TEXT = longAnswer().slice(0, 3_000);

function streaming(text = TEXT): Command<object> {
  return testCommand('ask', async (context) => {
    contexts.push(context);
    await streamText(context, bench.clock, { text });
  });
}

async function start(command = streaming()): Promise<Bench> {
  contexts.length = 0;
  bench = await startBench([command]);
  await bench.surface.start();
  return bench;
}

const options = { question: 'why' };
const ends = (text: string | undefined): boolean => text?.includes('sources') === true;

describe('the gateway', () => {
  test('drops in the middle of a stream: the answer completes, the session resumes', async () => {
    const { server, until, settle } = await start();
    const asked = server.interact.command({ name: 'ask', options });
    await until(() => (asked.texts[0]?.length ?? 0) > 500);
    server.gateway.drop();
    const meanwhile = server.interact.command({ name: 'ask', options });
    await settle(() => meanwhile.response !== null);
    await until(() => ends(asked.texts.at(-1)) && ends(meanwhile.texts.at(-1)));
    expect([server.gateway.resumes, server.gateway.identifies]).toEqual([1, 1]);
    expect(server.gateway.replayed).toBeGreaterThan(0);
  });

  test('is cut without a word, and asks for a reconnect', async () => {
    const { server, until, settle } = await start();
    server.gateway.cut();
    await settle(() => server.gateway.resumes === 1);
    server.gateway.requestReconnect();
    await settle(() => server.gateway.resumes === 2);
    const asked = server.interact.command({ name: 'ask', options });
    await until(() => ends(asked.texts.at(-1)));
  });
});

describe('a 429', () => {
  test('loses nothing and widens the spacing', async () => {
    const { server, until, logger } = await start();
    const asked = server.interact.command({ name: 'ask', options });
    await until(() => (asked.texts[0]?.length ?? 0) > 300);
    server.limits.order({ count: 1, retryAfterMs: 50 });
    await until(() => ends(asked.texts.at(-1)));
    const refused = server.state.requests.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(logger.lines.some(({ message }) => message === 'Discord limited the rate.')).toBe(true);
    const since = server.state.requests.filter(
      ({ at, path }) => path.startsWith('/webhooks/') && at > (refused[0]?.at ?? 0) + 500,
    );
    const gaps = since.slice(1, 4).map(({ at }, n) => at - (since[n]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1.5 * EDIT_SPACING_MS);
  });
});

describe('what disappears under the bot', () => {
  test('a deleted message aborts the command', async () => {
    const { server, until, settle } = await start();
    const asked = server.interact.command({ name: 'ask', options });
    await until(() => (asked.texts[0]?.length ?? 0) > 300);
    server.deleteMessage(asked.messages[0]!);
    await until(() => contexts[0]?.signal.aborted === true);
    expect(contexts[0]?.signal.reason).toMatchObject({
      code: 'cancelled',
      details: { by: 'message-gone' },
    });
    await settle(() => bench.clock.pending === 0);
  });

  test('a deleted channel does the same', async () => {
    const { server, until } = await start();
    const channel = server.addChannel();
    const asked = server.interact.command({ name: 'ask', options, channelId: channel.id });
    await until(() => (asked.texts[0]?.length ?? 0) > 300);
    server.deleteChannel(channel.id);
    await until(() => contexts[0]?.signal.aborted === true);
  });

  test('an interaction that is too late, or answered by another process, is only logged', async () => {
    const { server, settle, logger } = await start();
    server.interact.command({ name: 'ask', options }).expire();
    await settle(() => logger.lines.some(({ fields }) => fields.code === 10_062));
    const taken = server.interact.command({ name: 'ask', options });
    server.state.interactions.get(taken.token)!.response = { type: 5, data: {}, at: 0 };
    await settle(() => logger.lines.some(({ fields }) => fields.code === 40_060));
    expect(contexts).toEqual([]);
    const errors = logger.lines.filter(({ level }) => level === 'error');
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringContaining('logged in with the same DISCORD_TOKEN'),
    ]);
  });

  test('a server fault of Discord is outlived', async () => {
    const { server, until } = await start(
      testCommand('ask', async ({ reply }) => {
        server.rest.failures = 6;
        await reply.finish(view('there'));
      }),
    );
    const asked = server.interact.command({ name: 'ask', options });
    await until(() => asked.texts[0] === 'there');
  });
});

describe('the end of the token', () => {
  const slow = testCommand('ask', async ({ reply, signal }) => {
    contexts.push({ signal } as CommandContext);
    reply.update(view('Begun.'));
    await bench.clock.sleep(850_000, signal);
    reply.update(view('Begun. Going on.'));
    await bench.clock.sleep(100_000, signal);
    await reply.finish(view(TEXT));
  });

  test('a public answer goes on as ordinary messages of the channel', async () => {
    const { server, until } = await start(slow);
    const asked = server.interact.command({ name: 'ask', options });
    const all = (): string =>
      [...server.state.messages.values()].map(({ content }) => content).join('\n');
    await until(() => all().includes('def build'), { stepMs: 2_000, maxMs: 1_200_000 }).catch(
      () => undefined,
    );
    const { requests } = server.state;
    const late = requests.filter(({ at }) => at > 900_000);
    expect(late.map(({ method, status }) => `${method} ${status}`)).toEqual([
      'PATCH 200',
      'POST 200',
    ]);
    expect(late.every(({ path }) => path.startsWith(`/channels/${asked.channelId}/messages`))).toBe(
      true,
    );
    expect(asked.texts[0]).toContain('**Overview**');
  });

  test('a private one ends with a note before it is too late', async () => {
    const { server, until } = await start(slow);
    const asked = server.interact.command({ name: 'ask', options: { ...options, private: true } });
    await until(() => asked.texts[0]?.includes('token ended') === true, {
      stepMs: 2_000,
      maxMs: 1_000_000,
    });
    expect(asked.texts).toEqual(['-# token ended en\n\nBegun.']);
    expect(contexts[0]?.signal.reason).toMatchObject({ details: { by: 'token-ended' } });
  });

  test('a public one without access to the channel too', async () => {
    const { server, until } = await start(slow);
    server.state.channels.get(server.channelId)!.isBotAllowed = false;
    const asked = server.interact.command({ name: 'ask', options });
    await until(() => asked.texts[0]?.includes('token ended') === true, {
      stepMs: 2_000,
      maxMs: 1_000_000,
    });
    expect(asked.texts[0]).toBe('-# token ended en\n\nBegun. Going on.');
  });
});

describe('many at once', () => {
  test('two commands, one stopped by its asker: it keeps its text, the other is untouched', async () => {
    const { server, until } = await start();
    const [first, second] = ['100000000000000001', '100000000000000002'].map((userId) =>
      server.interact.command({ name: 'ask', options, userId, channelId: server.addChannel().id }),
    );
    await until(() => [first, second].every((asked) => (asked?.texts[0]?.length ?? 0) > 300));
    const message = first!.messages[0]!;
    const customId = `stop:${contexts[0]!.requestId}`;
    const stranger = server.interact.button({
      ...{ message, customId, userId: '100000000000000002', permissions: '0' },
    });
    await until(() => stranger.response !== null);
    expect([stranger.texts[0], contexts[0]?.signal.aborted]).toEqual(['not yours en', false]);

    server.interact.button({ message, customId, userId: '100000000000000001' });
    await until(() => first!.texts[0]?.startsWith('-# stopped en') === true);
    await until(() => ends(second!.texts.at(-1)));
    expect(first!.texts[0]).toContain('Sentence 0 about the leak');
    expect(first!.messages[0]?.components).toEqual([]);
    expect(contexts.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });

  test('50 questions in one second: all acknowledged in time, none lost, none refused', async () => {
    const { server, until } = await start(
      testCommand('ask', async ({ reply, caller }) => {
        reply.update(view('Searching', { tone: 'working' }));
        await bench.clock.sleep(2_000);
        await reply.finish(view(`done ${caller.id}`));
      }),
    );
    const channels = Array.from({ length: 5 }, () => server.addChannel().id);
    const asked = Array.from({ length: 50 }, (_unused, n) =>
      server.interact.command({
        name: 'ask',
        options,
        channelId: channels[n % 5]!,
        userId: `${100_000_000_000_000_000n + BigInt(n)}`,
      }),
    );
    await until(() => asked.every(({ texts }) => texts[0]?.startsWith('done') === true));
    expect(
      Math.max(...asked.map(({ acknowledgedAfterMs }) => acknowledgedAfterMs ?? 9_999)),
    ).toBeLessThan(3_000);
    expect(server.state.requests.filter(({ status }) => status >= 400)).toEqual([]);
  });
});
