import type { ExtractDocument } from '../../domain/documents.ts';
import type { CorpusFault } from '../../domain/index-store.ts';
import type { Article } from '../../domain/passage.ts';
import { ARTICLE_EXTENSIONS, listArticleFiles } from './article-files.ts';
import { articleFromFile } from './article-from-file.ts';
import { hashCorpus, readAhead, type ReadFile } from './corpus-hash.ts';
import { FileStates, type FileStatesPlace } from './file-states.ts';

/** A file of a corpus that nothing got through. */
export interface StuckFile {
  readonly file: string;
  /** SHA-256 (hex) over its bytes: once they change it is tried again. */
  readonly hash: string;
}

/** What to do with the files of a corpus on the way through it. */
export interface ScanSteps {
  /** Id of the article that a file with this content is known to be; it is not parsed then. */
  readonly known: (file: string, hash: string) => string | null;
  readonly take: (article: Article, file: string) => void;
  readonly extract: ExtractDocument;
  /** Told before each file, with its `stuckName`. */
  readonly report?: (done: number, total: number, at?: string) => void;
  /** These are left out. */
  readonly stuck?: readonly StuckFile[];
  /** Known files that are what they were are not read. Absent: all are. */
  readonly states?: FileStatesPlace;
}

/** A corpus as it was gone through. */
export interface CorpusScan {
  /** Ids of the known articles that are still there. */
  readonly kept: readonly string[];
  readonly faults: readonly CorpusFault[];
  /** As `hashCorpusFolder` computes it. */
  readonly corpusHash: string;
  /** Remembers for the next scan what the files are now. Throws Node's own errors. */
  readonly saveStates: () => Promise<void>;
}

/** A stuck file in one line; `readStuckName` reads it. */
export function stuckName({ file, hash }: StuckFile): string {
  return `${hash} ${file}`;
}

/** Null for what is no such line. */
export function readStuckName(name: string): StuckFile | null {
  const space = name.indexOf(' ');
  return space <= 0 ? null : { hash: name.slice(0, space), file: name.slice(space + 1) };
}

/** Most files of other kinds that are named. */
const MAX_OTHERS_NAMED = 5;

/** One note on all files that are no articles; none without any. */
function otherKinds(others: readonly string[]): CorpusFault[] {
  const [first, ...rest] = others;
  if (first === undefined) return [];
  const more = rest.slice(0, MAX_OTHERS_NAMED - 1);
  const unnamed = rest.length - more.length;
  const also = more.length === 0 ? '' : ` So are ${more.join(', ')}`;
  const message = `Left aside, as articles end in ${ARTICLE_EXTENSIONS.join(', ')}: ${others.length} file(s).${also}${unnamed > 0 ? ` and ${unnamed} more` : ''}${also === '' ? '' : '.'}`;
  return [{ file: first, line: 1, message, isNote: true }];
}

const STUCK =
  'Reading the file did not come to an end the last time, so it is left out. Change it, and it is tried again.';

/**
 * Goes through every file of a corpus in order: known ones are at most hashed, all others are parsed. An
 * article that cannot be read as it stands becomes a fault and is left out; one that vanishes on the
 * way is as if it had never been there.
 * @throws AppError `corpus-unreadable`
 */
export async function scanCorpus(knowledgeDir: string, steps: ScanSteps): Promise<CorpusScan> {
  const { root, files, others, faults: linkFaults } = await listArticleFiles(knowledgeDir);
  const ids = new Set<string>();
  const kept: string[] = [];
  const faults: CorpusFault[] = [...linkFaults, ...otherKinds(others)];
  const stuck = new Set(steps.stuck?.map(stuckName));
  const hashes: { file: string; hash: string }[] = [];
  const isFirst = (id: string, file: string): boolean => {
    if (!ids.has(id)) return ids.add(id).has(id);
    const message = `Another article is called ${id} already, with another extension.`;
    faults.push({ file, line: 1, message });
    return false;
  };
  const { states: place } = steps;
  const states = place === undefined ? null : await FileStates.open(root, place);
  for await (const { file, hash, read } of readFiles(files, { root, states, steps })) {
    const name = stuckName({ file, hash });
    steps.report?.(hashes.length, files.length, name);
    if (read?.ok === false && read.isGone) continue;
    hashes.push({ file, hash });
    const knownId = steps.known(file, hash);
    if (knownId !== null) {
      if (isFirst(knownId, file)) kept.push(knownId);
      continue;
    }
    if (read === null) continue; // not looked up: what is not known was read
    if (stuck.has(name)) {
      faults.push({ file, line: 1, message: STUCK });
      continue;
    }
    const article = await articleFromFile(file, read, steps.extract, (note) => faults.push(note));
    if ('message' in article) faults.push(article);
    else if (isFirst(article.id, file)) steps.take(article, file);
  }
  const saveStates = async (): Promise<void> => states?.save();
  return { kept, faults, corpusHash: hashCorpus(hashes), saveStates };
}

interface Reading {
  /** The corpus folder with links resolved. */
  readonly root: string;
  readonly states: FileStates | null;
  readonly steps: ScanSteps;
}

/** All files in order; a known one that is what it was is not read. */
async function* readFiles(
  files: readonly string[],
  { root, states, steps }: Reading,
): AsyncGenerator<ReadFile> {
  const look = (file: string): string | null => {
    const hash = states?.look(file) ?? null;
    return hash !== null && steps.known(file, hash) !== null ? hash : null;
  };
  for await (const each of readAhead(root, files, look)) {
    if (each.read?.ok === true) states?.note(each.file, each.hash);
    yield each;
  }
}
