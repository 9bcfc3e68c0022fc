/** A piece of Markdown that is split from its neighbours by blank lines or by what it is. */
export type Block =
  | { readonly kind: 'fence'; readonly language: string; readonly lines: readonly string[] }
  | { readonly kind: 'table'; readonly header: string; readonly lines: readonly string[] }
  /** Consecutive non-blank lines; a unit is a paragraph, list item, heading or quoted line. */
  | { readonly kind: 'text'; readonly units: readonly string[] };

const FENCE_OPEN = /^[ \t]*(`{3,}|~{3,})[ \t]*([^`]*)$/u;
const TABLE_RULE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/u;
const UNIT_START = /^\s*(?:[-*+•][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|>|-# )/u;
const CLOSED_UNIT = /^\s*(?:#{1,6}[ \t]|>|-# )/u;
const FENCE_LANGUAGE = /^[a-zA-Z0-9_+\-.#]+$/u;

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
    const fence = FENCE_OPEN.exec(line);
    if (fence !== null) {
      endText();
      const read = readFence(lines, at, fence);
      blocks.push(read.block);
      at = read.next;
    } else if (isTableStart(lines, at)) {
      endText();
      const read = readTable(lines, at);
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

function readFence(
  lines: readonly string[],
  start: number,
  open: RegExpExecArray,
): { block: Block; next: number } {
  const marker = open[1] ?? '```';
  const info = (open[2] ?? '').trim();
  const indent = /^[ \t]*/u.exec(lines[start] ?? '')?.[0] ?? '';
  const content: string[] = [];
  let at = start + 1;
  while (at < lines.length && !closes(lines[at] ?? '', marker)) {
    const line = lines[at] ?? '';
    content.push(line.startsWith(indent) ? line.slice(indent.length) : line);
    at += 1;
  }
  // Discord takes one bare word as the language; anything else belongs to what is shown.
  const isLanguage = info === '' || FENCE_LANGUAGE.test(info);
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

function isTableStart(lines: readonly string[], at: number): boolean {
  const header = lines[at] ?? '';
  const rule = lines[at + 1] ?? '';
  if (!header.includes('|') || !rule.includes('-') || !TABLE_RULE.test(rule)) return false;
  return tableCells(header).length === tableCells(rule).length;
}

function readTable(lines: readonly string[], start: number): { block: Block; next: number } {
  const rows: string[] = [];
  let at = start + 2;
  while (at < lines.length && (lines[at] ?? '').includes('|')) {
    rows.push(lines[at] ?? '');
    at += 1;
  }
  return { block: { kind: 'table', header: lines[start] ?? '', lines: rows }, next: at };
}

/** Cells of one table row, trimmed; `\|` and pipes in inline code do not part cells. */
export function tableCells(row: string): string[] {
  const inner = row
    .trim()
    .replace(/^\|/u, '')
    .replace(/(?<!\\)\|$/u, '');
  const cells = inner.match(/(?:`[^`]*`|\\.|[^|])+|(?<=\||^)(?=\||$)/gu) ?? [''];
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}
