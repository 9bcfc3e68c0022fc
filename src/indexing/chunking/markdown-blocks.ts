import { reduceLinks } from './inline-text.ts';
import { splitByFences } from './markdown-fences.ts';

/** A piece of a section that has a form of its own. Items of a list are one block each. */
export interface Block {
  readonly kind: 'paragraph' | 'item' | 'table' | 'code';
  /** Markdown; hard-wrapped paragraphs are one line. */
  readonly text: string;
}

const LIST_MARK = /^(\s*)(?:[-*+]|\d{1,9}[.)])\s+\S/u;
const QUOTE_MARK = /^ {0,3}> ?/u;
const RULE_CELL = /^:?-+:?$/u;
const BREAK = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/u;
const DEFINITION = /^ {0,3}\[[^\]^]+\]:\s+\S+(?:\s+["'(].*)?$/u;
const MAX_QUOTE_DEPTH = 5;

/** Cuts the lines of one section into blocks, in order; breaks and link definitions are dropped. */
export function readBlocks(lines: readonly string[], quoteDepth = 0): Block[] {
  const blocks: Block[] = [];
  for (const run of splitByFences(lines)) {
    if (run.isCode) blocks.push({ kind: 'code', text: unindent(run.lines).join('\n') });
    else readProse(run.lines, blocks, quoteDepth);
  }
  return blocks.filter((block) => block.text.trim() !== '');
}

function readProse(lines: readonly string[], blocks: Block[], quoteDepth: number): void {
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || BREAK.test(line) || DEFINITION.test(line)) {
      at += 1;
      continue;
    }
    const end = endOfBlock(lines, at, quoteDepth);
    pushBlock(lines.slice(at, end), blocks, quoteDepth);
    at = end;
  }
}

function pushBlock(lines: readonly string[], blocks: Block[], quoteDepth: number): void {
  const first = lines[0] ?? '';
  if (QUOTE_MARK.test(first) && quoteDepth < MAX_QUOTE_DEPTH) {
    const inner = lines.map((line) => line.replace(QUOTE_MARK, ''));
    for (const block of readBlocks(inner, quoteDepth + 1)) {
      blocks.push({ kind: block.kind, text: block.text.replace(/^/gmu, '> ') });
    }
  } else if (isTableStart(lines, 0)) {
    blocks.push({ kind: 'table', text: lines.map((line) => reduceLinks(line)).join('\n') });
  } else if (LIST_MARK.test(first)) {
    blocks.push({ kind: 'item', text: joinItem(lines) });
  } else {
    blocks.push({ kind: 'paragraph', text: reduceLinks(joinParagraph(lines)) });
  }
}

function endOfBlock(lines: readonly string[], start: number, quoteDepth: number): number {
  const first = lines[start] ?? '';
  if (QUOTE_MARK.test(first) && quoteDepth < MAX_QUOTE_DEPTH) {
    return endWhere(lines, start, (line) => !QUOTE_MARK.test(line));
  }
  if (isTableStart(lines, start)) return endWhere(lines, start, (line) => !line.includes('|'));
  const mark = LIST_MARK.exec(first);
  if (mark !== null) return endOfItem(lines, start, mark[1]?.length ?? 0);
  return endWhere(
    lines,
    start,
    (line, index) =>
      line.trim() === '' || BREAK.test(line) || opensOther(line) || isTableStart(lines, index),
  );
}

function opensOther(line: string): boolean {
  return LIST_MARK.test(line) || QUOTE_MARK.test(line);
}

function endWhere(
  lines: readonly string[],
  start: number,
  ends: (line: string, index: number) => boolean,
): number {
  let at = start + 1;
  while (at < lines.length && !ends(lines[at] ?? '', at)) at += 1;
  return at;
}

/** A list item reaches to the next item at its level or to a blank line no indented one follows. */
function endOfItem(lines: readonly string[], start: number, indent: number): number {
  let at = start + 1;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      const next = lines[at + 1] ?? '';
      if (next.trim() === '' || indentOf(next) <= indent) return at;
    } else if (LIST_MARK.test(line) && indentOf(line) <= indent) return at;
  }
  return at;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isTableStart(lines: readonly string[], at: number): boolean {
  const rule = lines[at + 1];
  return (lines[at] ?? '').includes('|') && rule?.includes('|') === true && isTableRule(rule);
}

/** `| --- | :-: |`: marks in every cell, with or without bars at the ends. */
function isTableRule(line: string): boolean {
  const cells = line.split('|').map((cell) => cell.trim());
  if (cells[0] === '') cells.shift();
  if (cells[cells.length - 1] === '') cells.pop();
  return cells.length > 0 && cells.every((cell) => RULE_CELL.test(cell));
}

function joinParagraph(lines: readonly string[]): string {
  let text = '';
  for (const line of lines) {
    const isMarked = line.endsWith('\\');
    const isHard = isMarked || line.endsWith('  ');
    text += (isMarked ? line.slice(0, -1) : line).trim() + (isHard ? '\n' : ' ');
  }
  return text.trim();
}

/** Unwraps an item's own lines; nested items keep their line and indent. */
function joinItem(lines: readonly string[]): string {
  const base = indentOf(lines[0] ?? '');
  const parts: string[] = [];
  for (const line of lines) {
    if (line.trim() === '') continue;
    if (parts.length === 0 || LIST_MARK.test(line))
      parts.push(line.slice(Math.min(base, indentOf(line))).trimEnd());
    else parts.push(`${parts.pop() ?? ''} ${line.trim()}`);
  }
  return parts.map((part) => ' '.repeat(indentOf(part)) + reduceLinks(part)).join('\n');
}

function unindent(lines: readonly string[]): string[] {
  const indent = indentOf(lines[0] ?? '');
  return lines.map((line) => line.slice(Math.min(indent, indentOf(line))));
}
