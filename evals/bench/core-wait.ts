import { readFileSync } from 'node:fs';

const NS_PER_MS = 1e6;

/**
 * Milliseconds that this thread was ready to run and had no core, since it began; null where the
 * system does not say (Linux does).
 */
export function coreWaitMs(): number | null {
  try {
    const [, waitedNs] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
    const ms = Number(waitedNs) / NS_PER_MS;
    return Number.isFinite(ms) ? ms : null;
  } catch {
    return null;
  }
}
