import { z } from 'zod';
import { BenchChild } from './bench-child.ts';
import type { BenchQuery } from './bench-queries.ts';
import type { BenchFolders } from './bench-store.ts';

const Opened = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), generation: z.string(), answers: z.string() }),
  z.object({ kind: z.literal('refused'), code: z.string() }),
  z.object({ kind: z.literal('failed'), code: z.string() }),
]);

/** What opening an index came to. `crashed`: the process died. */
export type OpenOutcome = z.infer<typeof Opened> | { readonly kind: 'crashed' };

/** Opens indexes in a process of its own, and starts another one when it dies. */
export class DamageOpener {
  readonly #signal: AbortSignal;
  readonly #queries: readonly BenchQuery[];
  #child: BenchChild | null = null;

  constructor(signal: AbortSignal, queries: readonly BenchQuery[]) {
    this.#signal = signal;
    this.#queries = queries;
  }

  /** Opens what is in the folders and asks all questions. */
  async open(folders: BenchFolders): Promise<OpenOutcome> {
    this.#signal.throwIfAborted();
    const module = new URL('damage-child.ts', import.meta.url);
    this.#child ??= new BenchChild(module, { signal: this.#signal });
    const job = {
      ...folders,
      texts: this.#queries.map(({ text }) => text),
      vectors: this.#queries.map(({ vector }) => vector),
    };
    try {
      return Opened.parse(await this.#child.ask(job));
    } catch {
      this.#signal.throwIfAborted();
      await this.close();
      return { kind: 'crashed' };
    }
  }

  async close(): Promise<void> {
    await this.#child?.close();
    this.#child = null;
  }
}

/** What became of one damage. */
export type DamageVerdict = 'fell back' | 'refused' | 'no effect' | 'wrong' | 'failed' | 'crashed';

/** The two generations as they answer undamaged. */
export interface Undamaged {
  readonly current: string;
  readonly previous: string;
  /** Answers by generation. */
  readonly answers: ReadonlyMap<string, string>;
}

export function judgeOutcome(outcome: OpenOutcome, undamaged: Undamaged): DamageVerdict {
  if (outcome.kind !== 'opened') return outcome.kind;
  if (undamaged.answers.get(outcome.generation) !== outcome.answers) return 'wrong';
  return outcome.generation === undamaged.previous ? 'fell back' : 'no effect';
}
