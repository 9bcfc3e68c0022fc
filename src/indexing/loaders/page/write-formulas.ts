import type { DomDocument, DomElement } from './dom.ts';
import { mathText } from './math-text.ts';

const TEX_SCRIPT = 'script[type^="math/tex"]';
const TEX_NOTE = 'annotation[encoding="application/x-tex"], annotation[encoding="TeX"]';
/** Classes and addresses of pictures of formulas; their `alt` is the formula. */
const FORMULA_CLASS = /(?:^|[\s_-])(?:math|tex|latex|equation)(?:$|[\s_-])/iu;
const FORMULA_ADDRESS = /(?:latex|mathtex|mimetex)[./?]|\/(?:math|latex|equation)\//iu;
const DISPLAY_STYLE = /^\{\\(?:display|text|script)style\s/u;

/**
 * Puts the TeX of every formula, `$...$`, in the place of what shows it: MathML, scripts for MathJax,
 * pictures. MathML without TeX leaves its letters. To be called before what is hidden goes, as the
 * readable form of a formula is the hidden one. Changes the document.
 */
export function writeFormulas(document: DomDocument): void {
  /** What was written beside which picture. */
  const written = new Map<DomElement, Set<string>>();
  const write = (element: DomElement, tex: string): void => {
    const holder = hiddenHolder(element);
    const { parentNode } = holder;
    if (parentNode !== null)
      written.set(parentNode, (written.get(parentNode) ?? new Set()).add(tex));
    holder.replaceWith(tex === '' ? mathText(element) : `$${tex}$`);
  };
  for (const script of document.querySelectorAll(TEX_SCRIPT)) {
    dropRendered(document, script.getAttribute('id'));
    write(script, texOf(script.textContent));
  }
  for (const math of document.querySelectorAll('math')) {
    const note = math.querySelector(TEX_NOTE)?.textContent;
    write(math, texOf(note ?? math.getAttribute('alttext') ?? ''));
  }
  for (const image of document.querySelectorAll('img[alt]')) {
    const isFormula =
      FORMULA_CLASS.test(image.getAttribute('class') ?? '') ||
      FORMULA_ADDRESS.test(image.getAttribute('src') ?? '');
    if (!isFormula) continue;
    const tex = texOf(image.getAttribute('alt') ?? '');
    const beside = image.parentNode === null ? undefined : written.get(image.parentNode);
    if (beside?.has(tex) === true) image.remove();
    else write(image, tex);
  }
}

/** One line without the style that a wiki sets around all of it. */
function texOf(source: string): string {
  const tex = source.replace(/\s+/gu, ' ').replace(/\$/gu, '').trim();
  const inner = tex.endsWith('}') ? tex.slice(0, -1).replace(DISPLAY_STYLE, '') : tex;
  return inner.length < tex.length - 1 ? inner.trim() : tex;
}

/** The element that hides a formula from readers who see its picture. */
function hiddenHolder(element: DomElement): DomElement {
  const holder = element.closest('[style], [hidden], [aria-hidden=true]');
  if (holder === null || holder === element) return element;
  return holder.textContent.trim() === element.textContent.trim() ? holder : element;
}

/** What MathJax has drawn for a script stands beside it. */
function dropRendered(document: DomDocument, id: string | null): void {
  if (id === null || !/^[\w-]{1,60}$/u.test(id)) return;
  for (const drawn of document.querySelectorAll(`[id="${id}-Frame"]`)) drawn.remove();
}
