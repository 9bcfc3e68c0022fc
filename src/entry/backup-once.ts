import { join, resolve } from 'node:path';
import { AppError } from '../domain/errors.ts';
import { backUp, restore } from '../storage/backup-folder.ts';
import type { Runtime } from './runtime.ts';

const BYTES_PER_MB = 1_000_000;

/** `backup`: copies the data folder, also while a bot runs on it; the folder's name is the result. */
export async function backupOnce(runtime: Runtime, target: string | null): Promise<void> {
  const { config, clock, signal, stdout, stderr } = runtime;
  const folder = resolve(target ?? join('backups', `cria-${stamp(clock.now())}`));
  requireApart(folder, config.dataDir);
  const { files, bytes } = await backUp(resolve(config.dataDir), folder, signal);
  stderr.write(`${files} files, ${(bytes / BYTES_PER_MB).toFixed(1)} MB\n`);
  stdout.write(`${folder}\n`);
}

/** `restore`: puts a backup in the place of the data folder; what was there is moved aside. */
export async function restoreOnce(runtime: Runtime, backup: string): Promise<void> {
  const { config, clock, signal, stdout, stderr } = runtime;
  const suffix = `before-${stamp(clock.now())}`;
  requireApart(resolve(backup), config.dataDir);
  const before = await restore(resolve(backup), resolve(config.dataDir), { signal, suffix });
  if (before !== null) stderr.write(`What was there before: ${before}\n`);
  stdout.write(`${resolve(config.dataDir)}\n`);
}

function requireApart(folder: string, dataDir: string): void {
  if (!`${folder}/`.startsWith(`${resolve(dataDir)}/`)) return;
  const problem = 'a backup cannot lie in the data folder itself';
  throw new AppError('usage', `backup: ${problem}.`, { details: { problem } });
}

/** `20260101-120000`, in UTC. */
function stamp(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/gu, '').replace('T', '-');
}
