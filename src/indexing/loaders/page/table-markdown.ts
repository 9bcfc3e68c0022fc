import type { DomElement } from './dom.ts';

/** Widest and highest cell. */
const MAX_SPAN = 50;
/** From then on no cell spans more than its own place. */
const MAX_REPEATS = 20_000;
const MAX_CELL_CHARS = 1_000;
const BLOCKS = 'table, pre, h1, h2, h3, h4, h5, h6, blockquote';

/** Whether a table holds data; one that only lays out a page does not. */
export function isDataTable(table: DomElement): boolean {
  const role = table.getAttribute('role');
  if (role === 'presentation' || role === 'none') return false;
  const rows = rowsOf(table);
  const hasColumns = rows.some((row) => cellsOf(row).length > 1);
  const hasBlocks = [...table.querySelectorAll(BLOCKS)].some(
    (each) => each.textContent.trim() !== '',
  );
  if (rows.length < 2 || !hasColumns || hasBlocks) return false;
  return rows.every((row) =>
    cellsOf(row).every((cell) => cell.textContent.length <= MAX_CELL_CHARS),
  );
}

/** A table with a head line, as wide as its widest row; cells over several rows or columns are repeated. */
export function tableToMarkdown(table: DomElement, convert: (cell: DomElement) => string): string {
  const grid = fillGrid(rowsOf(table), convert);
  const width = grid.reduce((widest, row) => Math.max(widest, row.length), 0);
  if (width === 0) return '';
  const lines = grid.map((row) => {
    const cells = Array.from({ length: width }, (_, column) => row[column]?.trim() ?? '');
    return `| ${cells.join(' | ')} |`;
  });
  lines.splice(1, 0, `|${' --- |'.repeat(width)}`);
  const caption = table.querySelector('caption')?.textContent.replace(/\s+/gu, ' ').trim() ?? '';
  return `\n\n${caption === '' ? '' : `${caption}\n\n`}${lines.join('\n')}\n\n`;
}

function fillGrid(rows: readonly DomElement[], convert: (cell: DomElement) => string): string[][] {
  const grid: string[][] = rows.map(() => []);
  let repeats = 0;
  for (const [rowIndex, row] of rows.entries()) {
    let column = 0;
    for (const cell of cellsOf(row)) {
      while (grid[rowIndex]?.[column] !== undefined) column += 1;
      const text = convert(inOneLine(cell)).replace(/\s+/gu, ' ').replace(/\|/gu, '\\|').trim();
      const most = repeats < MAX_REPEATS ? MAX_SPAN : 1;
      const columns = spanOf(cell, 'colspan', most);
      for (const target of grid.slice(rowIndex, rowIndex + spanOf(cell, 'rowspan', most))) {
        for (let right = 0; right < columns; right += 1) target[column + right] = text;
        repeats += columns;
      }
      repeats -= 1; // the cell itself
      column += columns;
    }
  }
  return grid.filter((row) => row.some((cell) => cell !== ''));
}

/** A cell whose breaks are blanks, and whose lists are words with commas. Changes the cell. */
function inOneLine(cell: DomElement): DomElement {
  for (const lineBreak of cell.querySelectorAll('br')) lineBreak.replaceWith(' ');
  for (const item of cell.querySelectorAll('li')) {
    const next = item.nextElementSibling;
    item.replaceWith(...item.childNodes, next?.nodeName === 'LI' ? ', ' : ' ');
  }
  return cell;
}

function spanOf(cell: DomElement, name: string, most: number): number {
  const span = Number(cell.getAttribute(name) ?? '1');
  return Number.isSafeInteger(span) ? Math.max(1, Math.min(span, most)) : 1;
}

function rowsOf(table: DomElement): DomElement[] {
  return [...table.querySelectorAll('tr')].filter((row) => row.closest('table') === table);
}

function cellsOf(row: DomElement): DomElement[] {
  return [...row.children].filter((cell) => cell.nodeName === 'TD' || cell.nodeName === 'TH');
}
