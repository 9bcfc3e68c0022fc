import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder in memory, where Linux has one: waiting for a disk proves nothing here. */
const IN_MEMORY = '/dev/shm';
const MIN_FREE_BYTES = 1_000_000_000; // 1 GB

/** Gives the run a temporary folder of its own, which goes when it ends. */
export default function setup(): () => void {
  const kept = tmpdir();
  const folder = mkdtempSync(join(hasRoom(IN_MEMORY) ? IN_MEMORY : kept, 'cria-tests-'));
  process.env['CRIA_KEPT'] = kept; // for what outlives the run
  process.env['TMPDIR'] = folder; // what os.tmpdir() reads, here and in the processes of the tests
  return () => rmSync(folder, { recursive: true, force: true });
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= MIN_FREE_BYTES;
  } catch {
    return false;
  }
}
