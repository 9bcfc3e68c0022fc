import type { Command, CommandDefinition, Localised, OptionValue } from '../application/command.ts';

export type ParsedLine<Services> =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'missing'; readonly option: Localised }
  | {
      readonly kind: 'command';
      readonly command: Command<Services>;
      readonly options: ReadonlyMap<string, OptionValue>;
    };

/**
 * Reads a line of the terminal: `/name words…` runs a command by its German or English name, the
 * words go to its first text option, `name:value` sets another one; anything else is a question.
 */
export function parseLine<Services>(
  line: string,
  commands: readonly Command<Services>[],
): ParsedLine<Services> {
  const text = line.trim();
  if (text === '') return { kind: 'nothing' };
  const isCommand = text.startsWith('/');
  const [head = '', ...rest] = text.split(/\s+/u);
  const name = isCommand ? head.slice(1).toLowerCase() : 'ask';
  const command = commands.find(({ definition }) =>
    Object.values(definition.name).some((known) => known === name),
  );
  if (command === undefined) return { kind: 'unknown', name };
  const { options, remaining } = takeNamed(isCommand ? rest : [head, ...rest], command.definition);
  const first = command.definition.options.find((option) => option.kind === 'text');
  const words = isCommand || options.size > 0 ? remaining.join(' ') : text;
  if (first !== undefined && words !== '') options.set(first.key, words);
  const missing = command.definition.options.find(
    (option) => option.kind === 'text' && option.required && !options.has(option.key),
  );
  if (missing !== undefined) return { kind: 'missing', option: missing.name };
  return { kind: 'command', command, options };
}

function takeNamed(
  words: readonly string[],
  definition: CommandDefinition,
): { options: Map<string, OptionValue>; remaining: string[] } {
  const options = new Map<string, OptionValue>();
  const remaining = words.filter((word) => {
    const [, key = '', value = ''] = /^([\p{L}_-]+):(\S+)$/u.exec(word) ?? [];
    const option = definition.options.find(({ name }) =>
      Object.values(name).some((known) => known === key.toLowerCase()),
    );
    if (option === undefined || option.kind === 'text') return true;
    if (option.kind === 'flag') options.set(option.key, /^(?:true|yes|ja|1|on)$/iu.test(value));
    else options.set(option.key, value);
    return false;
  });
  return { options, remaining };
}
