import type { PdfLine } from './pdf-lines.ts';

/** How the text of a PDF is set. */
export interface PdfLayout {
  /** Font size of most of the text. */
  readonly bodySize: number;
  /** Distance of most lines. */
  readonly lineGap: number;
  /** Font of most of the text. */
  readonly bodyFont: string | null;
  /** Whether a line ends before the next one's first word for a reason: that word would have fitted. */
  breaksEarly(line: PdfLine, next: PdfLine): boolean;
}

const COLUMN_POINTS = 10;
const MIN_COLUMN_LINES = 4;
const RIGHT_EDGE_SHARE = 0.95;
/** Lines that are not stretched end a little before the edge. */
const SLACK_CHARS = 2;

/** Measures all lines of a PDF. */
export function measureLayout(lines: readonly PdfLine[]): PdfLayout {
  const columns = new Map<number, PdfLine[]>();
  for (const line of lines) {
    const column = columnOf(line);
    columns.set(column, [...(columns.get(column) ?? []).slice(-MAX_COLUMN_LINES), line]);
  }
  const edges = new Map([...columns].map(([column, own]) => [column, rightEdge(own)]));
  const whole = rightEdge(lines);
  return {
    bodySize: bodySizeOf(lines),
    lineGap: lineGapOf(lines),
    bodyFont: bodyFontOf(lines),
    breaksEarly(line, next) {
      if (/\p{L}[-\u00AD\u2010]$/u.test(line.text)) return false; // a word goes on
      const isColumn = (columns.get(columnOf(line))?.length ?? 0) >= MIN_COLUMN_LINES;
      const right = isColumn ? (edges.get(columnOf(line)) ?? whole) : whole;
      const charWidth = (line.endX - line.x) / Math.max(1, line.text.length);
      const word = /^\S+/u.exec(next.text)?.[0] ?? '';
      return line.endX + (word.length + SLACK_CHARS) * charWidth < right;
    },
  };
}

/** Enough to know where a column ends. */
const MAX_COLUMN_LINES = 500;

function columnOf(line: PdfLine): number {
  return Math.round(line.x / COLUMN_POINTS);
}

function rightEdge(lines: readonly PdfLine[]): number {
  const ends = lines.map((line) => line.endX).sort((a, b) => a - b);
  return ends[Math.floor((ends.length - 1) * RIGHT_EDGE_SHARE)] ?? 0;
}

function bodySizeOf(lines: readonly PdfLine[]): number {
  const chars = new Map<number, number>();
  for (const line of lines) {
    const size = Math.round(line.size * 2) / 2;
    chars.set(size, (chars.get(size) ?? 0) + line.text.length);
  }
  return [...chars].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/** Null where no font has most of the text. */
function bodyFontOf(lines: readonly PdfLine[]): string | null {
  const chars = new Map<string, number>();
  let all = 0;
  for (const { font, text } of lines) {
    all += text.length;
    if (font !== null) chars.set(font, (chars.get(font) ?? 0) + text.length);
  }
  const [font, most] = [...chars].sort((a, b) => b[1] - a[1])[0] ?? [null, 0];
  return most > all / 2 ? font : null;
}

function lineGapOf(lines: readonly PdfLine[]): number {
  const gaps: number[] = [];
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1];
    if (before?.page === line.page && before.y > line.y) gaps.push(before.y - line.y);
  }
  gaps.sort((a, b) => a - b);
  // Headings and paragraphs stand further apart: the usual distance is among the smaller ones.
  return gaps[Math.floor(gaps.length / 3)] ?? 0;
}
