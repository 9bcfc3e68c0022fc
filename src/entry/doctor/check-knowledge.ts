import { toAppError } from '../../domain/errors.ts';
import type { EmbedderInfo, ModelState } from '../../domain/ports.ts';
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
      return [judgeState(state, { config, cria })];
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
export function checkIndex(known: Known): Check {
  const { cria } = known;
  return {
    name: 'index',
    async run(signal) {
      await cria.health.refresh(signal);
      try {
        await cria.knowledge.open();
      } catch (thrown) {
        return [['error', doctorWords.indexFault(toAppError(thrown).message)]];
      }
      return checkServedIndex(known).run(signal);
    },
  };
}

/** The same of an index that is open already, and with models as they were last seen. */
export function checkServedIndex({ config, cria }: Known): Check {
  return {
    name: 'index',
    async run(signal) {
      const { generation } = cria.knowledge.state();
      if (generation === null) return [['warning', doctorWords.indexMissing(config.knowledgeDir)]];
      const { articles, passages, embedder } = generation;
      if (embedder === null) return [['warning', doctorWords.indexByWords(articles, passages)]];
      const made = named(embedder);
      const isReady = cria.health.current().status === 'ready';
      const now = isReady ? await cria.embedder.describe(signal) : embedder;
      return now.digest === embedder.digest
        ? [['ok', doctorWords.index(articles, passages, made)]]
        : [['warning', doctorWords.indexOther(made, named(now))]];
    },
  };
}

function named({ model, dimensions }: EmbedderInfo): string {
  return `${model} (${dimensions} dimensions)`;
}
