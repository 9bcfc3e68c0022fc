import { parseXml, type DomElement } from '../page/dom.ts';

const TEXT_NODE = 3;
/** The accent that Word writes no sign for. */
const CIRCUMFLEX = '\u0302';
const FORMULA = /<m:oMath(?=[\s>])/gu;
const FORMULA_END = '</m:oMath>';
const SETTINGS = '<m:oMathParaPr>';
const SETTINGS_END = '</m:oMathParaPr>';
/** What stands around a formula on a line of its own. */
const PARAGRAPH = /<\/?m:oMathPara(?:\s[^<>]{0,200})?>/gu;
/** Deepest formula that is written out; a deeper one gives its letters. */
const MAX_DEPTH = 40;

/**
 * XML of a Word document with each formula as a run of text: `a/b`, `x^2`, `√(x)`. Word keeps formulas
 * outside its runs, where nobody else would look for text.
 */
export function formulasAsText(xml: string): string {
  if (!xml.includes('<m:oMath')) return xml;
  let result = '';
  let at = 0;
  for (const { index } of xml.matchAll(FORMULA)) {
    if (index < at) continue;
    const end = xml.indexOf(FORMULA_END, index);
    if (end === -1) break; // nor is there one behind any other
    const source = xml.slice(index, end + FORMULA_END.length);
    result += `${xml.slice(at, index)}<w:r><w:t xml:space="preserve">${escapeXml(formulaText(source))}</w:t></w:r>`;
    at = end + FORMULA_END.length;
  }
  return withoutSettings(result + xml.slice(at)).replace(PARAGRAPH, '');
}

function withoutSettings(xml: string): string {
  let result = '';
  let at = 0;
  for (;;) {
    const open = xml.indexOf(SETTINGS, at);
    const close = open === -1 ? -1 : xml.indexOf(SETTINGS_END, open);
    if (close === -1) return result + xml.slice(at);
    result += xml.slice(at, open);
    at = close + SETTINGS_END.length;
  }
}

function formulaText(xml: string): string {
  const root = parseXml(xml).documentElement;
  return textOf(root, 0).replace(/\s+/gu, ' ').trim();
}

function textOf(element: DomElement, depth: number): string {
  if (element.nodeType === TEXT_NODE) return element.textContent;
  const name = element.nodeName.replace(/^.*:/u, '');
  if (name.endsWith('Pr')) return '';
  if (depth > MAX_DEPTH) return element.textContent;
  const part = (part: string): string => {
    const found = [...element.children].find((each) => each.nodeName === `m:${part}`);
    return found === undefined ? '' : textOf(found, depth + 1).trim();
  };
  const written = WRITTEN[name];
  if (written !== undefined) return written({ element, depth, part });
  return [...element.childNodes].map((each) => textOf(each, depth + 1)).join('');
}

interface Piece {
  readonly element: DomElement;
  readonly depth: number;
  /** Text of the child of that name; empty without one. */
  readonly part: (name: string) => string;
}

/** Elements that are more than their parts in a row. */
const WRITTEN: Readonly<Record<string, (piece: Piece) => string>> = {
  f: ({ part }) => `${grouped(part('num'))}/${grouped(part('den'))}`,
  sSup: ({ part }) => `${part('e')}^${grouped(part('sup'))}`,
  sSub: ({ part }) => `${part('e')}_${grouped(part('sub'))}`,
  sSubSup: ({ part }) => `${part('e')}_${grouped(part('sub'))}^${grouped(part('sup'))}`,
  limLow: ({ part }) => `${part('e')}_${grouped(part('lim'))}`,
  limUpp: ({ part }) => `${part('e')}^${grouped(part('lim'))}`,
  rad: ({ part }) => `${part('deg') === '' ? '' : `${part('deg')} `}√${grouped(part('e'))}`,
  func: ({ part }) => `${part('fName')} ${part('e')}`,
  acc: ({ element, part }) => `${part('e')}${valueOf(element, 'chr') ?? CIRCUMFLEX}`,
  m: ({ element, depth }) => joined(element, depth, '; '),
  mr: ({ element, depth }) => joined(element, depth, ', '),
  d: ({ element, depth }) =>
    `${valueOf(element, 'begChr') ?? '('}${joined(element, depth, ', ')}${valueOf(element, 'endChr') ?? ')'}`,
  nary: ({ element, part }) =>
    naryText(element, { sub: part('sub'), sup: part('sup'), body: part('e') }),
};

/** What the properties of an element set, e.g. the brackets around it; null where they are the usual ones. */
function valueOf(element: DomElement, name: string): string | null {
  const properties = [...element.children].find((each) => each.nodeName.endsWith('Pr'));
  const set = [...(properties?.children ?? [])].find((each) => each.nodeName === `m:${name}`);
  return set?.getAttribute('m:val') ?? null;
}

function joined(element: DomElement, depth: number, mark: string): string {
  return [...element.children]
    .map((each) => textOf(each, depth + 1).trim())
    .filter((text) => text !== '')
    .join(mark);
}

/** A sum, product or integral with its limits. */
function naryText(
  element: DomElement,
  { sub, sup, body }: { readonly sub: string; readonly sup: string; readonly body: string },
): string {
  // Word writes no sign where it is an integral's.
  const sign = valueOf(element, 'chr') ?? '∫';
  const below = sub === '' ? '' : `_${grouped(sub)}`;
  const above = sup === '' ? '' : `^${grouped(sup)}`;
  return `${sign}${below}${above} ${body}`;
}

function grouped(text: string): string {
  return /^[\p{L}\p{N}\p{M}]*$/u.test(text) ? text : `(${text})`;
}

function escapeXml(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;');
}
