import type { ShelfKey } from '../../domain/documents.ts';
import type { Clock } from '../../domain/ports.ts';
import { MAX_PROPOSALS, PROPOSAL_LIFETIME_MS, type ArticleProposal } from './article-desk.ts';

interface Waiting {
  readonly proposal: ArticleProposal;
  readonly key: ShelfKey;
  readonly atMs: number;
}

/** Proposals that wait to be accepted, each seen from its own server alone. */
export class Proposals {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #waiting = new Map<string, Waiting>();

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  keep(proposal: ArticleProposal, key: ShelfKey): void {
    this.#waiting.set(proposal.id, { proposal, key, atMs: this.#clock.elapsed() });
    for (const id of [...this.#waiting.keys()].slice(0, -MAX_PROPOSALS)) this.#waiting.delete(id);
  }

  /** Null when it is gone, too old, or another server's. */
  find(id: string, key: ShelfKey): ArticleProposal | null {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined || waiting.key !== key) return null;
    if (this.#clock.elapsed() - waiting.atMs < PROPOSAL_LIFETIME_MS) return waiting.proposal;
    this.#waiting.delete(id);
    return null;
  }

  /** Finds it for one taker: a second one gets null. */
  take(id: string, key: ShelfKey): ArticleProposal | null {
    const proposal = this.find(id, key);
    if (proposal !== null) this.#waiting.delete(id);
    return proposal;
  }

  /** Forgets all of a server. */
  forget(key: ShelfKey): void {
    for (const [id, waiting] of this.#waiting) if (waiting.key === key) this.#waiting.delete(id);
  }
}
