import { joinLine, wordsOf } from '../join-lines.ts';
import { measureLayout, type PdfLayout } from './pdf-layout.ts';
import type { PdfLine } from './pdf-lines.ts';
import { continuesCell, continuesRow, isTableRow, tableOf } from './pdf-tables.ts';

/** A piece of a PDF's text, put together from its lines. */
export interface PdfBlock {
  readonly kind: 'heading' | 'paragraph' | 'item' | 'code' | 'table';
  /** Plain text; line ends are those that somebody set on purpose. */
  readonly text: string;
  readonly size: number;
  readonly page: number;
}

interface OpenBlock {
  kind: PdfBlock['kind'];
  readonly lines: PdfLine[];
}

const HEADING_SCALE = 1.12;
const MAX_HEADING_CHARS = 160;
const GAP_SCALE = 1.35;
const TABLE_GAP_SCALE = 3;
const CODE_GAP_SCALE = 2.5;
const BULLET = /^[•‣◦▪●○■–—·∙*-]\s+(?=\S)/u;
export const NUMBERED = /^(?:\d{1,3}|[a-z])[.)]\s+(?=\S)/u;
/** A line of a table of contents. */
const CONTENTS_LINE = /(?:[.…·_] ?){4}\s?(?:\d{1,4}|[ivxlc]{1,6})$/iu;
const MAX_FONT_HEADING_CHARS = 100;
/** Distance from the text above, in lines. */
const FONT_HEADING_GAP = 1.15;
const SENTENCE_END = /[.!?:…]["'»«”“’)\]]*$/u;
const MAX_CODE_INDENT = 40;

/** Puts the lines of all pages together: paragraphs, list items, code, and headings by their size. */
export function blocksOf(pages: readonly (readonly PdfLine[])[]): PdfBlock[] {
  const lines = pages.flat().filter((line) => !CONTENTS_LINE.test(line.text));
  const layout = measureLayout(lines);
  const blocks: OpenBlock[] = [];
  for (const [index, line] of lines.entries()) {
    const last = blocks.at(-1);
    const kind = kindInContext({ line, before: lines[index - 1], after: lines[index + 1] }, layout);
    if (last !== undefined && continues(last, { line, kind, layout })) last.lines.push(line);
    else
      blocks.push({
        kind: kind === 'paragraph' && NUMBERED.test(line.text) ? 'item' : kind,
        lines: [line],
      });
  }
  const known = wordsOf(lines.map((line) => line.text));
  return blocks.map((block) => closeBlock(block, layout, known));
}

function closeBlock(
  { kind, lines }: OpenBlock,
  layout: PdfLayout,
  known: ReadonlySet<string>,
): PdfBlock {
  const { size = 0, page = 0 } = lines[0] ?? {};
  if (kind === 'table') return { kind, text: tableOf(lines), size, page };
  if (kind === 'code') return { kind, text: codeOf(lines, layout), size, page };
  let text = '';
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    const isSet =
      kind !== 'heading' && before?.page === line.page && layout.breaksEarly(before, line);
    text = isSet ? `${text}\n${line.text}` : joinLine(text, line.text, known);
  }
  const isHeading = kind === 'heading' && text.length <= MAX_HEADING_CHARS;
  const closed = kind === 'heading' && !isHeading ? 'paragraph' : kind;
  return { kind: closed, text: kind === 'item' ? text.replace(BULLET, '') : text, size, page };
}

/** Lines of code with their indents, counted in characters of their font. */
function codeOf(lines: readonly PdfLine[], { lineGap }: PdfLayout): string {
  const left = Math.min(...lines.map((line) => line.x));
  return lines
    .map((line, index) => {
      const charWidth = (line.endX - line.x) / Math.max(1, line.text.length);
      const indent = charWidth > 0 ? Math.round((line.x - left) / charWidth) : 0;
      const before = lines[index - 1];
      const isApart = before?.page === line.page && before.y - line.y > lineGap * GAP_SCALE;
      return (isApart ? '\n' : '') + ' '.repeat(Math.min(indent, MAX_CODE_INDENT)) + line.text;
    })
    .join('\n');
}

