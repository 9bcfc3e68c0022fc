import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command, CommandContext } from '../../src/application/command.ts';
import { AppError } from '../../src/domain/errors.ts';
import { STOPPED } from '../../src/domain/ports.ts';
import { runTerminalSession } from '../../src/terminal/terminal-session.ts';
import { FakeTerminal } from './fake-terminal.ts';

const plain = { bold: (text: string) => text, dim: (text: string) => text };

let input: PassThrough;
let screen: FakeTerminal;
let stop: AbortController;
let calls: CommandContext[];
let errors: AppError[];
/** What `/ask` says instead of doing anything; null: it does. */
let refusal: string | null;
/** What `/ask` does. */
let behave: (context: CommandContext) => Promise<void>;
let session: Promise<void>;

const say = (context: CommandContext, text: string): Promise<void> =>
  context.reply.finish({ tone: 'answer', text, citations: [], buttons: [] });

const ASK: Command<object> = {
  definition: {
    name: { de: 'frage', en: 'ask' },
    description: { de: 'd', en: 'd' },
    options: [
      {
        kind: 'text',
        key: 'question',
        name: { de: 'frage', en: 'question' },
        description: { de: 'd', en: 'd' },
        required: true,
        maxChars: 100,
      },
    ],
  },
  async prepare() {
    if (refusal !== null) return { ok: false, message: refusal };
    return {
      ok: true,
      isPrivate: false,
      async run(context) {
        calls.push(context);
        await behave(context);
      },
    };
  },
};

/** Resolves when the signal of the call aborts, and throws as an answer does then. */
function untilStopped({ signal }: CommandContext): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new AppError('cancelled', 'aborted')));
  });
}

beforeEach(() => {
  input = new PassThrough();
  screen = new FakeTerminal();
  stop = new AbortController();
  calls = [];
  errors = [];
  refusal = null;
  behave = (context) => say(context, `Antwort auf ${String(context.options.get('question'))}`);
});
afterEach(async () => {
  input.end();
  stop.abort();
  await session;
});

function start(output: FakeTerminal | PassThrough = screen): void {
  session = runTerminalSession({
    commands: [ASK],
    services: {},
    language: 'de',
    input,
    screen: output,
    style: plain,
    newId: () => 'id',
    signal: stop.signal,
    onError: (error) => errors.push(error),
  });
}

const type = (text: string): void => void input.write(text);

describe('a session on a terminal', () => {
  it('greets, runs a line, and asks for the next', async () => {
    start();
    type('Was ist Llama?\r');
    await screen.whenShows('Antwort auf Was ist Llama?');
    expect(screen.text).toContain('Cria: Fragen zu offener KI');
    expect(screen.text).toContain('› Was ist Llama?\nAntwort auf Was ist Llama?');
    expect(calls[0]).toMatchObject({
      requestId: 'id',
      language: 'de',
      caller: { kind: 'operator', id: 'operator' },
      surface: { buttons: false, storage: false },
      guildId: null,
      place: null,
    });
    type('/frage Und Alpaca?\r');
    await screen.whenShows('Antwort auf Und Alpaca?');
    expect(screen.text.indexOf('Und Alpaca')).toBeGreaterThan(screen.text.indexOf('Was ist'));
  });

  it('says what it does not know, in the language of the session', async () => {
    start();
    type('/quatsch\r');
    await screen.whenShows('Den Befehl /quatsch gibt es nicht.');
    type('/ask\r');
    await screen.whenShows('Es fehlt etwas: frage.');
    type('\r   \r');
    type('/frage Danach?\r');
    await screen.whenShows('Antwort auf Danach?');
    expect(calls).toHaveLength(1);
  });

  it('shows what is refused, and goes on', async () => {
    refusal = 'Jetzt nicht.';
    start();
    type('Was?\r');
    await screen.whenShows('Jetzt nicht.');
    refusal = null;
    type('Und?\r');
    await screen.whenShows('Antwort auf Und?');
    expect([calls.length, errors]).toEqual([1, []]);
  });

  it('puts a fault into words, tells the operator, and goes on', async () => {
    behave = async () => {
      throw new AppError('index-missing', 'There is no index in /srv/x.');
    };
    start();
    type('Was?\r');
    await screen.whenShows('Die Artikel sind noch nicht indexiert.');
    expect(screen.text).not.toContain('/srv/x');
    expect(errors.map(({ code }) => code)).toEqual(['index-missing']);
    behave = (context) => say(context, 'wieder da');
    type('Was?\r');
    await screen.whenShows('wieder da');
  });

  it('runs lines that come at once one after another', async () => {
    let running = 0;
    behave = async (context) => {
      running += 1;
      expect(running).toBe(1);
      await nextTurn();
      running -= 1;
      await say(context, `fertig ${String(context.options.get('question'))}`);
    };
    start();
    type('eins\rzwei\rdrei\r');
    await screen.whenShows('fertig drei');
    expect(calls.map(({ options }) => options.get('question'))).toEqual(['eins', 'zwei', 'drei']);
  });
});

