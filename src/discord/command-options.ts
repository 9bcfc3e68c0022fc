import {
  SUBCOMMAND,
  type CommandDefinition,
  type CommandOption,
  type GivenFile,
  type OptionValue,
} from '../application/command.ts';
import type { ReadAttachment, WireAttachment } from './read-attachment.ts';

/** One option as discord.js reports it. */
export interface WireOption {
  readonly name: string;
  readonly value?: string | number | boolean | undefined;
  /** Of a subcommand. */
  readonly options?: readonly WireOption[] | undefined;
  readonly attachment?: WireAttachment | undefined;
}

/** What was given to a command. */
export interface ReadOptions {
  /** By key. What was not given, or is of another kind than defined, is not in the map. */
  readonly options: ReadonlyMap<string, OptionValue>;
  readonly files: ReadonlyMap<string, GivenFile>;
}

/** Options by key; those of the chosen subcommand together with its name. */
export function readOptions(
  definition: CommandDefinition,
  given: readonly WireOption[],
  readAttachment: ReadAttachment,
): ReadOptions {
  const options = new Map<string, OptionValue>();
  const files = new Map<string, GivenFile>();
  const [first] = given;
  const isSplit = (definition.subcommands ?? []).length > 0;
  const chosen = isSplit ? (first?.name ?? null) : null;
  if (chosen !== null) options.set(SUBCOMMAND, chosen);
  const known = optionsIn(definition, chosen);
  for (const { name, value, attachment } of isSplit ? (first?.options ?? []) : given) {
    const option = known.find((candidate) => candidate.name.en === name);
    if (option === undefined) continue;
    if (option.kind === 'file') {
      if (attachment !== undefined) files.set(option.key, readAttachment(attachment));
    } else if (typeof value === typeOf(option)) options.set(option.key, value as OptionValue);
  }
  return { options, files };
}

/** Options of a command, or of one of its subcommands by English name; none for an unknown one. */
export function optionsIn<Services>(
  definition: CommandDefinition<Services> | undefined,
  subcommand: string | null,
): readonly CommandOption<Services>[] {
  if (subcommand === null) return definition?.options ?? [];
  return definition?.subcommands?.find(({ name }) => name.en === subcommand)?.options ?? [];
}

function typeOf({ kind }: CommandOption): 'string' | 'boolean' | 'number' {
  if (kind === 'flag') return 'boolean';
  return kind === 'number' ? 'number' : 'string';
}
