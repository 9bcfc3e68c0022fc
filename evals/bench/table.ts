/** An aim, and whether it was met; null where nothing could be measured. */
export interface Aim {
  readonly text: string;
  readonly isMet: boolean | null;
}

/** A table's title, its rows of equal length, and what a reader has to know about them. */
export interface BenchTable {
  readonly title: string;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** The table as Markdown, its columns padded so that it can be read as text, too. */
export function renderTable({ title, headers, rows, notes }: BenchTable): string {
  const widths = headers.map((header, column) =>
    Math.max(header.length, 3, ...rows.map((row) => cell(row[column]).length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => cell(cells[column]).padEnd(width)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const body = [line(headers), rule, ...rows.map(line)].join('\n');
  return [`## ${title}`, body, notes.map((note) => `- ${note}`).join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

function cell(text = ''): string {
  return text.replace(/\s+/gu, ' ').replaceAll('|', '\\|');
}

/** `aim ✓`, `aim ✗`, or the aim alone. */
export function aimText({ text, isMet }: Aim): string {
  if (isMet === null) return text;
  return `${text} ${isMet ? '✓' : '✗'}`;
}

/** A number with at most three digits that matter and its thousands apart. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits });
}

/** Milliseconds as ms or s. */
export function duration(ms: number): string {
  return ms >= 10_000 ? `${figure(ms / 1_000)} s` : `${figure(ms)} ms`;
}

/** Bytes as MB (a million). */
export function megabytes(bytes: number): string {
  return `${figure(bytes / 1_000_000)} MB`;
}

export function ratio(value: number): string {
  return `${figure(value)}×`;
}
