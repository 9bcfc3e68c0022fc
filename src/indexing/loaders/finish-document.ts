import type { DocumentFormat, DocumentSource, ExtractedDocument } from '../../domain/documents.ts';
import { documentLanguage } from '../corpus/article-language.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { MAX_TITLE_CHARS } from '../corpus/parse-article.ts';
import { MAX_ARTICLE_CHARS } from './document-limits.ts';
import { tooLarge, unreadable } from './document-refusals.ts';
import { chosenAuthor, chosenDay } from './placeholders.ts';

/** What a loader found; whatever it did not find is null. */
export interface Draft {
  readonly format: DocumentFormat;
  readonly title: string | null;
  /** A language tag, as the document says it. */
  readonly language: string | null;
  /** Any spelling of a date. */
  readonly published: string | null;
  readonly author: string | null;
  /** Address the document names as its own; that of the source comes first. */
  readonly url?: string | null;
  /** Not yet cleaned. */
  readonly markdown: string;
}

const LANGUAGE_TAG = /^([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*$/u;
const MAX_AUTHOR_CHARS = 200;

/**
 * Cleans what a loader found and fills in what is missing: the title from the name, the language from the text.
 * @throws AppError `document-unreadable` without any text | `document-too-large`
 */
export function finishDocument(draft: Draft, source: DocumentSource): ExtractedDocument {
  const markdown = cleanText(draft.markdown);
  if (!/[\p{L}\p{N}]/u.test(markdown)) throw unreadable('There is no text in the document.');
  refuseTooLong(markdown.length);
  const language = LANGUAGE_TAG.exec(draft.language?.trim() ?? '')?.[1]?.toLowerCase();
  const title = shorten(cleanLine(draft.title ?? ''), MAX_TITLE_CHARS);
  return {
    format: draft.format,
    title: title === '' ? titleFromName(source) : title,
    language: documentLanguage(markdown, language ?? null),
    published: chosenDay(isoDate(draft.published)),
    author: chosenAuthor(shorten(cleanLine(draft.author ?? ''), MAX_AUTHOR_CHARS)),
    url: source.url ?? draft.url ?? null,
    markdown,
  };
}

/** @throws AppError `document-too-large` */
export function refuseTooLong(chars: number): void {
  if (chars <= MAX_ARTICLE_CHARS) return;
  throw tooLarge(
    'characters',
    `The document has more than ${MAX_ARTICLE_CHARS} characters of text. Split it.`,
  );
}

/** The day as `YYYY-MM-DD`; null for what is no date between 1400 and 2199. */
export function isoDate(text: string | null): string | null {
  const given = text?.trim() ?? '';
  const match = /^(\d{4})(?:([-/.]?)(\d{1,2})\2(\d{1,2}))(?!\d)/u.exec(given);
  const parts = match === null ? spelledDate(given) : [match[1], match[3], match[4]].map(Number);
  const [year = 0, month = 0, day = 0] = parts;
  if (year < 1_400 || year > 2_199) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : null;
}

/** `Tue, 21 Nov 2026 ...` and `21.11.2026`; never a bare number, which `Date` takes for a year. */
function spelledDate(text: string): number[] {
  const german = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b/u.exec(text);
  if (german !== null) return [Number(german[3]), Number(german[2]), Number(german[1])];
  const word = text.search(/[A-Za-z]{3}/u);
  if (text.length > 60 || word === -1 || !/\d{4}/u.test(text.slice(word))) return [];
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return [];
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()];
}

function titleFromName({ name }: DocumentSource): string {
  const stem = name
    .replace(/^.*[/\\]/u, '')
    .replace(/\.[a-z0-9]{1,8}$/iu, '')
    .replace(/[_-]+/gu, ' ');
  return shorten(cleanLine(stem), MAX_TITLE_CHARS) || 'Untitled';
}

function shorten(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1).trimEnd()}…`;
}
