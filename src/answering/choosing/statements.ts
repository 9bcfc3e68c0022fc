import { splitSentences } from '../../text/sentences.ts';

/** An item of a list up to this length stays one statement, in characters. */
const MAX_ITEM_CHARS = 320;

const FENCE = /^\s{0,3}(?:```|~~~)/u;
const RULE_CELL = /^:?-+:?$/u;
const ITEM = /^\s{0,12}(?:[-*+]|\d{1,3}[.)])\s+/u;

/**
 * The statements of a passage in their order: sentences, items of lists, rows of tables with their
 * column heads (`Size: 13B; 4 bit: 6.5 GB`), blocks of code. Takes time in proportion to the text.
 */
export function statementsOf(text: string): string[] {
  const statements: string[] = [];
  const lines = text.split('\n');
  let prose: string[] = [];
  const endProse = (): void => {
    statements.push(...splitSentences(prose.join(' ')).map((sentence) => sentence.trim()));
    prose = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const next = lines[at + 1];
    if (FENCE.test(line)) {
      endProse();
      const end = fenceEnd(lines, at);
      statements.push(lines.slice(at, end).join('\n'));
      at = end - 1;
    } else if (isTableStart(line, next)) {
      endProse();
      const end = tableEnd(lines, at);
      statements.push(...tableRows(lines.slice(at, end)));
      at = end - 1;
    } else if (ITEM.test(line)) {
      endProse();
      statements.push(...itemStatements(line.replace(ITEM, '').trim()));
    } else if (line.trim() === '') endProse();
    else prose.push(line.trim());
  }
  endProse();
  return statements.filter((statement) => /[\p{L}\p{N}]/u.test(statement));
}

/** Whether a statement was made of a table's row, heads and all: no text has it as it is. */
export function isRowOf(statement: string, passageText: string): boolean {
  return passageText.includes('|') && !passageText.includes(statement);
}

/** Whether a statement stands in an item of a list. */
export function isItemOf(statement: string, passageText: string): boolean {
  const at = passageText.indexOf(statement);
  return at >= 0 && ITEM.test(passageText.slice(passageText.lastIndexOf('\n', at - 1) + 1, at));
}

/** Whether a statement is a block of code. */
export function isCode(statement: string): boolean {
  return FENCE.test(statement);
}

function fenceEnd(lines: readonly string[], start: number): number {
  for (let at = start + 1; at < lines.length; at += 1) {
    if (FENCE.test(lines[at] ?? '')) return at + 1;
  }
  return lines.length;
}

function itemStatements(item: string): string[] {
  if (item.length <= MAX_ITEM_CHARS) return [item];
  return splitSentences(item).map((sentence) => sentence.trim());
}

/** Texts between the bars of a row. */
export function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\|/u, '')
    .replace(/\|$/u, '')
    .split('|')
    .map((cell) => cell.trim());
}

/** Whether a table begins here: a row of bars with a rule below it. */
export function isTableStart(line: string, next: string | undefined): boolean {
  if (!line.includes('|') || next?.includes('-') !== true || !next.includes('|')) return false;
  return cellsOf(next).every((cell) => RULE_CELL.test(cell));
}

function tableEnd(lines: readonly string[], start: number): number {
  let at = start + 2;
  while (at < lines.length && (lines[at] ?? '').includes('|')) at += 1;
  return at;
}

function tableRows([head, , ...rows]: readonly string[]): string[] {
  const heads = cellsOf(head ?? '');
  return rows.map((row) =>
    cellsOf(row)
      .map((cell, at) => {
        const name = heads[at] ?? '';
        return cell === '' ? '' : name === '' ? cell : `${name}: ${cell}`;
      })
      .filter((cell) => cell !== '')
      .join('; '),
  );
}
