import { Events, RESTEvents, type Client } from 'discord.js';
import { AppError } from '../domain/errors.ts';
import type { Observe } from '../domain/observer.ts';
import type { Clock, Logger } from '../domain/ports.ts';
import { closeFault, faultFields } from './discord-faults.ts';
import { READY_TIMEOUT_MS } from './discord-limits.ts';
import type { ReplyRunner } from './reply-runner.ts';

/**
 * Connects and waits for READY.
 * @returns the application's id.
 * @throws AppError for a refusal of the gateway or when READY does not come in time; otherwise
 *   whatever discord.js throws (`startFault` reads it).
 */
export async function logIn(client: Client, token: string, clock: Clock): Promise<string> {
  const over = new AbortController();
  const closed = new Promise<never>((_resolve, reject) => {
    client.once(Events.ShardDisconnect, ({ code }) => reject(closeFault(code)));
  });
  const ready = new Promise<string>((resolve) => {
    client.once(Events.ClientReady, ({ application }) => resolve(application.id));
  });
  const late = clock.sleep(READY_TIMEOUT_MS, over.signal).then(() => {
    throw new AppError('discord-failed', `Discord did not get ready in ${READY_TIMEOUT_MS} ms.`, {
      isRetryable: true,
    });
  });
  const login = client.login(token).then(() => ready);
  // Those that lose the race may still reject; the winner has said what there is to say.
  for (const racer of [closed, late, login]) racer.catch(() => undefined);
  try {
    return await Promise.race([login, closed, late]);
  } finally {
    over.abort();
  }
}

/** Faults of the client are logged; none ends the process. */
export function watchClient(
  client: Client,
  replies: ReplyRunner,
  { logger, observe }: { readonly logger: Logger; readonly observe: Observe },
): void {
  client.on(Events.Error, (error) => logger.error(faultFields(error), 'Discord client fault.'));
  client.on(Events.Warn, (text) => logger.warn({ discord: text }, 'Discord client warning.'));
  client.on(Events.ShardError, (error) => logger.warn(faultFields(error), 'Gateway fault.'));
  client.on(Events.ShardReconnecting, () => logger.info({}, 'Gateway reconnecting.'));
  client.on(Events.ShardResume, (_shard, replayed) =>
    logger.info({ replayed }, 'Gateway resumed.'),
  );
  client.on(Events.Invalidated, () => logger.error({}, 'Discord invalidated the session.'));
  client.rest.on(RESTEvents.RateLimited, (limit) => {
    const { majorParameter, timeToReset, route, global, scope } = limit;
    observe({ type: 'rate-limit', scope });
    logger.warn({ route, timeToReset, global }, 'Discord limited the rate.');
    replies.limited(majorParameter, timeToReset);
  });
  client.rest.on(RESTEvents.InvalidRequestWarning, ({ count }) =>
    logger.warn({ count }, 'Discord refused many requests.'),
  );
}
