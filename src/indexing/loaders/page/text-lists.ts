import type { DomElement } from './dom.ts';

/** The mark of an item that somebody typed: a dot, or a letter, a dash or a number before a tab or a gap. */
const TYPED_MARK =
  /^\s{0,24}(?:[•·∙▪▫■□●○◦‣⁃➢➤✓✔\uF0B7\uF0A7\uF076\uF0D8\uF0FC\uF0E0]\s{0,24}|[o–—-](?:\t|\s{3,24})|(?<number>\d{1,3})[.)]\t)(?=\S)/u;

/** Makes lists of paragraphs that are items by a typed mark alone. Changes the element. */
export function listTypedItems(article: DomElement): void {
  for (const paragraph of [...article.querySelectorAll('p')]) {
    const mark = TYPED_MARK.exec(paragraph.textContent);
    if (mark === null || paragraph.closest('li, td, th') !== null) continue;
    const { number } = mark.groups ?? {};
    const list = listBefore(paragraph, number === undefined ? 'UL' : 'OL', number);
    const item = article.ownerDocument.createElement('li');
    dropStart(paragraph, mark[0].length);
    item.append(...paragraph.childNodes);
    list.append(item);
    paragraph.remove();
  }
}

/** The list that ends right before a paragraph, or a new one there. */
function listBefore(paragraph: DomElement, name: 'UL' | 'OL', start?: string): DomElement {
  const before = paragraph.previousElementSibling;
  if (before?.nodeName === name && before.hasAttribute('data-typed')) return before;
  const list = paragraph.ownerDocument.createElement(name.toLowerCase());
  list.setAttribute('data-typed', '');
  if (start !== undefined) list.setAttribute('start', start);
  paragraph.before(list);
  return list;
}

/** Takes the first characters of an element's text off. */
function dropStart(element: DomElement, chars: number): void {
  let left = chars;
  for (const node of [...element.childNodes]) {
    if (left <= 0) return;
    const text = node.textContent;
    if (node.nodeType === 3) node.textContent = text.slice(left);
    else dropStart(node, left);
    left -= text.length;
  }
}
