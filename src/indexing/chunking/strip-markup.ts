import { splitByFences } from './markdown-fences.ts';

/** Element names that are markup in an article; any other `<word>` is text, e.g. `<mask>`. */
const HTML_ELEMENTS =
  'a|abbr|address|article|aside|audio|b|blockquote|br|button|caption|center|cite|code|col|colgroup|dd|details|del|dfn|div|dl|dt|em|figcaption|figure|font|footer|form|h1|h2|h3|h4|h5|h6|header|hfoption|hfoptions|hr|i|iframe|img|input|ins|kbd|label|li|main|mark|nav|object|ol|p|picture|pre|q|samp|script|section|small|source|span|strong|style|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|tr|track|u|ul|video|wbr';

const HTML_TAG = new RegExp(`^</?(?:${HTML_ELEMENTS})(?=[\\s/>])`, 'iu');
const COMPONENT_TAG = /^<\/?[A-Z][\w.]*(?=[\s/>])/u;
const MODULE_LINE = /^(?:import\s.+\sfrom\s+['"][^'"]+['"];?|import\s+['"][^'"]+['"];?)\s*$/u;
const LOGIC_LINE = /^\s*\{[#:/@][^{}]*\}\s*$/u;
const HEADING_ANCHOR = /^(\s{0,3}#{1,6}\s.*?)\s*\[\[[^\]]*\]\]\s*$/u;
const ADMONITION = /^(\s{0,3}(?:> ?)+)\[!\w+\]\s*$/u;
const MAX_TAG_CHARS = 20_000;

/**
 * Removes what only a web page needs from Markdown or MDX prose: comments, HTML and component tags
 * (their text stays; an image leaves its `alt`, a component its `title`), MDX imports and logic,
 * heading anchors. Code fences and inline code stay as they are.
 */
export function stripMarkup(body: string, isMdx: boolean): string {
  return splitByFences(body.split('\n'))
    .map((run) => (run.isCode ? run.lines.join('\n') : stripProse(run.lines, isMdx)))
    .join('\n')
    .replace(/\n{3,}/gu, '\n\n');
}

function stripProse(lines: readonly string[], isMdx: boolean): string {
  const kept: string[] = [];
  for (const line of lines) {
    if (isMdx && (MODULE_LINE.test(line) || LOGIC_LINE.test(line))) continue;
    const anchored = HEADING_ANCHOR.exec(line);
    kept.push(anchored?.[1] ?? line.replace(ADMONITION, '$1'));
  }
  const text = kept.join('\n').replace(/<!--[\s\S]*?-->/gu, '');
  return dropTags(text);
}

function dropTags(text: string): string {
  let result = '';
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '`') {
      const end = endOfInlineCode(text, at);
      result += text.slice(at, end);
      at = end;
    } else if (character === '<') {
      const tag = readTag(text, at);
      if (tag === null) {
        result += character;
        at += 1;
      } else {
        result += textLeftBy(tag);
        at += tag.length;
      }
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

/** End of the code span opening at `at`; a mark without a partner in its paragraph is plain text. */
function endOfInlineCode(text: string, at: number): number {
  const marks = /^`+/u.exec(text.slice(at, at + 50))?.[0] ?? '`';
  const paragraphEnd = text.indexOf('\n\n', at);
  const limit = paragraphEnd === -1 ? text.length : paragraphEnd;
  const close = text.indexOf(marks, at + marks.length);
  return close === -1 || close >= limit ? at + marks.length : close + marks.length;
}

/** The whole tag at `at`, minding quotes and braces in its attributes; null when it is text. */
function readTag(text: string, at: number): string | null {
  const head = text.slice(at, at + 80);
  const isTag = HTML_TAG.test(head);
  if (!isTag && !COMPONENT_TAG.test(head)) return null;
  let quote = '';
  let depth = 0;
  const limit = Math.min(text.length, at + MAX_TAG_CHARS);
  for (let index = at + 1; index < limit; index += 1) {
    const character = text[index] ?? '';
    if (quote !== '') {
      if (character === '\\') index += 1;
      else if (character === quote) quote = '';
    } else if (opensQuote(character, depth)) quote = character;
    else if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    else if (character === '>' && depth <= 0) return text.slice(at, index + 1);
    else if (character === '<' && depth <= 0) return null; // the next tag: this one never ends
  }
  return null;
}

/** An apostrophe inside braces is usually text, not a quote. */
function opensQuote(character: string, depth: number): boolean {
  return character === '"' || character === '`' || (character === "'" && depth === 0);
}

function textLeftBy(tag: string): string {
  if (/^<br[\s/>]/iu.test(tag)) return '\n';
  const name = /^<img\s/iu.test(tag) ? 'alt' : /^<[A-Z]/u.test(tag) ? 'title' : null;
  if (name === null) return '';
  const value = new RegExp(`\\s${name}="([^"]*)"`, 'u').exec(tag)?.[1]?.trim() ?? '';
  if (value === '') return '';
  return name === 'title' ? `**${value}**\n` : value;
}
