import { composeAccents } from './compose-accents.ts';
import { raisedText } from '../raised-text.ts';
import { SHOWN_SOFT_HYPHEN } from './show-soft-hyphens.ts';

/** One line of a page as it is seen. Lengths are points, `y` grows upwards. */
export interface PdfLine {
  readonly text: string;
  readonly x: number;
  /** Right end. */
  readonly endX: number;
  readonly y: number;
  /** Font size. */
  readonly size: number;
  /** Page number from 0. */
  readonly page: number;
  /** Set in a typewriter font, as code is. */
  readonly isMono: boolean;
  /** Font of all of it, as the document names it; null where several are mixed. */
  readonly font: string | null;
  /** The pieces between gaps as wide as those of a table; one for a line of running text. */
  readonly cells: readonly PdfCell[];
  /** The same between gaps that are wide for running text: cells, where other lines say that this is a table. */
  readonly pieces: readonly PdfCell[];
}

/** A piece of a line that stands apart. */
export interface PdfCell {
  readonly text: string;
  readonly x: number;
  /** Right end. */
  readonly endX: number;
}

/** A piece of text as pdf.js gives it. */
export interface PdfItem {
  readonly str: string;
  /** a, b, c, d, e, f of the text matrix. */
  readonly transform: readonly number[];
  readonly width: number;
  readonly hasEOL: boolean;
  readonly fontName: string;
}

const MIN_GAP_SHARE = 0.15;
/** A gap this many times the font size wide parts the cells of a table. */
const CELL_GAP_SHARE = 1.5;
/** The same inside a table. */
const PIECE_GAP_SHARE = 0.9;
/** Size and height of raised text, in those of its line. */
const MAX_RAISED_SIZE = 0.8;
const MIN_RAISED_SHARE = 0.2;
const SAME_LINE_SHARE = 0.5;
/** What stands before the text of a list's item, however far. */
const ITEM_MARK = /^(?:[^\p{L}\p{N}\s]|[\p{L}\p{N}]{1,3}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?)$/u;

/** One word, set with a blank between its letters. */
const SPACED_LETTERS = /^(?:\p{L} ){4,60}\p{L}$/u;

interface OpenLine {
  /** With the gap before each, in font sizes. */
  pieces: (PdfCell & { readonly gap: number })[];
  x: number;
  endX: number;
  y: number;
  /** Of the largest piece. */
  height: number;
  /** Characters by font size. */
  readonly sizes: Map<number, number>;
  isMono: boolean;
  font: string | null;
}

/** A piece of text that can be seen, in the direction in which the page is read. */
interface Piece {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly endX: number;
  readonly size: number;
  readonly isMono: boolean;
  readonly font: string;
}

/**
 * Joins the pieces of a page, in the order in which they are drawn, to lines. A page that lies on its
 * side is turned to the direction of most of its text; text in any other direction is left out.
 */
export function linesOfPage(
  items: readonly PdfItem[],
  page: number,
  isMonoFont: (fontName: string) => boolean = () => false,
): PdfLine[] {
  const lines: OpenLine[] = [];
  const turn = mainDirection(items);
  let isOpen = false;
  for (const item of items) {
    const last = isOpen ? lines.at(-1) : undefined;
    if (item.str.trim() !== '' && directionOf(item) === turn) {
      const piece = pieceOf(item, turn, isMonoFont(item.fontName));
      if (last !== undefined && continuesLine(last, piece)) append(last, piece);
      else lines.push(openLine(piece));
      isOpen = true;
    } else if (last !== undefined && item.str !== '') extend(last, ' ');
    if (item.hasEOL) isOpen = false;
  }
  return lines.map((line) => closeLine(line, page)).filter((line) => line.text !== '');
}

/** Quarter turns against the clock, 0 to 3. */
function directionOf({ transform }: PdfItem): number {
  const [a = 0, b = 0] = transform;
  if (Math.abs(b) < Math.abs(a)) return a > 0 ? 0 : 2;
  return b > 0 ? 1 : 3;
}

function mainDirection(items: readonly PdfItem[]): number {
  const chars = [0, 0, 0, 0];
  for (const item of items) {
    const direction = directionOf(item);
    chars[direction] = (chars[direction] ?? 0) + item.str.trim().length;
  }
  return chars.indexOf(Math.max(...chars));
}

