const WORD = /[\p{L}\p{N}._-]+/gu;
const NUMBER = /^\d+(?:\.\d+)?$/u;
/** What a family's number may be followed by: the size of one model. */
const SIZE = /^\d+(?:\.\d+)?B$/u;

/** A text with its names taken out of it. */
export interface PartedText {
  /** Names with a number in them as written, each once: `Zeta 3.1 8B`, `zeta-20b`, `Q4_K_M`, `Artikel 50`. */
  readonly names: readonly string[];
  /** The text without them. */
  readonly rest: string;
}

/** Takes names that have a number in them out of a text, so that its other numbers are left. */
export function partNames(text: string): PartedText {
  const words = [...text.matchAll(WORD)].map(({ 0: found, index }) => {
    const word = found.replace(/^[._-]|[._-]$/gu, '');
    return { word, start: index, end: index + found.length };
  });
  const names = new Set<string>();
  let rest = '';
  let from = 0;
  for (let at = 0; at < words.length; at += 1) {
    const { start } = words[at] ?? { start: 0 };
    const length = nameLength(words.slice(at, at + 3).map(({ word }) => word));
    const last = words[at + length - 1];
    if (length === 0 || last === undefined) continue;
    if (!/^[\p{L}\p{N}._ -]+$/u.test(text.slice(start, last.end))) continue;
    names.add(
      words
        .slice(at, at + length)
        .map(({ word }) => word)
        .join(' '),
    );
    rest += `${text.slice(from, start)} `;
    from = last.end;
    at += length - 1;
  }
  return { names: [...names], rest: rest + text.slice(from) };
}

/** How many of the words make a name; 0 when the first begins none. */
function nameLength([first = '', second = '', third = '']: readonly string[]): number {
  if (/^\p{L}/u.test(first) && /\d/u.test(first)) return SIZE.test(second) ? 2 : 1;
  if (!/^\p{Lu}/u.test(first) || !NUMBER.test(second)) return 0;
  return SIZE.test(third) ? 3 : 2;
}
