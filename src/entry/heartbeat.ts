import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Logger } from '../domain/ports.ts';
import { toAppError } from '../domain/errors.ts';

/** File in the data folder; `scripts/healthy.mjs` looks when it was written. */
export const HEARTBEAT_FILE = 'alive';
export const HEARTBEAT_MS = 20_000; // 20 seconds

export interface HeartbeatParts {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Shows from outside that the event loop goes round, until the signal aborts. Never throws. */
export async function keepHeartbeat(parts: HeartbeatParts, signal: AbortSignal): Promise<void> {
  const { dataDir, clock, logger } = parts;
  while (!signal.aborted) {
    try {
      await writeFile(join(dataDir, HEARTBEAT_FILE), `${new Date(clock.now()).toISOString()}\n`);
    } catch (thrown) {
      logger.warn({ reason: toAppError(thrown).message }, 'The sign of life cannot be written.');
    }
    await clock.sleep(HEARTBEAT_MS, signal).catch(() => undefined); // the bot ends
  }
}
