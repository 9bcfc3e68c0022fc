import type { CorpusFault } from '../../domain/index-store.ts';
import type { Article } from '../../domain/passage.ts';
import { articleExtension } from './article-files.ts';
import { articleLanguage } from './article-language.ts';
import { splitFrontMatter, type FrontMatter } from './front-matter.ts';
import { splitByFences } from '../chunking/markdown-fences.ts';
import { readHeading } from '../chunking/markdown-sections.ts';
import { stripMarkup } from '../chunking/strip-markup.ts';

export const MAX_TITLE_CHARS = 200;

/** Reads one article out of a file's text; a fault when it is not one. */
export function parseArticle(file: string, text: string, hash: string): Article | CorpusFault {
  const split = splitFrontMatter(text);
  if (!split.ok) return { file, line: split.fault.line, message: split.fault.message };
  const { value } = split;
  const extension = articleExtension(file) ?? '';
  const body =
    extension === '.txt' ? value.body : stripMarkup(value.body, extension === '.mdx').trim();
  if (!/[\p{L}\p{N}]/u.test(body)) {
    return { file, line: value.bodyLine, message: 'The article has no text.' };
  }
  const fields = readFields(value);
  if ('message' in fields) return { file, ...fields };
  const id = file.slice(0, file.length - extension.length);
  const title = fields.title ?? firstHeading(body) ?? id.split('/').pop() ?? id;
  return {
    id,
    title: shorten(title),
    language: fields.language ?? articleLanguage(body),
    published: fields.published,
    author: fields.author,
    licence: fields.licence,
    url: fields.url,
    tags: fields.tags,
    body,
    hash,
  };
}

type Fields = Pick<Article, 'published' | 'author' | 'licence' | 'url' | 'tags'> & {
  readonly title: string | null;
  readonly language: string | null;
};

interface FieldFault {
  readonly line: number;
  readonly message: string;
}

function readFields(matter: FrontMatter): Fields | FieldFault {
  const faults: FieldFault[] = [];
  const text = (names: readonly string[], pattern: RegExp, expected: string): string | null => {
    const name = names.find((key) => matter.fields[key] !== undefined);
    if (name === undefined) return null;
    const value = matter.fields[name];
    if (value === null || value === '') return null;
    const string = typeof value === 'number' ? String(value) : value;
    if (typeof string === 'string' && pattern.test(string.trim())) return string.trim();
    const line = matter.fieldLines.get(name) ?? 1;
    faults.push({ line, message: `The field ${name} must be ${expected}.` });
    return null;
  };
  const fields: Fields = {
    title: text(['title'], /./u, 'one line of text'),
    language: primaryTag(text(['language', 'lang'], LANGUAGE_TAG, 'a language tag such as de')),
    published: text(['published', 'date'], ISO_DATE, 'a date YYYY-MM-DD')?.slice(0, 10) ?? null,
    author: text(['author'], /./u, 'one line of text'),
    licence: text(['licence', 'license'], /./u, 'one line of text'),
    url: text(['url'], WEB_ADDRESS, 'an http or https address'),
    tags: readTags(matter, faults),
  };
  return faults[0] ?? fields;
}

const LANGUAGE_TAG = /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*$/u;
const ISO_DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ].*)?$/u;
const WEB_ADDRESS = /^https?:\/\/[^\s]+$/iu;

function primaryTag(tag: string | null): string | null {
  return tag?.toLowerCase().split(/[-_]/u)[0] ?? null;
}

function readTags(matter: FrontMatter, faults: FieldFault[]): readonly string[] {
  const value = matter.fields['tags'];
  if (value === undefined || value === null) return [];
  const list: unknown[] = typeof value === 'string' ? value.split(',') : [value].flat();
  if (list.every((tag) => typeof tag === 'string' || typeof tag === 'number')) {
    return list.map((tag) => String(tag).trim()).filter((tag) => tag !== '');
  }
  const line = matter.fieldLines.get('tags') ?? 1;
  faults.push({ line, message: 'The field tags must be a list of words.' });
  return [];
}

function firstHeading(body: string): string | null {
  for (const run of splitByFences(body.split('\n'))) {
    if (run.isCode) continue;
    for (const line of run.lines) {
      const heading = readHeading(line);
      if (heading?.level === 1) return heading.text;
    }
  }
  return null;
}

function shorten(title: string): string {
  const line = title.replace(/\s+/gu, ' ').trim();
  return line.length <= MAX_TITLE_CHARS ? line : `${line.slice(0, MAX_TITLE_CHARS - 1).trimEnd()}…`;
}
