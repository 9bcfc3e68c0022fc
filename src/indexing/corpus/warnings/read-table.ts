import { plainInline } from '../../chunking/inline-text.ts';

/** A cell with what it is about. */
export interface TableCell {
  /** The first cell of its row. */
  readonly row: string;
  /** What heads its column. */
  readonly column: string;
  readonly cell: string;
  /** Lines below the table's first line. */
  readonly offset: number;
}

/** The cells of a Markdown table without its heads and its first column. */
export function readTable(text: string): TableCell[] {
  const lines = text.split('\n');
  const heads = cellsOf(lines[0] ?? '');
  return lines.slice(2).flatMap((line, index) => {
    const [row = '', ...cells] = cellsOf(line);
    return cells.map((cell, at) => ({
      ...{ row, column: heads[at + 1] ?? '', cell, offset: index + 2 },
    }));
  });
}

function cellsOf(line: string): string[] {
  const inner = line.trim().replace(/^\||\|$/gu, '');
  return inner.split(/(?<!\\)\|/u).map((cell) => plainInline(cell));
}
