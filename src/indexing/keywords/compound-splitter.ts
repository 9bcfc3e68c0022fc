import { isStopWord } from '../../text/function-words.ts';
import { stemWord } from '../../text/text-analysis.ts';

/** How often a German stem occurs in the corpus; 0 when it does not. */
export type StemFrequency = (stem: string) => number;

export const MIN_PART_CHARS = 4;
const MIN_COMPOUND_CHARS = 2 * MIN_PART_CHARS;
const MAX_PARTS = 3;
const LINKS = ['', 's', 'es', 'n', 'en', 'er', 'e'] as const;

/** Endings and beginnings that look like words but are not parts of a compound. */
const NO_LAST_PART = new Set(
  'ende enden ender endes heit keit ungen schaft erung chen lein lich isch bare barer iert ieren ierte ierung ition ation ations erin innen tion eren erte'.split(
    ' ',
  ),
);
const NO_FIRST_PART = new Set('unter uber wieder gegen nieder inter trans'.split(' '));

/**
 * Splits a folded German word into two or three words the corpus knows, e.g. `modellgewichte` into
 * `modell`, `gewichte`. Fewest parts win, then the more frequent ones. Empty when it cannot be split.
 */
export function splitCompound(word: string, frequencyOf: StemFrequency): string[] {
  if (word.length < MIN_COMPOUND_CHARS || !/^\p{L}+$/u.test(word)) return [];
  const ownStem = stemWord(word, 'de');
  const seen = new Map<string, number>(); // a part comes up in many splits
  const known = (part: string): number => {
    const before = seen.get(part);
    if (before !== undefined) return before;
    const stem = stemWord(part, 'de');
    const frequency = stem === ownStem || isStopWord(part) ? 0 : frequencyOf(stem);
    seen.set(part, frequency);
    return frequency;
  };
  for (let parts = 2; parts <= MAX_PARTS; parts += 1) {
    const best = bestSplit(word, parts, known);
    if (best !== null) return best.parts;
  }
  return [];
}

interface Split {
  readonly parts: string[];
  /** Product of the parts' frequencies. */
  readonly weight: number;
}

function bestSplit(word: string, count: number, known: (part: string) => number): Split | null {
  if (count === 1) {
    if (word.length < MIN_PART_CHARS || NO_LAST_PART.has(word)) return null;
    const weight = known(word);
    return weight > 0 ? { parts: [word], weight } : null;
  }
  let best: Split | null = null;
  for (let end = MIN_PART_CHARS; end <= word.length - MIN_PART_CHARS; end += 1) {
    const first = firstPart(word.slice(0, end), known);
    if (first === null) continue;
    const rest = bestSplit(word.slice(end), count - 1, known);
    if (rest === null) continue;
    const weight = first.weight * rest.weight;
    if (best === null || weight > best.weight)
      best = { parts: [...first.parts, ...rest.parts], weight };
  }
  return best;
}

/** A part before another one may end in a linking sound: `lizenzs` is `lizenz` + s. */
function firstPart(text: string, known: (part: string) => number): Split | null {
  let best: Split | null = null;
  for (const link of LINKS) {
    if (!text.endsWith(link)) continue;
    const part = text.slice(0, text.length - link.length);
    if (part.length < MIN_PART_CHARS || NO_FIRST_PART.has(part)) continue;
    const weight = known(part);
    if (weight > 0 && (best === null || weight > best.weight)) best = { parts: [part], weight };
  }
  return best;
}
