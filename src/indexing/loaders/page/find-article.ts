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
const RELATED =
  /^(?:related|read (?:more|next)|more (?:articles|stories|from|on)|you (?:may|might) (?:also )?(?:like|be interested)|see also|share this|recommended|comments?|verwandte|ähnliche|weitere (?:artikel|beiträge|themen)|mehr (?:zum thema|artikel|dazu)|lesen sie auch|auch interessant|das könnte (?:sie|dich)|artikel teilen|teilen|kommentare?|newsletter)(?:\P{L}|$)/iu;
const MIN_RELATED_LINK_SHARE = 0.5;

/** Finds the article of a pruned page; the whole body where nothing stands out. Changes the document. */
export function findArticle(document: DomDocument): FoundArticle {
  const main = mainPart(document);
  const mainChars = charsOf(main);
  const kept = main.cloneNode(true);
  const read = readability(document);
  const isGood =
    read !== null &&
    charsOf(read.element) >= MIN_ARTICLE_CHARS &&
    charsOf(read.element) >= mainChars * MIN_SHARE_OF_MAIN;
  const found = isGood ? read : { element: kept, byline: read?.byline ?? null };
  dropRelated(found.element);
  return found;
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
  const only = articles.length === 1 ? articles[0] : undefined;
  const candidates = [only, main ?? undefined].filter(
    (each) => each !== undefined && charsOf(each) > 0,
  );
  return candidates[0] ?? document.body;
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

function charsOf(element: DomElement): number {
  return element.textContent.replace(/\s+/gu, ' ').trim().length;
}
