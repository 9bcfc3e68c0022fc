/** How long the server keeps a model in memory after a call; its own default is 5 minutes. */
export const DEFAULT_KEEP_ALIVE = '30m';

/**
 * A duration as the server takes it: whole numbers (seconds; below 0: for ever) have to be numbers,
 * everything else text with units, `1h30m`.
 */
export function keepAliveOf(duration = DEFAULT_KEEP_ALIVE): string | number {
  return /^-?\d+$/u.test(duration) ? Number(duration) : duration;
}
