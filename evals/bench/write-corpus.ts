import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toMarkdown, type BenchArticle } from './bench-corpus.ts';

const FILES_AT_ONCE = 64;

/** Writes articles as files below a folder; returns how many. */
export async function writeCorpus(
  folder: string,
  articles: Iterable<BenchArticle>,
  signal: AbortSignal,
): Promise<number> {
  let batch: BenchArticle[] = [];
  let count = 0;
  const flush = async (): Promise<void> => {
    signal.throwIfAborted();
    await Promise.all(batch.map((article) => writeArticle(folder, article)));
    count += batch.length;
    batch = [];
  };
  for (const article of articles) {
    batch.push(article);
    if (batch.length === FILES_AT_ONCE) await flush();
  }
  await flush();
  return count;
}

export async function writeArticle(folder: string, article: BenchArticle): Promise<void> {
  const path = join(folder, article.file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, toMarkdown(article));
}
