import type { ShelfKey } from '../../domain/documents.ts';
import type { Clock } from '../../domain/ports.ts';
import {
  MAX_PROPOSALS,
  MAX_SERVER_PROPOSALS,
  PROPOSAL_LIFETIME_MS,
  type ArticleProposal,
} from './article-desk.ts';

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
    const mine = this.#idsOf(key);
    for (const id of mine.slice(0, -MAX_SERVER_PROPOSALS)) this.#waiting.delete(id);
    if (this.#waiting.size > MAX_PROPOSALS) this.#dropOne();
  }

  /** The oldest of whoever has most. */
  #dropOne(): void {
    const keys = new Set([...this.#waiting.values()].map(({ key }) => key));
    const [most] = [...keys].map((key) => this.#idsOf(key)).sort((a, b) => b.length - a.length);
    if (most?.[0] !== undefined) this.#waiting.delete(most[0]);
  }

  /** Oldest first. */
  #idsOf(key: ShelfKey): readonly string[] {
    return [...this.#waiting].flatMap(([id, waiting]) => (waiting.key === key ? id : []));
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
