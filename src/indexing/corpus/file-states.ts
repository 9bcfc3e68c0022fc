import { statSync, type BigIntStats } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';

/** More files are not remembered; the others are read at every look. Some 200 bytes each. */
export const MAX_FILE_STATES = 100_000;
/**
 * A file that was changed so shortly before it was looked at may be changed again without another
 * time showing it: file systems count in steps of up to two seconds (FAT).
 */
export const RACY_MS = 2_000; // 2 seconds
const NS_PER_MS = 1_000_000n;
/** Lines that are read before others have their turn: some 5 ms. */
const LINES_A_STEP = 5_000;

/** Where the states of one corpus are kept, and since when what is changed is too new for them. */
export interface FileStatesPlace {
  readonly path: string;
  /** Wall clock at the beginning of the look. */
  readonly nowMs: number;
}

/** What a file was when its content had this hash. */
interface FileState {
  readonly stamp: string;
  readonly hash: string;
}

type StateLine = readonly [file: string, stamp: string, hash: string];

/**
 * Tells which files of a corpus are what they were when they were last read: by size, times of
 * content and of inode, and inode, to the nanosecond. The time of the inode shows also who sets the
 * other one back. What was changed within `RACY_MS` before a look, or after it began, is not kept.
 */
export class FileStates {
  readonly #root: string;
  readonly #place: FileStatesPlace;
  readonly #before: ReadonlyMap<string, FileState>;
  /** Of files that were looked at; null for those that are too new. */
  readonly #stamps = new Map<string, string | null>();
  readonly #now = new Map<string, FileState>();

  private constructor(
    root: string,
    place: FileStatesPlace,
    before: ReadonlyMap<string, FileState>,
  ) {
    this.#root = root;
    this.#place = place;
    this.#before = before;
  }

  /** States that cannot be read, are damaged or of another folder, are none. */
  static async open(root: string, place: FileStatesPlace): Promise<FileStates> {
    const text = await readFile(place.path, 'utf8').catch(() => '');
    return new FileStates(root, place, await readStates(text, root));
  }

  /** Hash of the content, where nothing says that it has changed since it was read; else null. Blocks: worker only. */
  look(file: string): string | null {
    try {
      return this.#judge(file, statSync(join(this.#root, file), { bigint: true }));
    } catch {
      return null; // reading it tells what is wrong
    }
  }

  /** As `look`, for a thread that has other things to do. */
  async lookBeside(file: string): Promise<string | null> {
    const stats = await stat(join(this.#root, file), { bigint: true }).catch(() => null);
    return stats === null ? null : this.#judge(file, stats);
  }

  /** What a file was found to hold by reading it after the look. */
  note(file: string, hash: string): void {
    const stamp = this.#stamps.get(file) ?? null;
    if (stamp !== null) this.#keep(file, { stamp, hash });
  }

  /** For the next look. Throws Node's own errors. */
  async save(): Promise<void> {
    const { path } = this.#place;
    const lines: StateLine[] = [...this.#now].map(([file, { stamp, hash }]) => [file, stamp, hash]);
    const body = [this.#root, ...lines].map((line) => JSON.stringify(line)).join('\n');
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, `${checksum(body)}\n${body}`);
    await rename(`${path}.new`, path);
  }

  /** Makes the next look read everything. */
  static async forget(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  #judge(file: string, stats: BigIntStats): string | null {
    const stamp = stampOf(stats);
    const before = this.#before.get(file);
    if (before?.stamp === stamp) {
      this.#stamps.set(file, stamp); // should it be read all the same
      this.#keep(file, before);
      return before.hash;
    }
    const changedNs = stats.mtimeNs > stats.ctimeNs ? stats.mtimeNs : stats.ctimeNs;
    const isRacy = changedNs / NS_PER_MS > BigInt(Math.floor(this.#place.nowMs)) - BigInt(RACY_MS);
    this.#stamps.set(file, isRacy ? null : stamp);
    return null;
  }

  #keep(file: string, state: FileState): void {
    if (this.#now.size < MAX_FILE_STATES) this.#now.set(file, state);
  }
}

function stampOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino}`;
}

/**
 * Cria writes the file itself, so its checksum tells whether it is as it was written. A long one is
 * taken apart in steps: the thread may be serving meanwhile.
 */
async function readStates(text: string, root: string): Promise<ReadonlyMap<string, FileState>> {
  const states = new Map<string, FileState>();
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (end <= 0 || text.slice(0, end) !== checksum(body)) return states;
  const [first = '', ...lines] = body.split('\n');
  if (first !== JSON.stringify(root)) return states;
  for (const [n, line] of lines.entries()) {
    const [file, stamp, hash] = JSON.parse(line) as StateLine;
    states.set(file, { stamp, hash });
    if (n % LINES_A_STEP === LINES_A_STEP - 1) await nextTurn();
  }
  return states;
}

/** With the version of what is written. */
function checksum(body: string): string {
  return `1 ${body.length} ${crc32(body)}`;
}
