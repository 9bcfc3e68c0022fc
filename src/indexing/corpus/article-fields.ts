import { isWebAddress } from './check-fields.ts';
import { FIELD_NAMES as NAMES } from './field-names.ts';
import { languageOf } from './language-name.ts';
import type { FrontMatter } from './front-matter.ts';
import { isoDate } from './read-date.ts';
import type { Article } from '../../domain/passage.ts';

/** What front matter says about an article. */
export type ArticleFields = Pick<Article, 'published' | 'author' | 'licence' | 'url' | 'tags'> & {
  readonly title: string | null;
  /** Primary tag. */
  readonly language: string | null;
};

/** Takes what was left aside: the line of the file, from 1, and what is wrong there. */
export type NoteField = (line: number, message: string) => void;

/** Where programs let people put fields of their own. */
const NESTS = new Set(['params', 'extra', 'meta', 'metadata']);
const MAX_NAMES_JOINED = 10;

/**
 * Reads fields as the writers of other programs mean them: names in lists, dates in words, languages by
 * name. A field that cannot be understood is left out and noted; an article is never refused for it.
 */
export function articleFields(matter: FrontMatter, note: NoteField): ArticleFields {
  const read = <T>(
    names: readonly string[],
    reader: (value: unknown) => T | null,
    expected: string,
  ): T | null => readField(matter, { names, reader, expected, note });
  return {
    title: read(NAMES.title, textOf, 'one line of text'),
    language: read(NAMES.language, (value) => languageOf(textOf(value)), 'a language such as de'),
    published: read(
      NAMES.published,
      (value) => isoDate(textOf(firstDayOf(value))),
      'a date such as 2026-11-21',
    ),
    author: read(NAMES.author, namesOf, 'a name or a list of names'),
    licence: read(NAMES.licence, textOf, 'one line of text'),
    url: read(NAMES.url, addressOf, 'an http or https address'),
    tags: read(NAMES.tags, tagsOf, 'a list of words') ?? [],
  };
}

interface FieldReading<T> {
  readonly names: readonly string[];
  readonly reader: (value: unknown) => T | null;
  readonly expected: string;
  readonly note: NoteField;
}

/** The first of several names that can be read; what stands there instead is noted when none can. */
function readField<T>(
  { fields: own, fieldLines }: FrontMatter,
  { names, reader, expected, note }: FieldReading<T>,
): T | null {
  const fields = { ...nestedIn(own), ...own };
  const keys = Object.keys(fields);
  let unread: string | null = null;
  for (const each of names) {
    const name = keys.find((key) => key.toLowerCase() === each.toLowerCase()) ?? each;
    const value = fields[name];
    // `published: true` says something else: whether the article is to be shown.
    if (value === undefined || value === null || value === '' || typeof value === 'boolean')
      continue;
    const read = reader(value);
    if (read !== null) return read;
    unread ??= name;
  }
  if (unread !== null) {
    note(
      fieldLines.get(unread) ?? 1,
      `The field ${unread} is left aside: ${expected} was expected.`,
    );
  }
  return null;
}

function nestedIn(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const nests = Object.entries(fields).filter(
    ([name, value]) => NESTS.has(name.toLowerCase()) && typeof value === 'object',
  );
  return Object.fromEntries(nests.flatMap(([, value]) => Object.entries(value ?? {})));
}

/** The first day of a text's life, where there are several: `date: {created: ..., updated: ...}`. */
function firstDayOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if ('published' in value) return value.published;
  return 'created' in value ? value.created : value;
}

/** Names without "By" and without the brackets of a link to a note. */
function namesOf(value: unknown): string | null {
  const text = textOf(value)?.replace(/\[\[(?:[^[\]|]{1,200}\|)?([^[\]|]{1,200})\]\]/gu, '$1');
  return text?.replace(/^(?:by|von) /iu, '') ?? null;
}

/** A text, a number, a day, or names: a list of them, or of things that have one. */
function textOf(value: unknown): string | null {
  if (Array.isArray(value)) {
    const texts = (value as unknown[]).slice(0, MAX_NAMES_JOINED).map((each) => textOf(each));
    const known = texts.filter((text): text is string => text !== null);
    return known.length === 0 ? null : known.join(', ');
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) {
    return 'name' in value && typeof value.name === 'string' ? textOf(value.name) : null;
  }
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  return text === '' ? null : text;
}

function addressOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  return isWebAddress(text) ? text : null;
}

function tagsOf(value: unknown): readonly string[] | null {
  const list: unknown[] = typeof value === 'string' ? value.split(',') : [value].flat();
  const isList = list.every((tag) => typeof tag === 'string' || typeof tag === 'number');
  return isList ? list.map((tag) => String(tag).trim()).filter((tag) => tag !== '') : null;
}
