import { stripVTControlCharacters } from 'node:util';
import type { ReplyView } from '../application/command.ts';

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
  if (view.heading !== undefined) parts.push(style.dim(withoutControls(view.heading)));
  if (view.text !== '') parts.push(styled(withoutControls(view.text), style));
  if (view.citations.length > 0) {
    const lines = view.citations.map(({ n, title, section, url }) => {
      const where = section === '' ? title : `${title} › ${section}`;
      return style.dim(withoutControls(`  [${n}] ${where}${url === null ? '' : `  ${url}`}`));
    });
    parts.push([style.dim(sourcesTitle), ...lines].join('\n'));
  }
  return parts.join('\n\n');
}

/** Markdown emphasis as terminal emphasis; everything else as it is. */
function styled(text: string, style: Style): string {
  return text.replace(/\*\*([^*\n]+)\*\*/gu, (_whole, inner: string) => style.bold(inner));
}

/** Screen rows a text takes at a width, escape sequences not counted. */
export function screenRows(text: string, columns: number): number {
  const width = Math.max(1, columns);
  return text
    .split('\n')
    .map((line) => {
      const visible = stripVTControlCharacters(line).length;
      return Math.max(1, Math.ceil(visible / width));
    })
    .reduce((sum, rows) => sum + rows, 0);
}
