import { describe, expect, it } from 'vitest';
import type { Command, CommandOption } from '../../src/application/command.ts';
import { parseLine, type ParsedLine } from '../../src/playground/parse-line.ts';

const both = (de: string, en: string) => ({ de, en });

function command(de: string, en: string, options: readonly CommandOption[]): Command<object> {
  return {
    definition: { name: both(de, en), description: both('d', 'd'), options },
    isPrivate: () => false,
    run: () => Promise.resolve(),
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
const COMMANDS = [ASK, HELP];

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
