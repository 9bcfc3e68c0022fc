import type { PdfLine } from './pdf-lines.ts';

/** Lines at the top and at the bottom of a page that may be running heads. */
const EDGE_LINES = 3;
const MIN_PAGES = 2;
const MIN_SHARE = 0.5;
/** From here on left and right pages may have heads of their own. */
const MIN_PAGES_FOR_SIDES = 6;
const MAX_HEAD_CHARS = 160;

/**
 * Pages without the lines that stand at the edge of most of them: running heads, page numbers.
 * Numbers in them may differ. A document of one page loses a bare page number only.
 */
export function dropRunningHeads(pages: readonly (readonly PdfLine[])[]): PdfLine[][] {
  const seen = new Map<string, number>();
  for (const page of pages) {
    for (const key of new Set(edgesOf(page).map(keyOf))) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const least = Math.max(MIN_PAGES, Math.ceil(pages.length * MIN_SHARE));
  // Left and right pages often have heads of their own: half as often is often enough for short ones.
  const isHead = (line: PdfLine): boolean => {
    const count = seen.get(keyOf(line)) ?? 0;
    return (
      count >= least || (pages.length >= MIN_PAGES_FOR_SIDES && count >= Math.floor(least / 2))
    );
  };
  return pages.map((page) => {
    const edges = new Set(edgesOf(page));
    const [first, last] = outermost(page);
    return page.filter((line) => {
      if (!edges.has(line) || line.text.length > MAX_HEAD_CHARS) return true;
      return !isHead(line) && !((line === first || line === last) && isPageNumber(line.text));
    });
  });
}

function edgesOf(page: readonly PdfLine[]): PdfLine[] {
  const byHeight = [...page].sort((one, other) => other.y - one.y);
  if (byHeight.length <= 2 * EDGE_LINES)
    return byHeight.slice(0, 1).concat(byHeight.slice(1).slice(-1));
  return [...byHeight.slice(0, EDGE_LINES), ...byHeight.slice(-EDGE_LINES)];
}

function outermost(page: readonly PdfLine[]): readonly [PdfLine | undefined, PdfLine | undefined] {
  const byHeight = [...page].sort((one, other) => other.y - one.y);
  return [byHeight[0], byHeight.at(-1)];
}

/** What stays the same from page to page; where it stands counts, so that a number in a text does not. */
function keyOf(line: PdfLine): string {
  const words = line.text
    .toLowerCase()
    .replace(/\d+/gu, '#')
    .replace(/\b[ivxlc]{1,7}\b/gu, '#');
  return `${words}@${Math.round(line.y / 4)}`;
}

function isPageNumber(text: string): boolean {
  return /^(?:[-–—]\s*)?(?:(?:page|seite|s\.|p\.)\s*)?\d{1,5}(?:\s*(?:\/|of|von)\s*\d{1,5})?(?:\s*[-–—])?$/iu.test(
    text,
  );
}
