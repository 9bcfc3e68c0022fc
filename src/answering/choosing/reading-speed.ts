/** Prompts whose rates count. */
const REMEMBERED_PROMPTS = 9;
/** A prompt of fewer tokens says too little: the server's own overhead weighs in. */
const MIN_MEASURED_TOKENS = 100;
/** Before anything was measured: what two old cores read, tokens a second. */
export const CAUTIOUS_TOKENS_PER_SECOND = 40;
const MS_PER_SECOND = 1_000;

/** How fast the chat model reads prompts here, from the server's own counts. */
export class ReadingSpeed {
  #rates: readonly number[] = [];

  /** Tokens a second; null before anything was measured. The lower quartile: a cached beginning reads at once. */
  get tokensPerSecond(): number | null {
    const sorted = [...this.#rates].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 4)] ?? null;
  }

  /** Both as the server counted them; null where it did not say. */
  learn(promptTokens: number | null, promptMs: number | null): void {
    if (promptTokens === null || promptMs === null) return;
    if (promptTokens < MIN_MEASURED_TOKENS || promptMs <= 0) return;
    const rate = (promptTokens / promptMs) * MS_PER_SECOND;
    this.#rates = [...this.#rates, rate].slice(-REMEMBERED_PROMPTS);
  }

  /** For people: what was measured, and what goes into a prompt by it. */
  report(seconds: number): { tokensPerSecond: number | null; promptTokens: number } {
    return { tokensPerSecond: this.tokensPerSecond, promptTokens: this.tokensWithin(seconds) };
  }

  /** Tokens that are read within the time. */
  tokensWithin(seconds: number): number {
    return Math.floor((this.tokensPerSecond ?? CAUTIOUS_TOKENS_PER_SECOND) * seconds);
  }
}
