/** A piece of Markdown that is split from its neighbours by blank lines or by what it is. */
export type Block =
  | { readonly kind: 'fence'; readonly language: string; readonly lines: readonly string[] }
  | { readonly kind: 'table'; readonly header: string; readonly lines: readonly string[] }
  /** Consecutive non-blank lines; a unit is a paragraph, list item, heading or quoted line. */
  | { readonly kind: 'text'; readonly units: readonly string[] };

const FENCE_OPEN = /^(?:`{3,}|~{3,})/u;
/** One cell of the line below a table's header. */
const RULE_CELL = /^:?-+:?$/u;
const UNIT_START = /^\s*(?:[-*+•][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|>|-# )/u;
const CLOSED_UNIT = /^\s*(?:#{1,6}[ \t]|>|-# )/u;
/** Discord takes one bare word as the language. */
const FENCE_LANGUAGE = /^[a-zA-Z0-9_+\-.#]{0,40}$/u;

/** Reads Markdown line by line. An unclosed fence ends with the text. Blank lines are dropped. */
export function parseBlocks(markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  let units: string[] = [];
  const endText = (): void => {
    if (units.length > 0) blocks.push({ kind: 'text', units });
    units = [];
  };
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const marker = fenceMarker(line);
    if (marker !== null) {
      endText();
      const read = readFence(lines, at, marker);
      blocks.push(read.block);
      at = read.next;
    } else if (isTableStart(lines, at)) {
      endText();
      const read = readTable(lines, at); // a quoted one as well: in quotes it would be bars and dashes
      blocks.push(read.block);
      at = read.next;
    } else {
      if (line.trim() === '') endText();
      else addLine(units, line);
      at += 1;
    }
  }
  endText();
  return blocks;
}

function addLine(units: string[], line: string): void {
  const before = units.at(-1);
  if (before === undefined || UNIT_START.test(line) || CLOSED_UNIT.test(before)) {
    units.push(line.trimEnd());
  } else {
    units[units.length - 1] = `${before}\n${line.trimEnd()}`;
  }
}

/** The backticks or tildes that open a fence; null when the line does not. */
function fenceMarker(line: string): string | null {
  const text = line.trimStart();
  const marker = FENCE_OPEN.exec(text)?.[0] ?? null;
  return marker === null || text.includes('`', marker.length) ? null : marker;
}

function readFence(
  lines: readonly string[],
  start: number,
  marker: string,
): { block: Block; next: number } {
  const line = lines[start] ?? '';
  const indent = line.slice(0, line.length - line.trimStart().length);
  const info = line.slice(indent.length + marker.length).trim();
  const content: string[] = [];
  let at = start + 1;
  while (at < lines.length && !closes(lines[at] ?? '', marker)) {
    const line = lines[at] ?? '';
    content.push(line.startsWith(indent) ? line.slice(indent.length) : line);
    at += 1;
  }
  // Anything else belongs to what is shown.
  const isLanguage = FENCE_LANGUAGE.test(info);
  const block: Block = {
    kind: 'fence',
    language: isLanguage ? info : '',
    lines: isLanguage ? content : [info, ...content],
  };
  return { block, next: at + 1 };
}

function closes(line: string, marker: string): boolean {
  const text = line.trim();
  return text.length >= marker.length && text === (marker[0] ?? '`').repeat(text.length);
}

/** The line without the mark of a quote. */
function unquoted(line: string): string {
  return line.startsWith('>') ? line.slice(line.startsWith('> ') ? 2 : 1) : line;
}

function isTableStart(lines: readonly string[], at: number): boolean {
  const header = unquoted(lines[at] ?? '');
  const rule = unquoted(lines[at + 1] ?? '');
  if (!header.includes('|') || !rule.includes('-')) return false;
  const cells = tableCells(rule);
  if (!cells.every((cell) => RULE_CELL.test(cell))) return false;
  return tableCells(header).length === cells.length;
}

function readTable(lines: readonly string[], start: number): { block: Block; next: number } {
  const rows: string[] = [];
  let at = start + 2;
  while (at < lines.length && (lines[at] ?? '').includes('|')) {
    rows.push(unquoted(lines[at] ?? ''));
    at += 1;
  }
  const header = unquoted(lines[start] ?? '');
  return { block: { kind: 'table', header, lines: rows }, next: at };
}

/** Cells of one table row, trimmed; `\|` and pipes in inline code do not part cells. */
export function tableCells(row: string): string[] {
  const cells: string[] = [];
  const line = row.trim();
  let cell = '';
  let at = line.startsWith('|') ? 1 : 0;
  while (at < line.length) {
    const character = line.charAt(at);
    const isCode = character === '`';
    const end = isCode ? line.indexOf('`', at + 1) : -1;
    const length = end !== -1 ? end + 1 - at : character === '\\' ? 2 : 1;
    if (character !== '|') cell += line.slice(at, at + length);
    if (character === '|' || at + length >= line.length) {
      cells.push(cell.trim().replaceAll('\\|', '|'));
      cell = '';
    }
    at += length;
  }
  return cells.length === 0 ? [''] : cells;
}
