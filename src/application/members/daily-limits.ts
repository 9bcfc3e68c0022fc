import type { Clock } from '../../domain/ports.ts';
import { utcDay, type GuildSettings, type UsageStore } from '../../domain/stores.ts';

const DAY_MS = 86_400_000; // 24 hours

/** Who wants to ask where, and under which settings. */
export interface DailyLimitRequest {
  readonly userId: string;
  /** Null outside a server. */
  readonly guildId: string | null;
  readonly settings: Pick<GuildSettings, 'dailyLimitPerUser' | 'dailyLimitPerGuild'>;
  /** Moderators are counted and never refused. */
  readonly isModerator: boolean;
}

/** Whether the question is within the limits; if so, it has been counted. */
export type DailyLimitOutcome =
  | {
      readonly ok: true;
      /** Takes the question back, e.g. because the queue was full. Idempotent. */
      giveBack(): Promise<void>;
    }
  | {
      readonly ok: false;
      readonly reason: 'daily-limit-user' | 'daily-limit-guild';
      /** Questions a day. */
      readonly limit: number;
      /** Whole seconds until the next UTC day, at least 1. */
      readonly retryInSeconds: number;
    };

/** Counts one question, unless a limit of the server is reached. Throws as `UsageStore`. */
export type DailyLimits = (request: DailyLimitRequest) => Promise<DailyLimitOutcome>;

/** Limits how much may be asked on one UTC day. */
export function createDailyLimits(parts: {
  readonly usage: UsageStore;
  readonly clock: Clock;
}): DailyLimits {
  const { usage, clock } = parts;
  return async ({ userId, guildId, settings, isModerator }) => {
    const nowMs = clock.now();
    const key = { userId, guildId, day: utcDay(nowMs) };
    const limits = {
      perUser: isModerator ? null : settings.dailyLimitPerUser,
      perGuild: isModerator ? null : settings.dailyLimitPerGuild,
    };
    const outcome = await usage.take(key, limits);
    if (outcome === 'taken') {
      let isGivenBack = false;
      return {
        ok: true,
        async giveBack() {
          if (isGivenBack) return;
          isGivenBack = true;
          await usage.giveBack(key);
        },
      };
    }
    const isUser = outcome === 'user-limit';
    return {
      ok: false,
      reason: isUser ? 'daily-limit-user' : 'daily-limit-guild',
      limit: (isUser ? limits.perUser : limits.perGuild) ?? 0,
      retryInSeconds: Math.ceil((DAY_MS - (nowMs % DAY_MS)) / 1_000),
    };
  };
}
