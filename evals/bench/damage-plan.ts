import type { Random } from './random.ts';

/** One damage to one file. */
export type Damage =
  | { readonly kind: 'cut'; readonly keepBytes: number }
  | { readonly kind: 'flip'; readonly at: number; readonly xor: number };

/** A cut to any shorter length, or one byte with other bits, as often. `size` at least 1. */
export function drawDamage(random: Random, size: number): Damage {
  if (random.next() < 0.5) return { kind: 'cut', keepBytes: random.below(size) };
  return { kind: 'flip', at: random.below(size), xor: 1 + random.below(255) };
}

/** The bytes after the damage; the given ones stay as they are. */
export function damaged(bytes: Uint8Array, damage: Damage): Uint8Array {
  const copy = Uint8Array.from(bytes); // a Buffer's own slice would share its memory
  if (damage.kind === 'cut') return copy.subarray(0, damage.keepBytes);
  copy[damage.at] = (copy[damage.at] ?? 0) ^ damage.xor;
  return copy;
}
