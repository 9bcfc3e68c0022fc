import type { DocumentFormat, DocumentSource, ExtractedDocument } from '../../domain/documents.ts';
import { documentLanguage } from '../corpus/article-language.ts';
import { cleanLine, cleanText } from '../corpus/clean-text.ts';
import { languageOf } from '../corpus/language-name.ts';
import { MAX_TITLE_CHARS, titleFromName } from '../corpus/article-title.ts';
import { decodeEntities } from '../../text/entities.ts';
import { isoDate } from '../corpus/read-date.ts';
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

const MAX_AUTHOR_CHARS = 200;

/**
 * Cleans what a loader found and fills in what is missing: the title from the name, the language from the text.
 * @throws AppError `document-unreadable` without any text | `document-too-large`
 */
export function finishDocument(draft: Draft, source: DocumentSource): ExtractedDocument {
  const markdown = cleanText(draft.markdown);
  if (!/[\p{L}\p{N}]/u.test(markdown)) throw unreadable('There is no text in the document.');
  refuseTooLong(markdown.length);
  const language = languageOf(draft.language);
  const title = shorten(cleanLine(decodeEntities(draft.title ?? '')), MAX_TITLE_CHARS);
  return {
    format: draft.format,
    title: title === '' ? titleFromName(source.name) : title,
    language: documentLanguage(markdown, language),
    published: chosenDay(isoDate(draft.published)),
    author: chosenAuthor(shorten(cleanLine(decodeEntities(draft.author ?? '')), MAX_AUTHOR_CHARS)),
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

function shorten(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1).trimEnd()}…`;
}
