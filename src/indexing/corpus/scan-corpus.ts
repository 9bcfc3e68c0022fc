import type { ExtractDocument } from '../../domain/documents.ts';
import type { CorpusFault } from '../../domain/index-store.ts';
import type { Article } from '../../domain/passage.ts';
import { listArticleFiles } from './article-files.ts';
import { articleFromFile } from './article-from-file.ts';
import { hashCorpus, readAhead } from './corpus-hash.ts';

/** What to do with the files of a corpus on the way through it. */
export interface ScanSteps {
  /** Id of the article that a file with this content is known to be; it is not parsed then. */
  readonly known: (file: string, hash: string) => string | null;
  readonly take: (article: Article, file: string) => void;
  readonly extract: ExtractDocument;
  /** Told before each file. */
  readonly report?: (done: number, total: number) => void;
}

/** A corpus as it was gone through. */
export interface CorpusScan {
  /** Ids of the known articles that are still there. */
  readonly kept: readonly string[];
  readonly faults: readonly CorpusFault[];
  /** As `hashCorpusFolder` computes it. */
  readonly corpusHash: string;
}

/**
 * Goes through every file of a corpus in order: known ones are only hashed, all others are parsed. An
 * article that cannot be read as it stands becomes a fault and is left out; one that vanishes on the
 * way is as if it had never been there.
 * @throws AppError `corpus-unreadable`
 */
export async function scanCorpus(knowledgeDir: string, steps: ScanSteps): Promise<CorpusScan> {
  const { root, files, faults: linkFaults } = await listArticleFiles(knowledgeDir);
  const ids = new Set<string>();
  const kept: string[] = [];
  const faults: CorpusFault[] = [...linkFaults];
  const hashes: { file: string; hash: string }[] = [];
  const isFirst = (id: string, file: string): boolean => {
    if (!ids.has(id)) return ids.add(id).has(id);
    const message = `Another article is called ${id} already, with another extension.`;
    faults.push({ file, line: 1, message });
    return false;
  };
  for await (const { file, read } of readAhead(root, files)) {
    steps.report?.(hashes.length, files.length);
    if (!read.ok && read.isGone) continue;
    hashes.push({ file, hash: read.hash });
    const knownId = steps.known(file, read.hash);
    if (knownId !== null) {
      if (isFirst(knownId, file)) kept.push(knownId);
      continue;
    }
    const article = await articleFromFile(file, read, steps.extract);
    if ('message' in article) faults.push(article);
    else if (isFirst(article.id, file)) steps.take(article, file);
  }
  return { kept, faults, corpusHash: hashCorpus(hashes) };
}
