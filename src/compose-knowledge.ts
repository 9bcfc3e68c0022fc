import { join } from 'node:path';
import { MAX_PASSAGES_PER_ARTICLE } from './answering/chain.ts';
import { judgeEvidence } from './answering/evidence.ts';
import { retrieve } from './answering/retrieve.ts';
import type { ArticleDesk } from './application/knowledge/article-desk.ts';
import type { TryGeneration } from './application/knowledge/generation-trial.ts';
import { PAGE_GUILD_ID } from './page/page-members.ts';
import { createArticleDesk } from './application/knowledge/create-article-desk.ts';
import {
  createReindexDesk,
  type ClosableReindexDesk,
} from './application/reindexing/create-reindex-desk.ts';
import { createGoldenGate, type JudgeQuestion } from './application/reindexing/golden-gate.ts';
import { createKeepsShared } from './application/members/knowledge-access.ts';
import { createLeftServers, type LeftServers } from './application/members/left-servers.ts';
import { KnowledgeService } from './application/knowledge/knowledge-service.ts';
import { KnowledgeSpaces } from './application/knowledge/knowledge-spaces.ts';
import type { Config } from './config.ts';
import type { ArticleShelf } from './domain/documents.ts';
import type { Clock, Embedder, Logger, ModelHealth, NewId } from './domain/ports.ts';
import type { Stores } from './domain/stores.ts';
import { loadGoldenItems } from './golden/golden-items.ts';
import { createArticleShelf } from './indexing/corpus/article-shelf.ts';
import { createIndexStore } from './indexing/index-store.ts';
import { createExtractDocument } from './indexing/loaders/extract-document.ts';
import { createFetchPage } from './fetching/fetch-page.ts';

/** What the knowledge stands on. */
export interface KnowledgeRoomParts {
  readonly config: Config;
  readonly stores: Stores;
  readonly embedder: Embedder;
  readonly health: ModelHealth;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
}

/** The shared corpus, the servers' own, and the two desks they are changed at. */
export interface KnowledgeRooms {
  readonly spaces: KnowledgeSpaces;
  readonly shelf: ArticleShelf;
  readonly reindex: ClosableReindexDesk;
  readonly articles: ArticleDesk;
  readonly leftServers: LeftServers;
}

/** Builds everything around articles and their indexes. Opens nothing. */
export function composeKnowledge(parts: KnowledgeRoomParts): KnowledgeRooms {
  const { config, stores, health, clock, newId, logger } = parts;
  const { knowledgeDir, dataDir } = config;
  const shelf = createArticleShelf({ knowledgeDir, dataDir });
  const gate = createGoldenGate({
    loadGolden: () => loadGoldenItems(config.goldenQuestions),
    judge,
    maxDrop: config.gateMaxDropPercent / 100,
  });
  const spaces = createSpaces(parts, { shelf, tryGeneration: gate.compare });
  const reindex = createReindexDesk({
    ...{ knowledge: spaces, gate, health, clock, newId, logger },
    keepsShared: createKeepsShared([...config.sharedKnowledgeGuilds, PAGE_GUILD_ID]),
  });
  const articles = createArticleDesk({
    ...{ shelf, knowledge: spaces, retrieve, clock, newId, logger },
    extract: createExtractDocument({ clock, logger }),
    fetchPage: createFetchPage({ clock }),
  });
  const leftServers = createLeftServers({
    ...{ stores, shelf, clock, logger },
    forgetArticles: (guildId) => articles.forgetServer(guildId),
  });
  // Discord does not list the page among the servers the bot is in; nobody left it.
  const withPage: LeftServers = {
    ...leftServers,
    settle: (guildIds) => leftServers.settle([...guildIds, PAGE_GUILD_ID]),
  };
  return { spaces, shelf, reindex, articles, leftServers: withPage };
}

/** One store for the shared corpus, and a small one for each server; they share one cache. */
function createSpaces(
  parts: KnowledgeRoomParts,
  { shelf, tryGeneration }: { readonly shelf: ArticleShelf; readonly tryGeneration: TryGeneration },
): KnowledgeSpaces {
  const { config, embedder, health, clock, newId, logger } = parts;
  const { knowledgeDir, dataDir } = config;
  const tools = { logger, clock, newId };
  const shared = new KnowledgeService({
    ...{ embedder, health, logger, tryGeneration },
    store: createIndexStore({ ...tools, knowledgeDir, dataDir }),
  });
  return new KnowledgeSpaces({
    shared,
    logger,
    hasArticles: async (guildId) => !(await shelf.isEmpty(guildId)),
    serverService: (guildId) =>
      new KnowledgeService({
        ...{ embedder, health, logger },
        alignTo: () => shared.acquire(),
        store: createIndexStore({
          ...tools,
          knowledgeDir: shelf.folderOf(guildId),
          dataDir: join(dataDir, 'servers', guildId),
          cacheDir: join(dataDir, 'cache'),
        }),
      }),
  });
}

/** Exactly what answering does before it asks a model. */
const judge: JudgeQuestion = async (request) => {
  const perArticle = MAX_PASSAGES_PER_ARTICLE;
  const { ranked, considered, words, calibration } = await retrieve({ ...request, perArticle });
  const { question } = request;
  const { isEnough } = judgeEvidence({ question, ranked: considered, words, calibration });
  return {
    articles: ranked.map(({ passage }) => passage.articleId),
    isAnswered: isEnough,
  };
};
