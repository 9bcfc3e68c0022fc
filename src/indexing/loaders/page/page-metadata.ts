import { isoDate } from '../../corpus/read-date.ts';
import { shownText, type DomDocument, type DomElement } from './dom.ts';
import { readLinkedData } from './linked-data.ts';
import { readPageTitle } from './page-title.ts';

/** What a page says about itself, as it says it. */
export interface PageMetadata {
  readonly title: string | null;
  readonly author: string | null;
  readonly published: string | null;
  readonly language: string | null;
}

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
  'dcterms:date',
  'dc:date:created',
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
/** What holds a date by its name alone. */
const DATED =
  '#revdate, .post-date, .entry-date, .article-date, .pubdate, .published, p.date, span.date, div.date';
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
    title: readPageTitle(document, linked, metas),
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

function byline(document: DomDocument): string | null {
  for (const element of document.querySelectorAll(AUTHOR_ELEMENTS)) {
    const name = asName(shownText(element));
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
      shownText(element),
    ]);
    if (stated !== null && /\d{4}/u.test(stated)) return stated;
  }
  const named = [...document.querySelectorAll(DATED)].map((each) => isoDate(shownText(each)));
  return named.find((day) => day !== null) ?? null;
}

function firstOf(texts: readonly (string | null | undefined)[]): string | null {
  return (
    texts.find((text): text is string => typeof text === 'string' && text.trim() !== '') ?? null
  );
}
