import { statSync } from 'node:fs';
import { join } from 'node:path';

const modifiedMs = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;

/**
 * The npm command that brings node_modules up to date, or null when it is. npm writes
 * `node_modules/.package-lock.json` last, so an interrupted install counts as none.
 */
export function installCommand(root) {
  const installed = modifiedMs(join(root, 'node_modules', '.package-lock.json'));
  const locked = modifiedMs(join(root, 'package-lock.json'));
  if (installed !== null && installed >= (locked ?? 0)) return null;
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  return [locked === null ? 'install' : 'ci', ...quiet];
}
