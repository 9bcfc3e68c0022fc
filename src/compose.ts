import { join } from 'node:path';
import { commands } from '../commands/index.ts';
import { createAnswerChain } from './answering/chain.ts';
import { detectLanguage } from './answering/detect-language.ts';
import { retrieve } from './answering/retrieve.ts';
import { createAskQuestion } from './application/ask-question.ts';
import type { Command } from './application/command.ts';
import { KnowledgeService } from './application/knowledge-service.ts';
import type { Services } from './application/services.ts';
import { watchModels } from './application/watch-models.ts';
import type { Config } from './config.ts';
import type { Clock, Logger, NewId, PullProgress, Retrieve } from './domain/ports.ts';
import { createIndexStore } from './indexing/index-store.ts';
import { createChatModel } from './model/chat-model.ts';
import { createCircuit } from './model/circuit.ts';
import { createEmbedder } from './model/embedder.ts';
import { ensureModels } from './model/ensure-models.ts';
import { normaliseHost } from './model/host.ts';
import { createModelHealth, type OllamaHealth } from './model/model-health.ts';
import { wordsFor } from './words/words.ts';

/** The whole bot, without a surface. */
export interface Cria {
  readonly commands: readonly Command<Services>[];
  readonly services: Services;
  readonly knowledge: KnowledgeService;
  readonly health: OllamaHealth;
  readonly retrieve: Retrieve;
  /** Folder that holds what the surfaces remember. */
  readonly dataDir: string;
  /** Downloads the models the server lacks. Throws as `ensureModels`. */
  pullModels(signal: AbortSignal, onProgress: (progress: PullProgress) => void): Promise<void>;
  /** Loads the chat model. Throws as `ChatModel.stream`. */
  warmUp(signal: AbortSignal): Promise<void>;
  /** Looks after the model server until the signal aborts. */
  watch(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface ComposeOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
}

/** Builds every adapter once. Nothing is opened or asked before a method is called. */
export function compose({ config, clock, newId, logger }: ComposeOptions): Cria {
  const host = normaliseHost(config.ollamaHost);
  const circuit = createCircuit({ clock, logger, name: 'chat' });
  const shared = { host, clock, logger, keepAlive: config.keepAlive, threads: config.threads };
  const chat = createChatModel({
    ...shared,
    model: config.chatModel,
    contextTokens: config.chatContextTokens,
    maxAnswerTokens: config.maxAnswerTokens,
    circuit,
  });
  const embedder = createEmbedder({
    ...shared,
    model: config.embedModel,
    circuit: createCircuit({ clock, logger, name: 'embedder' }),
  });
  const health = createModelHealth({
    host,
    chatModel: config.chatModel,
    embedder: config.embedModel,
    clock,
    logger,
    circuit,
  });
  const store = createIndexStore({
    knowledgeDir: config.knowledgeDir,
    dataDir: config.dataDir,
    logger,
    clock,
    newId,
  });
  const knowledge = new KnowledgeService({ store, embedder, health, logger });
  const answer = createAnswerChain({
    retrieve,
    clock,
    words: {
      reason: (language, reason) => wordsFor(language).reason[reason],
      nearest: (language, titles) => wordsFor(language).nearest(titles),
      unverifiedNote: (language) => wordsFor(language).unverifiedNote,
    },
  });
  const askQuestion = createAskQuestion({
    knowledge,
    health,
    chat,
    answer,
    detectLanguage,
    refusal: (language, reason) => wordsFor(language).reason[reason],
    newId,
    clock,
    logger,
  });
  const startedAtMs = clock.elapsed();
  const warmUp = (signal: AbortSignal): Promise<void> => chat.warmUp(signal);
  return {
    commands,
    services: {
      askQuestion,
      async reportStatus() {
        const model = await health.refresh();
        const uptimeMs = clock.elapsed() - startedAtMs;
        return { model, chatModel: config.chatModel, knowledge: knowledge.state(), uptimeMs };
      },
    },
    knowledge,
    health,
    retrieve,
    dataDir: join(config.dataDir),
    async pullModels(signal, onProgress) {
      const models = [config.embedModel, config.chatModel];
      await ensureModels({ host, models, clock, logger, signal, onProgress });
    },
    warmUp,
    watch: (signal) => watchModels({ health, knowledge, clock, logger, warmUp }, signal),
    close: () => knowledge.close(),
  };
}
