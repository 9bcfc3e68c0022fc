import { ALL_FIELD_NAMES, FIELD_NAMES } from './field-names.ts';

/** What the first lines of a text say about it. */
export interface PlainHead {
  readonly fields: Readonly<Record<string, string>>;
  /** Line of each field, from 1. */
  readonly fieldLines: ReadonlyMap<string, number>;
  /** First line below, from 1. */
  readonly bodyLine: number;
}

/** A title block: title, authors and date, each behind a percent sign. */
const PERCENT = /^%[ \t]{1,9}(\S[^\n]{0,500})$/u;
const PERCENT_FIELDS = ['title', 'author', 'date'] as const;
/** `Title: ...`, a line each, also as other markup writes it; without a title such lines are text. */
const FIELD = /^(?:#\+|:)?([\p{L}_-]{1,40}):[ \t]{0,9}(\S[^\n]{0,500})$/u;
const OTHER_FIELDS = new Set(
  'category slug summary status modified subtitle email options startup'.split(' '),
);
const MIN_FIELDS = 2;

/**
 * Reads the head of a text that has no marks around it: a title block of percent signs, or lines of known
 * names, a title among them, down to the first empty line. Null where there is none.
 */
export function readPlainHead(lines: readonly string[]): PlainHead | null {
  const end = lines.findIndex((line) => line.trim() === '');
  if (end < 1) return null;
  const head = lines.slice(0, end);
  const percents = head.map((line) => PERCENT.exec(line)?.[1]?.trim());
  const named = head.map((line) => fieldOf(line));
  const isPercent = head.length <= PERCENT_FIELDS.length && percents.every((each) => each);
  const isNamed = named.every((each) => each !== null) && head.length >= MIN_FIELDS;
  if (!isPercent && !isNamed) return null;
  const entries = isPercent
    ? percents.map((text, at) => [PERCENT_FIELDS[at] ?? '', text ?? ''] as const)
    : named.map((each) => each ?? (['', ''] as const));
  const fields: Readonly<Record<string, string>> = Object.fromEntries(entries);
  if (!FIELD_NAMES.title.some((name) => name in fields)) return null;
  const fieldLines = new Map(entries.map(([name], at) => [name, at + 1]));
  return { fields, fieldLines, bodyLine: end + 1 };
}

function fieldOf(line: string): readonly [string, string] | null {
  const [, named = '', value = ''] = FIELD.exec(line.trim()) ?? [];
  const name = named.toLowerCase();
  return ALL_FIELD_NAMES.has(name) || OTHER_FIELDS.has(name) ? [name, value.trim()] : null;
}
