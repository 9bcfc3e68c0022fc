import { DOMParser, parseHTML } from 'linkedom';
import { MAX_ELEMENTS, MAX_NESTING } from '../document-limits.ts';
import { tooLarge, unreadable } from '../document-refusals.ts';

/** The part of a DOM element that the loaders use; linkedom's own types need a browser's. */
export interface DomElement {
  readonly nodeName: string;
  readonly nodeType: number;
  readonly parentNode: DomElement | null;
  readonly firstElementChild: DomElement | null;
  readonly nextElementSibling: DomElement | null;
  readonly previousElementSibling: DomElement | null;
  readonly children: ArrayLike<DomElement> & Iterable<DomElement>;
  readonly childNodes: ArrayLike<DomElement> & Iterable<DomElement>;
  readonly ownerDocument: DomDocument;
  readonly previousSibling: DomElement | null;
  readonly firstChild: DomElement | null;
  textContent: string;
  innerHTML: string;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  hasAttribute(name: string): boolean;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): ArrayLike<DomElement> & Iterable<DomElement>;
  closest(selector: string): DomElement | null;
  contains(other: DomElement): boolean;
  before(...nodes: (DomElement | string)[]): void;
  append(...nodes: (DomElement | string)[]): void;
  replaceWith(...nodes: (DomElement | string)[]): void;
  cloneNode(deep: boolean): DomElement;
  remove(): void;
  /** Joins neighbouring texts. */
  normalize(): void;
}

export interface DomDocument extends DomElement {
  readonly documentElement: DomElement;
  readonly head: DomElement;
  readonly body: DomElement;
  createElement(name: string): DomElement;
  createTextNode(text: string): DomElement;
  getElementsByTagName(name: string): ArrayLike<DomElement> & Iterable<DomElement>;
}

const ELEMENT_NODE = 1;
/** Opening and closing ones of as many elements, and some for comments. */
const MAX_TAGS = MAX_ELEMENTS * 2.5;
const ENTITY_DECLARATION = /^<!DOCTYPE[^>[]*\[[^\]]*<!ENTITY/iu;

/**
 * Parses a page, however broken; `html`, `head` and `body` are always there.
 * @throws AppError `document-too-large` for too many or too deeply nested elements
 */
export function parsePage(text: string): DomDocument {
  refuseEntities(text);
  refuseManyTags(text);
  const isWhole = /<html[\s>]/iu.test(text);
  const page = isWhole
    ? text
    : `<!doctype html><html><head></head><body>${text.replace(/<\/?(?:html|body)(?:\s[^<>]*)?>/giu, '')}</body></html>`;
  const { document } = parseHTML(page) as unknown as { readonly document: DomDocument };
  refuseMonsters(document.documentElement);
  fillBody(document);
  return document;
}

/** Pages may leave out head and body; the parser then leaves their content beside an empty body. */
function fillBody(document: DomDocument): void {
  const { head } = document; // made where it is missing, as `body` is
  const nodes = [...document.documentElement.childNodes].filter((node) => node !== head);
  const isInPlace = (node: DomElement): boolean =>
    node === document.body || (node.nodeType !== ELEMENT_NODE && node.textContent.trim() === '');
  if (nodes.every(isInPlace)) return;
  for (const node of nodes) node.remove();
  for (const node of nodes) {
    document.body.append(...(node.nodeName === 'BODY' ? node.childNodes : [node]));
  }
}

/**
 * Parses well-formed XML. No entity but the five of XML is ever expanded.
 * @throws AppError `document-unreadable` | `document-too-large`
 */
export function parseXml(text: string): DomDocument {
  refuseEntities(text);
  refuseManyTags(text);
  let document: DomDocument | null;
  try {
    document = new DOMParser().parseFromString(text, 'text/xml') as unknown as DomDocument;
  } catch (error) {
    throw unreadable('A part of the document is no XML.', error);
  }
  // linkedom answers an empty text with a document without a root.
  const root = document.documentElement as DomElement | null;
  if (root === null) throw unreadable('A part of the document is no XML.');
  refuseMonsters(root);
  return document;
}

/** Entities that stand for others can grow without bound; no article declares any. */
export function refuseEntities(text: string): void {
  const start = text.search(/<!DOCTYPE/iu);
  if (start === -1 || !ENTITY_DECLARATION.test(text.slice(start))) return;
  throw unreadable('The document declares entities of its own; such documents are not read.');
}

/** Before anything is built of them: each `<` costs a node. */
function refuseManyTags(text: string): void {
  let count = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) {
    count += 1;
    if (count > MAX_TAGS) throw tooManyElements();
  }
}

function tooManyElements(): Error {
  return tooLarge('elements', `The page has more than ${MAX_ELEMENTS} elements.`);
}

/** The text of an element in one line; none without one. */
export function shownText(element: DomElement | null): string {
  return element?.textContent.replace(/\s+/gu, ' ').trim() ?? '';
}

function refuseMonsters(root: DomElement): void {
  let count = 0;
  let depth = 1;
  let at: DomElement | null = root;
  while (at !== null) {
    count += 1;
    if (count > MAX_ELEMENTS) {
      throw tooManyElements();
    }
    if (depth > MAX_NESTING) {
      throw tooLarge('nesting', `Elements are nested more than ${MAX_NESTING} deep.`);
    }
    if (at.firstElementChild !== null) {
      at = at.firstElementChild;
      depth += 1;
      continue;
    }
    while (at !== null && at !== root && at.nextElementSibling === null) {
      at = at.parentNode;
      depth -= 1;
    }
    at = at === null || at === root ? null : at.nextElementSibling;
  }
}

/** Gives an element another name and keeps what is in it. Changes the document. */
export function rename(element: DomElement, name: string): void {
  const renamed = element.ownerDocument.createElement(name);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
}
