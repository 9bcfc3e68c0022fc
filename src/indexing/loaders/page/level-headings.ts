import type { DomElement } from './dom.ts';

const HEADINGS = 'h1, h2, h3, h4, h5, h6';
const TOP_LEVEL = 2;
const DEEPEST_LEVEL = 6;

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

function keyOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function rename(heading: DomElement, name: string): void {
  const renamed = heading.ownerDocument.createElement(name);
  renamed.append(...heading.childNodes);
  heading.replaceWith(renamed);
}
