/** Estimates below this many tokens say too little about a tokenizer. */
const MIN_LEARNT_TOKENS = 200;
/** Where learning begins: room for a tokenizer that needs a quarter more than estimated. */
const INITIAL_RATIO = 1.25;
/** One tokenizer needed 1.9 times the estimate; what lies outside comes from an odd text. */
const MIN_RATIO = 0.75;
const MAX_RATIO = 2.5;
/** Prompts whose median counts. */
const REMEMBERED_PROMPTS = 9;
/** Most scopes that are remembered; the one unused for longest goes first. */
const MAX_SCOPES = 200;

/**
 * Learns from the server's own counts how many tokens its model makes of an estimated one, so that
 * the next prompt fits the window. The median of the last prompts counts, and each scope (what is
 * answered from) learns by itself: an odd article shortens no prompts but those it is in.
 */
export class PromptScale {
  readonly #seen = new Map<string, readonly number[]>();

  /** Real tokens per estimated token, as far as seen in this scope. */
  ratio(scope: string): number {
    const seen = [...(this.#seen.get(scope) ?? [])].sort((a, b) => a - b);
    return seen[Math.floor(seen.length / 2)] ?? INITIAL_RATIO; // of two in the middle the larger
  }

  /** `counted` is null where the server did not say. */
  learn(scope: string, estimatedTokens: number, counted: number | null): void {
    if (counted === null || estimatedTokens < MIN_LEARNT_TOKENS) return;
    const ratio = Math.min(MAX_RATIO, Math.max(MIN_RATIO, counted / estimatedTokens));
    const seen = [...(this.#seen.get(scope) ?? []), ratio].slice(-REMEMBERED_PROMPTS);
    this.#seen.delete(scope);
    this.#seen.set(scope, seen);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > MAX_SCOPES && oldest !== undefined) this.#seen.delete(oldest);
  }
}
