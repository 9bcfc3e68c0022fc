import { toAppError } from '../../domain/errors.ts';
import type { EmbedderInfo, GenerationInfo, ModelState } from '../../domain/ports.ts';
import { isOlder, MINIMUM_OLLAMA_VERSION } from '../../model/ollama/ollama-version.ts';
import { doctorWords } from '../../words/doctor-words.ts';
import type { Runtime } from '../runtime.ts';
import type { Check, Judged } from './finding.ts';
import { hostsOf } from '../hosts-of.ts';

type Known = Pick<Runtime, 'config' | 'cria'>;

/** Left for question and evidence beside the answer, in tokens. */
const LEAST_READ_TOKENS = 1_000;

/** What runs the models, and which of them are there. */
export function checkModels({ config, cria }: Known): Check {
  return {
    name: 'models',
    async run(signal) {
      const state = await cria.health.refresh(signal);
      const told = await cria.footprints(signal);
      const versions = told.flatMap(({ host, version }) => judgeVersion(host, version));
      return [judgeState(state, { config, cria }), ...versions];
    },
  };
}

/** Whether the window leaves room for what the articles say. */
export function checkWindow({ config }: Pick<Runtime, 'config'>): Check {
  return {
    name: 'window',
    run() {
      const { chatContextTokens, maxAnswerTokens } = config;
      const isSmall = chatContextTokens - maxAnswerTokens < LEAST_READ_TOKENS;
      return Promise.resolve([
        isSmall
          ? ['warning', doctorWords.windowSmall(chatContextTokens, maxAnswerTokens)]
          : ['ok', doctorWords.window(chatContextTokens, maxAnswerTokens)],
      ]);
    },
  };
}

function judgeVersion(host: string | null, version: string | null): Judged[] {
  if (host === null || version === null) return [];
  return isOlder(version, MINIMUM_OLLAMA_VERSION)
    ? [['warning', doctorWords.ollamaOld(version, host, MINIMUM_OLLAMA_VERSION)]]
    : [['ok', doctorWords.ollama(version, host, MINIMUM_OLLAMA_VERSION)]];
}

function judgeState(state: ModelState, { config, cria }: Known): Judged {
  const { name, chatModel } = cria.runtime();
  const where = name === 'ollama' ? hostsOf(config) : 'this machine';
  switch (state.status) {
    case 'ready':
      return name !== 'ollama' && config.modelRuntime === 'auto'
        ? ['note', doctorWords.standIn(chatModel)]
        : ['ok', doctorWords.models(chatModel, where)];
    case 'unreachable':
      return ['error', doctorWords.unreachable(where, state.trouble ?? null)];
    case 'chat-model-missing':
    case 'embedder-missing':
      return ['error', doctorWords.modelMissing(state.model, where)];
    case 'resting':
      return ['error', doctorWords.resting(where, state.trouble ?? null)];
  }
}

/** Whether there is an index, and whether it fits the embedding model. Builds nothing. */
export function checkIndex({ config, cria }: Known): Check {
  return {
    name: 'index',
    async run(signal) {
      const { status } = await cria.health.refresh(signal);
      try {
        await cria.knowledge.open();
      } catch (thrown) {
        return [['error', doctorWords.indexFault(toAppError(thrown).message)]];
      }
      const { generation } = cria.knowledge.state();
      if (generation === null) return [['warning', doctorWords.indexMissing(config.knowledgeDir)]];
      const { embedder: made } = generation;
      const now = made !== null && status === 'ready' ? await cria.embedder.describe(signal) : made;
      return [judgeIndex(generation, now?.digest === made?.digest ? null : now)];
    },
  };
}

/**
 * The same of a running bot: what it has found out by itself, as asking the embedding model who it is
 * would tell the bot that it had been compared.
 */
export function checkServedIndex({ config, cria }: Known): Check {
  return {
    name: 'index',
    run() {
      const lease = cria.knowledge.acquire();
      if (lease === null) {
        return Promise.resolve([['warning', doctorWords.indexMissing(config.knowledgeDir)]]);
      }
      try {
        const generation = lease.index.describe();
        const isReady = cria.health.current().status === 'ready';
        const isOther = generation.embedder !== null && isReady && lease.usableEmbedder() === null;
        return Promise.resolve([judgeIndex(generation, isOther ? 'other' : null)]);
      } finally {
        lease.release();
      }
    },
  };
}

/** @param now the embedding model, where it is another one than that of the index; null: it is not */
function judgeIndex(
  { articles, passages, embedder: made }: GenerationInfo,
  now: EmbedderInfo | 'other' | null,
): Judged {
  if (made === null) return ['warning', doctorWords.indexByWords(articles, passages)];
  if (now === null) return ['ok', doctorWords.index(articles, passages, named(made))];
  return ['warning', doctorWords.indexOther(named(made), now === 'other' ? null : named(now))];
}

function named({ model, dimensions }: EmbedderInfo): string {
  return `${model} (${dimensions} dimensions)`;
}
