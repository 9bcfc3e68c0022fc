import { createHash } from 'node:crypto';
import { AppError, throwIfAborted } from '../../domain/errors.ts';
import {
  isWithoutVector,
  WITHOUT_VECTOR,
  type Embedder,
  type EmbedderInfo,
  type Logger,
} from '../../domain/ports.ts';
import type { Circuit } from '../circuit.ts';
import { embeddingProfile, PROFILE_VERSION } from '../embedding-profiles.ts';
import type { Patience } from '../model-runtime.ts';
import { unitVectors } from '../vectors.ts';
import type { ModelProcess } from './model-process.ts';
import type { WeightsFile } from './protocol.ts';

/** Texts of one order; between two of them a build can stop, and a question gets its turn. */
export const EMBED_BATCH_TEXTS = 16;
/** Longest input promised of any model. */
export const MAX_EMBED_TOKENS = 2_048;
const PROBE_TEXT = 'dimensions';

export interface EmbeddedEmbedderOptions {
  readonly process: Pick<ModelProcess, 'run'>;
  /** Where the weights are. Throws AppError `model-missing`. */
  readonly weights: () => Promise<WeightsFile>;
  readonly patience: Patience;
  readonly circuit: Circuit;
  readonly logger: Logger;
}

/** An embedder in the process of the models. */
export function createEmbeddedEmbedder(options: EmbeddedEmbedderOptions): Embedder {
  let known: { readonly sha256: string; readonly info: EmbedderInfo } | null = null;
  return {
    async describe(signal) {
      throwIfAborted(signal);
      const weights = await options.weights();
      if (known?.sha256 === weights.sha256) return known.info;
      const { queryPrefix, passagePrefix } = embeddingProfile(weights.model);
      const [probe] = await embed(options, weights, { texts: [PROBE_TEXT], signal });
      const digest = createHash('sha256')
        .update(JSON.stringify([PROFILE_VERSION, weights.sha256, queryPrefix, passagePrefix]))
        .digest('hex');
      const info = Object.freeze({
        model: weights.model,
        digest,
        dimensions: probe?.length ?? 0,
        maxTokens: maxTokensOf(weights.model),
      });
      known = { sha256: weights.sha256, info };
      return info;
    },
    async embedQuery(text, signal) {
      const weights = await options.weights();
      const { queryPrefix } = embeddingProfile(weights.model);
      const [vector] = await embed(options, weights, { texts: [queryPrefix + text], signal });
      if (vector === undefined || isWithoutVector(vector)) throw withoutVector(weights.model);
      return vector;
    },
    async embedPassages(texts, signal) {
      const vectors: Float32Array[] = [];
      while (vectors.length < texts.length) {
        const weights = await options.weights();
        const { passagePrefix } = embeddingProfile(weights.model);
        const batch = texts
          .slice(vectors.length, vectors.length + EMBED_BATCH_TEXTS)
          .map((text) => passagePrefix + text);
        vectors.push(...(await embed(options, weights, { texts: batch, signal })));
      }
      return vectors;
    },
  };
}

const maxTokensOf = (model: string): number =>
  Math.min(embeddingProfile(model).maxTokens, MAX_EMBED_TOKENS);

interface Batch {
  /** Prefixes included. */
  readonly texts: readonly string[];
  readonly signal: AbortSignal | undefined;
}

async function embed(
  { process, patience, circuit, logger }: EmbeddedEmbedderOptions,
  weights: WeightsFile,
  { texts, signal }: Batch,
): Promise<Float32Array[]> {
  const maxTokens = maxTokensOf(weights.model);
  return circuit.run(async () => {
    const order = { type: 'embed' as const, weights, maxTokens, texts };
    for await (const part of process.run(order, { signal, patience })) {
      if (typeof part === 'string' || part.type !== 'embedded') continue;
      if (part.shortened.length > 0) {
        logger.warn(
          { model: weights.model, texts: part.shortened.length, maxTokens },
          'Texts are longer than the embedding model takes; only their beginning is embedded.',
        );
      }
      return part.vectors.map((vector) =>
        hasDirection(vector) ? unit(vector, weights) : zeros(vector),
      );
    }
    throw failed(weights.model, 'it sent no vectors');
  });
}

/** What the model computes no number for has none: words alone find it. */
function hasDirection(vector: readonly number[]): boolean {
  return vector.every(Number.isFinite) && vector.some((value) => value !== 0);
}

function unit(vector: readonly number[], { model }: WeightsFile): Float32Array {
  const expected = { fault: (why: string) => failed(model, why), count: 1, dimensions: null };
  return unitVectors([vector], expected)[0] ?? zeros(vector);
}

const zeros = ({ length }: readonly number[]): Float32Array => new Float32Array(length);

function failed(model: string, why: string): AppError {
  return new AppError('model-failed', `The embedding model ${model} failed: ${why}.`, {
    isRetryable: true,
    details: { model },
  });
}

function withoutVector(model: string): AppError {
  return new AppError('model-failed', `The embedding model ${model} has no vector for a text.`, {
    details: { model, reason: WITHOUT_VECTOR },
  });
}
