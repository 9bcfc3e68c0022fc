import type { Language } from '../../src/domain/language.ts';
import { createRandom, seedFrom, type Random } from './random.ts';

/** Content words of a language, the most common one first. */
export const VOCABULARY_WORDS = 30_000;

const FUNCTION_WORDS: Readonly<Record<Language, readonly string[]>> = {
  de: words(
    'der die das und in zu den mit von ist des auf für im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur bis mehr durch man',
  ),
  en: words(
    'the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so',
  ),
};

const SYLLABLES: Readonly<Record<Language, { starts: string[]; ends: string[] }>> = {
  de: {
    starts: words(
      'ba bre da dro fe fla ge gru ha ka kla kno lei lu ma mei na pfa pro ra rei scha schle spu sta stro ta trau ve wa wei za zie',
    ),
    ends: words(
      'ben chen der el en er fung gen heit ig keit ker lich ling lung mer nis nung ren rung sal schaft sen stand tel ter tum ung zen',
    ),
  },
  en: {
    starts: words(
      'ba bri ca cla de dra fa flo ga gra ha in ja ke la lo ma mo na no pa pre ra re sa sha sto ta tra va wa whe',
    ),
    ends: words(
      'able al ance ant ate ber der ence er ful ic ing ion ish ism ist ity ive less ly ment mer ness on or ous ship sion ter tion ure',
    ),
  },
};

/** Every so many German content words beyond the common ones are compounds of two common ones. */
const COMPOUND_EVERY = 4;
const COMMON_WORDS = 2_000;
/** Zipf-Mandelbrot: the most common content word stands in about a third of all passages. */
const ZIPF_EXPONENT = 1.05;
const ZIPF_OFFSET = 10;

export interface Vocabulary {
  readonly functionWords: readonly string[];
  readonly contentWords: readonly string[];
  /** A content word's rank, as often as Zipf's law says. */
  readonly drawRank: (random: Random) => number;
}

const made = new Map<Language, Vocabulary>();

/** The made-up words of a language; always the same. */
export function vocabularyOf(language: Language): Vocabulary {
  const known = made.get(language);
  if (known !== undefined) return known;
  const totals = zipfTotals();
  const vocabulary: Vocabulary = {
    functionWords: FUNCTION_WORDS[language],
    contentWords: makeWords(language),
    drawRank: (random) => firstAbove(totals, random.next() * (totals[totals.length - 1] ?? 0)),
  };
  made.set(language, vocabulary);
  return vocabulary;
}

function makeWords(language: Language): string[] {
  const random = createRandom(seedFrom(language === 'de' ? 1 : 2, 77));
  const { starts, ends } = SYLLABLES[language];
  const pick = (list: readonly string[]): string => list[random.below(list.length)] ?? '';
  const found = new Set<string>();
  const list: string[] = [];
  while (list.length < VOCABULARY_WORDS) {
    const isCompound =
      language === 'de' && list.length > COMMON_WORDS && list.length % COMPOUND_EVERY === 0;
    const word = isCompound
      ? `${list[random.below(COMMON_WORDS)] ?? ''}${list[random.below(COMMON_WORDS)] ?? ''}`
      : Array.from({ length: 1 + random.below(3) }, () => pick(starts)).join('') + pick(ends);
    if (found.has(word)) continue;
    found.add(word);
    list.push(word);
  }
  return list;
}

function zipfTotals(): Float64Array {
  const totals = new Float64Array(VOCABULARY_WORDS);
  let sum = 0;
  for (let rank = 0; rank < VOCABULARY_WORDS; rank += 1) {
    sum += (rank + 1 + ZIPF_OFFSET) ** -ZIPF_EXPONENT;
    totals[rank] = sum;
  }
  return totals;
}

/** Place of the first of rising values that is above `value`. */
function firstAbove(rising: Float64Array, value: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function words(list: string): string[] {
  return list.split(' ');
}