function pieceOf(item: PdfItem, turn: number, isMono: boolean): Piece {
  const [a = 0, b = 0, , , givenX = 0, givenY = 0] = item.transform;
  const turned = [
    [givenX, givenY],
    [givenY, -givenX],
    [-givenX, -givenY],
    [-givenY, givenX],
  ] as const;
  const [x, y] = turned[turn] ?? turned[0];
  const endX = x + item.width;
  return { text: item.str, x, y, endX, size: Math.hypot(a, b), isMono, font: item.fontName };
}

function openLine({ text, x, endX, y, size, isMono, font }: Piece): OpenLine {
  const sizes = new Map([[size, text.trim().length]]);
  return { pieces: [{ text, x, endX, gap: 0 }], x, endX, y, height: size, sizes, isMono, font };
}

function closeLine(line: OpenLine, page: number): PdfLine {
  const cells = cellsOf(line, CELL_GAP_SHARE);
  // An oversized bullet or initial does not make the line a large one.
  const [size = 0] = [...line.sizes].sort((one, other) => other[1] - one[1])[0] ?? [];
  const { x, endX, y, isMono, font } = line;
  return {
    text: cells.map(({ text }) => text).join(' '),
    x,
    endX,
    y,
    size,
    page,
    isMono,
    font,
    cells,
    pieces: cellsOf(line, PIECE_GAP_SHARE),
  };
}

/** What stands between gaps wider than `gapShare` font sizes. */
function cellsOf(line: OpenLine, gapShare: number): PdfCell[] {
  const cells: PdfCell[] = [];
  for (const { text, x, endX, gap } of line.pieces) {
    const last = gap > gapShare ? undefined : cells.pop();
    if (last === undefined) cells.push({ text, x, endX });
    else cells.push({ text: `${last.text}${gap > 0 ? ' ' : ''}${text}`, x: last.x, endX });
  }
  return cells
    .map((cell, at) => ({ ...cell, text: cellText(cell.text, at === cells.length - 1) }))
    .filter(({ text }) => text !== '');
}

/** Soft hyphens are seen at the end of a line alone. */
function cellText(raw: string, isLast: boolean): string {
  const plain = composeAccents(raw.replace(/\s+/gu, ' ').trim());
  const text = SPACED_LETTERS.test(plain) ? plain.replaceAll(' ', '') : plain;
  const isBroken = isLast && text.endsWith(SHOWN_SOFT_HYPHEN);
  return text.replaceAll(SHOWN_SOFT_HYPHEN, '') + (isBroken ? '\u00AD' : '');
}

function continuesLine(line: OpenLine, piece: Piece): boolean {
  const height = Math.max(line.height, piece.size);
  return Math.abs(line.y - piece.y) < height * SAME_LINE_SHARE && piece.x > line.x - height;
}

function append(line: OpenLine, piece: Piece): void {
  if (appendRaised(line, piece)) return;
  const gap = piece.x - line.endX;
  const isMark = line.pieces.length === 1 && ITEM_MARK.test(line.pieces[0]?.text.trim() ?? '');
  const share = gap / piece.size;
  if (share > PIECE_GAP_SHARE && !isMark) {
    line.pieces.push({ text: piece.text, x: piece.x, endX: piece.endX, gap: share });
  } else extend(line, (share > MIN_GAP_SHARE ? ' ' : '') + piece.text, piece.endX);
  line.endX = Math.max(line.endX, piece.endX);
  // A raised or smaller piece, such as the number of a note, does not move the line.
  if (piece.size >= line.height) line.y = piece.y;
  line.height = Math.max(line.height, piece.size);
  line.sizes.set(piece.size, (line.sizes.get(piece.size) ?? 0) + piece.text.trim().length);
  line.isMono &&= piece.isMono;
  if (line.font !== piece.font) line.font = null;
}

/** Whether a piece is a power or the number of a note, which is written as that. */
function appendRaised(line: OpenLine, piece: Piece): boolean {
  const last = line.pieces.at(-1);
  if (last === undefined || !isRaised(line, piece)) return false;
  const before = last.text.trimEnd();
  const written = raisedText(before, piece.text);
  if (written === piece.text) return false;
  line.pieces.splice(-1, 1, { ...last, text: before });
  extend(line, written, piece.endX);
  line.endX = Math.max(line.endX, piece.endX);
  return true;
}

/** Smaller and higher than what stands before it. */
function isRaised({ height, y }: OpenLine, piece: Piece): boolean {
  return piece.size <= height * MAX_RAISED_SIZE && piece.y - y >= height * MIN_RAISED_SHARE;
}

function extend(line: OpenLine, text: string, endX = -Infinity): void {
  const last = line.pieces.pop();
  if (last === undefined) return;
  line.pieces.push({ ...last, text: last.text + text, endX: Math.max(last.endX, endX) });
}
