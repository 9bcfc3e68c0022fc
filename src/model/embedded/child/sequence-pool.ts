import type { LlamaSequence, Token } from './llama-api.ts';

/** A shared beginning worth keeping: shorter ones are the marks every prompt begins with. */
const MIN_SHARED_TOKENS = 16;

interface Slot {
  readonly sequence: LlamaSequence;
  isFree: boolean;
  usedAt: number;
}

/** The sequences of the chat model. Each keeps what it was told last, for a prompt that begins alike. */
export class SequencePool {
  readonly #slots: readonly Slot[];
  readonly #waiting: (() => void)[] = [];
  #uses = 0;

  constructor(sequences: readonly LlamaSequence[]) {
    this.#slots = sequences.map((sequence) => ({ sequence, isFree: true, usedAt: 0 }));
  }

  /** Runs work with the free sequence that knows most of the prompt, else the one unused longest. */
  async use<T>(
    tokens: readonly Token[],
    work: (sequence: LlamaSequence) => Promise<T>,
  ): Promise<T> {
    const slot = await this.#take(tokens);
    try {
      return await work(slot.sequence);
    } finally {
      slot.isFree = true;
      this.#waiting.shift()?.();
    }
  }

  async #take(tokens: readonly Token[]): Promise<Slot> {
    for (;;) {
      const slot = this.#best(tokens);
      if (slot !== undefined) {
        slot.isFree = false;
        slot.usedAt = this.#uses += 1;
        return slot;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #best(tokens: readonly Token[]): Slot | undefined {
    const shared = ({ sequence }: Slot): number => {
      const { firstDifferentIndex } = sequence.compareContextTokens(tokens);
      return firstDifferentIndex < MIN_SHARED_TOKENS ? 0 : firstDifferentIndex;
    };
    return this.#slots
      .filter(({ isFree }) => isFree)
      .map((slot) => ({ slot, shared: shared(slot) }))
      .sort((a, b) => b.shared - a.shared || a.slot.usedAt - b.slot.usedAt)[0]?.slot;
  }
}
