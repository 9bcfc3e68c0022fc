import { toAppError } from '../domain/errors.ts';
import type { Clock, Logger } from '../domain/ports.ts';
import type { PostgresDatabase, Scope } from './database.ts';
import { GENERATIONS_CHANNEL, readNotice } from './generations/generations-notice.ts';

/** Before a connection that broke is made again. */
const RECONNECT_MS = 5_000;
/** A connection that is cut off without a word is noticed after so long at most. */
const SIGN_OF_LIFE_MS = 30_000;

export interface WatchGenerationsOptions {
  readonly database: PostgresDatabase;
  /** Of this process: what it did itself it knows. */
  readonly instance: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** `null`: whatever may have changed while nobody listened. */
  readonly onChange: (server: Scope | null) => Promise<void>;
}

/** Listens until the signal aborts; a connection that breaks is made again. Never rejects. */
export async function watchGenerations(
  options: WatchGenerationsOptions,
  signal: AbortSignal,
): Promise<void> {
  const { clock, logger } = options;
  let isFirst = true;
  while (!signal.aborted) {
    try {
      await listen(options, signal, isFirst);
    } catch (thrown) {
      const { code, message: reason } = toAppError(thrown);
      logger.warn({ code, reason }, 'Listening for new generations of the index was interrupted.');
    }
    isFirst = false;
    await clock.sleep(RECONNECT_MS, signal).catch(() => undefined);
  }
}

async function listen(
  { database, instance, clock, logger, onChange }: WatchGenerationsOptions,
  signal: AbortSignal,
  isFirst: boolean,
): Promise<void> {
  const client = await database.reserve();
  const broken = new AbortController();
  const changed = (server: Scope | null): void => {
    onChange(server).catch((thrown: unknown) => {
      const { code, message: reason } = toAppError(thrown);
      logger.warn({ code, reason }, 'A new generation of the index could not be opened.');
    });
  };
  client.on('error', (fault) => broken.abort(fault));
  client.on('notification', ({ payload = '' }) => {
    const notice = readNotice(payload);
    if (notice.instance !== instance) changed(notice.server);
  });
  try {
    await client.query(`LISTEN ${GENERATIONS_CHANNEL}`);
    if (!isFirst) changed(null);
    const over = AbortSignal.any([signal, broken.signal]);
    while (!over.aborted) {
      await clock.sleep(SIGN_OF_LIFE_MS, over);
      await client.query('SELECT 1');
    }
  } catch (thrown) {
    if (!signal.aborted) throw broken.signal.aborted ? broken.signal.reason : thrown;
  } finally {
    client.release(true);
  }
}