function kindOf(line: PdfLine, { bodySize }: PdfLayout): PdfBlock['kind'] {
  const isLarge = line.size >= bodySize * HEADING_SCALE && /\p{L}{2}/u.test(line.text);
  if (isLarge && line.text.length <= MAX_HEADING_CHARS) return 'heading';
  if (line.isMono) return 'code';
  return BULLET.test(line.text) ? 'item' : 'paragraph';
}

interface LineInContext {
  readonly line: PdfLine;
  readonly before: PdfLine | undefined;
  readonly after: PdfLine | undefined;
}

function kindInContext(
  { line, before, after }: LineInContext,
  layout: PdfLayout,
): PdfBlock['kind'] {
  const kind = kindOf(line, layout);
  if (kind !== 'paragraph') return kind;
  const isNextRow = (other: PdfLine | undefined): boolean =>
    other !== undefined && other.page === line.page && isTableRow(other);
  if (isTableRow(line) && (isNextRow(before) || isNextRow(after))) return 'table';
  return isFontHeading({ line, before, after }, layout) ? 'heading' : kind;
}

/** A short line for itself, all of it in another font than the text, as bold headings are. */
function isFontHeading({ line, before, after }: LineInContext, layout: PdfLayout): boolean {
  if (!looksLikeHeading(line, layout)) return false;
  const isBelowText = before?.page === line.page && before.y >= line.y;
  if (isBelowText && before.y - line.y <= layout.lineGap * FONT_HEADING_GAP) return false;
  if (after?.font === layout.bodyFont) return true;
  return after?.font === line.font && after.text.length <= MAX_FONT_HEADING_CHARS;
}

function looksLikeHeading(
  { font, size, text, cells }: PdfLine,
  { bodyFont, bodySize }: PdfLayout,
): boolean {
  if (font === null || bodyFont === null || font === bodyFont || size < bodySize) return false;
  if (cells.length > 1 || text.length > MAX_FONT_HEADING_CHARS) return false;
  return /^[\p{Lu}\p{N}]/u.test(text) && /\p{L}{2}/u.test(text) && !/[.,;:]$/u.test(text);
}

interface NextLine {
  readonly line: PdfLine;
  readonly kind: PdfBlock['kind'];
  readonly layout: PdfLayout;
}

function continues(block: OpenBlock, next: NextLine): boolean {
  const before = block.lines.at(-1);
  if (before === undefined || next.kind === 'item') return false;
  if (block.kind === 'table' || next.kind === 'table') return continuesTable(block, next);
  if (next.kind === 'code' || block.kind === 'code') {
    return (
      next.kind === block.kind && isBelow(before, next.line, next.layout.lineGap * CODE_GAP_SCALE)
    );
  }
  if (next.kind === 'heading' || block.kind === 'heading') {
    const isSame = next.kind === block.kind && Math.abs(before.size - next.line.size) <= 0.5;
    return isSame && isBelow(before, next.line, before.size * GAP_SCALE);
  }
  return continuesProse(before, next);
}

function continuesTable(block: OpenBlock, { line, kind, layout }: NextLine): boolean {
  const before = block.lines.at(-1);
  if (block.kind !== 'table' || before === undefined) return false;
  if (kind === 'table') return isBelow(before, line, layout.lineGap * TABLE_GAP_SCALE);
  const row = block.lines.findLast(({ cells }) => cells.length > 1);
  if (row === undefined) return false;
  if (continuesRow(row, line)) return isBelow(before, line, layout.lineGap * TABLE_GAP_SCALE);
  return isBelow(before, line, layout.lineGap * GAP_SCALE) && continuesCell(row, line);
}

function continuesProse(before: PdfLine, { line, layout }: NextLine): boolean {
  const isOpen = !SENTENCE_END.test(before.text) || /^\p{Ll}/u.test(line.text);
  const isNumbered = NUMBERED.test(line.text);
  // A new page or the next column
  if (before.page !== line.page || before.y < line.y) return isOpen && !isNumbered;
  if (!isBelow(before, line, Math.max(layout.lineGap, before.size) * GAP_SCALE)) return false;
  return layout.breaksEarly(before, line) ? isOpen && !isNumbered : true;
}

function isBelow(before: PdfLine, line: PdfLine, maxGap: number): boolean {
  const gap = before.y - line.y;
  return before.page === line.page && gap >= 0 && gap <= maxGap;
}
