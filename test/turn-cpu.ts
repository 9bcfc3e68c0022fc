import { readFileSync } from 'node:fs';

/** What Linux counts for the thread that asks: ns on a processor, ns of waiting for one, turns. */
const OF_THIS_THREAD = '/proc/thread-self/schedstat';
/** How often it is looked at; turns shorter than this are seen as one. */
const LOOK_EVERY_MS = 5;

/** Time on a processor since some moment, in ms; of the whole process where no thread can be told apart. */
function threadCpuMs(): number {
  try {
    return Number(readFileSync(OF_THIS_THREAD, 'utf8').split(' ')[0]) / 1_000_000; // from ns
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000; // from µs
  }
}

/**
 * The most that this thread worked in one go, with nothing else getting its turn, in ms on a
 * processor: what a hang would be, however busy the machine is.
 */
export class LongestTurn {
  #timer: NodeJS.Timeout | null = null;
  #lastMs = 0;
  ms = 0;

  begin(): void {
    this.ms = 0;
    this.#lastMs = threadCpuMs();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  end(): number {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#look();
    return this.ms;
  }

  #look(): void {
    const nowMs = threadCpuMs();
    this.ms = Math.max(this.ms, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }
}
