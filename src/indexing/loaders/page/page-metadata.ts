import type { DomDocument, DomElement } from './dom.ts';
import { readLinkedData } from './linked-data.ts';

/** What a page says about itself, as it says it. */
export interface PageMetadata {
  readonly title: string | null;
  readonly author: string | null;
  readonly published: string | null;
  readonly language: string | null;
}

const TITLE_NAMES = ['og:title', 'twitter:title', 'citation_title', 'dc.title', 'dcterms.title'];
const AUTHOR_NAMES = [
  'author',
  'citation_author',
  'dc.creator',
  'parsely-author',
  'article:author',
];
const DATE_NAMES = [
  'article:published_time',
  'og:published_time',
  'citation_publication_date',
  'citation_date',
  'dc.date.issued',
  'dcterms.issued',
  'dcterms.created',
  'dc.date',
  'parsely-pub-date',
  'pubdate',
  'publish-date',
  'date',
];
const DATE_ELEMENTS =
  'time[pubdate], time[itemprop=datePublished], [itemprop=datePublished], article header time, header time, article time, main time, time';
const AUTHOR_ELEMENTS =
  '[rel=author], [itemprop=author] [itemprop=name], [itemprop=author], .byline, .author';
const MAX_BYLINE_CHARS = 100;

/** Reads meta elements, linked data and what usually holds title, author and date. */
export function readPageMetadata(document: DomDocument): PageMetadata {
  const metas = readMetas(document);
  const linked = readLinkedData(document);
  const meta = (names: readonly string[]): string | null =>
    firstOf(names.map((name) => metas.get(name)));
  return {
    title: pageTitle(
      document,
      firstOf([linked.title, meta(TITLE_NAMES)]),
      metas.get('og:site_name'),
    ),
    author: firstOf([
      linked.author,
      ...AUTHOR_NAMES.map((name) => asName(metas.get(name))),
      byline(document),
    ]),
    published: firstOf([linked.published, meta(DATE_NAMES), timeOf(document)]),
    language: firstOf([
      document.documentElement.getAttribute('lang'),
      document.documentElement.getAttribute('xml:lang'),
      linked.language,
      metas.get('content-language'),
      metas.get('og:locale'),
    ]),
  };
}

function readMetas(document: DomDocument): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const element of document.querySelectorAll('meta')) {
    const name =
      element.getAttribute('name') ??
      element.getAttribute('property') ??
      element.getAttribute('http-equiv') ??
      element.getAttribute('itemprop');
    const content = element.getAttribute('content')?.trim() ?? '';
    const key = name?.trim().toLowerCase() ?? '';
    if (key !== '' && content !== '' && !found.has(key)) found.set(key, content);
  }
  return found;
}

/** The name of the site goes, where the page says it or where a mark sets it apart. */
function pageTitle(
  document: DomDocument,
  named: string | null,
  siteName: string | undefined,
): string | null {
  const headings = [...document.querySelectorAll('h1')].map(textOf).filter((text) => text !== '');
  const element = textOf(document.querySelector('head > title') ?? document.querySelector('title'));
  const full = named ?? (element === '' ? null : element);
  const heading =
    headings.length === 1 ? headings[0] : headings.find((each) => full?.startsWith(each));
  if (full === null) return heading ?? null;
  if (heading !== undefined && heading !== siteName && full.includes(heading)) return heading;
  return withoutSite(full, siteName);
}

const SITE_MARK = /(?<!\s)\s+(?:[|·•»–—-]|::)\s+/u;

function withoutSite(title: string, siteName: string | undefined): string {
  const parts = title.split(SITE_MARK);
  const last = parts.at(-1)?.toLowerCase();
  if (parts.length < 2 || last === undefined) return title;
  const isSite =
    last === siteName?.trim().toLowerCase() ||
    (siteName === undefined && /\s[|·•»]\s/u.test(title));
  const short = title
    .slice(0, title.toLowerCase().lastIndexOf(last))
    .replace(/(?<!\s)\s+(?:[|·•»–—-]|::)\s*$/u, '');
  return isSite && short.trim() !== '' ? short : title;
}

function byline(document: DomDocument): string | null {
  for (const element of document.querySelectorAll(AUTHOR_ELEMENTS)) {
    const name = asName(textOf(element));
    if (name !== null) return name;
  }
  return null;
}

function asName(text: string | undefined): string | null {
  const name = (text ?? '').replace(/^(?:by|von|par|por|autor(?:in)?:?|author:?)\s+/iu, '').trim();
  const isName =
    name !== '' && name.length <= MAX_BYLINE_CHARS && !/^https?:|[\n<>{}]/iu.test(name);
  return isName ? name : null;
}

function timeOf(document: DomDocument): string | null {
  for (const element of document.querySelectorAll(DATE_ELEMENTS)) {
    const stated = firstOf([
      element.getAttribute('datetime'),
      element.getAttribute('content'),
      textOf(element),
    ]);
    if (stated !== null && /\d{4}/u.test(stated)) return stated;
  }
  return null;
}

function textOf(element: DomElement | null): string {
  return element?.textContent.replace(/\s+/gu, ' ').trim() ?? '';
}

function firstOf(texts: readonly (string | null | undefined)[]): string | null {
  return (
    texts.find((text): text is string => typeof text === 'string' && text.trim() !== '') ?? null
  );
}
