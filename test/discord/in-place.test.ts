import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SUBJECT, type Action, type CommandContext } from '../../src/application/command.ts';
import { AppError } from '../../src/domain/errors.ts';
import type { InteractionHandle } from '../fakes/discord-server/interact.ts';
import type { StoredMessage } from '../fakes/discord-server/state.ts';
import { startBench, testCommand, view, type Bench } from './surface-bench.ts';

const BUTTON = { verb: 'go', subject: 's1', label: 'Go', style: 'primary' } as const;
const LONG = Array.from({ length: 60 }, (_, at) => `Line ${at} of what was said before.`).join(
  '\n\n',
);

let bench: Bench;
/** What the button does in the test at hand. */
let pressedRun: (context: CommandContext) => Promise<void>;
let text: string;

const action: Action<object> = {
  verb: 'go',
  prepare: (call) =>
    Promise.resolve({
      ok: true,
      isPrivate: true,
      inPlace: true,
      run: (context) => {
        expect(call.options.get(SUBJECT)).toBe('s1');
        return pressedRun(context);
      },
    }),
};

beforeEach(async () => {
  text = 'before';
  const show = testCommand('show', ({ reply }) => reply.finish(view(text, { buttons: [BUTTON] })));
  bench = await startBench([show], { actions: [action] });
  await bench.surface.start();
});
afterEach(() => bench.end());

async function shown(isPrivate = false): Promise<StoredMessage> {
  const options = { question: 'q', private: isPrivate };
  const handle = bench.server.interact.command({ name: 'show', options });
  await bench.until(() => (handle.messages.at(-1)?.components.length ?? 0) > 0);
  return handle.messages.at(-1)!;
}

function press(message: StoredMessage, userId = bench.server.userId): InteractionHandle {
  return bench.server.interact.button({ message, customId: 'go:s1', userId });
}

const botMessages = (): string[] =>
  [...bench.server.state.messages.values()]
    .filter(({ isDeleted }) => !isDeleted)
    .map(({ content }) => content);

describe('a reply in the place of a message', () => {
  test.each([true, false])(
    'edits it and says nothing beside it (private: %s)',
    async (isPrivate) => {
      const message = await shown(isPrivate);
      pressedRun = async ({ reply }) => {
        reply.update(view('on the way', { buttons: [BUTTON] }));
        await bench.clock.sleep(3_000);
        await reply.finish(view('after'));
      };
      const handle = press(message);
      await bench.until(() => message.content === 'after');
      expect(handle.response?.type).toBe(6);
      expect(message.versions.map(({ content }) => content)).toEqual(
        expect.arrayContaining(['before', 'on the way', 'after']),
      );
      expect(message.components).toEqual([]);
      expect((message.flags & 64) !== 0).toBe(isPrivate);
      expect(botMessages()).toEqual(['after']);
    },
  );

  test('goes on in further messages when it is long, and takes them back when it is not', async () => {
    const message = await shown();
    let shrink = (): void => undefined;
    pressedRun = async ({ reply }) => {
      reply.update(view(LONG));
      await new Promise<void>((resolve) => (shrink = resolve));
      await reply.finish(view('short'));
    };
    press(message);
    await bench.until(() => botMessages().length === 2);
    expect(botMessages()[1]).toContain('Line 59');
    shrink();
    await bench.until(() => botMessages().length === 1);
    expect(botMessages()).toEqual(['short']);
  });

  test('goes on from the part that stands there, when the rest stands above', async () => {
    text = `${LONG}\n\nVotes: 1`;
    const message = await shown();
    const before = botMessages();
    expect(before).toHaveLength(2);
    pressedRun = ({ reply }) => reply.finish(view(`${LONG}\n\nVotes: 2`, { buttons: [BUTTON] }));
    press(message);
    await bench.until(() => message.content.endsWith('Votes: 2'));
    expect(botMessages()).toEqual([before[0], before[1]!.replace('Votes: 1', 'Votes: 2')]);
    expect(message.components).toHaveLength(1);
  });

  test('of many presses at once sends the newest state, not every one', async () => {
    const message = await shown();
    let votes = 0;
    pressedRun = ({ reply }) => {
      votes += 1;
      return reply.finish(view(`${votes} votes`, { buttons: [BUTTON] }));
    };
    const handles = Array.from({ length: 12 }, (_, at) => press(message, `10000000000000000${at}`));
    await bench.until(() => message.content === '12 votes');
    expect(handles.every(({ response }) => response?.type === 6)).toBe(true);
    expect(message.versions.length).toBeLessThan(8);
    expect(botMessages()).toHaveLength(1);
  });

  test('has a Stop button that works', async () => {
    const message = await shown();
    pressedRun = async ({ reply, requestId, signal }) => {
      const stop = { verb: 'stop', subject: requestId, label: 'Stop', style: 'danger' } as const;
      reply.update(view('half', { buttons: [stop] }));
      await bench.clock.sleep(600_000, signal);
    };
    press(message);
    await bench.until(() => message.content === 'half');
    const customId = `stop:${lastRequestId(message)}`;
    bench.server.interact.button({ message, customId });
    await bench.until(() => message.content.includes('stopped en'));
    expect(message.content).toContain('half');
    expect(message.components).toEqual([]);
  });
});

