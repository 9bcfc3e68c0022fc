import { splitByFences } from './markdown-fences.ts';
import { fencedOrders, withoutDirective } from './site-fences.ts';
import { withoutSiteMarkup } from './site-markup.ts';

/** Element names that are markup in an article; any other `<word>` is text, e.g. `<mask>`. */
const HTML_ELEMENTS =
  'a|abbr|address|article|aside|audio|b|blockquote|br|button|caption|center|cite|code|col|colgroup|dd|details|del|dfn|div|dl|dt|em|figcaption|figure|font|footer|form|h1|h2|h3|h4|h5|h6|header|hfoption|hfoptions|hr|i|iframe|img|input|ins|kbd|label|li|main|mark|nav|object|ol|p|picture|pre|q|samp|script|section|small|source|span|strong|style|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|tr|track|u|ul|video|wbr';

const HTML_TAG = new RegExp(`^</?(?:${HTML_ELEMENTS})(?=[\\s/>])`, 'iu');
const COMPONENT_TAG = /^<\/?[A-Z][\w.]*(?=[\s/>])/u;
const CELL_BREAK = / ?(?:<br ?\/?> ?)+/giu;
const ADMONITION = /^(\s{0,3}(?:> ?)+)\[![\w-]+\](?:[+-]?\s*$|[+-] ?)/u;
const MAX_TAG_CHARS = 20_000;
/** What begins like a tag and never ends may cost so many looks at characters, times the text. */
const MAX_LOST_SHARE = 4;
/** Marks of inline code longer than this are read as this many. */
const MAX_CODE_MARKS = 50;

/**
 * Removes what only a web page needs from Markdown or MDX prose: comments, HTML and component tags
 * (their text stays; an image leaves its `alt`, a component its `title`), MDX imports and logic,
 * heading anchors. Code fences and inline code stay as they are.
 */
export function stripMarkup(body: string, isMdx: boolean): string {
  return splitByFences(fencedOrders(body.split('\n')))
    .flatMap((run) => (run.isCode ? withoutDirective(run) : [run]))
    .map((run) => (run.isCode ? run.lines.join('\n') : stripProse(run.lines, isMdx)))
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n');
}

function stripProse(lines: readonly string[], isMdx: boolean): string {
  const whole = dropComments(dropComments(lines.join('\n'), '<!--', '-->'), '{/*', '*/}');
  const kept = withoutSiteMarkup(whole.split('\n'), isMdx).map((line) =>
    inOneRow(line.replace(ADMONITION, '$1')),
  );
  return dropTags(dropSpans(dropSpans(kept.join('\n'), 'script'), 'style'));
}

/** A break inside a row of a table is a blank. */
function inOneRow(line: string): string {
  return line.trimStart().startsWith('|') ? line.replace(CELL_BREAK, ' ') : line;
}

/** Takes elements off with all they hold; one that is never closed stays. */
function dropSpans(text: string, name: 'script' | 'style'): string {
  const open = new RegExp(`^[ \\t]{0,9}<${name}(?=[\\s>])`, 'gimu');
  const lower = text.toLowerCase();
  let result = '';
  let at = 0;
  for (const { index } of text.matchAll(open)) {
    const close = index < at ? -1 : lower.indexOf(`</${name}>`, index);
    if (close === -1) continue;
    result += text.slice(at, index);
    at = close + name.length + 3;
  }
  return result + text.slice(at);
}

function dropComments(text: string, mark: string, end: string): string {
  let result = '';
  let at = 0;
  for (;;) {
    const open = text.indexOf(mark, at);
    const close = open === -1 ? -1 : text.indexOf(end, open + mark.length);
    if (close === -1) return result + text.slice(at);
    result += text.slice(at, open);
    at = close + end.length;
  }
}

function dropTags(text: string): string {
  const code = codeReader(text);
  let lost = MAX_LOST_SHARE * text.length + MAX_TAG_CHARS;
  let result = '';
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '`') {
      const end = code(at);
      result += text.slice(at, end);
      at = end;
    } else if (character === '<') {
      const { end, isTag } = lost > 0 ? tagAt(text, at) : { end: at, isTag: false };
      if (!isTag) lost -= end - at;
      result += isTag ? textLeftBy(text.slice(at, end)) : character;
      at = isTag ? end : at + 1;
    } else {
      const next = nextOf(text, at);
      result += text.slice(at, next);
      at = next;
    }
  }
  return result;
}

function nextOf(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '<' || text[at] === '`') return at;
  }
  return text.length;
}

/**
 * Tells, at rising places, where the code span opening there ends; a mark without a partner in its
 * paragraph is plain text.
 */
function codeReader(text: string): (at: number) => number {
  let paragraphEnd = -1;
  /** Lengths of marks that have no partner in the rest of the paragraph. */
  let single = new Set<number>();
  return (at) => {
    if (at >= paragraphEnd) {
      const next = text.indexOf('\n\n', at);
      paragraphEnd = next === -1 ? text.length : next;
      single = new Set();
    }
    const marks = /^`+/u.exec(text.slice(at, at + MAX_CODE_MARKS))?.[0] ?? '`';
    const start = at + marks.length;
    if (single.has(marks.length)) return start;
    const close = text.slice(start, paragraphEnd).indexOf(marks);
    if (close !== -1) return start + close + marks.length;
    single.add(marks.length);
    return start;
  };
}

/** Where the tag at `at` ends, minding quotes and braces in its attributes; or how far it was looked for. */
function tagAt(text: string, at: number): { readonly end: number; readonly isTag: boolean } {
  const head = text.slice(at, at + 80);
  if (!HTML_TAG.test(head) && !COMPONENT_TAG.test(head)) return { end: at, isTag: false };
  let quote = '';
  let depth = 0;
  let index = at + 1;
  for (const limit = Math.min(text.length, at + MAX_TAG_CHARS); index < limit; index += 1) {
    const character = text[index] ?? '';
    if (quote !== '') {
      if (character === '\\') index += 1;
      else if (character === quote) quote = '';
    } else if (opensQuote(character, depth)) quote = character;
    else if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    else if (character === '>' && depth <= 0) return { end: index + 1, isTag: true };
    else if (character === '<' && depth <= 0) break; // the next tag: this one never ends
  }
  return { end: index, isTag: false };
}

/** An apostrophe inside braces is usually text, not a quote. */
function opensQuote(character: string, depth: number): boolean {
  return character === '"' || character === '`' || (character === "'" && depth === 0);
}

function textLeftBy(tag: string): string {
  if (/^<br[\s/>]/iu.test(tag)) return '\n';
  if (/^<img\s/iu.test(tag)) return /\salt="([^"]*)"/u.exec(tag)?.[1]?.trim() ?? '';
  const title = /^<[A-Z]/u.test(tag) ? /\s(?:title|label)="([^"]*)"/u.exec(tag)?.[1]?.trim() : '';
  return title === undefined || title === '' ? '' : `**${title}**\n`;
}
