import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../domain/errors.ts';
import { readStuckName, type StuckFile } from '../corpus/scan-corpus.ts';
import type { DurableFiles } from '../files/durable-files.ts';

/** Longest time one file may take to be read and cut into passages; most take milliseconds. */
export const MAX_FILE_MS = 60_000; // 1 minute
/** More are not remembered; the oldest go first. */
const MAX_STUCK_FILES = 1_000;
const FILE = 'stuck-files.json';

const Stuck = z.array(z.object({ file: z.string(), hash: z.string() }));

/** Remembers, also over a restart, which files of a corpus no build got through. */
export class StuckFiles {
  readonly limitMs: number;
  readonly #folder: string;
  readonly #files: DurableFiles;

  constructor(folder: string, files: DurableFiles, limitMs = MAX_FILE_MS) {
    this.#folder = folder;
    this.#files = files;
    this.limitMs = limitMs;
  }

  /** A list that cannot be read is none: its files are tried again. */
  async list(): Promise<readonly StuckFile[]> {
    const text = await this.#files.readText(join(this.#folder, FILE));
    try {
      return text === null ? [] : Stuck.parse(JSON.parse(text));
    } catch {
      return [];
    }
  }

  /** Adds the file of a `stuckName`; nothing for any other text. Throws Node's own errors. */
  async note(name: string): Promise<void> {
    const stuck = readStuckName(name);
    if (stuck === null) return;
    const others = (await this.list()).filter(({ file }) => file !== stuck.file);
    const text = JSON.stringify([...others, stuck].slice(-MAX_STUCK_FILES));
    const path = join(this.#folder, FILE);
    await this.#files.makeFolder(this.#folder);
    await this.#files.writeFile(`${path}.new`, text);
    await this.#files.rename(`${path}.new`, path);
  }

  /** What ends the build that did not get through. */
  error(name: string): AppError {
    const file = readStuckName(name)?.file ?? 'a file';
    return new AppError(
      'corpus-invalid',
      `Reading ${file} took longer than ${this.limitMs} ms, so it is left out from now on. Run it again.`,
      { isRetryable: true, details: { file } },
    );
  }
}
