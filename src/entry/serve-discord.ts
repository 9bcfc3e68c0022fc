import { join } from 'node:path';
import type { DiscordWords } from '../discord/discord-words.ts';
import { createDiscordSurface } from '../discord/client.ts';
import { fileRegistryStore } from '../discord/registry-store.ts';
import { AppError } from '../domain/errors.ts';
import { describeError, wordsFor } from '../words/words.ts';
import type { Runtime } from './runtime.ts';

/** File below the data folder that remembers which commands were registered. */
const REGISTRY_FILE = 'registered-commands.json';

const discordWords: DiscordWords = {
  working: (language) => wordsFor(language).discord.working,
  sources: (language) => wordsFor(language).sources,
  interrupted: (language) => wordsFor(language).discord.interrupted,
  stopped: (language) => wordsFor(language).discord.stopped,
  tokenEnded: (language) => wordsFor(language).discord.expiredPrivate,
  unknownCommand: (language) => wordsFor(language).discord.unknownCommand,
  unknownAction: (language) => wordsFor(language).discord.unknownAction,
  shuttingDown: (language) => wordsFor(language).discord.shuttingDown,
};

/**
 * Serves Discord until the process is told to end or the connection is lost for good.
 * @throws AppError `discord-token-invalid` | `discord-failed`
 */
export async function serveDiscord(runtime: Runtime): Promise<void> {
  const { config, cria, clock, newId, logger, signal, stderr } = runtime;
  if (config.discordToken === null) {
    throw new AppError('config-invalid', 'DISCORD_TOKEN is not set. See the README, "Discord".');
  }
  let finish: (lost: AppError | null) => void = () => undefined;
  const over = new Promise<AppError | null>((resolve) => {
    finish = resolve;
  });
  const surface = createDiscordSurface({
    token: config.discordToken,
    ...(config.discordApiUrl === null ? {} : { apiUrl: config.discordApiUrl }),
    commands: cria.commands,
    services: cria.services,
    words: discordWords,
    describeError,
    logger,
    clock,
    newId,
    registration: config.discordGuildId === null ? {} : { guildId: config.discordGuildId },
    store: fileRegistryStore(join(config.dataDir, REGISTRY_FILE)),
    onLost: (error) => finish(error),
  });
  const end = (): void => finish(null);
  signal.addEventListener('abort', end, { once: true });
  try {
    await surface.start();
    stderr.write('Discord: connected; the commands are registered. Ctrl+C ends.\n');
    const lost = signal.aborted ? null : await over;
    if (lost !== null) throw lost;
  } finally {
    signal.removeEventListener('abort', end);
    await surface.close();
  }
}
