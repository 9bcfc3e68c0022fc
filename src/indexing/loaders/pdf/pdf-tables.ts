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

/** Whether a line is a row below another one whose gaps are narrow: each piece in a column of its own. */
export function continuesRow(row: PdfLine, line: PdfLine): boolean {
  if (line.pieces.length < 2 || line.pieces.length > row.pieces.length) return false;
  const places = line.pieces.map((piece) =>
    row.pieces.findIndex((each) => overlap(each, piece) > 0),
  );
  return !places.includes(-1) && new Set(places).size === places.length;
}

/** Rows as a Markdown table as wide as its widest row; cells go to the column they share most of their width with. */
export function tableOf(lines: readonly PdfLine[]): string {
  const columns = columnsOf(lines);
  const rows: string[][] = [];
  for (const line of lines) {
    const isRow = line.pieces.length > 1;
    const row = isRow ? columns.map(() => '') : rows.at(-1);
    if (row === undefined) continue;
    for (const cell of line.pieces) {
      const at = columnOf(columns, cell);
      row[at] = `${row[at] ?? ''} ${cell.text.replace(/\|/gu, '\\|')}`.trim();
    }
    if (isRow) rows.push(row);
  }
  const written = rows.map((row) => `| ${row.join(' | ')} |`);
  written.splice(1, 0, `|${' --- |'.repeat(columns.length)}`);
  return written.join('\n');
}

type Column = Pick<PdfCell, 'x' | 'endX'>;

/** As wide as the cells of all rows that have one in each column. */
function columnsOf(lines: readonly PdfLine[]): readonly Column[] {
  const columns: Column[] = [];
  const widest = [...lines].sort((one, other) => other.pieces.length - one.pieces.length);
  const most = widest[0]?.pieces.length ?? 0;
  for (const { pieces } of widest) {
    for (const { x, endX } of pieces) {
      const shared = columns.filter((each) => overlap(each, { x, endX }) > 0);
      const [only] = shared;
      if (only === undefined) {
        if (columns.every((each) => Math.abs(each.x - x) > COLUMN_SLACK)) columns.push({ x, endX });
      } else if (shared.length === 1 && pieces.length === most) {
        const wider = { x: Math.min(only.x, x), endX: Math.max(only.endX, endX) };
        columns.splice(columns.indexOf(only), 1, wider);
      }
    }
  }
  return columns.sort((one, other) => one.x - other.x);
}

function overlap(one: Column, other: Column): number {
  return Math.min(one.endX, other.endX) - Math.max(one.x, other.x);
}

function columnOf(columns: readonly Column[], cell: PdfCell): number {
  const shared = columns.map((column) => overlap(column, cell));
  return shared.indexOf(Math.max(...shared));
}
