import type { DomDocument, DomElement } from './dom.ts';
import { writeFormulas } from './write-formulas.ts';

/** Never text of an article. */
const NEVER =
  'script, style, noscript, template, iframe, object, embed, canvas, svg, audio, video, dialog, input, select, textarea, button, form[role=search], link, meta, map, title';
/** What the page itself calls something else than its article. */
const ROLES =
  'nav, [role=navigation], [role=search], [role=banner], [role=contentinfo], [role=dialog], [role=alertdialog], [role=complementary], [role=menu], [role=toolbar]';
/** Hidden from readers, so hidden from Cria: what a page says to machines only is not its article. */
const HIDDEN = '[hidden], [aria-hidden=true], [style]';
/** Read without its blanks. */
const HIDING_STYLE =
  /display:none|visibility:(?:hidden|collapse)|opacity:(?:0*|0*\.0+)(?:;|$)|font-size:0(?:\.0+)?(?:px|pt|em|rem|%)?(?:;|$)|(?:left|top|text-indent):-\d{3}/iu;
/** Words of class names and ids of what stands around an article, each as a whole. */
const AROUND = new Set([
  'cookie',
  'cookies',
  'consent',
  'gdpr',
  'cookiebar',
  'cookiebanner',
  'newsletter',
  'subscribe',
  'subscription',
  'share',
  'sharing',
  'sharebar',
  'social',
  'socials',
  'related',
  'recommended',
  'recommendations',
  'breadcrumb',
  'breadcrumbs',
  'comments',
  'disqus',
  'sidebar',
  'advert',
  'advertisement',
  'ads',
  'sponsored',
  'promo',
  'paywall',
  'pagination',
  'pager',
  'navbar',
  'menu',
  'toolbar',
  'toc',
  'skip',
  'printonly',
  'linenos',
  'lineno',
  'gutter',
  'headerlink',
  'anchorjs',
  'mw-editsection',
  'editsection',
  'noprint',
]);
const HEADINGS = 'h1, h2, h3, h4, h5, h6';
const HEADING = /^H[1-6]$/u;
const MAX_SLUG_LINK_SHARE = 0.5;
const MIN_SENTENCE_WORDS = 6;
const MAX_SHARE_OF_TEXT = 0.4;
const MIN_PAGE_CHARS = 400;
const TOOL =
  /^(?:(?:edit|view|improve) (?:this|the) (?:page|article|file|source)(?: on \w+)?|(?:edit|view) on git\w+|(?:view|show) (?:page )?source|suggest (?:an edit|edits|changes)|print(?: this page)?|(?:back to|scroll to) top|skip to (?:main )?content|(?:diese )?seite (?:bearbeiten|drucken|teilen)|quelltext (?:anzeigen|bearbeiten)|zum inhalt springen|zum (?:seiten)?anfang|nach oben|drucken|bearbeiten)$/iu;
const REFERENCE_TEXT = /^\s*\[(?:\d{1,4}|[a-z]|note \d+|Anm\. \d+)\]\s*$/iu;

/** Takes off everything that stands around an article or cannot be seen. Changes the document. */
export function prunePage(document: DomDocument): void {
  pruneHidden(document);
  removeAll([...document.querySelectorAll(ROLES)].filter((each) => !holdsArticle(each)));
  removeAll([...document.querySelectorAll('header, footer, aside')].filter(isFrame));
  const pageChars = document.body.textContent.length;
  for (const element of document.querySelectorAll('[class], [id]')) {
    if (isAround(element) && !isMostOf(element, pageChars)) element.remove();
    // What reads the page next goes by such words as well.
    else if (aroundId(element) && isNamedByHeading(element)) element.setAttribute('id', '');
  }
  removeAll([...document.querySelectorAll('a')].filter((each) => isTool(each)));
  dropReferences(document);
}

/** A link to what one may do with the page. */
function isTool(link: DomElement): boolean {
  return TOOL.test(link.textContent.replace(/\s+/gu, ' ').trim());
}

/** The same for a chapter of a book, in which whatever can be seen is text, but for its menu. */
export function pruneChapter(document: DomDocument): void {
  pruneHidden(document);
  removeAll(document.querySelectorAll('nav'));
  dropReferences(document);
}

/** Formulas become text first: their readable form is the hidden one. */
function pruneHidden(document: DomDocument): void {
  writeFormulas(document);
  removeAll(document.querySelectorAll(NEVER));
  removeAll([...document.querySelectorAll(HIDDEN)].filter(isHidden));
}

