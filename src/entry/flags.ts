import { InvalidArgumentError, Option } from 'commander';
import { AppError } from '../domain/errors.ts';
import type { Language } from '../domain/language.ts';
import type { ReindexOnceOptions } from './reindex-once.ts';

/** Most passages one search may ask for. */
const MAX_SEARCH_LIMIT = 100;

/** Language of what is written. */
export const languageOption = (text: string): Option =>
  new Option('--lang <language>', text).choices(['de', 'en']);

/** @throws InvalidArgumentError for what is no number of passages */
export function limit(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= MAX_SEARCH_LIMIT) return number;
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${MAX_SEARCH_LIMIT}.`);
}

/** What may stand behind a command. */
export interface Flags {
  readonly json?: boolean;
  readonly lang?: Language;
  readonly batch?: string;
  readonly limit?: number;
  readonly topic?: string;
  readonly a?: string;
  readonly b?: string;
  readonly check?: boolean;
  readonly full?: boolean;
  readonly replay?: boolean;
  readonly yes?: boolean;
  readonly rollback?: boolean;
  readonly serveAside?: boolean;
  readonly discardAside?: boolean;
  readonly terminal?: boolean;
}

/** @throws AppError `usage` for flags that exclude each other */
export function reindexOptions(flags: Flags): ReindexOnceOptions {
  const does = [
    ...(flags.check === true ? (['check'] as const) : []),
    ...(flags.yes === true ? (['apply'] as const) : []),
    ...(flags.rollback === true ? (['roll-back'] as const) : []),
    ...(flags.serveAside === true ? (['serve-aside'] as const) : []),
    ...(flags.discardAside === true ? (['discard-aside'] as const) : []),
  ];
  if (does.length > 1) {
    const problem =
      '--check, --yes, --rollback, --serve-aside and --discard-aside exclude each other';
    throw new AppError('usage', `reindex: ${problem}.`, { details: { problem } });
  }
  return { does: does[0] ?? 'ask', json: flags.json ?? false, isFull: flags.full ?? false };
}
