import { join } from 'node:path';
import { actions, commands } from '../commands/index.ts';
import { ReadingSpeed } from './answering/choosing/reading-speed.ts';
import type { AnsweringOptions } from './answering/chain-parts.ts';
import { createDebateChain } from './answering/debate/debate-chain.ts';
import { questionLanguage as detectLanguage } from './text/detect-language.ts';
import { retrieve } from './answering/retrieve.ts';
import { createConversations } from './application/asking/conversation.ts';
import { explainedAnswer } from './application/asking/explained-answer.ts';
import { createAskQuestion } from './application/asking/ask-question.ts';
import type { Action, Command } from './application/command.ts';
import { createCoolDown } from './application/members/cool-down.ts';
import { createDebateDesk } from './application/debating/debate-desk.ts';
import { observeDebates } from './application/debating/observed-debates.ts';
import { createProposeDebates } from './application/debating/debate-topics.ts';
import { createFairQueue, type FairQueue } from './application/turns/fair-queue.ts';
import { createGuildSettings } from './application/members/guild-settings.ts';
import { createReplyJournal } from './application/members/interrupted-replies.ts';
import type { KnowledgeService } from './application/knowledge/knowledge-service.ts';
import type { KnowledgeSpaces } from './application/knowledge/knowledge-spaces.ts';
import type { LeftServers } from './application/members/left-servers.ts';
import { createPrivacy } from './application/members/privacy.ts';
import { keepReindexed } from './application/reindexing/reindex-schedule.ts';
import { createRunDebate, type RunDebateParts } from './application/debating/run-debate.ts';
import type { Services, StatusReport } from './application/services.ts';
import { createSuggestQuestions } from './application/asking/suggest-questions.ts';
import { watchModels } from './application/knowledge/watch-models.ts';
import { composeAnswering, composeDesk } from './compose-answering.ts';
import { composeKnowledge } from './compose-knowledge.ts';
import { keepInDataFolder, type Keeping } from './compose-keeping.ts';
import { composeModels } from './compose-models.ts';
import type { Config } from './config.ts';
import type { ModelFootprint } from './domain/model-footprint.ts';
import type { Observe, Observers } from './domain/observer.ts';
import type { Stores } from './domain/stores.ts';
import type {
  ChatModel,
  Clock,
  Embedder,
  Logger,
  ModelHealth,
  ModelRuntimeName,
  NewId,
  PullProgress,
  Retrieve,
} from './domain/ports.ts';
import { createObservers } from './observability/observers.ts';
import type { ModelRuntime } from './model/model-runtime.ts';
import { VERSION } from './version.ts';
import { debateWordsFor } from './words/debate-words.ts';
import { wordsFor } from './words/words.ts';

