import { join } from 'node:path';
import type { DiscordWords } from '../discord/discord-words.ts';
import { ask } from '../../commands/ask.ts';
import type { Services } from '../application/services.ts';
import {
  createDiscordSurface,
  type DiscordSurface,
  type DiscordSurfaceOptions,
} from '../discord/client.ts';
import { fileRegistryStore } from '../discord/registry-store.ts';
import { AppError, toAppError } from '../domain/errors.ts';
import { takeServingLock } from '../storage/serving-lock.ts';
import { startupWords } from '../words/startup-words.ts';
import { describeError, wordsFor } from '../words/words.ts';
import type { Runtime } from './runtime.ts';

/** File below the data folder that remembers which commands were registered. */
const REGISTRY_FILE = 'registered-commands.json';

/** How long a bot that is ending may go on serving, and how often it is looked at. */
const SERVING_WAIT_MS = 20_000;
const SERVING_CHECK_MS = 1_000;

const discordWords: DiscordWords = {
  working: (language) => wordsFor(language).discord.working,
  sources: (language) => wordsFor(language).sources,
  interrupted: (language) => wordsFor(language).discord.interrupted,
  stopped: (language) => wordsFor(language).discord.stopped,
  tokenEnded: (language) => wordsFor(language).discord.expiredPrivate,
  unknownCommand: (language) => wordsFor(language).discord.unknownCommand,
  unknownAction: (language) => wordsFor(language).discord.unknownAction,
  shuttingDown: (language) => wordsFor(language).discord.shuttingDown,
  retry: (language) => wordsFor(language).buttons.retry,
  notYours: (language) => wordsFor(language).refusal['not-yours'],
  notRunning: (language) => wordsFor(language).refusal['not-running'],
  greeting: (language) => wordsFor(language).discord.greeting,
  notAccepted: (language) => wordsFor(language).discord.notAccepted,
  alreadyAnswering: (language) => wordsFor(language).discord.alreadyAnswering,
  howToFollowUp: (language) => wordsFor(language).discord.howToFollowUp,
  noQuestion: (language) => wordsFor(language).refusal['no-question'],
};

/** Runs beside the surface from the moment it is up; a fault ends serving. */
export type WhenUp = (surface: DiscordSurface, leaving: AbortSignal) => Promise<void>;

/**
 * Serves Discord until the process is told to end or the connection is lost for good.
 * @throws AppError `discord-token-invalid` | `discord-failed`
 */
export async function serveDiscord(runtime: Runtime, whenUp: WhenUp): Promise<void> {
  const { config, cria, signal, stderr } = runtime;
  if (config.discordToken === null) {
    throw new AppError('config-invalid', 'DISCORD_TOKEN is not set. See the README, "Discord".');
  }
  tellKeepers(runtime);
  let finish: (lost: AppError | null) => void = () => undefined;
  const over = new Promise<AppError | null>((resolve) => {
    finish = resolve;
  });
  const surface = createDiscordSurface(
    surfaceOptions({ ...runtime, token: config.discordToken }, finish),
  );
  const end = (): void => finish(null);
  signal.addEventListener('abort', end, { once: true });
  const leaving = new AbortController();
  let beside: Promise<void> | null = null;
  const lock = await serveAlone(runtime);
  try {
    await cria.stores.open();
    const invitation = await surface.start();
    stderr.write(`${startupWords.connected}\n${startupWords.invitation(invitation)}\n`);
    cria.services.invitation.address = invitation;
    cria.services.findings.channels = (guildId, rules) => surface.lacking(guildId, rules);
    beside = whenUp(surface, leaving.signal).catch((thrown: unknown) => finish(toAppError(thrown)));
    const lost = signal.aborted ? null : await over;
    if (lost !== null) throw lost;
  } finally {
    signal.removeEventListener('abort', end);
    leaving.abort();
    await surface.close();
    await beside;
    await lock.release();
  }
}

/**
 * Two bots over one data folder, or two that serve the same shard, would answer everything twice. One that is just ending has its time.
 * @throws AppError `usage` when another one goes on serving
 */
async function serveAlone({
  config,
  cria,
  clock,
  signal,
  stderr,
}: Runtime): Promise<{ release(): void | Promise<void> }> {
  const { dataDir, shards } = config;
  const { takeServing } = cria.keeping;
  const untilMs = clock.elapsed() + SERVING_WAIT_MS;
  let hasTold = false;
  for (;;) {
    const lock =
      takeServing === undefined ? takeServingLock(dataDir) : await takeServing(shards.ids);
    if (lock !== null) return lock;
    if (clock.elapsed() >= untilMs) {
      throw alreadyServed(takeServing === undefined ? dataDir : null, shards.ids);
    }
    if (!hasTold) stderr.write(`${startupWords.waitingForOther(dataDir)}\n`);
    hasTold = true;
    await clock.sleep(SERVING_CHECK_MS, signal);
  }
}

/** `dataDir` null: what is kept is shared, and the shards are not. */
function alreadyServed(dataDir: string | null, shards: readonly number[]): AppError {
  const [problem, remedy] =
    dataDir === null
      ? [`another Cria that serves one of the shards ${shards.join(', ')}`, 'change SHARD_IDS']
      : [`another Cria that serves from ${dataDir}`, 'set DATA_DIR to another folder'];
  return new AppError('usage', `There is ${problem}. End it first, or ${remedy}.`, {
    details: { problem },
  });
}

/** Once at the start, since an empty list once meant everybody. */
function tellKeepers({ config, logger }: Pick<Runtime, 'config' | 'logger'>): void {
  if (config.sharedKnowledgeGuilds.length > 0) return;
  logger.warn(
    {},
    'No server may renew or roll back the shared articles, only npm run reindex on this machine. To allow the moderators of some servers, name their ids in SHARED_KNOWLEDGE_GUILDS.',
  );
}

/** Everything the surface needs, from the composed bot. */
export function surfaceOptions(
  parts: Pick<Runtime, 'config' | 'cria' | 'clock' | 'newId' | 'logger'> & { token: string },
  onLost: (error: AppError) => void,
): DiscordSurfaceOptions<Services> {
  const { config, cria, clock, newId, logger, token } = parts;
  const { services, commands, actions } = cria;
  return {
    token,
    apiUrl: config.discordApiUrl ?? undefined,
    commands,
    actions,
    services,
    words: discordWords,
    describeError,
    logger,
    clock,
    newId,
    shards: config.shards,
    exclusively: cria.keeping.exclusively,
    registration: { guildId: config.discordGuildId ?? undefined },
    store: fileRegistryStore(join(config.dataDir, REGISTRY_FILE)),
    journal: services.journal,
    observe: cria.observers.tell,
    servers: cria.leftServers,
    pollEnded: (poll, votes) => services.debates.pollEnded(poll, votes),
    messages: { command: ask, detectLanguage: services.detectLanguage },
    onLost,
  };
}
