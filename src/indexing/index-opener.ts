import { AppError } from '../domain/errors.ts';
import type { OpenOptions } from '../domain/index-store.ts';
import type { LanguageCentre, Logger, PassageIndex, ScoreScale } from '../domain/ports.ts';
import type { GenerationOpener } from './generation/folder-generations.ts';
import type { GenerationFolders } from './generation/generation-folders.ts';
import { isReadable, type Manifest } from './generation/manifest.ts';
import { WorkerPassageIndex, type OpenedFrom } from './worker/worker-passage-index.ts';

/** Opens generations, and knows which ones this process has open. */
export class IndexOpener implements GenerationOpener {
  readonly #folders: GenerationFolders;
  readonly #logger: Logger;
  /** How many indexes are open, by generation. */
  readonly #readers = new Map<string, number>();

  constructor(folders: GenerationFolders, logger: Logger) {
    this.#folders = folders;
    this.#logger = logger;
  }

  /** Generations that are open right now. */
  openIds(): readonly string[] {
    return [...this.#readers.keys()];
  }

  /** As `IndexStore.openCurrent`. */
  async openCurrent(options: OpenOptions): Promise<PassageIndex | null> {
    const candidates = await this.#folders.candidates();
    const opened = await this.#openFirst(candidates, options);
    if (opened !== null || candidates.length === 0) return opened;
    // Another process may have replaced and removed what CURRENT named a moment ago.
    const now = await this.#folders.candidates();
    const again = now[0] === candidates[0] ? null : await this.#openFirst(now, options);
    if (again !== null) return again;
    throw await this.#unusable(candidates);
  }

  /** @throws AppError `index-corrupt` | `index-mismatch` */
  async open(id: string, { alignTo }: OpenOptions = {}): Promise<PassageIndex> {
    const manifest = await this.#folders.readManifest(id);
    const folder = this.#folders.folderOf(id);
    if (manifest === null) throw corrupt(folder);
    if (!isReadable(manifest)) throw mismatch(folder);
    return this.openFolder({ folder, manifest, alignTo: centresOf(alignTo, manifest) });
  }

  /** Opens a generation wherever it is. @throws AppError `index-corrupt` */
  async openFolder(from: Omit<OpenedFrom, 'onClosed'>): Promise<PassageIndex> {
    const { id } = from.manifest;
    this.#hold(id, 1);
    try {
      return await WorkerPassageIndex.open({ ...from, onClosed: () => this.#hold(id, -1) });
    } catch (error) {
      this.#hold(id, -1);
      throw error;
    }
  }

  async #openFirst(
    candidates: readonly string[],
    options: OpenOptions,
  ): Promise<PassageIndex | null> {
    for (const [place, id] of candidates.entries()) {
      try {
        const index = await this.open(id, options);
        if (place > 0) this.#logger.warn({ id }, 'Serving the previous index generation');
        return index;
      } catch (error) {
        if (!(error instanceof AppError) || !UNUSABLE.has(error.code)) throw error;
        this.#logger.warn({ id, reason: error.message }, 'Index generation is not usable');
      }
    }
    return null;
  }

  #hold(id: string, change: 1 | -1): void {
    const count = (this.#readers.get(id) ?? 0) + change;
    if (count > 0) this.#readers.set(id, count);
    else this.#readers.delete(id);
  }

  /** The error for an index none of whose generations can be opened. */
  async #unusable(candidates: readonly string[]): Promise<AppError> {
    const [first] = candidates;
    const manifest = first === undefined ? null : await this.#folders.readManifest(first);
    return manifest !== null && !isReadable(manifest)
      ? mismatch(this.#folders.root)
      : corrupt(this.#folders.root);
  }
}

const UNUSABLE: ReadonlySet<string> = new Set(['index-corrupt', 'index-mismatch']);

/** Centres to align a generation to; null when it stays as it is. */
function centresOf(
  scale: ScoreScale | undefined,
  { embedder }: Manifest,
): readonly LanguageCentre[] | null {
  if (scale === undefined || embedder === null) return null;
  const { digest, dimensions } = scale.embedder;
  return digest === embedder.digest && dimensions === embedder.dimensions ? scale.centres : null;
}

function corrupt(folder: string): AppError {
  return new AppError(
    'index-corrupt',
    `The index in ${folder} is damaged and cannot be used. Run "npm run reindex".`,
    { details: { folder } },
  );
}

function mismatch(folder: string): AppError {
  return new AppError(
    'index-mismatch',
    `The index in ${folder} was built by another version of Cria. Run "npm run reindex".`,
    { details: { folder } },
  );
}
