import { DEFAULT_PORT } from '../page/page-limits.ts';
import { servePage, type ServedPage } from '../page/serve-page.ts';
import { startupWords } from '../words/startup-words.ts';
import { openBrowser } from './open-browser.ts';
import type { Runtime } from './runtime.ts';

/** Serves the page and says where. @throws AppError `usage` when it cannot listen */
export async function showPage(runtime: Runtime): Promise<ServedPage> {
  const { cria, config, clock, newId, logger, stderr } = runtime;
  const { commands, actions, services } = cria;
  const { host, port, password } = config.page;
  await cria.stores.open();
  const page = await servePage({
    ...{
      commands,
      actions,
      services,
      journal: services.journal,
      knowledge: cria.spaces,
      host,
      password,
      clock,
      newId,
      logger,
    },
    // A port that was asked for is had or not; the usual one may be another Cria's.
    ports: port === null ? [DEFAULT_PORT, 0] : [port],
  });
  stderr.write(`${startupWords.page(page.address)}\n`);
  return page;
}

/** Opens it for whoever sits in front of this machine. */
export function openPage({ address }: ServedPage, { stdin, stderr, hasDisplay }: Runtime): void {
  const isTerminal = stdin.isTTY && stderr.isTTY;
  openBrowser(address, { platform: process.platform, hasDisplay, isTerminal });
}
