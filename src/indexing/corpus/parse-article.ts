import type { CorpusFault } from '../../domain/index-store.ts';
import type { Article } from '../../domain/passage.ts';
import { articleExtension } from './article-files.ts';
import { articleFields } from './article-fields.ts';
import { documentLanguage } from './article-language.ts';
import { shortenTitle, titleFromName, titleInText, withoutTitleLine } from './article-title.ts';
import { cleanText } from './clean-text.ts';
import { splitFrontMatter } from './front-matter.ts';
import { stripMarkup } from '../chunking/strip-markup.ts';

/** Takes what was left aside in an article that was read all the same. */
export type NoteFault = (note: CorpusFault) => void;

/**
 * Reads one article out of a text, the same for a file of the corpus and for one that is added: front
 * matter as far as it is understood, the rest noted; a fault for a text without any words.
 */
export function parseArticle(
  file: string,
  text: string,
  hash: string,
  note: NoteFault = () => undefined,
): Article | CorpusFault {
  const noted = (line: number, message: string): void =>
    note({ file, line, message, isNote: true });
  const split = splitFrontMatter(text);
  if (!split.ok) noted(split.fault.line, split.fault.message);
  const matter = split.ok ? split.value : split.rest;
  const extension = articleExtension(file) ?? '';
  const isMarkdown = extension !== '.txt';
  const plain = isMarkdown ? stripMarkup(matter.body, extension === '.mdx').trim() : matter.body;
  const whole = cleanText(plain);
  if (!/[\p{L}\p{N}]/u.test(whole)) {
    return { file, line: matter.bodyLine, message: 'The article has no text.' };
  }
  const { language, title: named, ...fields } = articleFields(matter, noted);
  const title = shortenTitle(named ?? titleInText(whole, isMarkdown) ?? titleFromName(file));
  const body = cleanText(withoutTitleLine(whole, title));
  return {
    id: file.slice(0, file.length - extension.length),
    title,
    language: documentLanguage(body, language),
    ...fields,
    body,
    hash,
  };
}
