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
/** `Title: ...`, a line each; without a title such lines are text. */
const FIELDS = new Set(
  'title date author authors language lang url licence license tags keywords category slug summary status modified subtitle email'.split(
    ' ',
  ),
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
  if (fields['title'] === undefined) return null;
  const fieldLines = new Map(entries.map(([name], at) => [name, at + 1]));
  return { fields, fieldLines, bodyLine: end + 1 };
}

function fieldOf(line: string): readonly [string, string] | null {
  const at = line.indexOf(':');
  const name = line.slice(0, Math.max(0, at)).trim().toLowerCase();
  const value = line.slice(at + 1).trim();
  return FIELDS.has(name) && value !== '' ? [name, value] : null;
}
