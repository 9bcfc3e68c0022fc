import type { DomElement } from './dom.ts';

const TEXT_NODE = 3;
/** Deepest formula that is written out; a deeper one gives its letters. */
const MAX_DEPTH = 40;
/** Twins for machines that stand beside what is shown. */
const HIDDEN = /^(?:annotation|annotation-xml)$/u;

/** MathML in one line: `a/b`, `x^2`, `√(x + 1)`. */
export function mathText(math: DomElement): string {
  return textOf(math, 0).replace(/\s+/gu, ' ').trim();
}

function textOf(element: DomElement, depth: number): string {
  if (element.nodeType === TEXT_NODE) return element.textContent.replace(/[\u2061-\u2064]/gu, '');
  const name = element.nodeName.toLowerCase();
  if (HIDDEN.test(name)) return '';
  if (depth > MAX_DEPTH) return element.textContent;
  // Each child is looked at once, or a deep formula would take for ever.
  const children = [...element.childNodes].map((each) => ({
    isPart: each.nodeType !== TEXT_NODE,
    text: textOf(each, depth + 1),
  }));
  const inner = children.map(({ text }) => text).join('');
  const parts = children.filter(({ isPart }) => isPart).map(({ text }) => text.trim());
  if (name === 'mo') return operator(element.textContent.trim());
  return WRITTEN[name]?.(parts, inner.trim()) ?? inner;
}

/** Elements that are more than their parts in a row. */
const WRITTEN: Readonly<Record<string, (parts: readonly string[], inner: string) => string>> = {
  mfrac: ([above = '', below = '']) => `${grouped(above)}/${grouped(below)}`,
  msup: raised,
  mover: raised,
  msub: lowered,
  munder: lowered,
  msubsup: limited,
  munderover: limited,
  msqrt: (_, inner) => `√${grouped(inner)}`,
  mroot: ([base = '', degree = '']) => `${degree} √${grouped(base)}`,
  mtable: (rows) => rows.join('; '),
  mtr: (cells) => cells.join(', '),
};

function raised([base = '', above = '']: readonly string[]): string {
  return `${base}^${grouped(above)}`;
}

function lowered([base = '', below = '']: readonly string[]): string {
  return `${base}_${grouped(below)}`;
}

function limited([base = '', below = '', above = '']: readonly string[]): string {
  return `${base}_${grouped(below)}^${grouped(above)} `;
}

/** Blanks stand around what compares and adds. */
function operator(sign: string): string {
  return /^[=<>≤≥≠≈≡∼∈+−±×·→←⇒-]$/u.test(sign)
    ? ` ${sign} `
    : sign.replace(/[\u2061-\u2064]/gu, '');
}

function grouped(text: string): string {
  return /^[\p{L}\p{N}\p{M}]*$/u.test(text) ? text : `(${text})`;
}
