import type { DiscordSurface } from '../discord/client.ts';
import { wordsFor } from '../words/words.ts';
import type { Runtime } from './runtime.ts';

/** How often Discord is told what goes on; it takes five changes in 20 seconds. */
const PRESENCE_EVERY_MS = 5_000;

/** Tells what keeps the bot from answering as well as it can: an index that is built, models that are missing. */
export class Presence {
  readonly #runtime: Pick<Runtime, 'cria' | 'config' | 'clock'>;
  readonly #announce: DiscordSurface['announce'];
  #running = 0;

  constructor(
    runtime: Pick<Runtime, 'cria' | 'config' | 'clock'>,
    announce: DiscordSurface['announce'],
  ) {
    this.#runtime = runtime;
    this.#announce = announce;
  }

  /** Tells of it until the signal aborts. Never throws. */
  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#tell();
      await this.#runtime.clock.sleep(PRESENCE_EVERY_MS, signal).catch(() => undefined);
    }
  }

  /** Runs what gets the bot ready. */
  async during(work: () => Promise<void>): Promise<void> {
    this.#running += 1;
    this.#tell();
    try {
      await work();
    } finally {
      this.#running -= 1;
      this.#tell();
    }
  }

  #tell(): void {
    const { cria, config } = this.#runtime;
    const words = wordsFor(config.language).presence;
    const { building } = cria.knowledge.state();
    if (building !== null) this.#announce(words.indexing(building.done, building.total));
    else this.#announce(this.#running > 0 ? words.models : null);
  }
}