describe('what goes wrong', () => {
  test('a deleted message ends it quietly, and its work is told to end', async () => {
    const message = await shown();
    let isAborted = false;
    pressedRun = async ({ reply, signal }) => {
      signal.addEventListener('abort', () => (isAborted = true));
      reply.update(view('on the way'));
      await bench.clock.sleep(600_000, signal);
    };
    bench.server.deleteMessage(message);
    press(message);
    await bench.until(() => isAborted);
    await bench.until(() => bench.logger.lines.some(({ fields }) => fields['fault'] === 'gone'));
    expect(botMessages()).toEqual([]);
    expect(bench.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('a fault before anything was shown leaves the message, and is told beside it', async () => {
    const message = await shown();
    pressedRun = () => Promise.reject(new AppError('storage-failed', 'no'));
    const handle = press(message);
    await bench.until(() => handle.messages.length > 0);
    expect(handle.texts).toEqual(['error storage-failed en']);
    expect((handle.messages[0]!.flags & 64) !== 0).toBe(true);
    expect(message.content).toBe('before');
    expect(message.components).toHaveLength(1);
  });

  test('a fault after that takes the place of what was shown', async () => {
    const message = await shown();
    pressedRun = async ({ reply }) => {
      reply.update(view('on the way'));
      await bench.clock.sleep(3_000);
      throw new AppError('disk-full', 'no');
    };
    press(message);
    await bench.until(() => message.content === 'error disk-full en');
    expect(botMessages()).toEqual(['error disk-full en']);
  });

  test('a shutdown before anything was shown leaves the message', async () => {
    const message = await shown();
    pressedRun = ({ signal }) => bench.clock.sleep(600_000, signal);
    const handle = press(message);
    await bench.until(() => handle.response !== null);
    await bench.surface.close();
    expect(message.content).toBe('before');
    expect(message.components).toHaveLength(1);
  });

  test('a public message goes on after the end of the token, a private one ends there', async () => {
    const [open, closed] = [await shown(false), await shown(true)];
    pressedRun = async ({ reply, signal }) => {
      reply.update(view('on the way'));
      await bench.clock.sleep(1_200_000, signal);
      await reply.finish(view('after 20 minutes'));
    };
    press(open);
    press(closed);
    await bench.until(() => open.content === 'after 20 minutes', {
      stepMs: 5_000,
      maxMs: 2_000_000,
    });
    expect(closed.content).toContain('token ended en');
  });
});

function lastRequestId(message: StoredMessage): string {
  const ids = JSON.stringify(message.components).match(/stop:(request\d+)/u);
  return ids?.[1] ?? '';
}
