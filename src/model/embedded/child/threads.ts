/** Threads of the models. */
export interface Threads {
  /** While a prompt is read. */
  readonly reading: number;
  /** While an answer is written, one token after another, or a text is embedded. */
  readonly writing: number;
}

/**
 * Reading is long work for every core. Writing has the threads wait for each other hundreds of
 * times a token: one that has no core stops all, so one core is left to the bot and others.
 */
export function threadsFor(chosen: number | undefined, cores: number): Threads {
  return { reading: chosen ?? cores, writing: chosen ?? Math.max(1, cores - 1) };
}
