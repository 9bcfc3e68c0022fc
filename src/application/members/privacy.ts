import type { ArticleShelf } from '../../domain/documents.ts';
import { toAppError } from '../../domain/errors.ts';
import type { Clock, Logger } from '../../domain/ports.ts';
import type { DeletedCounts, Stores } from '../../domain/stores.ts';
import { LEFT_SERVER_GRACE_DAYS, type LeftServers } from './left-servers.ts';

const DAY_MS = 86_400_000; // 24 hours
/** How long questions, answers and feedback are kept unless configured otherwise. */
export const DEFAULT_RETENTION_DAYS = 30;
/** Between two clean-ups; what is too old stays at most so much longer. */
export const PRUNE_INTERVAL_MS = 3_600_000; // 1 hour

/** A kind of stored data; each has a sentence in `src/words`. */
export type StoredKind =
  | 'answers'
  | 'feedback'
  | 'conversations'
  | 'pending-replies'
  | 'poll-votes'
  | 'channel-polls'
  | 'daily-counts'
  | 'guild-settings'
  | 'added-articles'
  | 'left-servers';

/** One kind of stored data and how long it stays. */
export interface StoredFact {
  readonly kind: StoredKind;
  /**
   * How long: a number of days; `until-answered`: until the reply is finished; `day`: until the end
   * of the UTC day; `until-changed`: until a moderator changes it.
   */
  readonly kept: number | 'until-answered' | 'day' | 'until-changed';
  /** Whether `forget` deletes it, or the user's id in it. The rest does not say who anybody is. */
  readonly isForgettable: boolean;
}

/** What users can ask about and do with what is stored. */
export interface Privacy {
  /** All that is stored, for `/privacy`. */
  describe(): readonly StoredFact[];
  readonly retentionDays: number;
  /**
   * Deletes what is stored about a user, and their id where they added articles. Throws as
   * `Stores.eraseUser` and `ArticleShelf.anonymise`.
   */
  forget(userId: string): Promise<DeletedCounts>;
  /** Deletes what is too old, now. Throws as `Stores.prune`. */
  prune(): Promise<DeletedCounts>;
  /**
   * Prunes and forgets the servers that were left, at once and then every `PRUNE_INTERVAL_MS`,
   * until the signal aborts. Never throws.
   */
  keepPruned(signal: AbortSignal): Promise<void>;
}

/** What privacy is built from. */
export interface PrivacyParts {
  readonly stores: Pick<Stores, 'eraseUser' | 'prune'>;
  readonly shelf: Pick<ArticleShelf, 'anonymise'>;
  readonly leftServers: Pick<LeftServers, 'sweep'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whole days, at least 1. Default `DEFAULT_RETENTION_DAYS`. */
  readonly retentionDays?: number;
}

/** What is stored, for how long, and how it goes. */
export function createPrivacy(parts: PrivacyParts): Privacy {
  const {
    stores,
    shelf,
    leftServers,
    clock,
    logger,
    retentionDays = DEFAULT_RETENTION_DAYS,
  } = parts;
  const prune = (): Promise<DeletedCounts> => {
    const nowMs = clock.now();
    return stores.prune({ beforeMs: nowMs - retentionDays * DAY_MS, nowMs });
  };
  return {
    retentionDays,
    describe: () => factsOf(retentionDays),
    async forget(userId) {
      const deleted = await stores.eraseUser(userId);
      // The articles belong to their server; who added them goes.
      const anonymised = await shelf.anonymise(userId);
      logger.info({ deleted, anonymised }, 'Deleted what was stored about a user, as they asked.');
      return deleted;
    },
    prune,
    keepPruned: (signal) => keepPruned(prune, { leftServers, clock, logger, signal }),
  };
}

function factsOf(retentionDays: number): readonly StoredFact[] {
  return [
    { kind: 'answers', kept: retentionDays, isForgettable: true },
    { kind: 'feedback', kept: retentionDays, isForgettable: true },
    { kind: 'conversations', kept: retentionDays, isForgettable: true },
    { kind: 'pending-replies', kept: 'until-answered', isForgettable: true },
    { kind: 'poll-votes', kept: retentionDays, isForgettable: true },
    { kind: 'channel-polls', kept: retentionDays, isForgettable: false },
    { kind: 'daily-counts', kept: 'day', isForgettable: false },
    { kind: 'guild-settings', kept: 'until-changed', isForgettable: false },
    { kind: 'added-articles', kept: 'until-changed', isForgettable: true },
    { kind: 'left-servers', kept: LEFT_SERVER_GRACE_DAYS, isForgettable: false },
  ];
}

async function keepPruned(
  prune: () => Promise<DeletedCounts>,
  parts: Pick<PrivacyParts, 'leftServers' | 'clock' | 'logger'> & { readonly signal: AbortSignal },
): Promise<void> {
  const { leftServers, clock, logger, signal } = parts;
  while (!signal.aborted) {
    try {
      const deleted = await prune();
      if (Object.values(deleted).some((count: number) => count > 0)) {
        logger.info({ deleted }, 'Deleted what was too old.');
      }
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      logger.warn({ code, reason: message }, 'Deleting what is too old failed.');
    }
    await leftServers.sweep();
    try {
      await clock.sleep(PRUNE_INTERVAL_MS, signal);
    } catch {
      return; // aborted
    }
  }
}
