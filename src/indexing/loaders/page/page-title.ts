import { shownText, type DomDocument } from './dom.ts';
import type { LinkedData } from './linked-data.ts';

const TITLE_NAMES = [
  'dc:title',
  'dcterms:title',
  'citation_title',
  'og:title',
  'title',
  'twitter:title',
  'parsely-title',
];
const SITE_NAMES = ['og:site_name', 'application-name', 'apple-mobile-web-app-title'];
/** How word processors write the title of a document that they make a page of. */
const TITLE_PARAGRAPH = 'p.title, p.Title, p.MsoTitle';
/** What sets the name of a site apart from the title before it. */
const SITE_MARK = /(?<!\s)\s+(?:[|·•»–—-]|::)\s+/gu;
const MAX_SITE_WORDS = 2;
/** The mark of a link to a heading, behind it. */
const HEADING_LINK = /[¶#§🔗\u{F0C1}]$/u;
/** How generators of documentation call a site. */
const MANUAL =
  /(?:documentation|docs|dokumentation|handbook|handbuch|manual|reference|wiki)$|\d{1,4}\.\d{1,4}/iu;

/**
 * The title of a page. What else stands in it goes where the page says that this is its site, or
 * where there is hardly a doubt; else the title is kept as the page has it.
 */
export function readPageTitle(
  document: DomDocument,
  linked: LinkedData,
  metas: ReadonlyMap<string, string>,
): string | null {
  const headings = [...document.querySelectorAll('h1')]
    .map((each) => shownText(each).replace(HEADING_LINK, '').trimEnd())
    .filter((each) => each !== '');
  const element = document.querySelector('head > title') ?? document.querySelector('title');
  const stated = [
    linkedTitle(headings, shownText(element), linked, metas),
    ...TITLE_NAMES.map((name) => metas.get(name)?.trim()),
    shownText(element),
  ].find((title): title is string => typeof title === 'string' && title !== '');
  if (stated === undefined) {
    const paragraph = shownText(document.querySelector(TITLE_PARAGRAPH));
    return paragraph || (headings.length === 1 ? (headings[0] ?? null) : null);
  }
  return withoutSite(stated, headings, siteOf(document, linked, metas));
}

/** The headline, when the page shows it anywhere; else the name, by the same rule. */
function linkedTitle(
  headings: readonly string[],
  element: string,
  { headline, name }: LinkedData,
  metas: ReadonlyMap<string, string>,
): string | null {
  const shown = [...headings, element, metas.get('og:title') ?? '']
    .map(keyOf)
    .filter((each) => each !== '');
  const isShown = (title: string | null): boolean => {
    const key = keyOf(title ?? '');
    return key !== '' && shown.some((each) => each.includes(key) || key.includes(each));
  };
  if (isShown(headline) || shown.length === 0) return headline ?? name;
  return isShown(name) ? name : null;
}

/** What a page calls its site. */
interface Site {
  /** Whether it says so at all; where it does, nothing else is taken for the name. */
  readonly isNamed: boolean;
  readonly has: (name: string) => boolean;
}

function siteOf(
  document: DomDocument,
  linked: LinkedData,
  metas: ReadonlyMap<string, string>,
): Site {
  const names = [...SITE_NAMES.map((name) => metas.get(name)), linked.publisher]
    .flatMap((name) => [name ?? '', (name ?? '').split(SITE_MARK)[0] ?? ''])
    .map(keyOf);
  const address = document.querySelector('link[rel=canonical]')?.getAttribute('href') ?? '';
  const hosts = [address, metas.get('og:url') ?? ''].flatMap(hostNames);
  return {
    isNamed: metas.has('og:site_name'),
    has: (text) => {
      const key = keyOf(text);
      return key !== '' && (names.includes(key) || hosts.includes(key.replaceAll(' ', '')));
    },
  };
}

/** "blog.some-site.org": "blog", "somesite" and "somesiteorg". */
function hostNames(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const labels = new URL(address).hostname.replaceAll('-', '').split('.');
  return [...labels.slice(0, -1), labels.slice(-2).join('')];
}

function withoutSite(title: string, headings: readonly string[], site: Site): string {
  const marks = [...title.matchAll(SITE_MARK)];
  const [firstMark, lastMark] = [marks[0], marks.at(-1)];
  if (firstMark === undefined || lastMark === undefined) return title;
  const behind = (mark: RegExpExecArray): string => title.slice(mark.index + mark[0].length);
  const short = title.slice(0, lastMark.index);
  const last = behind(lastMark);
  const isShown = headings.includes(short);
  if (site.has(last) || (!site.isNamed && isSurelySite({ short, last, marks, isShown }))) {
    // What stands between a heading and the site are its sections.
    const ends = marks.map((mark) => title.slice(0, mark.index));
    return headings.find((each) => ends.includes(each)) ?? short;
  }
  const rest = behind(firstMark);
  return site.has(title.slice(0, firstMark.index)) && headings.includes(rest) ? rest : title;
}

interface CutTitle {
  readonly short: string;
  readonly last: string;
  readonly marks: readonly RegExpExecArray[];
  /** Whether a heading of the page says the same as what is left. */
  readonly isShown: boolean;
}

/** Behind a bar; behind a dash the last few words, when enough or the heading stands before them. */
function isSurelySite({ short, last, marks, isShown }: CutTitle): boolean {
  const words = (text: string): number => text.split(/\s+/u).filter((word) => word !== '').length;
  const isBar = marks.some(([mark]) => /[|·•»]/u.test(mark));
  const isEnough = isShown || words(short) >= words(last) + MAX_SITE_WORDS;
  const isManual = isShown && MANUAL.test(last);
  return isBar || isManual || (words(last) <= MAX_SITE_WORDS && isEnough);
}

function keyOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
