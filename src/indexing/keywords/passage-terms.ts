import { passageTrail, type Passage } from '../../domain/passage.ts';
import { MIN_PART_CHARS, splitCompound, type StemFrequency } from './compound-splitter.ts';
import { isStopWord } from '../../text/function-words.ts';
import { analysePassageText, readWords, stemWord } from '../../text/text-analysis.ts';

/** What a passage is found by, as written to the keyword index. */
export interface PassageTerms {
  readonly trail: string;
  readonly text: string;
  /** Stems of the parts of its German compounds. */
  readonly parts: string;
  /** Number of terms, parts not counted. */
  readonly length: number;
}

/** Takes a passage apart; `partsOf` is asked for German ones only. */
export function passageTerms(
  passage: Passage,
  partsOf: (passage: Passage) => readonly string[],
): PassageTerms {
  const trail = analysePassageText(passageTrail(passage), passage.language);
  const text = analysePassageText(passage.text, passage.language);
  const parts = passage.language === 'de' ? partsOf(passage) : [];
  return {
    trail: trail.join(' '),
    text: text.join(' '),
    parts: parts.join(' '),
    length: trail.length + text.length,
  };
}

/** Counts how often each German stem occurs, in passages of any language. */
export class StemCounter {
  readonly counts = new Map<string, number>();
  /** Stems of words seen before: stemming is the slow part. */
  readonly #stems = new Map<string, string>();

  /** `sign` -1 takes a passage off again. */
  add(passage: Passage, sign: 1 | -1): void {
    for (const { text, isNumber } of readWords(`${passageTrail(passage)}\n${passage.text}`)) {
      if (isNumber || text.length < MIN_PART_CHARS || isStopWord(text)) continue;
      let stem = this.#stems.get(text);
      if (stem === undefined) {
        stem = stemWord(text, 'de');
        this.#stems.set(text, stem);
      }
      this.counts.set(stem, (this.counts.get(stem) ?? 0) + sign);
    }
  }
}

/** Finds the stems of all parts of a passage's compounds; remembers words already split. */
export function partFinder(frequencyOf: StemFrequency): (passage: Passage) => string[] {
  const seen = new Map<string, readonly string[]>();
  const split = (word: string): readonly string[] => {
    const known = seen.get(word);
    if (known !== undefined) return known;
    const parts = splitCompound(word, frequencyOf).map((part) => stemWord(part, 'de'));
    seen.set(word, parts);
    return parts;
  };
  return (passage) =>
    readWords(`${passageTrail(passage)}\n${passage.text}`).flatMap(({ text, isNumber }) =>
      isNumber ? [] : split(text),
    );
}
