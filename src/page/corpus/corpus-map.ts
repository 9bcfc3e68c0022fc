import { Worker } from 'node:worker_threads';
import { AppError } from '../../domain/errors.ts';
import type { Clock, PassageIndex, PassageMatrix } from '../../domain/ports.ts';

/** Most passages of a map; of a larger corpus every so-manieth. */
export const MAX_MAPPED = 2_000;
/** How long drawing one may take. */
const DRAW_TIMEOUT_MS = 120_000; // 2 minutes
/** Memory of the thread that draws. */
const HEAP_MB = 768;
/** Maps that are kept: the one that serves and the one before. */
const KEPT_MAPS = 2;
const DIGITS = 4;

/** Passages on a plane, from 0 to 1 in both directions. */
export interface MapJson {
  readonly generation: string;
  /** Passages of the corpus, those that are not shown as well. */
  readonly all: number;
  readonly articles: readonly { readonly id: string; readonly title: string }[];
  readonly points: readonly {
    readonly id: string;
    readonly x: number;
    readonly y: number;
    /** Place in `articles`. */
    readonly article: number;
  }[];
}

/** Draws maps of generations, each once. */
export class CorpusMaps {
  readonly #clock: Clock;
  readonly #known = new Map<string, Promise<MapJson | null>>();
  readonly #closing = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Null without vectors. One that failed is tried again at the next call.
   * @throws AppError `internal` | `cancelled`
   */
  of(index: PassageIndex): Promise<MapJson | null> {
    const { id } = index.describe();
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const drawn = this.#draw(index);
    this.#known.set(id, drawn);
    drawn.catch(() => this.#known.delete(id));
    const [oldest] = this.#known.keys();
    if (this.#known.size > KEPT_MAPS && oldest !== undefined) this.#known.delete(oldest);
    return drawn;
  }

  close(): void {
    this.#closing.abort();
  }

  async #draw(index: PassageIndex): Promise<MapJson | null> {
    const { id: generation, passages: all } = index.describe();
    const [vectors, summaries] = await Promise.all([index.vectors(MAX_MAPPED), index.articles()]);
    if (vectors === null || vectors.ids.length === 0) return null;
    const flat = scaled(await this.#layOut(vectors));
    const articles = summaries.map(({ id, title }) => ({ id, title }));
    const places = new Map(articles.map(({ id }, at) => [id, at]));
    const points = vectors.ids.map((id, at) => ({
      id,
      x: flat[2 * at] ?? 0,
      y: flat[2 * at + 1] ?? 0,
      article: places.get(id.slice(0, id.lastIndexOf('#'))) ?? 0,
    }));
    return { generation, all, articles, points };
  }

  async #layOut(vectors: PassageMatrix): Promise<Float32Array> {
    const worker = new Worker(new URL('./map-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      env: {},
    });
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#closing.signal]);
    try {
      return await Promise.race([
        new Promise<Float32Array>((resolve, reject) => {
          worker.once('message', resolve);
          worker.once('error', (cause) => reject(failed(cause.message, cause)));
          worker.once('exit', () => reject(failed('its thread ended')));
          worker.postMessage(vectors);
        }),
        this.#clock.sleep(DRAW_TIMEOUT_MS, signal).then(() => {
          throw failed('it took too long');
        }),
      ]);
    } finally {
      over.abort();
      await worker.terminate();
    }
  }
}

function failed(reason: string, cause?: unknown): AppError {
  return new AppError('internal', `The map of the passages could not be drawn: ${reason}.`, {
    cause,
  });
}

/** Both directions stretched to 0 … 1. */
function scaled(flat: Float32Array): number[] {
  const range = [0, 1].map((axis) => {
    let [least, most] = [Infinity, -Infinity];
    for (let at = axis; at < flat.length; at += 2) {
      least = Math.min(least, flat[at] ?? 0);
      most = Math.max(most, flat[at] ?? 0);
    }
    return { least, span: most - least };
  });
  return [...flat].map((value, at) => {
    const { least = 0, span = 0 } = range[at % 2] ?? {};
    return span === 0 ? 0.5 : Number(((value - least) / span).toFixed(DIGITS));
  });
}
