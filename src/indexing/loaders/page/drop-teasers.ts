import type { DomDocument, DomElement } from './dom.ts';

/** From here on boxes of one kind in a row are a list of other articles. */
const MIN_TEASERS = 5;
const MAX_TEASER_CHARS = 400;
/** Least text that has to be left, as a page of boxes alone is their list. */
const MIN_CHARS_LEFT = 500;

/**
 * Drops rows of boxes that lead to other articles, from a page that does not mark its own: neighbours
 * of one class, each a few lines with a link that stands for itself. Changes the document.
 */
export function dropTeasers(document: DomDocument): void {
  if (document.querySelector('main, article, [role=main]') !== null) return;
  const teasers = [...document.querySelectorAll('div, section, ul, ol')].flatMap(teasersIn);
  const chars = teasers.reduce((sum, each) => sum + each.textContent.length, 0);
  if (document.body.textContent.length - chars < MIN_CHARS_LEFT) return;
  for (const teaser of teasers) teaser.remove();
}

function teasersIn(parent: DomElement): DomElement[] {
  const groups = new Map<string, DomElement[]>();
  for (const child of parent.children) {
    const kind = `${child.nodeName} ${child.getAttribute('class') ?? ''}`;
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [child]);
    else group.push(child);
  }
  return [...groups.values()]
    .filter((group) => group.length >= MIN_TEASERS && group.every(isTeaser))
    .flat();
}

function isTeaser(element: DomElement): boolean {
  const chars = element.textContent.trim().length;
  if (element.children.length < 2 || chars === 0 || chars > MAX_TEASER_CHARS) return false;
  return [...element.querySelectorAll('a')].some((link) => {
    const text = link.textContent.trim();
    return text !== '' && text === link.parentNode?.textContent.trim();
  });
}
