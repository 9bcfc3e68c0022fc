import { rename, type DomElement } from './dom.ts';

const HEADINGS = 'h1, h2, h3, h4, h5, h6';
const TOP_LEVEL = 2;
const DEEPEST_LEVEL = 6;
const MAX_BOLD_CHARS = 100;
const NO_HEADING = /[.!:;,…]["'»«”“’)\]]*$/u;

/**
 * Headings below a title: the one that repeats the title goes, the highest becomes level 2, and no
 * level is skipped on the way down. Empty headings go. Changes the element.
 */
export function levelHeadings(article: DomElement, title: string | null): void {
  dropTitle(article, title);
  const path: number[] = [];
  for (const heading of [...article.querySelectorAll(HEADINGS)]) {
    if (heading.textContent.trim() === '') {
      heading.remove();
      continue;
    }
    const level = Number(heading.nodeName.slice(1));
    while (path.length > 0 && (path.at(-1) ?? 0) >= level) path.pop();
    path.push(level);
    const wanted = Math.min(TOP_LEVEL + path.length - 1, DEEPEST_LEVEL);
    if (wanted !== level) rename(heading, `h${wanted}`);
  }
}

/** A heading of level 1, or the very first one, that says what the title says. */
function dropTitle(article: DomElement, title: string | null): void {
  if (title === null) return;
  const key = keyOf(title);
  for (const [index, heading] of [...article.querySelectorAll(HEADINGS)].entries()) {
    const isCandidate = index === 0 || heading.nodeName === 'H1';
    if (isCandidate && keyOf(heading.textContent) === key) heading.remove();
  }
}

/** Takes off the first paragraph where it only says the title. Changes the element. */
export function dropTitleParagraph(article: DomElement, title: string | null): void {
  const first = article.querySelector(`${HEADINGS}, p`);
  const isTitle =
    first?.nodeName === 'P' && title !== null && keyOf(first.textContent) === keyOf(title);
  if (isTitle) first.remove();
}

/**
 * Makes headings of the short bold paragraphs of a text that has none but its title, where other text
 * follows. Changes the element.
 */
export function markBoldHeadings(article: DomElement, title: string | null): void {
  const key = keyOf(title ?? '');
  const own = [...article.querySelectorAll(HEADINGS)].filter(
    (each) => keyOf(each.textContent) !== key,
  );
  if (own.length > 1 || own.some((each) => each.nodeName !== 'H1')) return;
  for (const paragraph of [...article.querySelectorAll('p')]) {
    const next = paragraph.nextElementSibling;
    if (!isBoldLine(paragraph) || next === null || isBoldLine(next)) continue;
    for (const bold of [...paragraph.querySelectorAll('strong, b')]) {
      bold.replaceWith(...bold.childNodes);
    }
    rename(paragraph, 'h2');
  }
}

/** A line that is bold as a whole, no sentence, and no cell or item. */
function isBoldLine(element: DomElement): boolean {
  if (element.nodeName !== 'P' || element.closest('li, td, th, blockquote') !== null) return false;
  const text = element.textContent.trim();
  if (text.length > MAX_BOLD_CHARS || !/\p{L}/u.test(text) || NO_HEADING.test(text)) return false;
  const bold = [...element.querySelectorAll('strong, b')].filter(
    (each) => each.parentNode?.closest('strong, b') === null,
  );
  return (
    bold
      .map((each) => each.textContent)
      .join('')
      .trim() === text
  );
}

function keyOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
