import { toAppError } from '../../domain/errors.ts';
import type { Clock, Logger } from '../../domain/ports.ts';
import { OPERATOR_ID } from '../../domain/documents.ts';
import type { KnowledgeService } from '../knowledge/knowledge-service.ts';
import type { ReindexDesk, ReindexEvent } from './reindex-desk.ts';

const MINUTE_MS = 60_000;

/** What the schedule needs. */
export interface ReindexScheduleParts {
  readonly desk: Pick<ReindexDesk, 'apply'>;
  readonly knowledge: Pick<KnowledgeService, 'refreshCause'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0: never. */
  readonly everyMinutes: number;
}

/**
 * Looks for changed articles of the shared corpus until the signal aborts, and reindexes them as
 * the desk does, with its gate; a corpus that was declined is left alone. Never throws.
 */
export async function keepReindexed(
  parts: ReindexScheduleParts,
  signal: AbortSignal,
): Promise<void> {
  const { clock, logger, everyMinutes } = parts;
  if (everyMinutes === 0) return;
  while (!signal.aborted) {
    try {
      await clock.sleep(everyMinutes * MINUTE_MS, signal);
      await reindexOnce(parts, signal);
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      if (code === 'cancelled') return;
      logger.warn({ code, reason: message }, 'The scheduled reindex failed.');
    }
  }
}

async function reindexOnce(
  { desk, knowledge, logger }: ReindexScheduleParts,
  signal: AbortSignal,
): Promise<void> {
  if ((await knowledge.refreshCause(signal)) === null) return;
  let last: ReindexEvent | null = null;
  for await (const event of desk.apply({ guildId: null, userId: OPERATOR_ID, signal }))
    last = event;
  if (last?.type === 'error') throw last.error;
  if (last?.type !== 'end') return;
  for (const { report, gate } of last.reports) {
    const { outcome, generation, added, changed, removed } = report;
    logger.info(
      {
        ...{ outcome, generation: generation.id, isPassed: gate?.isPassed ?? null },
        ...{ added: added.length, changed: changed.length, removed: removed.length },
      },
      'Reindexed on schedule.',
    );
  }
}
