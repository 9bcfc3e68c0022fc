import { AppError } from '../../domain/errors.ts';
import type { Embedder, EmbedderInfo } from '../../domain/ports.ts';
import type { Fleet } from './fleet.ts';

/** Texts one server gets at once; as many as a request to it holds. */
export const SHARE_TEXTS = 32;

/**
 * Vectors from whichever server is least busy; many texts are shared out among all of them, each
 * taking the next share when it is done with its last.
 */
export function createFleetEmbedder(fleet: Fleet): Embedder {
  /** Whose vectors the index was last compared with. */
  let described: string | null = null;

  const known = async (signal: AbortSignal | undefined): Promise<void> => {
    await fleet.lookOnce(signal);
    const { embedder } = fleet.agreed;
    if (described === null || embedder === null || embedder === described) return;
    throw new AppError(
      'model-unreachable',
      'The servers have agreed on other weights of the embedding model; the index is compared with them first.',
      { isRetryable: true },
    );
  };
  return {
    async describe(signal): Promise<EmbedderInfo> {
      await fleet.lookOnce(signal);
      const { embedder } = fleet.agreed;
      const info = await fleet.run(
        'embedder',
        ({ runtime }) => runtime.embedder.describe(signal),
        signal,
      );
      described = embedder;
      return info;
    },
    async embedQuery(text, signal) {
      await known(signal);
      return fleet.run(
        'embedder',
        ({ runtime }) => runtime.embedder.embedQuery(text, signal),
        signal,
      );
    },
    async embedPassages(texts, signal) {
      await known(signal);
      return shareOut(fleet, texts, signal);
    },
  };
}

async function shareOut(
  fleet: Fleet,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Float32Array[]> {
  const shares: Float32Array[][] = [];
  const ended = new AbortController();
  const signals = AbortSignal.any([ended.signal, ...(signal === undefined ? [] : [signal])]);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at * SHARE_TEXTS < texts.length; at = next++) {
      const share = texts.slice(at * SHARE_TEXTS, (at + 1) * SHARE_TEXTS);
      shares[at] = await fleet.run(
        'embedder',
        ({ runtime }) => runtime.embedder.embedPassages(share, signals),
        signals,
      );
    }
  };
  try {
    await Promise.all(fleet.inOrder('embedder').map(work)); // as many at once as there are servers
  } finally {
    ended.abort(); // one has failed: the others need not go on
  }
  return shares.flat();
}
