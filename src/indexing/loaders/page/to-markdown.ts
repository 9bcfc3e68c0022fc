import TurndownService from 'turndown';
import type { DomElement } from './dom.ts';
import { escapeLineStarts } from '../escape-line-starts.ts';
import { writePowers } from './write-powers.ts';
import { isDataTable, tableToMarkdown } from './table-markdown.ts';

const MIN_ALT_CHARS = 20;
const FILE_NAME = /\.\w{2,4}$/u;
/** What links to a heading, or back to a note, consist of. */
const LINK_MARKS = /^(?:[#¶§🔗↩↑⬆↵^\u{F0C1}]|\u{FE0E}|\u{FE0F})+$/u;
const REDIRECTS = [/^www\.google\.[a-z.]{2,6}\/url$/u, /\.safelinks\.protection\.outlook\.com\/$/u];
const BASE_ADDRESS = 'http://relative.invalid/';

/** How an element becomes Markdown. */
export interface MarkdownOptions {
  /** Address that links are relative to; null: relative links leave their text alone. */
  readonly baseUrl: string | null;
}

/** An article's element as Markdown. Nothing of it is markup of a page any more. */
export function toMarkdown(article: DomElement, options: MarkdownOptions): string {
  const service = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '-',
    emDelimiter: '*',
    hr: '---',
    br: '\\', // spaces at a line's end would not survive
  });
  service.escape = escapeText;
  addRules(service, options);
  writePowers(article);
  article.normalize();
  escapeLineStarts(article);
  return service.turndown(article);
}

type Rule = TurndownService.Rule;

function addRules(service: TurndownService, options: MarkdownOptions): void {
  const rules: Readonly<Record<string, Rule>> = {
    nothing: {
      filter: ['script', 'style', 'noscript', 'template', 'iframe'] as never,
      replacement: () => '',
    },
    link: {
      filter: 'a',
      replacement: (content, node) => linkOf(content, domOf(node).getAttribute('href'), options),
    },
    image: { filter: 'img', replacement: (_, node) => altOf(domOf(node)) },
    code: { filter: 'pre', replacement: (_, node) => fenceOf(domOf(node)) },
    item: { filter: 'li', replacement: (content, node) => itemOf(content, domOf(node)) },
    term: { filter: 'dt', replacement: (content) => `\n\n**${content.trim()}**\n\n` },
    marked: { filter: ['mark', 'u', 'ins', 'small'], replacement: (content) => content },
    heading: {
      filter: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
      replacement: (content, node) => headingOf(content, domOf(node)),
    },
    table: {
      filter: (node) => domOf(node).nodeName === 'TABLE' && isDataTable(domOf(node)),
      replacement: (_, node) => tableToMarkdown(domOf(node), (cell) => service.turndown(cell)),
    },
  };
  for (const [name, rule] of Object.entries(rules)) service.addRule(name, rule);
}

/** Turndown's types speak of a browser's nodes; what it gets here are ours. */
function domOf(node: unknown): DomElement {
  return node as DomElement;
}

/** What looks like a tag becomes code, or a later reader of the Markdown would take it for one. */
function escapeText(text: string): string {
  return text
    .replace(/<(?=[/!?a-zA-Z])[^<>\n]{0,200}>/gu, (tag) =>
      tag.includes('`') ? tag.replace(/[<>]/gu, '') : `\`${tag}\``,
    )
    .replace(/\]\(/gu, ']\\(');
}

