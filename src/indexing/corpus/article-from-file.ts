import type { ExtractDocument } from '../../domain/documents.ts';
import { toAppError } from '../../domain/errors.ts';
import type { CorpusFault } from '../../domain/index-store.ts';
import type { Article } from '../../domain/passage.ts';
import { articleExtension } from './article-files.ts';
import { parseArticle, type NoteFault } from './parse-article.ts';
import type { ArticleRead } from './read-article-file.ts';

/**
 * The article of a corpus file, whatever its format, or what is wrong with it: a file that was not
 * read or not understood, a document that was refused.
 * @throws AppError `cancelled`
 */
export async function articleFromFile(
  file: string,
  read: ArticleRead,
  extract: ExtractDocument,
  note: NoteFault,
): Promise<Article | CorpusFault> {
  if (!read.ok) return { file, line: read.line, message: read.message };
  if (read.kind === 'text') return parseArticle(file, read.text, read.hash, note);
  try {
    const name = file.split('/').pop() ?? file;
    const document = await extract({ bytes: read.bytes, name, contentType: null, url: null });
    const { title, language, published, author, url, markdown: body } = document;
    const id = file.slice(0, file.length - (articleExtension(file) ?? '').length);
    return {
      id,
      title,
      language,
      published,
      author,
      url,
      licence: null,
      tags: [],
      body,
      hash: read.hash,
    };
  } catch (error) {
    const fault = toAppError(error);
    if (fault.code === 'cancelled') throw fault;
    return { file, line: 1, message: fault.message };
  }
}
