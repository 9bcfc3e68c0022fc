import { Buffer } from 'node:buffer';
import {
  SUBCOMMAND,
  type CommandDefinition,
  type CommandOption,
  type GivenFile,
  type OptionValue,
} from '../../application/command.ts';
import type { Language } from '../../domain/language.ts';
import { AppError } from '../../domain/errors.ts';

/** What a command was called with; untrusted. */
export interface GivenValues {
  /** English name; null: none. */
  readonly subcommand: string | null;
  /** By key of the option. */
  readonly values: Readonly<Record<string, unknown>>;
  /** By key of the option. */
  readonly files: ReadonlyMap<string, File>;
}

/** Options and files as a call has them, or the name of an option that has to be given. */
export type ReadValues =
  | {
      readonly ok: true;
      readonly options: ReadonlyMap<string, OptionValue>;
      readonly files: ReadonlyMap<string, GivenFile>;
    }
  | { readonly ok: false; readonly missing: string };

/** Options of a command, or of one of its subcommands by English name; null for an unknown one. */
export function optionsOf<Services>(
  definition: CommandDefinition<Services>,
  subcommand: string | null,
): readonly CommandOption<Services>[] | null {
  const parts = definition.subcommands ?? [];
  if (parts.length === 0) return subcommand === null ? definition.options : null;
  return parts.find(({ name }) => name.en === subcommand)?.options ?? null;
}

/** Takes what the options allow; what is of another kind is as if it was not given. */
export function readValues(
  options: readonly CommandOption[],
  { subcommand, values, files }: GivenValues,
  language: Language,
): ReadValues {
  const read = new Map<string, OptionValue>();
  const given = new Map<string, GivenFile>();
  if (subcommand !== null) read.set(SUBCOMMAND, subcommand);
  for (const option of options) {
    const file = files.get(option.key);
    if (option.kind === 'file') {
      if (file !== undefined) given.set(option.key, givenFile(file));
      continue;
    }
    const value = allowed(option, values[option.key]);
    if (value !== null) read.set(option.key, value);
    else if (option.kind === 'text' && option.required) {
      return { ok: false, missing: option.name[language] };
    }
  }
  return { ok: true, options: read, files: given };
}

function allowed(option: CommandOption, value: unknown): OptionValue | null {
  switch (option.kind) {
    case 'text':
      return isText(value, option.maxChars) ? value : null;
    case 'flag':
      return typeof value === 'boolean' ? value : null;
    case 'number':
      return isWithin(value, option) ? value : null;
    case 'choice':
      return option.choices.find((choice) => choice.value === value)?.value ?? null;
    case 'channel':
    case 'role':
      return typeof value === 'string' && /^\d{1,21}$/u.test(value) ? value : null;
    case 'file':
      return null;
  }
}

function isText(value: unknown, maxChars: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maxChars;
}

function isWithin(
  value: unknown,
  { min, max }: { readonly min: number; readonly max: number },
): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

/** A file that was uploaded: it is in memory already, within the limit of the body. */
function givenFile(file: File): GivenFile {
  return {
    name: file.name,
    contentType: file.type === '' ? null : file.type,
    sizeBytes: file.size,
    async read(maxBytes, signal) {
      if (file.size > maxBytes) {
        const details = { maxBytes };
        throw new AppError('document-too-large', 'The file is too large.', { details });
      }
      const bytes = Buffer.from(await file.arrayBuffer());
      if (signal?.aborted === true) throw new AppError('cancelled', 'Reading was cancelled.');
      return bytes;
    },
  };
}
