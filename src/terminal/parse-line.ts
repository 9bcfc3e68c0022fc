import {
  SUBCOMMAND,
  type Command,
  type CommandDefinition,
  type CommandOption,
  type Localised,
  type OptionValue,
} from '../application/command.ts';
import { splitWords } from './split-words.ts';

export type ParsedLine<Services> =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'missing'; readonly option: Localised }
  /** A command that wants one of several things said; `given` is empty when nothing was. */
  | {
      readonly kind: 'which';
      readonly command: Localised;
      readonly given: string;
      readonly known: readonly Localised[];
    }
  | {
      readonly kind: 'command';
      readonly command: Command<Services>;
      readonly options: ReadonlyMap<string, OptionValue>;
      /** Paths of files by key of the option. */
      readonly files: ReadonlyMap<string, string>;
    };

/**
 * Reads a line of the terminal: `/name words…` runs a command by its German or English name, the
 * words go to its first text option, `name:value` sets another one; anything else is a question.
 * A subcommand's name follows the command's. A value with spaces stands in quotes.
 */
export function parseLine<Services>(
  line: string,
  commands: readonly Command<Services>[],
): ParsedLine<Services> {
  const text = line.trim();
  if (text === '') return { kind: 'nothing' };
  const isCommand = text.startsWith('/');
  const [head = '', ...rest] = splitWords(text);
  const name = isCommand ? head.slice(1).toLowerCase() : 'ask';
  const command = commands.find(({ definition }) => isCalled(definition.name, name));
  if (command === undefined) return { kind: 'unknown', name };
  const words = isCommand ? rest : [head, ...rest];
  const chosen = choose(command.definition, words);
  if ('kind' in chosen) return chosen;
  const given = takeNamed(chosen.words, chosen.known);
  if (chosen.subcommand !== null) given.options.set(SUBCOMMAND, chosen.subcommand);
  const first = chosen.known.find(({ kind }) => kind === 'text');
  const isWhole = !isCommand && given.remaining.length === words.length;
  const value = isWhole ? text : withoutName(given.remaining.join(' '), first);
  if (first !== undefined && value !== '') given.options.set(first.key, value);
  const missing = chosen.known.find(
    (option) => option.kind === 'text' && option.required && !given.options.has(option.key),
  );
  if (missing !== undefined) return { kind: 'missing', option: missing.name };
  return { kind: 'command', command, options: given.options, files: given.files };
}

interface Chosen {
  readonly subcommand: string | null;
  readonly known: readonly CommandOption[];
  readonly words: readonly string[];
}

function choose(
  { name, options, subcommands = [] }: CommandDefinition,
  words: readonly string[],
): Chosen | Extract<ParsedLine<never>, { kind: 'which' }> {
  if (subcommands.length === 0) return { subcommand: null, known: options, words };
  const [given = '', ...rest] = words;
  const subcommand = subcommands.find((each) => isCalled(each.name, given));
  if (subcommand === undefined) {
    return { kind: 'which', command: name, given, known: subcommands.map((each) => each.name) };
  }
  return { subcommand: subcommand.name.en, known: subcommand.options, words: rest };
}

interface Given {
  readonly options: Map<string, OptionValue>;
  readonly files: Map<string, string>;
  readonly remaining: readonly string[];
}

/** The first text option takes what remains; every other one can be named. */
function takeNamed(words: readonly string[], known: readonly CommandOption[]): Given {
  const options = new Map<string, OptionValue>();
  const files = new Map<string, string>();
  const first = known.find(({ kind }) => kind === 'text');
  const remaining = words.filter((word) => {
    const [, key = '', value = ''] = /^([\p{L}_-]+):(\S[^]*)$/u.exec(word) ?? [];
    const option = known.find(({ name }) => isCalled(name, key));
    if (option === undefined || option === first) return true;
    if (option.kind === 'file') files.set(option.key, value);
    else {
      const read = valueOf(option, value);
      if (read === null) return true;
      options.set(option.key, read);
    }
    return false;
  });
  return { options, files, remaining };
}

/** Null for what is no value of the option. */
function valueOf(option: CommandOption, value: string): OptionValue | null {
  switch (option.kind) {
    case 'flag':
      return /^(?:true|yes|ja|1|on|an)$/iu.test(value);
    case 'number': {
      const number = Number(value);
      const isFine = Number.isInteger(number) && number >= option.min && number <= option.max;
      return isFine ? number : null;
    }
    case 'choice':
      return option.choices.find(({ label }) => isCalled(label, value))?.value ?? value;
    case 'text':
    case 'channel':
    case 'role':
    case 'file':
      return value;
  }
}

/** `address:https://…` for the option that takes everything else. */
function withoutName(text: string, option: CommandOption | undefined): string {
  const [whole = '', key = ''] = /^([\p{L}_-]+):\s*/u.exec(text) ?? [];
  return option !== undefined && isCalled(option.name, key) ? text.slice(whole.length) : text;
}

function isCalled(name: Localised, word: string): boolean {
  const wanted = word.toLowerCase();
  return Object.values(name).some((known) => known.toLowerCase() === wanted);
}
