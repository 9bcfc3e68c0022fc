import { cleanInline } from './clean-inline.ts';
import { MAX_TABLE_COLUMNS } from './discord-limits.ts';
import { tableCells, type Block } from './markdown-blocks.ts';
import { columns } from './plain-text.ts';

/** Discord has no tables: a narrow one becomes an aligned code block, any other a list. */
export function renderTable(table: Block & { kind: 'table' }): Block {
  const header = tableCells(table.header);
  const rows = table.lines.map(tableCells);
  return asBlock(header, rows) ?? asList(header, rows);
}

function asBlock(header: readonly string[], rows: readonly string[][]): Block | null {
  const cells = [header, ...rows].map((row) => row.map(plainCell));
  const isPlain = cells.flat().every((cell) => !/https?:\/\/|`/iu.test(cell));
  const count = Math.max(...cells.map((row) => row.length));
  const widths = Array.from({ length: count }, (_unused, column) =>
    Math.max(...cells.map((row) => columns(row[column] ?? ''))),
  );
  const total = widths.reduce((sum, width) => sum + width + 2, -2);
  if (!isPlain || total > MAX_TABLE_COLUMNS) return null;
  const lines = cells.map((row) => alignRow(row, widths));
  lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '));
  return { kind: 'fence', language: '', lines };
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
  return cell
    .replace(/\*\*(.+?)\*\*/gu, '$1')
    .replace(/(?<!`)`([^`]+)`(?!`)/gu, '$1')
    .replace(/<br\s*\/?>/giu, ' ');
}

function asList(header: readonly string[], rows: readonly string[][]): Block {
  if (rows.length === 0) return { kind: 'text', units: [cleanInline(header.join(' · '))] };
  const units = rows.map((row) => {
    const cells = Array.from({ length: Math.max(row.length, header.length) }, (_unused, column) =>
      named(header[column] ?? '', row[column] ?? ''),
    );
    const shown = cells.filter((cell) => cell !== '').join(' · ');
    return cleanInline(`- ${shown}`);
  });
  return { kind: 'text', units };
}

function named(header: string, cell: string): string {
  if (header === '') return cell;
  return cell === '' ? `${header}: –` : `${header}: ${cell}`;
}
