import { toAppError } from '../../domain/errors.ts';
import type { ArticleShelf } from '../../domain/documents.ts';
import type { Clock, Logger } from '../../domain/ports.ts';
import type { Stores } from '../../domain/stores.ts';

/** How long what belongs to a server stays after the bot was removed from it. */
export const LEFT_SERVER_GRACE_DAYS = 7;
const GRACE_MS = LEFT_SERVER_GRACE_DAYS * 86_400_000;

/**
 * What happens to the articles, settings and answers of a server that the bot was removed from: they
 * stay for `LEFT_SERVER_GRACE_DAYS`, in case it comes back, and go then. The moment is stored.
 * Nothing here throws; a fault is logged, and the next sweep or start makes up for it.
 */
export interface LeftServers {
  /** The bot was removed from it, or it was deleted. An outage is none of both. */
  left(guildId: string): Promise<void>;
  /** The bot is there, perhaps again. */
  joined(guildId: string): Promise<void>;
  /**
   * All servers the bot is in, those with an outage as well: what else is stored was left unseen, of
   * the servers that would be served here. Default: all.
   */
  settle(guildIds: readonly string[], isServed?: (guildId: string) => boolean): Promise<void>;
  /**
   * Forgets the servers whose time is over; none before the first `settle`, because the bot may have
   * come back while it was not running.
   */
  sweep(): Promise<void>;
}

/** What it is built from. */
export interface LeftServersParts {
  readonly stores: Pick<Stores, 'leftServers' | 'eraseServer'>;
  readonly shelf: Pick<ArticleShelf, 'servers'>;
  /** Removes everything a server added. Throws as `ArticleDesk.forgetServer`. */
  readonly forgetArticles: (guildId: string) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Notes who was left, and forgets them in time. */
export function createLeftServers(parts: LeftServersParts): LeftServers {
  const { stores, shelf, clock, logger } = parts;
  const { leftServers } = stores;
  const quietly = async (message: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      const { code, message: reason } = toAppError(thrown);
      logger.error({ code, reason }, message);
    }
  };
  let isOurs: ((guildId: string) => boolean) | null = null;
  const sweep = (): Promise<void> =>
    quietly('Servers that were left could not be forgotten.', async () => {
      if (isOurs === null) return;
      const over = await leftServers.leftBefore(clock.now() - GRACE_MS);
      for (const guildId of over.filter(isOurs)) {
        await quietly('A server that was left could not be forgotten.', () =>
          forget(guildId, parts),
        );
      }
    });
  return {
    sweep,
    left: (guildId) =>
      quietly('That a server was left could not be noted.', async () => {
        await leftServers.note(guildId, clock.now());
        logger.info(
          { days: LEFT_SERVER_GRACE_DAYS },
          'Removed from a server; its data stay so long.',
        );
      }),
    joined: (guildId) =>
      quietly('That a server was joined could not be noted.', () => leftServers.clear(guildId)),
    settle: (guildIds, isServed = () => true) =>
      quietly('Servers that were left could not be looked for.', async () => {
        const present = new Set(guildIds);
        for (const guildId of present) await leftServers.clear(guildId);
        const known = new Set([...(await leftServers.withData()), ...(await shelf.servers())]);
        for (const guildId of known) {
          if (!present.has(guildId) && isServed(guildId)) {
            await leftServers.note(guildId, clock.now());
          }
        }
        isOurs = isServed;
        await sweep();
      }),
  };
}

/** The mark goes last, with the rows, so that a fault on the way is made up for. */
async function forget(
  guildId: string,
  { forgetArticles, stores, logger }: LeftServersParts,
): Promise<void> {
  await forgetArticles(guildId);
  const deleted = await stores.eraseServer(guildId);
  logger.info({ deleted }, 'Deleted what belonged to a server that was left.');
}
