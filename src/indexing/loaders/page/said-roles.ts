import { rename, type DomDocument, type DomElement } from './dom.ts';

const TABLES = '[role=table], [role=grid]';
const CELLS = '[role=cell], [role=gridcell], [role=columnheader], [role=rowheader]';
const HEADINGS = 'h1, h2, h3, h4, h5, h6, [role=heading]';
const BUTTONS_OF_HEADINGS =
  'h1 button, h2 button, h3 button, h4 button, h5 button, h6 button, [role=heading] button';

/**
 * Gives elements the names of what a page says they are: headings and tables made of other elements, and
 * what a heading opens and shuts. Changes the document.
 */
export function readRoles(document: DomDocument): void {
  for (const button of [...document.querySelectorAll(BUTTONS_OF_HEADINGS)]) {
    const named = document.querySelector(`[id="${idOf(button.getAttribute('aria-controls'))}"]`);
    const panel = named ?? button.closest(HEADINGS)?.nextElementSibling ?? null;
    if (panel !== null) show(panel);
    button.replaceWith(...button.childNodes);
  }
  for (const heading of [
    ...document.querySelectorAll('div[role=heading], span[role=heading], p[role=heading]'),
  ]) {
    const level = Math.min(6, Math.max(1, Number(heading.getAttribute('aria-level') ?? 2) || 2));
    rename(heading, `h${level}`);
  }
  for (const table of [...document.querySelectorAll(TABLES)]) {
    if (table.nodeName !== 'TABLE' && table.closest('table') === null) makeTable(table);
  }
  // Names of tabs and fields stand side by side without a blank.
  for (const label of document.querySelectorAll('label')) label.append(' ');
}

function idOf(names: string | null): string {
  return (names ?? '').trim().split(/\s/u)[0]?.replace(/["\\]/gu, '') ?? '';
}

/** A part that is shut until somebody opens it is as visible as its heading. */
function show(panel: DomElement): void {
  panel.setAttribute('style', '');
  panel.setAttribute('aria-hidden', 'false');
  panel.removeAttribute('hidden');
}

function makeTable(element: DomElement): void {
  const document = element.ownerDocument;
  const table = document.createElement('table');
  for (const row of element.querySelectorAll('[role=row]')) {
    const line = document.createElement('tr');
    for (const cell of row.querySelectorAll(CELLS)) {
      const isHead = /header$/u.test(cell.getAttribute('role') ?? '');
      const made = document.createElement(isHead ? 'th' : 'td');
      made.append(...cell.childNodes);
      line.append(made);
    }
    if (line.children.length > 0) table.append(line);
  }
  if (table.children.length > 0) element.replaceWith(table);
}
