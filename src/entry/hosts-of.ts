import type { Config } from '../config.ts';

/** Where the model servers are, in one line. */
export function hostsOf({ ollamaServers }: Pick<Config, 'ollamaServers'>): string {
  return ollamaServers.map(({ host }) => host).join(', ');
}
