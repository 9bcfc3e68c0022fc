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
const SAME_LINE_SHARE = 0.5;

interface OpenLine {
  text: string;
  x: number;
  endX: number;
  y: number;
  size: number;
  isMono: boolean;
}

/** Joins the pieces of a page, in the order in which they are drawn, to lines. Rotated text is left out. */
export function linesOfPage(
  items: readonly PdfItem[],
  page: number,
  isMonoFont: (fontName: string) => boolean = () => false,
): PdfLine[] {
  const lines: OpenLine[] = [];
  let isOpen = false;
  for (const { str, transform, width, hasEOL, fontName } of items) {
    const [a = 0, b = 0, , , x = 0, y = 0] = transform;
    const size = Math.hypot(a, b);
    const last = isOpen ? lines.at(-1) : undefined;
    if (str.trim() !== '' && Math.abs(b) < Math.abs(a)) {
      const isMono = isMonoFont(fontName);
      const item = { text: str, x, endX: x + width, y, size, isMono };
      if (last !== undefined && continuesLine(last, item)) append(last, item);
      else lines.push(item);
      isOpen = true;
    } else if (last !== undefined && str !== '') last.text += ' ';
    if (hasEOL) isOpen = false;
  }
  return lines
    .map((line) => ({ ...line, text: line.text.replace(/\s+/gu, ' ').trim(), page }))
    .filter((line) => line.text !== '');
}

function continuesLine(line: OpenLine, item: Pick<OpenLine, 'x' | 'y' | 'size'>): boolean {
  const height = Math.max(line.size, item.size);
  return Math.abs(line.y - item.y) < height * SAME_LINE_SHARE && item.x > line.x - height;
}

function append(line: OpenLine, item: OpenLine): void {
  const isApart = item.x - line.endX > item.size * MIN_GAP_SHARE;
  line.text += (isApart ? ' ' : '') + item.text;
  line.endX = Math.max(line.endX, item.endX);
  // A raised or smaller piece, such as the number of a note, does not move the line.
  if (item.size >= line.size) line.y = item.y;
  line.size = Math.max(line.size, item.size);
  line.isMono &&= item.isMono;
}
