import { FALLBACK_LANGUAGE } from '../domain/language.ts';
import { datedTrail } from '../domain/passage.ts';
import { stripVTControlCharacters } from 'node:util';
import type { ReplyView } from '../application/command.ts';
import { duration } from '../words/duration.ts';

/**
 * Control characters and escape sequences of a model or an article must not reach the terminal,
 * where they could move the cursor, set the title or hide text.
 */
export function withoutControls(text: string): string {
  return stripVTControlCharacters(text).replace(
    /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu,
    (character) => (character === '\n' || character === '\t' ? character : ''),
  );
}

export interface Style {
  bold(text: string): string;
  dim(text: string): string;
}

/** One reply as the terminal shows it, without a trailing line break. */
export function renderView(view: ReplyView, sourcesTitle: string, style: Style): string {
  const parts: string[] = [];
  if (view.heading !== undefined) {
    const left = view.leftMs === undefined ? '' : ` · ${duration(view.leftMs)}`;
    parts.push(style.dim(withoutControls(view.heading) + left));
  }
  if (view.text !== '') parts.push(styled(withoutControls(view.text), style));
  if (view.citations.length > 0) {
    const lines = view.citations.map(({ n, url, ...source }) => {
      const where = datedTrail(source, view.language ?? FALLBACK_LANGUAGE);
      return style.dim(withoutControls(`  [${n}] ${where}${url === null ? '' : `  ${url}`}`));
    });
    parts.push([style.dim(sourcesTitle), ...lines].join('\n'));
  }
  if (view.footer !== undefined) parts.push(styled(withoutControls(view.footer), style));
  return parts.join('\n\n');
}

/** Markdown emphasis as terminal emphasis; everything else as it is. */
function styled(text: string, style: Style): string {
  return text.replace(/\*\*([^*\n]+)\*\*/gu, (_whole, inner: string) => style.bold(inner));
}

/** Screen rows a text takes at a width, escape sequences not counted. */
export function screenRows(text: string, columns: number): number {
  const width = Math.max(1, columns);
  const lines = stripVTControlCharacters(text).split('\n');
  return lines.reduce((rows, line) => rows + rowsOf(line, width), 0);
}

function rowsOf(line: string, width: number): number {
  let rows = 1;
  let column = 0;
  for (const character of line) {
    const wide = character === '\t' ? TAB_COLUMNS - (column % TAB_COLUMNS) : columnsOf(character);
    const isWrapped = column + wide > width;
    if (isWrapped) rows += 1;
    column = isWrapped ? wide : column + wide;
  }
  return rows;
}

const TAB_COLUMNS = 8;
const NO_COLUMN = /^[\p{M}\u200b-\u200d]$/u;
const TWO_COLUMNS =
  /^(?:\p{Emoji_Presentation}|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\uff01-\uff60])$/u;

/** Columns of a character: none for combining ones, two for emoji and East Asian letters. */
function columnsOf(character: string): number {
  if (NO_COLUMN.test(character)) return 0;
  return TWO_COLUMNS.test(character) ? 2 : 1;
}

/**
 * Breaks lines between words so that none is wider than the screen; a longer word is left to the
 * terminal. Continuation lines of a quote or a list keep their indent.
 */
export function wrapWords(text: string, columns: number): string {
  const width = Math.max(MIN_WRAP_COLUMNS, columns);
  return text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n');
}

const MIN_WRAP_COLUMNS = 20;

function wrapLine(line: string, width: number): string {
  if (visibleLength(line) <= width) return line;
  const quote = /^(?:> )+/u.exec(line)?.[0];
  const indent = quote ?? ' '.repeat(/^\s*(?:[-*] |\d+\. |\[\d+\] )?/u.exec(line)?.[0].length ?? 0);
  const rows: string[] = [];
  let row = '';
  for (const word of line.split(' ')) {
    const longer = row === '' ? word : `${row} ${word}`;
    if (visibleLength(longer) <= width || row.trim() === '') {
      row = longer;
      continue;
    }
    rows.push(row);
    row = indent + word;
  }
  return [...rows, row].join('\n');
}

function visibleLength(line: string): number {
  return stripVTControlCharacters(line).length;
}
