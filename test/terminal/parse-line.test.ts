import { describe, expect, it } from 'vitest';
import type { Command, CommandOption } from '../../src/application/command.ts';
import { parseLine, type ParsedLine } from '../../src/terminal/parse-line.ts';

const both = (de: string, en: string) => ({ de, en });

function command(de: string, en: string, options: readonly CommandOption[]): Command<object> {
  return {
    definition: { name: both(de, en), description: both('d', 'd'), options },
    prepare: () => Promise.resolve({ ok: false, message: 'no' }),
  };
}

const ASK = command('frage', 'ask', [
  {
    kind: 'text',
    key: 'question',
    name: both('frage', 'question'),
    description: both('d', 'd'),
    required: true,
    maxChars: 100,
  },
  { kind: 'flag', key: 'private', name: both('privat', 'private'), description: both('d', 'd') },
  {
    kind: 'choice',
    key: 'length',
    name: both('länge', 'length'),
    description: both('d', 'd'),
    choices: [],
  },
]);
const HELP = command('hilfe', 'help', []);
const option = (kind: 'text' | 'flag' | 'file', de: string, en: string): CommandOption => {
  const named = { key: `${en}Key`, name: both(de, en), description: both('d', 'd') };
  return kind === 'text' ? { ...named, kind, required: false, maxChars: 100 } : { ...named, kind };
};
const KNOWLEDGE: Command<object> = {
  ...command('wissen', 'knowledge', []),
  definition: {
    name: both('wissen', 'knowledge'),
    description: both('d', 'd'),
    options: [],
    subcommands: [
      {
        name: both('liste', 'list'),
        description: both('d', 'd'),
        options: [
          {
            kind: 'number',
            key: 'page',
            name: both('seite', 'page'),
            description: both('d', 'd'),
            min: 1,
            max: 9,
          },
        ],
      },
      {
        name: both('hinzufügen', 'add'),
        description: both('d', 'd'),
        options: [
          option('file', 'datei', 'file'),
          option('text', 'adresse', 'address'),
          option('text', 'notiz', 'note'),
          option('flag', 'bestätigen', 'confirm'),
        ],
      },
    ],
  },
};
const COMMANDS = [ASK, HELP, KNOWLEDGE];

function optionsOf(line: string): Record<string, unknown> {
  const parsed = parseLine(line, COMMANDS);
  if (parsed.kind !== 'command') throw new Error(parsed.kind);
  expect(parsed.command).toBe(ASK);
  return Object.fromEntries(parsed.options);
}

describe('parseLine', () => {
  it.each(['', '   ', '\t'])('reads nothing from %j', (line) => {
    expect(parseLine(line, COMMANDS)).toEqual({ kind: 'nothing' });
  });

  it.each(['/help', '/hilfe', ' /HELP ', '/hilfe mir bitte'])('finds a command by %s', (line) => {
    expect(parseLine(line, COMMANDS)).toMatchObject({ kind: 'command', command: HELP });
  });

  it.each([
    ['/xyz', 'xyz'],
    ['/', ''],
    ['/etc/passwd', 'etc/passwd'],
  ])('does not know %s', (line, name) => {
    expect(parseLine(line, COMMANDS)).toEqual({ kind: 'unknown', name });
  });

  it.each([
    ['Was ist Llama?', { question: 'Was ist Llama?' }],
    ['  zwei   Leerzeichen  bleiben ', { question: 'zwei   Leerzeichen  bleiben' }],
    ['/ask Was ist Llama?', { question: 'Was ist Llama?' }],
    ['/frage Was ist Llama?', { question: 'Was ist Llama?' }],
    ['/ask private:true Was ist das?', { question: 'Was ist das?', private: true }],
    ['/ask privat:ja Was?', { question: 'Was?', private: true }],
    ['/ask private:no Was?', { question: 'Was?', private: false }],
    ['/ask Was? länge:kurz', { question: 'Was?', length: 'kurz' }],
    ['Was? privat:ja', { question: 'Was?', private: true }],
    ['Was heißt http://a.example?', { question: 'Was heißt http://a.example?' }],
    ['Was heißt question:x', { question: 'Was heißt question:x' }],
    ['Was heißt 10:30', { question: 'Was heißt 10:30' }],
  ])('reads %j', (line, options) => {
    expect(optionsOf(line)).toEqual(options);
  });

  it.each(['/ask', '/ask private:true'])('misses the question in %s', (line) => {
    const parsed: ParsedLine<object> = parseLine(line, COMMANDS);
    expect(parsed).toEqual({ kind: 'missing', option: both('frage', 'question') });
  });
});

describe('a subcommand', () => {
  function read(line: string): { options: object; files: object } {
    const parsed = parseLine(line, COMMANDS);
    if (parsed.kind !== 'command') throw new Error(parsed.kind);
    expect(parsed.command).toBe(KNOWLEDGE);
    return {
      options: Object.fromEntries(parsed.options),
      files: Object.fromEntries(parsed.files),
    };
  }
  const ADD = { subcommand: 'add' };

  it.each([
    ['/knowledge list', { subcommand: 'list' }, {}],
    ['/wissen LISTE', { subcommand: 'list' }, {}],
    ['/wissen liste seite:2', { subcommand: 'list', page: 2 }, {}],
    ['/wissen liste seite:viele', { subcommand: 'list' }, {}],
    ['/wissen liste seite:99', { subcommand: 'list' }, {}],
    ['/knowledge add file:./a.pdf', ADD, { fileKey: './a.pdf' }],
    ['/wissen hinzufügen datei:"C:\\My docs\\a b.pdf"', ADD, { fileKey: 'C:\\My docs\\a b.pdf' }],
    ["/wissen add datei:'a b.pdf'", ADD, { fileKey: 'a b.pdf' }],
    ['/wissen add datei:"a b.pdf', { ...ADD, addressKey: 'b.pdf' }, { fileKey: '"a' }],
    [
      '/knowledge add https://a.example/x?y:z',
      { ...ADD, addressKey: 'https://a.example/x?y:z' },
      {},
    ],
    ['/knowledge add address:https://a.example', { ...ADD, addressKey: 'https://a.example' }, {}],
    ['/knowledge add adresse: https://a.example', { ...ADD, addressKey: 'https://a.example' }, {}],
    [
      '/wissen add https://a.example notiz:"zwei Worte" bestätigen:ja',
      { ...ADD, addressKey: 'https://a.example', noteKey: 'zwei Worte', confirmKey: true },
      {},
    ],
  ])('is read from %j', (line, options, files) => {
    expect(read(line)).toEqual({ options, files });
  });

  it.each([
    ['/knowledge', ''],
    ['/wissen lsite', 'lsite'],
    ['/wissen file:x', 'file:x'],
  ])('is asked for after %j', (line, given) => {
    expect(parseLine(line, COMMANDS)).toEqual({
      kind: 'which',
      command: both('wissen', 'knowledge'),
      given,
      known: [both('liste', 'list'), both('hinzufügen', 'add')],
    });
  });
});
