import type { Language } from '../../domain/language.ts';
import { factBase, factsOf, missingFacts } from '../facts.ts';
import { contentStems, overlap } from '../../text/content-stems.ts';
import type { NumberedPassage } from './extract-points.ts';
import { readUnits } from './persons.ts';
import { DUTY } from './stance-words.ts';

/** Least share of a claim's words that its passage must hold, in one language. */
const PASSAGE_OVERLAP = 0.4;
/** Fewest words that a claim must share with what it rests on in the other language. */
export const FOREIGN_SHARED_WORDS = 2;

/** Whether every name, number and date of a claim stands in a passage. */
export function factsStand(
  claim: string,
  { passage }: NumberedPassage,
  language: Language,
): boolean {
  const base = factBase([passage.title, passage.section, passage.text], passage.language);
  return missingFacts(factsOf(claim, language), base).length === 0;
}

/** Whether a claim follows a passage: by its words in one language, by some words across two. */
export function follows(claim: string, { passage }: NumberedPassage, language: Language): boolean {
  if (addsDuty(claim, [passage.text])) return false;
  const stems = contentStems(claim);
  const share = overlap(stems, contentStems(`${passage.section} ${passage.text}`));
  if (passage.language === language) return share >= PASSAGE_OVERLAP;
  return Math.round(share * stems.size) >= FOREIGN_SHARED_WORDS;
}

/** Whether a claim demands what its source only tells or expects: "will exist" is no "should". */
export function addsDuty(claim: string, sources: readonly string[]): boolean {
  return DUTY.test(claim) && !sources.some((source) => DUTY.test(source));
}

/** The sentence of a passage that shares most with a claim, and the share of the claim's words. */
export function nearestSentence(
  claim: string,
  { passage }: NumberedPassage,
): { readonly sentence: string; readonly share: number } {
  const stems = contentStems(claim);
  let best = { sentence: '', share: -1 };
  for (const sentence of readUnits(passage).flatMap((unit) => unit.sentences)) {
    const share = overlap(stems, contentStems(sentence));
    if (share > best.share) best = { sentence, share };
  }
  return best;
}

/** The sentences of a passage but for its tables; none when it is in another language. */
export function proseIn({ passage }: NumberedPassage, language: string): string[] {
  if (passage.language !== language) return [];
  return readUnits(passage)
    .filter(({ kind }) => kind === 'prose')
    .flatMap(({ sentences }) => sentences);
}
