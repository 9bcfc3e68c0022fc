import { stringify } from 'yaml';
import {
  shelfTitle,
  type DocumentFormat,
  type ExtractedDocument,
  type ShelvedArticle,
} from '../../domain/documents.ts';
import { splitFrontMatter } from './front-matter.ts';

const FORMATS: ReadonlySet<string> = new Set<DocumentFormat>([
  'markdown',
  'text',
  'html',
  'pdf',
  'docx',
  'epub',
  'srt',
]);
/** Longest author that is kept, in characters. */
const MAX_AUTHOR_CHARS = 200;

/** An added article with its body, as its file holds it. */
export interface ShelfEntry {
  readonly article: ShelvedArticle;
  readonly markdown: string;
}

/** What a document becomes on the shelf: one-line fields, `\n` line ends, no broken characters. */
export function shelfEntry(
  id: string,
  document: ExtractedDocument,
  who: { readonly addedBy: string; readonly addedAtMs: number },
): ShelfEntry {
  const markdown = wellFormed(document.markdown).replace(/\r\n?/gu, '\n');
  const author = document.author === null ? '' : oneLine(document.author, MAX_AUTHOR_CHARS);
  return {
    markdown,
    article: {
      id,
      title: wellFormed(shelfTitle(document.title)),
      language: document.language,
      published: document.published,
      author: author === '' ? null : author,
      url: document.url,
      provenance: { ...who, format: document.format },
      chars: markdown.length,
    },
  };
}

/** The file's text. Fields are written by the YAML library alone: they are strangers' words. */
export function writeShelfFile({ article, markdown }: ShelfEntry): string {
  const { title, language, published, author, url, provenance } = article;
  const fields = {
    title,
    language,
    ...(published === null ? {} : { published }),
    ...(author === null ? {} : { author }),
    ...(url === null ? {} : { url }),
    added_by: provenance.addedBy,
    added_at: new Date(provenance.addedAtMs).toISOString(),
    format: provenance.format,
  };
  // Quoted and never folded, so that no value can begin a line of its own.
  const yaml = stringify(fields, {
    lineWidth: 0,
    defaultKeyType: 'PLAIN',
    defaultStringType: 'QUOTE_DOUBLE',
  });
  return `---\n${yaml}---\n\n${markdown}\n`;
}

/** Null for a file that `writeShelfFile` has not written. */
export function readShelfFile(id: string, text: string): ShelfEntry | null {
  const split = splitFrontMatter(text);
  if (!split.ok || !split.value.hasFrontMatter) return null;
  const { fields, body } = split.value;
  const of = (name: string): string | null => {
    const value = fields[name];
    return typeof value === 'string' ? value : null;
  };
  const [title, language, addedBy, format] = [
    of('title'),
    of('language'),
    of('added_by'),
    of('format'),
  ];
  const addedAtMs = Date.parse(of('added_at') ?? '');
  const isWhole = title !== null && language !== null && addedBy !== null;
  if (!isWhole || Number.isNaN(addedAtMs) || !isFormat(format)) return null;
  const markdown = body.replace(/^\n/u, '').replace(/\n$/u, '');
  return {
    markdown,
    article: {
      ...{ id, title, language, published: of('published'), author: of('author'), url: of('url') },
      provenance: { addedBy, addedAtMs, format },
      chars: markdown.length,
    },
  };
}

function isFormat(value: string | null): value is DocumentFormat {
  return value !== null && FORMATS.has(value);
}

function oneLine(text: string, maxChars: number): string {
  const flat = wellFormed(text)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return flat.length <= maxChars ? flat : wellFormed(flat.slice(0, maxChars)).trim();
}

/** Half a surrogate pair cannot be written as UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