function linkOf(content: string, href: string | null, { baseUrl }: MarkdownOptions): string {
  const text = content.replace(/\s+/gu, ' ').trim();
  const lead = /^\s/u.test(content) ? ' ' : '';
  const trail = /\s$/u.test(content) ? ' ' : '';
  if (text === '' || LINK_MARKS.test(text)) return '';
  if (/^(?:#|\||>)|^\s*[-*] |\n\n/u.test(content)) return content; // blocks inside a link
  const address = webAddress(href ?? '', baseUrl);
  const isPlain = address === null || text.includes('](');
  return lead + (isPlain ? text : `[${text.replace(/[[\]]/gu, '\\$&')}](${address})`) + trail;
}

/** Absolute http(s) address without what would end the Markdown around it; null for all others. */
function webAddress(href: string, baseUrl: string | null): string | null {
  if (href === '' || href.startsWith('#') || !URL.canParse(href, baseUrl ?? BASE_ADDRESS))
    return null;
  const url = behindRedirect(new URL(href, baseUrl ?? BASE_ADDRESS));
  if (!/^https?:$/u.test(url.protocol) || url.href.startsWith(BASE_ADDRESS)) return null;
  if (url.username !== '' || url.password !== '') return null;
  return url.href
    .replace(/[()\s<>]/gu, encodeURIComponent)
    .replace(/\(/gu, '%28')
    .replace(/\)/gu, '%29');
}

/** Where a link leads that a program led past its own server. */
function behindRedirect(url: URL): URL {
  const isRedirect = REDIRECTS.some((each) => each.test(url.hostname + url.pathname));
  const target = url.searchParams.get('q') ?? url.searchParams.get('url') ?? '';
  return isRedirect && URL.canParse(target) ? new URL(target) : url;
}

/** What a picture shows, where somebody wrote that down and no caption says it. */
function altOf(image: DomElement): string {
  const alt = (image.getAttribute('alt') ?? '').replace(/\s+/gu, ' ').trim();
  const isCaptioned =
    image.closest('figure')?.querySelector('figcaption') !== null &&
    image.closest('figure') !== null;
  const isMeaningful = alt.length >= MIN_ALT_CHARS && alt.includes(' ') && !FILE_NAME.test(alt);
  // A picture for light and one for dark pages show the same.
  const isRepeated = image.previousElementSibling?.getAttribute('alt')?.trim() === alt;
  return isMeaningful && !isCaptioned && !isRepeated ? escapeText(alt) : '';
}

function fenceOf(pre: DomElement): string {
  for (const lineBreak of pre.querySelectorAll('br')) lineBreak.replaceWith('\n');
  const code = pre.textContent.replace(/\r\n?/gu, '\n').replace(/^\n+/u, '').trimEnd();
  if (code.trim() === '') return '';
  const longest = Math.max(
    2,
    ...[...code.matchAll(/^[ \t]*(`{3,})/gmu)].map((match) => match[1]?.length ?? 0),
  );
  const fence = '`'.repeat(longest + 1);
  return `\n\n${fence}${languageOf(pre)}\n${code}\n${fence}\n\n`;
}

function languageOf(pre: DomElement): string {
  const owners = [pre, pre.querySelector('code'), pre.parentNode];
  const classes = owners.map((each) => each?.getAttribute('class') ?? '').join(' ');
  return (
    /(?:^|\s)(?:language|lang|highlight-source|brush:)-?\s?([\w+#-]{1,20})/u.exec(classes)?.[1] ??
    ''
  );
}

function itemOf(content: string, item: DomElement): string {
  const text = content.trim();
  if (text === '') return '';
  const list = item.parentNode;
  const place = list?.nodeName === 'OL' ? [...list.children].indexOf(item) : -1;
  const start = Number(list?.getAttribute('start') ?? '1');
  const mark = place === -1 ? '- ' : `${(Number.isSafeInteger(start) ? start : 1) + place}. `;
  const body = text
    .replace(/(?<!\n)\n{2,}(?=[ \t]{0,9}(?:[-*+]|\d{1,9}[.)])\s)/gu, '\n')
    .replace(/\n/gu, `\n${' '.repeat(mark.length)}`);
  return `${mark}${body}\n`;
}

function headingOf(content: string, heading: DomElement): string {
  const text = content
    .replace(/\\\n/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/(?<!#) ?#+$/u, '')
    .trim();
  return text === '' ? '' : `\n\n${'#'.repeat(Number(heading.nodeName.slice(1)))} ${text}\n\n`;
}
