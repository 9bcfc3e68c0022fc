import { cleanInline } from './clean-inline.ts';
import { MAX_TABLE_COLUMNS } from './markup-limits.ts';
import { tableCells, type Block } from './markdown-blocks.ts';
import { columns } from './plain-text.ts';

/** A longer table would not be read side by side any more. */
const MAX_BLOCK_ROWS = 200;
/** A row with more characters, of which some may be narrow, is too wide without counting. */
const MAX_ROW_CHARS = 4 * MAX_TABLE_COLUMNS;

/** Discord has no tables: a narrow one becomes an aligned code block, any other a list. */
export function renderTable(table: Block & { kind: 'table' }): Block {
  const header = cellsOf(table.header);
  const rows = table.lines.map(cellsOf);
  return asBlock(header, rows) ?? asList(header, rows);
}

/** A break in a cell is a blank: neither a block nor a list can show it. */
function cellsOf(line: string): string[] {
  return tableCells(line).map((cell) => cell.replace(/<br\s*\/?>/giu, ' '));
}

function asBlock(header: readonly string[], rows: readonly string[][]): Block | null {
  const all = [header, ...rows];
  if (all.length > MAX_BLOCK_ROWS) return null;
  if (all.some((row) => row.length > MAX_TABLE_COLUMNS || row.join('').length > MAX_ROW_CHARS)) {
    return null;
  }
  const cells = all.map((row) => row.map(plainCell));
  const isPlain = cells.flat().every((cell) => !/https?:\/\/|`/iu.test(cell));
  const count = largest(cells.map((row) => row.length));
  const widths = Array.from({ length: count }, (_unused, column) =>
    largest(cells.map((row) => columns(row[column] ?? ''))),
  );
  const total = widths.reduce((sum, width) => sum + width + 2, -2);
  if (!isPlain || total > MAX_TABLE_COLUMNS) return null;
  const lines = cells.map((row) => alignRow(row, widths));
  lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '));
  return { kind: 'fence', language: '', lines };
}

function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, each) => Math.max(most, each), 0);
}

function alignRow(row: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, column) => {
      const cell = row[column] ?? '';
      return cell + ' '.repeat(width - columns(cell));
    })
    .join('  ')
    .trimEnd();
}

/** Marks mean nothing in a code block. */
function plainCell(cell: string): string {
  return cell.replace(/\*\*(.+?)\*\*/gu, '$1').replace(/(?<!`)`([^`]+)`(?!`)/gu, '$1');
}

function asList(header: readonly string[], rows: readonly string[][]): Block {
  if (rows.length === 0) return { kind: 'text', units: [cleanInline(header.join(' · '))] };
  const units = rows.map((row) => {
    const cells = row.map((cell, column) => named(header[column] ?? '', cell));
    const shown = cells.filter((cell) => cell !== '').join(' · ');
    return cleanInline(`- ${shown}`);
  });
  return { kind: 'text', units };
}

function named(header: string, cell: string): string {
  if (header === '') return cell;
  return cell === '' ? `${header}: –` : `${header}: ${cell}`;
}
