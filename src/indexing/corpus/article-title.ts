import { openedFence } from '../chunking/markdown-fences.ts';
import { readHeading, readSetext } from '../chunking/markdown-sections.ts';
import { splitByFences } from '../chunking/markdown-fences.ts';
import { plainInline } from '../chunking/inline-text.ts';
import { cleanLine } from './clean-text.ts';

export const MAX_TITLE_CHARS = 200;
/** A first line longer than this is a paragraph. */
const MAX_FIRST_LINE_CHARS = 120;
const SENTENCE_END = /[.!?:;,…]["'»«”“’)\]]*$/u;
const NO_TITLE_LINE = /^\s*(?:[-*+>|#~`<![{:=]|\d{1,9}[.)]\s)/u;
/** `= Title`, as one kind of plain markup writes it. */
const EQUALS_TITLE = /^= (?=\S)/u;
const OVERLINE = /^([=\-~^"#*+])\1{2,}[ \t]*$/u;
const EMPTY = /^\s*$/u;
const UNDERLINE = /^ {0,3}(?:=+|-{2,})[ \t]*$/u;

/**
 * Title a text gives itself: its first heading of level 1, or its first line where that is a heading or
 * stands for itself like one. Null for a text that begins with a sentence.
 */
export function titleInText(body: string, isMarkdown: boolean): string | null {
  return (isMarkdown ? firstHeading(body) : null) ?? firstLine(withoutOverline(body), isMarkdown);
}

/** A body whose title stands between two equal lines, without the upper one. */
function withoutOverline(body: string): string {
  const lines = body.trimStart().split('\n', 3);
  const isFramed = OVERLINE.test(lines[0] ?? '') && lines[0]?.trimEnd() === lines[2]?.trimEnd();
  const isTitle = isFramed && /\p{L}/u.test(lines[1] ?? '');
  return isTitle
    ? body
        .trimStart()
        .slice((lines[0] ?? '').length + 1)
        .replace(/^ /u, '')
    : body;
}

/** A file's name without folder, extension and hyphens. */
export function titleFromName(name: string): string {
  const stem = name
    .replace(/^.*[/\\]/u, '')
    .replace(/\.[a-z0-9]{1,8}$/iu, '')
    .replace(/[_-]+/gu, ' ');
  return shortenTitle(cleanLine(stem)) || 'Untitled';
}

/** One line of at most `MAX_TITLE_CHARS`. */
export function shortenTitle(title: string): string {
  const line = title.replace(/\s+/gu, ' ').trim();
  return line.length <= MAX_TITLE_CHARS ? line : `${line.slice(0, MAX_TITLE_CHARS - 1).trimEnd()}…`;
}

/** A body without the first line that only says the title, and without the line below it. */
export function withoutTitleLine(body: string, title: string): string {
  const lines = withoutOverline(body).split('\n');
  const at = lines.findIndex((line) => line.trim() !== '');
  const first = lines[at] ?? '';
  const isTitle = /^ {0,3}#\s+\S|^= \S/u.test(first) || !NO_TITLE_LINE.test(first);
  if (!isTitle || openedFence(first) !== null || keyOf(plainInline(first)) !== keyOf(title))
    return body;
  const isUnderlined = UNDERLINE.test(lines[at + 1] ?? '') || OVERLINE.test(lines[at + 1] ?? '');
  if (!isUnderlined && !/^\s*[#=]/u.test(first) && (lines[at + 1] ?? '').trim() !== '') {
    return body;
  }
  const rest = lines.slice(at + (isUnderlined ? 2 : 1)).join('\n');
  return /[\p{L}\p{N}]/u.test(rest) ? rest : body;
}

function firstHeading(body: string): string | null {
  for (const run of splitByFences(body.split('\n'))) {
    if (run.isCode) continue;
    for (const [index, line] of run.lines.entries()) {
      const heading = readHeading(line) ?? readSetext(run.lines, index);
      if (heading?.level === 1) return heading.text;
    }
  }
  return null;
}

function firstLine(body: string, isMarkdown: boolean): string | null {
  const lines = body.split('\n');
  const at = lines.findIndex((line) => line.trim() !== '');
  const [line = '', below = ''] = lines.slice(at, at + 2);
  if (openedFence(line) !== null) return null;
  const heading = isMarkdown ? (readHeading(line) ?? readSetext(lines, at + 1)) : null;
  if (heading !== null) return heading.text;
  if (EQUALS_TITLE.test(line)) return line.replace(EQUALS_TITLE, '').trim();
  const text = isMarkdown ? plainInline(line) : line.trim();
  const isAlone = [EMPTY, UNDERLINE, OVERLINE].some((each) => each.test(below));
  const isTitle = isAlone && text.length <= MAX_FIRST_LINE_CHARS && !SENTENCE_END.test(text);
  const hasMore = lines.slice(at + 1).some((each) => /\p{L}/u.test(each));
  return isTitle && hasMore && /\p{L}/u.test(text) && !NO_TITLE_LINE.test(line) ? text : null;
}

function keyOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