/** The whole bot, without a surface. */
export interface Cria {
  readonly commands: readonly Command<Services>[];
  /** What buttons and the menus of messages do. */
  readonly actions: readonly Action<Services>[];
  /** Opened at the first use; open them at the start to see a fault early. */
  readonly stores: Stores;
  readonly services: Services;
  /** Of the shared corpus. */
  readonly knowledge: KnowledgeService;
  /** The shared corpus with the servers' own articles. */
  readonly spaces: KnowledgeSpaces;
  readonly health: ModelHealth;
  readonly chat: ChatModel;
  readonly embedder: Embedder;
  /** What the models take of each machine; empty where nobody tells. */
  readonly footprints: (signal?: AbortSignal) => Promise<readonly ModelFootprint[]>;
  /** What runs the models now, and the chat model there. */
  readonly runtime: () => { readonly name: ModelRuntimeName; readonly chatModel: string };
  readonly retrieve: Retrieve;
  /** What happens is told to them; nobody listens at first. */
  readonly observers: Observers;
  /** Questions that wait for their turn, and that have it. */
  readonly load: FairQueue['load'];
  /** Servers the bot was removed from. */
  readonly leftServers: LeftServers;
  /** What is kept, and by what. */
  readonly keeping: Keeping;
  /** Folder that holds what the surfaces remember. */
  readonly dataDir: string;
  /** Downloads the models the server lacks. Throws as `ModelRuntime.ensureModels`. */
  pullModels(signal: AbortSignal, onProgress: (progress: PullProgress) => void): Promise<void>;
  /** Loads the chat model. Throws as `ChatModel.stream`. */
  warmUp(signal: AbortSignal): Promise<void>;
  /** Looks after the model server until the signal aborts. */
  watch(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface ComposeOptions {
  readonly config: Config;
  /** Of other programs that are started, without secrets; default: none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
  /** Closed with the bot. Default: `keepInDataFolder`. */
  readonly keeping?: Keeping;
  /** Other than the configuration says: for measurements. */
  readonly answering?: Partial<AnsweringOptions>;
}

/** Builds every adapter once. Nothing is opened or asked before a method is called. */
export function compose({ environment = {}, answering, keeping, ...parts }: ComposeOptions): Cria {
  const { config, clock, newId, logger } = parts;
  const models = composeModels({ ...parts, environment });
  const { chat, embedder, health } = models;
  const { retentionDays, firstTokenTargetSeconds, verbatim } = config;
  const speed = new ReadingSpeed();
  const kept = keeping ?? keepInDataFolder(parts);
  const { stores } = kept;
  const rooms = composeKnowledge({ ...parts, keeping: kept, embedder, health });
  const { spaces, shelf, reindex, articles, leftServers } = rooms;
  const answerFrom = composeAnswering({
    ...{ knowledge: spaces, health, chat, newId, clock, logger },
    options: { firstTokenTargetSeconds, verbatim, ...answering },
    speed,
  });
  const askQuestion = createAskQuestion(answerFrom, spaces);
  const queue = createFairQueue({ clock, concurrency: config.queueConcurrency });
  const privacy = createPrivacy({ stores, shelf, leftServers, clock, logger, retentionDays });
  const coolDown = createCoolDown({ store: stores.coolDowns, clock });
  const observers = createObservers();
  const desk = composeDesk(
    { answerFrom, knowledge: spaces, chat, coolDown, clock, detectLanguage, health, logger },
    { stores, queue, newId, chat, retentionDays, observe: observers.tell },
  );
  const debates = createDebates(
    { knowledge: spaces, health, chat, newId, clock, logger },
    { stores, queue, observe: observers.tell },
  );
  const services = createServices(
    {
      ...{ askQuestion, desk, reindex, articles, coolDown, spaces, health, privacy, clock },
      ...debates,
    },
    {
      ...{ stores, queue, models, isAuto: config.modelRuntime === 'auto' },
      reading: () => speed.report(firstTokenTargetSeconds),
    },
  );
  return {
    ...{ commands, actions, stores, services, spaces, health, chat, embedder },
    knowledge: spaces.shared,
    ...runtimeParts(models),
    ...{ retrieve, leftServers, observers, load: queue.load.bind(queue) },
    dataDir: join(config.dataDir),
    watch: (signal) =>
      lookAfter({ ...parts, keeping: kept, models, spaces, reindex, privacy }, signal),
    keeping: kept,
    async close() {
      queue.close();
      await reindex.close();
      await spaces.close();
      await stores.close();
      await models.close();
    },
  };
}

function runtimeParts(
  models: ModelRuntime,
): Pick<Cria, 'runtime' | 'footprints' | 'pullModels' | 'warmUp'> {
  const { chat } = models;
  return {
    runtime: () => ({ name: models.name, chatModel: chat.model }),
    footprints: (signal) => models.footprints(signal),
    async pullModels(signal, onProgress) {
      await models.ensureModels(signal, onProgress);
    },
    warmUp: (signal) => chat.warmUp(signal),
  };
}

interface Watched extends Pick<ComposeOptions, 'config' | 'clock' | 'logger'> {
  readonly keeping: Keeping;
  readonly models: ModelRuntime;
  readonly spaces: KnowledgeSpaces;
  readonly reindex: Services['reindex'];
  readonly privacy: ReturnType<typeof createPrivacy>;
}

/** What goes on beside the questions: models, index, what is kept no longer. */
async function lookAfter(watched: Watched, signal: AbortSignal): Promise<void> {
  const { config, clock, logger, keeping, models, spaces, reindex, privacy } = watched;
  const { chat, health } = models;
  const care = { health, knowledge: spaces, clock, logger, runtime: () => models.serving() };
  const schedule = { desk: reindex, everyMinutes: config.reindexEveryMinutes };
  await Promise.all([
    watchModels({ ...care, warmUp: chat.warmUp.bind(chat) }, signal),
    keepReindexed({ ...schedule, knowledge: spaces.shared, clock, logger }, signal),
    privacy.keepPruned(signal),
    keeping.watch?.(
      (guildId) => (guildId === null ? spaces.shared.open() : spaces.drop(guildId)),
      signal,
    ),
  ]);
}

type Debates = Pick<Services, 'debates' | 'proposeDebates'>;

/** Debates: held in turn, and proposed while somebody types. */
function createDebates(
  parts: Pick<RunDebateParts, 'knowledge' | 'health' | 'chat' | 'newId' | 'clock' | 'logger'>,
  { stores, queue, observe }: { stores: Stores; queue: FairQueue; observe: Observe },
): Debates {
  const { knowledge, clock, logger } = parts;
  const pairTitle: RunDebateParts['pairTitle'] = (language, sideA, sideB) =>
    debateWordsFor(language).pairTitle(sideA, sideB);
  const runDebate = createRunDebate({
    ...parts,
    hold: createDebateChain({
      retrieve,
      clock,
      code: VERSION,
      words: {
        position: (language, { name, voices }) => debateWordsFor(language).position(name, voices),
      },
    }),
    pairTitle,
  });
  const desk = createDebateDesk({ ...stores, runDebate, queue, clock, logger });
  return {
    debates: observeDebates(desk, { observe, clock }),
    proposeDebates: createProposeDebates({ knowledge, clock, pairTitle }),
  };
}

interface ServiceParts
  extends
    Pick<
      Services,
      'askQuestion' | 'desk' | 'reindex' | 'articles' | 'coolDown' | 'privacy' | 'clock'
    >,
    Debates {
  readonly spaces: KnowledgeSpaces;
  readonly health: ModelHealth;
}

interface ServiceStanding {
  readonly stores: Stores;
  readonly queue: FairQueue;
  readonly models: ModelRuntime;
  /** Whether the runtime is chosen anew at every look at its health. */
  readonly isAuto: boolean;
  readonly reading: () => StatusReport['reading'];
}

function createServices(
  parts: ServiceParts,
  { stores, queue, models, isAuto, reading }: ServiceStanding,
): Services {
  const { askQuestion, desk, reindex, articles, coolDown, spaces, health, privacy, clock } = parts;
  const { debates, proposeDebates } = parts;
  const startedAtMs = clock.elapsed();
  const conversations = createConversations({ store: stores.conversations, clock });
  return {
    definitions: commands.map(({ definition }) => definition),
    askQuestion,
    desk,
    debates,
    proposeDebates,
    reindex,
    articles,
    coolDown,
    suggestQuestions: createSuggestQuestions({
      knowledge: spaces,
      clock,
      words: (language) => wordsFor(language).suggestion,
    }),
    settings: createGuildSettings(stores.settings),
    privacy,
    answers: stores.answers,
    feedback: stores.feedback,
    explainedAnswer: (named, call) =>
      explainedAnswer(named, call, { conversations, answers: stores.answers }),
    journal: createReplyJournal({ ...stores, clock }),
    clock,
    detectLanguage,
    invitation: { address: null },
    findings: { brief: () => Promise.resolve([]), channels: () => [] },
    async reportStatus(guildId = null) {
      return {
        model: await health.refresh(),
        chatModel: models.chat.model,
        runtime: { name: models.name, isStandIn: isAuto && models.name !== 'ollama' },
        knowledge: await spaces.stateOf(guildId),
        servers: models.servers(),
        queue: { ...queue.load(), tokensPerSecond: queue.tokensPerSecond() },
        reading: reading(),
        uptimeMs: clock.elapsed() - startedAtMs,
      };
    },
  };
}
