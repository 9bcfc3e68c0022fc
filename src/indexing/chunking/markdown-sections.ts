import { plainInline } from './inline-text.ts';
import { splitByFences } from './markdown-fences.ts';

/** A heading's own lines, without those of the headings below it. */
export interface Section {
  /** Heading trail, e.g. `Lizenz > Grenzen`; empty before the first heading. */
  readonly trail: string;
  readonly lines: readonly string[];
}

/** A longer "heading" is taken for a paragraph. */
export const MAX_HEADING_CHARS = 160;
/** Longest trail in characters; its upper levels are dropped first. */
export const MAX_TRAIL_CHARS = 240;

const TRAIL_SEPARATOR = ' > ';
const ATX = /^ {0,3}(#{1,6})(?=[ \t]|$)/u;
const SETEXT = /^ {0,3}(=+|-{2,})[ \t]*$/u;
const PLAIN_START = /^ {0,3}(?![-*+>|#]|\d{1,9}[.)])\S/u;

/** A heading as plain text. */
export interface Heading {
  readonly level: number;
  readonly text: string;
}

/**
 * Cuts a Markdown body at its headings, minding code fences. A level-1 heading that repeats the
 * title adds nothing to the trail.
 */
export function splitSections(body: string, title: string): Section[] {
  const sections: { trail: string; lines: string[] }[] = [{ trail: '', lines: [] }];
  let path: Heading[] = [];
  const last = (): { trail: string; lines: string[] } =>
    sections[sections.length - 1] ?? { trail: '', lines: [] };
  const open = (heading: Heading): void => {
    path = [...path.filter((above) => above.level < heading.level), heading];
    sections.push({ trail: trailOf(path, title), lines: [] });
  };
  for (const run of splitByFences(body.split('\n'))) {
    if (run.isCode) {
      for (const line of run.lines) last().lines.push(line);
      continue;
    }
    for (const [index, line] of run.lines.entries()) {
      const atx = readAtx(line);
      const setext = atx === null ? readSetext(run.lines, index) : null;
      if (atx !== null) open(atx);
      else if (setext !== null) {
        last().lines.pop();
        open(setext);
      } else last().lines.push(line);
    }
  }
  return sections;
}

function readAtx(line: string): Heading | null {
  const heading = readHeading(line);
  return heading === null || heading.text.length > MAX_HEADING_CHARS ? null : heading;
}

/** A heading that begins with `#`, however long its text; null for any other line and without text. */
export function readHeading(line: string): Heading | null {
  const opening = ATX.exec(line);
  if (opening === null) return null;
  const inner = line.slice(opening[0].length).trim();
  let end = inner.length;
  while (inner[end - 1] === '#') end -= 1;
  const isClosed = end < inner.length && (end === 0 || /\s/u.test(inner[end - 1] ?? ''));
  const text = plainInline(isClosed ? inner.slice(0, end) : inner);
  return text === '' ? null : { level: opening[1]?.length ?? 1, text };
}

/** A line of `=` or `-` below a paragraph of exactly one line makes that line a heading. */
export function readSetext(lines: readonly string[], index: number): Heading | null {
  const mark = SETEXT.exec(lines[index] ?? '')?.[1];
  const above = lines[index - 1] ?? '';
  const isAlone =
    (lines[index - 2] ?? '').trim() === '' || readAtx(lines[index - 2] ?? '') !== null;
  if (mark === undefined || !PLAIN_START.test(above) || !isAlone || above.includes('|'))
    return null;
  const text = plainInline(above);
  if (text === '' || text.length > MAX_HEADING_CHARS) return null;
  return { level: mark.startsWith('=') ? 1 : 2, text };
}

function trailOf(path: readonly Heading[], title: string): string {
  const names = path
    .filter((heading) => heading.level > 1 || heading.text !== title)
    .map((heading) => heading.text);
  while (names.length > 1 && names.join(TRAIL_SEPARATOR).length > MAX_TRAIL_CHARS) names.shift();
  return names.join(TRAIL_SEPARATOR);
}