describe('Ctrl+C', () => {
  it('stops the running answer only, as the Stop button does', async () => {
    behave = (context) => untilStopped(context);
    start();
    type('Lang?\r');
    while (calls.length === 0) await nextTurn();
    type('\u0003');
    await screen.whenShows('Angehalten.');
    expect(calls[0]!.signal.reason).toBe(STOPPED);
    expect(errors).toEqual([]);
    behave = (context) => say(context, 'weiter');
    type('Kurz?\r');
    await screen.whenShows('weiter');
  });

  it('ends the session when nothing runs', async () => {
    start();
    await screen.whenShows('›');
    type('\u0003');
    await session;
    expect(screen.text).toContain('Auf Wiedersehen.');
  });
});

describe('the end', () => {
  it.each([
    ['Ctrl+D', () => type('\u0004')],
    ['the end of the input', () => void input.end()],
    ['a signal', () => stop.abort()],
  ])('comes with %s', async (_, end) => {
    start();
    await screen.whenShows('›');
    end();
    await session;
    expect(screen.text).toMatch(/Auf Wiedersehen\.$/u);
  });

  it('comes at once when the signal came before', async () => {
    stop.abort();
    start();
    await session;
    expect(screen.text).toContain('Auf Wiedersehen.');
    expect(calls).toEqual([]);
  });

  it('by a signal stops the running answer', async () => {
    behave = (context) => untilStopped(context);
    start();
    type('Lang?\r');
    while (calls.length === 0) await nextTurn();
    stop.abort();
    await session;
    expect(calls[0]!.signal.aborted).toBe(true);
    expect(calls[0]!.signal.reason).not.toBe(STOPPED);
    expect(screen.text).toContain('Auf Wiedersehen.');
  });

  it('leaves no listener on the signal', async () => {
    const added: string[] = [];
    const removed: string[] = [];
    const { signal } = stop;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (type: string, ...rest: unknown[]) => {
      added.push(type);
      (add as (...args: unknown[]) => void)(type, ...rest);
    };
    signal.removeEventListener = (type: string, ...rest: unknown[]) => {
      removed.push(type);
      (remove as (...args: unknown[]) => void)(type, ...rest);
    };
    start();
    input.end();
    await session;
    expect(removed).toEqual(added);
  });
});

it('without a terminal reads lines, writes replies, and no cursor movement', async () => {
  const output = new PassThrough();
  let written = '';
  output.on('data', (chunk) => (written += String(chunk)));
  behave = async (context) => {
    context.reply.update({ tone: 'working', text: 'halb', citations: [], buttons: [] });
    await say(context, 'ganz');
  };
  start(output);
  input.end('Was?\n/quatsch\nUnd?');
  await session;
  expect(written).toContain('ganz');
  expect(written).toContain('/quatsch gibt es nicht');
  expect(written).not.toContain('halb');
  expect(written).not.toContain('\u001b');
  expect(calls.map(({ options }) => options.get('question'))).toEqual(['Was?', 'Und?']);
  expect(written.trimEnd()).toMatch(/Auf Wiedersehen\.$/u);
});
