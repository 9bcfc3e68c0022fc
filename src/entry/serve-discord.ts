import { join } from 'node:path';
import type { DiscordWords } from '../discord/discord-words.ts';
import { ask } from '../../commands/ask.ts';
import { refuseKeeper, refuseReader } from '../application/members/knowledge-access.ts';
import { createOneSearchEach, searchInTime } from '../application/turns/typing-search.ts';
import type { Services } from '../application/services.ts';
import { createDiscordSurface, type DiscordSurfaceOptions } from '../discord/client.ts';
import { MAX_CHOICE_CHARS, MAX_OPTION_CHOICES } from '../discord/discord-limits.ts';
import type { Suggester, Suggestion, SuggestionRequest } from '../discord/interaction-handlers.ts';
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
  retry: (language) => wordsFor(language).buttons.retry,
  notYours: (language) => wordsFor(language).refusal['not-yours'],
  notRunning: (language) => wordsFor(language).refusal['not-running'],
  noQuestion: (language) => wordsFor(language).refusal['no-question'],
  privateHere: (language) => wordsFor(language).refusal['private-here'],
};

/**
 * Serves Discord until the process is told to end or the connection is lost for good.
 * @throws AppError `discord-token-invalid` | `discord-failed`
 */
export async function serveDiscord(runtime: Runtime): Promise<void> {
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
  try {
    await cria.stores.open();
    await surface.start();
    stderr.write('Discord: connected; the commands are registered. Ctrl+C ends.\n');
    const lost = signal.aborted ? null : await over;
    if (lost !== null) throw lost;
  } finally {
    signal.removeEventListener('abort', end);
    await surface.close();
  }
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
    ...(config.discordApiUrl === null ? {} : { apiUrl: config.discordApiUrl }),
    commands,
    actions,
    services,
    words: discordWords,
    describeError,
    logger,
    clock,
    newId,
    registration: config.discordGuildId === null ? {} : { guildId: config.discordGuildId },
    store: fileRegistryStore(join(config.dataDir, REGISTRY_FILE)),
    journal: services.journal,
    servers: cria.leftServers,
    messages: { command: ask, detectLanguage: services.detectLanguage },
    handlers: () => ({ suggesters: suggesters(services) }),
    onLost,
  };
}

/**
 * Suggests questions while one is typed, what the corpus debates, and titles of articles: to those
 * who may give the command, and one search a person at a time.
 */
function suggesters(services: Services): ReadonlyMap<string, Suggester> {
  const { suggestQuestions, proposeDebates, articles, settings, clock } = services;
  const maxChars = MAX_CHOICE_CHARS;
  const oneSearchEach = createOneSearchEach();
  const suggester =
    <T extends string | Suggestion>(
      refuse: typeof refuseReader | typeof refuseKeeper,
      search: (request: SuggestionRequest, signal: AbortSignal) => Promise<readonly T[]>,
    ): Suggester =>
    (request) =>
      oneSearchEach(request.call.userId, async (signal) =>
        (await refuse(request.call, settings)) === null ? search(request, signal) : [],
      );
  const propose = (field: 'topic' | 'side'): Suggester =>
    suggester(refuseReader, ({ text, call: { language, guildId } }, signal) =>
      proposeDebates({ text, field, language, guildId, maxChars, signal }),
    );
  const titles =
    (which: { readonly onlyOwn?: true }) =>
    async ({ text, call }: SuggestionRequest, signal: AbortSignal): Promise<Suggestion[]> => {
      const limit = MAX_OPTION_CHOICES;
      const find = (): ReturnType<typeof articles.suggest> =>
        articles.suggest(call.guildId, text, { limit, ...which });
      const found = await searchInTime(find, clock, signal);
      // An id too long for a choice is replaced by the title, which is understood as well.
      return found.map(({ id, title }) => ({
        label: title,
        value: id.length <= maxChars ? id : title,
      }));
    };
  return new Map<string, Suggester>([
    [
      'ask.question',
      suggester(refuseReader, ({ text, call: { language, guildId } }, signal) =>
        suggestQuestions({ text, language, guildId, maxChars, signal }),
      ),
    ],
    ['debate.topic', propose('topic')],
    ['debate.side_a', propose('side')],
    ['debate.side_b', propose('side')],
    ['knowledge.show.article', suggester(refuseReader, titles({}))],
    ['knowledge.remove.article', suggester(refuseKeeper, titles({ onlyOwn: true }))],
  ]);
}
