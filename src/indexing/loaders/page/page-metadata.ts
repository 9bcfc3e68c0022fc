import type { DomDocument, DomElement } from './dom.ts';
import { readLinkedData, type LinkedData } from './linked-data.ts';

/** What a page says about itself, as it says it. */
export interface PageMetadata {
  readonly title: string | null;
  readonly author: string | null;
  readonly published: string | null;
  readonly language: string | null;
}

const TITLE_NAMES = [
  'dc:title',
  'dcterms:title',
  'citation_title',
  'og:title',
  'title',
  'twitter:title',
  'parsely-title',
];
const AUTHOR_NAMES = [
  'dc:creator',
  'dcterms:creator',
  'author',
  'citation_author',
  'parsely-author',
  'article:author',
];
const DATE_NAMES = [
  'article:published_time',
  'og:published_time',
  'citation_publication_date',
  'citation_date',
  'dc:date:issued',
  'dcterms:issued',
  'dcterms:created',
  'dc:date',
  'parsely-pub-date',
  'pubdate',
  'publish-date',
  'date',
];
/** What bylines hold behind a name: a date, an hour, a handle. */
const NO_NAME =
  / ?(?:[|•·–—]| - |,? (?:on |am )?\d|,? \(?@|,? (?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|okt|oct|nov|dez|dec)\p{L}{0,7}\.? \d)/iu;
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
      firstOf([linkedTitle(document, linked, metas), meta(TITLE_NAMES)]),
      metas.get('og:site_name'),
    ),
    author: firstOf([
      asName(linked.author ?? undefined),
      ...AUTHOR_NAMES.map((name) => asName(metas.get(name))),
      byline(document),
    ]),
    published: firstOf([linked.published, meta(DATE_NAMES), linked.created, timeOf(document)]),
    language: firstOf([
      document.documentElement.getAttribute('lang'),
      document.documentElement.getAttribute('xml:lang'),
      linked.language,
      metas.get('content-language'),
      metas.get('og:locale'),
    ]),
  };
}

/** Where else a `meta` says what it is about. */
function nameOf(element: DomElement): string {
  const names = ['name', 'http-equiv', 'itemprop'].map((each) => element.getAttribute(each));
  return names.find((name) => name !== null) ?? '';
}

function readMetas(document: DomDocument): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const isProperty = new Set<string>(); // said by a `property`, which is meant for this
  for (const element of document.querySelectorAll('meta')) {
    const content = element.getAttribute('content')?.trim() ?? '';
    const property = element.getAttribute('property');
    const name = property ?? nameOf(element);
    if (content === '') continue;
    for (const word of name.trim().toLowerCase().split(/\s+/u)) {
      const key = /^(?:dc|dcterms)\./u.test(word) ? word.replace(/\./gu, ':') : word;
      const isBetter = property !== null && !isProperty.has(key);
      if (key === '' || (found.has(key) && !isBetter)) continue;
      found.set(key, content);
      if (property !== null) isProperty.add(key);
    }
  }
  return found;
}

/** The headline, when the page shows it anywhere; else the name, by the same rule. */
function linkedTitle(
  document: DomDocument,
  { headline, name }: LinkedData,
  metas: ReadonlyMap<string, string>,
): string | null {
  const shown = [
    ...[...document.querySelectorAll('h1, head > title')].map(textOf),
    metas.get('og:title') ?? '',
  ].map(keyOf);
  const isShown = (title: string | null): boolean => {
    const key = keyOf(title ?? '');
    return (
      key !== '' && shown.some((each) => each !== '' && (each.includes(key) || key.includes(each)))
    );
  };
  if (isShown(headline) || shown.every((each) => each === '')) return headline ?? name;
  return isShown(name) ? name : null;
}

function keyOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
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

const MAX_SITE_WORDS = 2;
const SITE_MARK = /(?<!\s)\s+(?:[|·•»–—-]|::)\s+/u;

function withoutSite(title: string, siteName: string | undefined): string {
  const parts = title.split(SITE_MARK);
  const last = parts.at(-1)?.toLowerCase();
  if (parts.length < 2 || last === undefined) return title;
  const isSite =
    last === siteName?.trim().toLowerCase() ||
    (siteName === undefined && (/\s[|·•»]\s/u.test(title) || isShortEnd(parts)));
  const short = title
    .slice(0, title.toLowerCase().lastIndexOf(last))
    .replace(/(?<!\s)\s+(?:[|·•»–—-]|::)\s*$/u, '');
  return isSite && short.trim() !== '' ? short : title;
}

/** Behind a dash the last few words are the site's, when enough stands before them. */
function isShortEnd(parts: readonly string[]): boolean {
  const words = (text: string): number => text.split(/\s+/u).filter((word) => word !== '').length;
  const last = words(parts.at(-1) ?? '');
  return last <= MAX_SITE_WORDS && words(parts.slice(0, -1).join(' ')) >= last + MAX_SITE_WORDS;
}

function byline(document: DomDocument): string | null {
  for (const element of document.querySelectorAll(AUTHOR_ELEMENTS)) {
    const name = asName(textOf(element));
    if (name !== null) return name;
  }
  return null;
}

function asName(text: string | undefined): string | null {
  const line = (text ?? '').replace(/\s+/gu, ' ').trim();
  const named = line.replace(/^(?:by|von|par|por|autor(?:in)?:?|author:?) /iu, '');
  const name = /^@?[^@]/u.test(named)
    ? (named.replace(/^@/u, '').split(NO_NAME)[0] ?? '').trim()
    : '';
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
