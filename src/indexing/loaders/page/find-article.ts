import { Readability } from '@mozilla/readability';
import type { DomDocument, DomElement } from './dom.ts';
import { linkShare } from './prune-page.ts';

/** The part of a page that is its article. */
export interface FoundArticle {
  readonly element: DomElement;
  readonly byline: string | null;
}

const MIN_ARTICLE_CHARS = 140;
/** Readability is right unless the page marks a main part much longer than what it found. */
const MIN_SHARE_OF_MAIN = 0.5;
/** The same for the running text of a page that marks none. */
const MIN_SHARE_OF_BODY = 0.4;
/** A paragraph this long is running text; what boxes and lists of other articles say is shorter. */
const MIN_PROSE_CHARS = 160;
const MAX_PROSE_LINK_SHARE = 0.3;
const LONGER_BY = 2;
const RELATED =
  /^(?:related|read (?:more|next)|more (?:articles|stories|from|on)|you (?:may|might) (?:also )?(?:like|be interested)|see also|share this|recommended|comments?|verwandte|ähnliche|weitere (?:artikel|beiträge|themen)|mehr (?:zum thema|artikel|dazu)|lesen sie auch|auch interessant|das könnte (?:sie|dich)|artikel teilen|teilen|kommentare?|newsletter)(?:\P{L}|$)/iu;
const MIN_RELATED_LINK_SHARE = 0.5;

/**
 * Finds the article of a pruned page: what Readability chose, unless that lost most of what the page
 * itself calls its article, or most of the running text of a page that calls nothing so. Changes the
 * document.
 */
export function findArticle(document: DomDocument): FoundArticle {
  // By such words Readability would take headings for those of a page's head.
  for (const heading of document.querySelectorAll('h1, h2, h3')) heading.setAttribute('class', '');
  const main = mainPart(document);
  const kept = main.cloneNode(true);
  const read = readability(document);
  const isGood =
    read !== null && charsOf(read.element) >= MIN_ARTICLE_CHARS && holdsMost(read.element, kept);
  const found = isGood ? read : { element: kept, byline: read?.byline ?? null };
  dropRelated(found.element);
  return found;
}

/** Whether little is lost: of all text that is no link, or at least of the running text. */
function holdsMost(found: DomElement, main: DomElement): boolean {
  if (ownChars(found) >= ownChars(main) * MIN_SHARE_OF_MAIN) return true;
  const prose = proseChars(main);
  if (main.nodeName === 'BODY') return proseChars(found) >= prose * MIN_SHARE_OF_BODY;
  return prose > 0 && proseChars(found) >= prose * MIN_SHARE_OF_MAIN;
}

function readability(document: DomDocument): FoundArticle | null {
  const result = new Readability<unknown>(document, {
    keepClasses: true, // the language of a code block is a class
    charThreshold: MIN_ARTICLE_CHARS,
    serializer: (node: unknown) => node,
  }).parse();
  if (result?.content === null || result?.content === undefined) return null;
  return { element: result.content as DomElement, byline: result.byline ?? null };
}

function mainPart(document: DomDocument): DomElement {
  const articles = [...document.querySelectorAll('article')];
  const main = document.querySelector('main') ?? document.querySelector('[role=main]');
  const candidates = [longest(articles), main ?? undefined].filter(
    (each) => each !== undefined && charsOf(each) > 0,
  );
  return candidates[0] ?? document.body;
}

/** The article that is clearly longer than all others: those are comments and teasers. */
function longest(articles: readonly DomElement[]): DomElement | undefined {
  const sized = articles.map((article) => ({ article, chars: charsOf(article) }));
  const [first, second] = sized.sort((one, other) => other.chars - one.chars);
  const isClear = first !== undefined && first.chars >= (second?.chars ?? 0) * LONGER_BY;
  return isClear ? first.article : undefined;
}

/** "Related articles" and the like: such a heading goes with the links below it. */
function dropRelated(article: DomElement): void {
  for (const heading of article.querySelectorAll('h2, h3, h4, h5, h6')) {
    if (!RELATED.test(heading.textContent.trim())) continue;
    const next = heading.nextElementSibling;
    if (next === null || linkShare(next) >= MIN_RELATED_LINK_SHARE) {
      next?.remove();
      heading.remove();
    }
  }
}

/** Characters that are no links. */
function ownChars(element: DomElement): number {
  return charsOf(element) * (1 - linkShare(element));
}

/**
 * Characters of long paragraphs that are hardly links. Those of list items and of several articles on
 * one page are teasers, pictures' captions and comments.
 */
function proseChars(element: DomElement): number {
  const teasers = element.querySelectorAll('article').length > 1 ? 'li, article' : 'li';
  let sum = 0;
  for (const paragraph of element.querySelectorAll('p, pre, blockquote')) {
    const chars = charsOf(paragraph);
    if (chars < MIN_PROSE_CHARS || paragraph.parentNode?.closest('blockquote') != null) continue;
    const isTeaser = paragraph.closest(teasers) !== null;
    if (!isTeaser && linkShare(paragraph) <= MAX_PROSE_LINK_SHARE) sum += chars;
  }
  return sum;
}

function charsOf(element: DomElement): number {
  return element.textContent.replace(/\s+/gu, ' ').trim().length;
}
