import { subscribe } from 'node:diagnostics_channel';
import { setTimeout as realPause } from 'node:timers/promises';
import type { ServerState } from '../fakes/discord-server/state.ts';

/** What undici's diagnostics tell of a request. */
interface Told {
  readonly request: { readonly path: string };
}

/**
 * Requests of undici (which discord.js and fetch use) that have begun and not ended, in this process.
 * An answer of a model does not count: it takes as long as the test wants it to.
 */
const inFlight = new Set<object>();
subscribe('undici:request:create', (told) => {
  const { request } = told as Told;
  if (request.path !== '/api/chat') inFlight.add(request);
});
const ended = (told: unknown) => void inFlight.delete((told as Told).request);
subscribe('undici:request:trailers', ended);
subscribe('undici:request:error', ended);

const PAUSE_MS = 1;
const MAX_PAUSES = 400;

/** Interactions nobody will answer any more, e.g. those sent to a bot that is gone. */
const hopeless = new WeakSet();

/**
 * Resolves when what the bot has begun is over: no request under way, every interaction answered.
 * Keeps a manual clock from running ahead of the real network. Gives up after about half a second.
 */
export async function networkQuiet(state: ServerState): Promise<void> {
  const unanswered = (): object[] =>
    [...state.interactions.values()].filter(
      (interaction) =>
        interaction.response === null && !interaction.isExpired && !hopeless.has(interaction),
    );
  for (let pauses = 0; pauses < MAX_PAUSES; pauses += 1) {
    await realPause(PAUSE_MS);
    if (inFlight.size === 0 && unanswered().length === 0) return;
  }
  for (const interaction of unanswered()) hopeless.add(interaction);
  inFlight.clear(); // one whose end nobody is told of must not slow every later test
}
