import { afterEach, describe, expect, test } from 'vitest';
import type { Action, Command, SuggestionRequest } from '../../src/application/command.ts';
import { cleanMarkdown } from '../../src/markup/clean-markdown.ts';
import { EDIT_SPACING_MS, MAX_MESSAGE_CHARS } from '../../src/discord/discord-limits.ts';
import { splitMessages } from '../../src/discord/split-message.ts';
import type { Clock } from '../../src/domain/ports.ts';
import { AppError } from '../../src/domain/errors.ts';
import { longAnswer, streamText } from '../discord/scripted-answer.ts';
import { startBench, testCommand, view, type Bench } from '../discord/surface-bench.ts';

let bench: Bench;
afterEach(() => bench.end());

/** Commands need the bench's clock, the bench needs the commands. */
const clock = (): Clock => bench.clock;

function streaming(name: string, text: string): Command<object> {
  return testCommand(name, (context) => streamText(context, clock(), { text }));
}

async function start(...commands: Command<object>[]): Promise<Bench> {
  bench = await startBench(commands);
  await bench.surface.start();
  return bench;
}

const question = { question: 'why' };
const ends = (text: string | undefined): boolean => text?.includes('sources') === true;

describe('a long answer', () => {
  test('streams over several messages, whole, spaced and within every limit', async () => {
    const text = longAnswer();
    expect(text.length).toBeGreaterThan(9_500);
    const { server, until } = await start(streaming('ask', text));
    const asked = server.interact.command({ name: 'ask', options: question });
    await until(() => ends(asked.texts.at(-1)));

    expect(asked.acknowledgedAfterMs).toBeLessThan(3_000);
    expect(asked.texts.length).toBeGreaterThan(4);
    const shown = asked.texts.join('\n').replace(/\s+/gu, '').replaceAll('``````python', '');
    for (const block of cleanMarkdown(text)) {
      const pieces = block.kind === 'text' ? block.units : block.lines;
      for (const piece of pieces) expect(shown).toContain(piece.replace(/\s+/gu, ''));
    }
    for (const content of asked.texts) {
      expect(content.length).toBeLessThanOrEqual(MAX_MESSAGE_CHARS);
      expect(content.split('```').length % 2).toBe(1);
    }
    expect(asked.texts.at(-1)).toContain(
      '-# **sources en**\n-# [1] Llama 2 and its licence › Licence › Limits <https://example.org/llama>',
    );

    const writes = server.state.requests.filter(({ path }) => path.startsWith('/webhooks/'));
    const gaps = writes.slice(1).map(({ at }, n) => at - (writes[n]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(EDIT_SPACING_MS - 100);
    expect(server.state.requests.filter(({ status }) => status === 429)).toEqual([]);
    const bodies = writes.map(({ path, body }) => `${path} ${JSON.stringify(body)}`);
    expect(new Set(bodies).size).toBe(bodies.length);
  });

  test('has its buttons below the last message only', async () => {
    const buttons = [{ verb: 'stop', subject: 'x', label: 'Stop', style: 'danger' } as const];
    const { server, until } = await start(
      testCommand('ask', ({ reply }) => reply.finish(view(longAnswer(), { buttons }))),
    );
    const asked = server.interact.command({ name: 'ask', options: question });
    const count = splitMessages(cleanMarkdown(longAnswer())).length;
    await until(() => asked.messages.length === count);
    expect(asked.messages.map(({ components }) => components.length)).toEqual([
      ...Array.from({ length: count - 1 }, () => 0),
      1,
    ]);
  });
});

describe('a private reply', () => {
  test('is ephemeral from the first response to the last follow-up', async () => {
    const { server, until } = await start(streaming('ask', longAnswer().slice(0, 5_000)));
    const asked = server.interact.command({ name: 'ask', options: { ...question, private: true } });
    await until(() => ends(asked.texts.at(-1)));
    expect(asked.isEphemeral).toBe(true);
    expect(asked.messages.length).toBeGreaterThan(2);
    for (const message of asked.messages) expect(message.flags & 64).toBe(64);
  });
});

describe('what a command says', () => {
  test('is in the language of the asker, options by key', async () => {
    const { server, until } = await start(
      testCommand('ask', ({ reply, options, language }) =>
        reply.finish(view(`${String(options.get('question'))} ${language} ${options.size}`)),
      ),
    );
    const german = server.interact.command({ name: 'ask', options: question, locale: 'de' });
    const french = server.interact.command({ name: 'ask', options: question, locale: 'fr' });
    await until(() => [german, french].every(({ texts }) => (texts[0] ?? '') !== ''));
    expect([german.texts, french.texts]).toEqual([['why de 1'], ['why en 1']]);
  });

  test('pings nobody whatever the model wrote', async () => {
    const text =
      'Hi @everyone and <@1> <@&2>, see [free](https://evil.example) or discord.gg/x ||now|| \u202Eabc';
    const { server, until } = await start(streaming('ask', text));
    const asked = server.interact.command({ name: 'ask', options: question });
    await until(() => ends(asked.texts.at(-1)));
    expect(asked.texts[0]).toContain(
      'Hi @\u200Beveryone and \\<\u200B@1> \\<\u200B@&2>, see free (<https://evil.example>) or discord[.]gg/x \\|\\|now\\|\\| abc',
    );
    for (const { body, path } of server.state.requests) {
      if (path.startsWith('/webhooks/')) {
        expect(body).toMatchObject({ allowed_mentions: { parse: [] }, flags: 4 });
      }
    }
  });

  test('is an error in words when it fails, throws or forgets to finish', async () => {
    const { server, until } = await start(
      testCommand('fails', async () => {
        throw new AppError('model-unreachable', 'secret detail');
      }),
      testCommand('breaks', async () => {
        throw new TypeError('secret detail');
      }),
      testCommand('forgets', async ({ reply }) => reply.update(view('half'))),
    );
    const handles = ['fails', 'breaks', 'forgets'].map((name) =>
      server.interact.command({ name, options: question, locale: 'de' }),
    );
    await until(() => handles.every(({ texts }) => texts[0]?.startsWith('error') === true));
    expect(handles.map(({ texts }) => texts)).toEqual([
      ['error model-unreachable de'],
      ['error internal de'],
      ['error internal de'],
    ]);
  });
});

describe('an interaction nobody knows', () => {
  test('is answered politely and privately', async () => {
    const { server, until } = await start(streaming('ask', 'x'));
    const message = server.addMessage('hello');
    const handles = [
      server.interact.command({ name: 'gone', locale: 'de' }),
      server.interact.messageMenu({ name: 'Gone', message }),
      server.interact.button({ message, customId: 'gone:1' }),
      server.interact.button({ message, customId: 'not ours' }),
      server.interact.modal({ customId: 'gone:1', fields: { why: 'x' }, message }),
    ];
    await until(() => handles.every(({ response }) => response !== null));
    expect(handles.map(({ texts, isEphemeral }) => [texts[0], isEphemeral])).toEqual([
      ['unknown command de', true],
      ['unknown command en', true],
      ['unknown action en', true],
      ['unknown action en', true],
      ['unknown action en', true],
    ]);
    const asked = server.interact.autocomplete({ name: 'gone', focused: 'q', options: { q: 'a' } });
    await until(() => asked.response !== null);
    expect(asked.choices).toEqual([]);
  });
});

test('a refusal is shown to the asker only', async () => {
  await start({
    ...streaming('ask', 'x'),
    prepare: async () => ({ ok: false, message: 'not now, @everyone' }),
  });
  const asked = bench.server.interact.command({ name: 'ask', options: question });
  await bench.until(() => asked.response !== null);
  expect([asked.texts[0], asked.isEphemeral]).toEqual(['not now, @\u200Beveryone', true]);
});

test('buttons, menus, forms and suggestions reach who answers them', async () => {
  const seen: string[] = [];
  const action = (verb: string, more: Partial<Action<object>> = {}): Action<object> => ({
    verb,
    async prepare({ options }) {
      seen.push([verb, ...options.values()].join(' '));
      return { ok: true, isPrivate: true, run: ({ reply }) => reply.finish(view('done')) };
    },
    ...more,
  });
  const command = streaming('ask', 'x');
  const { definition } = command;
  const options = definition.options.map((option) =>
    option.kind === 'text'
      ? {
          ...option,
          suggest: async ({ text }: SuggestionRequest) => [`${text}1`, `${text}1`, 'y'.repeat(200)],
        }
      : option,
  );
  bench = await startBench([{ ...command, definition: { ...definition, options } }], {
    actions: [
      action('up'),
      action('down'),
      action('explain', { menu: { en: 'Explain', de: 'Erklären' } }),
    ],
  });
  await bench.surface.start();
  const { server } = bench;
  const message = server.addMessage('hello');
  const typed = server.interact.autocomplete({
    name: 'ask',
    focused: 'question',
    options: { question: 'wh' },
  });
  const handles = [
    server.interact.button({ message, customId: 'up:42' }),
    server.interact.modal({ customId: 'down:42', fields: { why: 'wrong' }, message }),
    server.interact.messageMenu({ name: 'Explain', message }),
    typed,
  ];
  await bench.until(() => handles.every(({ response }) => response !== null));
  expect(seen).toEqual([`up 42 ${message.id}`, 'down wrong 42', `explain ${message.id} hello`]);
  expect(typed.choices).toEqual([
    { name: 'wh1', value: 'wh1' },
    { name: `${'y'.repeat(99)}…`, value: `${'y'.repeat(99)}…` },
  ]);
});
