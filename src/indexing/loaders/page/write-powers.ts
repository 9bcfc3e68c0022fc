import { raisedText } from '../raised-text.ts';
import type { DomElement } from './dom.ts';

/** Writes raised numbers so that they do not run into the ones before. Changes the element. */
export function writePowers(article: DomElement): void {
  for (const raised of [...article.querySelectorAll('sup')]) {
    const text = raised.textContent;
    const written = raisedText(raised.previousSibling?.textContent ?? '', text);
    if (written !== text) raised.replaceWith(written);
  }
}
