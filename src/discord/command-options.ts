import type { CommandDefinition, CommandOption, OptionValue } from '../application/command.ts';

/** One option as discord.js reports it. */
export interface WireOption {
  readonly name: string;
  readonly value?: string | number | boolean | undefined;
}

/** Options by key. What was not given, or is of another kind than defined, is not in the map. */
export function readOptions(
  definition: CommandDefinition,
  given: readonly WireOption[],
): ReadonlyMap<string, OptionValue> {
  const values = new Map<string, OptionValue>();
  for (const { name, value } of given) {
    const option = definition.options.find((candidate) => candidate.name.en === name);
    if (option !== undefined && typeof value === typeOf(option)) {
      values.set(option.key, value as OptionValue);
    }
  }
  return values;
}

function typeOf({ kind }: CommandOption): 'string' | 'boolean' | 'number' {
  if (kind === 'flag') return 'boolean';
  return kind === 'number' ? 'number' : 'string';
}
