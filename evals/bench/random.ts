/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  /** Normally distributed, mean 0, deviation 1. */
  gaussian(): number;
}

/** Mulberry32: small and fast, and good enough for benchmark data. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    below: (end) => Math.floor(next() * end),
    gaussian: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** A seed from several whole numbers, so that neighbours in one of them get unlike seeds. */
export function seedFrom(...parts: readonly number[]): number {
  let hash = 2_166_136_261; // FNV-1a over the parts, then mixed
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 16_777_619);
    hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519);
  }
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** A 32-bit hash of a text. */
export function hashText(text: string): number {
  let hash = 2_166_136_261; // FNV-1a
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  }
  return hash >>> 0;
}
