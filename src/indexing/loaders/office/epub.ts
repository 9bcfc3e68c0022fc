import type { DocumentSource } from '../../../domain/documents.ts';
import { decodeText } from '../../corpus/decode-text.ts';
import { MAX_PAGES } from '../document-limits.ts';
import { tooLarge, unreadable } from '../document-refusals.ts';
import { parsePage, parseXml, type DomDocument, type DomElement } from '../page/dom.ts';
import { refuseTooLong, type Draft } from '../finish-document.ts';
import { levelHeadings } from '../page/level-headings.ts';
import { linkShare, pruneChapter } from '../page/prune-page.ts';
import { readZip } from './read-zip.ts';
import { toMarkdown } from '../page/to-markdown.ts';

const CONTAINER = 'META-INF/container.xml';
const ENCRYPTION = 'META-INF/encryption.xml';
const TEXT_PART = /\.(?:xhtml|html?|xml|opf|ncx)$/iu;
/** Share of links from which a chapter is a table of contents. */
const MIN_CONTENTS_SHARE = 0.5;
const XHTML_TYPE = /^(?:application\/xhtml\+xml|text\/html|text\/x-oeb1-document)$/u;
const SELF_CLOSED =
  /<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([a-zA-Z][\w:-]*)((?:\s[^<>]*)?)\/>/gu;

type Files = ReadonlyMap<string, Uint8Array>;

/** Takes the text out of a book, chapter by chapter. @throws AppError `document-unreadable` | `document-too-large` */
export function readEpub(source: DocumentSource): Draft {
  const files = readZip(
    source.bytes,
    (name) => TEXT_PART.test(name) || name.startsWith('META-INF/'),
  );
  const opfPath = packagePath(files);
  const opf = parseXml(textOf(files, opfPath));
  const chapters = readingOrder(opf, opfPath);
  if (chapters.length > MAX_PAGES) {
    throw tooLarge('pages', `The book has ${chapters.length} chapters; at most ${MAX_PAGES}.`);
  }
  refuseEncrypted(files, chapters);
  const title = named(opf, 'title');
  return {
    format: 'epub',
    title,
    language: named(opf, 'language'),
    published: named(opf, 'date'),
    author: creators(opf),
    markdown: readChapters(files, chapters, title),
  };
}

function packagePath(files: Files): string {
  const container = parseXml(textOf(files, CONTAINER));
  const path = byName(container, 'rootfile')[0]?.getAttribute('full-path') ?? null;
  if (path === null) throw unreadable('The EPUB does not say where its book is.');
  return path;
}

/** Paths of the chapters, in the order in which they are read; table of contents and cover left out. */
function readingOrder(opf: DomDocument, opfPath: string): string[] {
  const items = new Map(byName(opf, 'item').map((item) => [item.getAttribute('id') ?? '', item]));
  const paths: string[] = [];
  for (const reference of byName(opf, 'itemref')) {
    const item = items.get(reference.getAttribute('idref') ?? '');
    if (item === undefined) continue;
    const isContents = (item.getAttribute('properties') ?? '').split(/\s+/u).includes('nav');
    if (isContents || !XHTML_TYPE.test(item.getAttribute('media-type') ?? '')) continue;
    const path = resolvePath(opfPath, item.getAttribute('href') ?? '');
    if (!paths.includes(path)) paths.push(path);
  }
  return paths;
}

/** Fonts may be scrambled; a book whose chapters are belongs to a reader with a key. */
function refuseEncrypted(files: Files, chapters: readonly string[]): void {
  if (!files.has(ENCRYPTION)) return;
  const references = byName(parseXml(textOf(files, ENCRYPTION)), 'CipherReference');
  const locked = new Set(references.map((each) => resolvePath('', each.getAttribute('URI') ?? '')));
  if (chapters.some((chapter) => locked.has(chapter))) {
    throw unreadable('The book is encrypted (DRM).');
  }
}

function readChapters(files: Files, chapters: readonly string[], title: string | null): string {
  const book = parsePage('');
  let chars = 0;
  for (const path of chapters) {
    const text = textOf(files, path).replace(SELF_CLOSED, '<$1$2></$1>');
    chars += text.length;
    const chapter = parsePage(text);
    pruneChapter(chapter);
    if (isContents(chapter.body)) continue;
    const part = book.createElement('section');
    part.append(...chapter.body.childNodes);
    book.body.append(part);
  }
  if (chapters.length === 0 || chars === 0) throw unreadable('The book has no chapters.');
  refuseTooLong(book.body.textContent.replace(/\s+/gu, ' ').length);
  levelHeadings(book.body, title);
  return toMarkdown(book.body, { baseUrl: null });
}

/** A list of the book's own chapters, which it has no other name for. */
function isContents(body: DomElement): boolean {
  const links = [...body.querySelectorAll('a[href]')];
  const isInside = links.every((link) => !/^[a-z]+:/iu.test(link.getAttribute('href') ?? ''));
  return links.length > 1 && isInside && linkShare(body) > MIN_CONTENTS_SHARE;
}

function creators(opf: DomDocument): string | null {
  const names = byName(opf, 'creator')
    .map((each) => each.textContent.trim())
    .filter((name) => name !== '');
  return names.length === 0 ? null : names.slice(0, 5).join(', ');
}

function named(opf: DomDocument, name: string): string | null {
  const text = byName(opf, name)[0]?.textContent.replace(/\s+/gu, ' ').trim() ?? '';
  return text === '' ? null : text;
}

/** Elements by name, whatever their prefix is. */
function byName(xml: DomDocument, name: string): DomElement[] {
  return [...xml.querySelectorAll('*')].filter(
    (each) => each.nodeName.replace(/^.*:/u, '') === name,
  );
}

function textOf(files: Files, path: string): string {
  const data = files.get(path);
  if (data === undefined) throw unreadable(`The EPUB lacks ${path}.`);
  return decodeText(data, { isMarkup: true });
}

/** A path inside the archive; one that climbs out of it stays at its root. */
function resolvePath(from: string, href: string): string {
  const path = new URL(
    href,
    `http://book.invalid/${from.split('/').map(encodeURIComponent).join('/')}`,
  ).pathname;
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    return path.slice(1);
  }
}
