import type { PdfCell, PdfLine } from './pdf-lines.ts';

/** A table of running text in two columns is none. */
const MAX_CELL_CHARS = 60;
/** How far from its column a cell may begin, in points. */
const COLUMN_SLACK = 30;

/** Whether a line may be a row of a table: cells apart, none of them a column of running text. */
export function isTableRow({ cells }: PdfLine): boolean {
  return cells.length > 1 && cells.every(({ text }) => text.length <= MAX_CELL_CHARS);
}

/** Whether a line is the rest of a cell of the row above it: one piece, below a column that is not the first. */
export function continuesCell(row: PdfLine, line: PdfLine): boolean {
  const [only, ...more] = line.cells;
  return (
    only !== undefined &&
    more.length === 0 &&
    row.cells.slice(1).some(({ x }) => Math.abs(x - only.x) <= 1)
  );
}

/** Rows as a Markdown table as wide as its widest row; cells go to the column they begin nearest to. */
export function tableOf(lines: readonly PdfLine[]): string {
  const columns = columnsOf(lines);
  const rows: string[][] = [];
  for (const line of lines) {
    const isRow = line.cells.length > 1;
    const row = isRow ? columns.map(() => '') : rows.at(-1);
    if (row === undefined) continue;
    for (const cell of line.cells) {
      const at = nearest(columns, cell);
      row[at] = `${row[at] ?? ''} ${cell.text.replace(/\|/gu, '\\|')}`.trim();
    }
    if (isRow) rows.push(row);
  }
  const written = rows.map((row) => `| ${row.join(' | ')} |`);
  written.splice(1, 0, `|${' --- |'.repeat(columns.length)}`);
  return written.join('\n');
}

function columnsOf(lines: readonly PdfLine[]): number[] {
  const columns: number[] = [];
  const widest = [...lines].sort((one, other) => other.cells.length - one.cells.length);
  for (const { x } of widest.flatMap((line) => line.cells)) {
    if (!columns.some((column) => Math.abs(column - x) <= COLUMN_SLACK)) columns.push(x);
  }
  return columns.sort((one, other) => one - other);
}

function nearest(columns: readonly number[], { x }: PdfCell): number {
  const apart = columns.map((column) => Math.abs(column - x));
  return apart.indexOf(Math.min(...apart));
}
