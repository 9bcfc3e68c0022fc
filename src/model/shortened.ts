/**
 * The first half of a text, cut at the last space of that half when there is one, and never inside
 * of a surrogate pair. Always shorter than a text of two or more characters.
 */
export function shortened(text: string): string {
  const half = text.slice(0, Math.ceil(text.length / 2));
  const space = half.trimEnd().lastIndexOf(' ');
  if (space > 0) return half.slice(0, space);
  return /[\uD800-\uDBFF]$/u.test(half) ? half.slice(0, -1) : half;
}