function dropReferences(document: DomDocument): void {
  removeAll(
    [...document.querySelectorAll('sup, a')].filter(
      (each) => REFERENCE_TEXT.test(each.textContent) || isNoteMark(each),
    ),
  );
}

/** A raised number that leads to a note on the same page or in the same book. */
function isNoteMark(element: DomElement): boolean {
  if (!/^\s*(?:\d{1,3}|[*†‡]{1,3})\s*$/u.test(element.textContent)) return false;
  if (element.nodeName === 'SUP') return element.querySelector('a[href*="#"]') !== null;
  return /noteref/u.test(
    `${element.getAttribute('epub:type') ?? ''} ${element.getAttribute('role') ?? ''}`,
  );
}

function removeAll(elements: ArrayLike<DomElement>): void {
  for (const element of Array.from(elements)) element.remove();
}

function isHidden(element: DomElement): boolean {
  if (/^(?:HTML|BODY|MAIN|ARTICLE)$/u.test(element.nodeName)) return false;
  if (element.hasAttribute('hidden') || element.getAttribute('aria-hidden') === 'true') return true;
  return HIDING_STYLE.test((element.getAttribute('style') ?? '').replace(/\s+/gu, ''));
}

function holdsArticle(element: DomElement): boolean {
  return element.querySelector('main, article') !== null;
}

/** Head and foot of the page; those inside an article may be its own and hold its text. */
function isFrame(element: DomElement): boolean {
  if (holdsArticle(element)) return false;
  if (element.nodeName === 'FOOTER') return true;
  const isInside = element.closest('article, main') !== null;
  return element.nodeName === 'ASIDE'
    ? !isInside || linkShare(element) > 0.5
    : !isInside && element.querySelector('h1') === null;
}

function isAround(element: DomElement): boolean {
  if (/^(?:HTML|BODY|MAIN|ARTICLE|H1|PRE|CODE)$/u.test(element.nodeName)) return false;
  if (aroundWords(element.getAttribute('class')).length > 0) return true;
  return aroundId(element) && !isNamedByHeading(element);
}

function aroundId(element: DomElement): boolean {
  return aroundWords(element.getAttribute('id')).length > 0;
}

/** Parts of a class name or an id that say "around the article". */
function aroundWords(names: string | null): string[] {
  return (names ?? '')
    .toLowerCase()
    .split(/\s+/u)
    .flatMap((name) => [name, ...name.split(/[-_]+/u)])
    .filter((part) => AROUND.has(part));
}

/**
 * Whether an id is the slug of the element's own heading, as writers of sites make them:
 * `skip-connections`. A heading of one such word ("Newsletter") still names what it heads, unless
 * running text stands below it.
 */
function isNamedByHeading(element: DomElement): boolean {
  if (HEADING.test(element.nodeName)) return true;
  const heading = new Set(wordsOf(element.querySelector(HEADINGS)?.textContent));
  const isSlug = wordsOf(element.getAttribute('id')).some((word) => heading.has(word));
  const isText = heading.size > 1 || isRunningText(element);
  return isSlug && isText && linkShare(element) < MAX_SLUG_LINK_SHARE;
}

/** A sentence at least, and nothing to fill in. */
function isRunningText(element: DomElement): boolean {
  if (element.querySelector('form') !== null) return false;
  return [...element.querySelectorAll('p')].some(
    (paragraph) =>
      wordsOf(paragraph.textContent).length >= MIN_SENTENCE_WORDS &&
      linkShare(paragraph) < MAX_SLUG_LINK_SHARE,
  );
}

function wordsOf(text: string | null | undefined): string[] {
  return text?.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** A wrapper such as `class="has-sidebar"` is the page, not what its name says. */
function isMostOf(element: DomElement, pageChars: number): boolean {
  if (holdsArticle(element)) return true;
  const chars = element.textContent.length;
  return (
    chars > MIN_PAGE_CHARS && chars > pageChars * MAX_SHARE_OF_TEXT && linkShare(element) < 0.5
  );
}

/** Share of an element's text that is links. */
export function linkShare(element: DomElement): number {
  const all = element.textContent.trim().length;
  if (all === 0) return 0;
  const linked = [...element.querySelectorAll('a')].reduce(
    (sum, each) => sum + each.textContent.trim().length,
    0,
  );
  return linked / all;
}
