import type { Language } from '../../domain/language.ts';
import { contentStems, overlap } from '../../text/content-stems.ts';
import { hasVerb } from './sentence-shape.ts';
import { isQuotable } from './quotable.ts';
import { foldedWords } from './side-names.ts';
import { reportsSpeech } from './speech.ts';

/** From this share of its words on a claim says what one sentence says, and nothing more. */
const RETOLD_OVERLAP = 0.8;

/** A claim as it is shown. */
export interface Told {
  readonly text: string;
  /** Whether it is the passage's own sentence now. */
  readonly verbatim: boolean;
}

/**
 * A claim that only retells one sentence gives way to that sentence: small models lose words,
 * numbers and verbs on the way. What was cut out of the sentence whole, as a clause of its own,
 * may stay.
 */
export function retold(claim: string, sentences: readonly string[], language: Language): Told {
  const source = sourceOf(claim, sentences);
  if (source === null || !isQuotable(source)) return { text: claim, verbatim: false };
  const isSame = foldedWords(claim).join(' ') === foldedWords(source).join(' ');
  if (isSame) return { text: source, verbatim: true };
  if (isClauseOf(claim, source) && hasVerb(claim, language)) {
    return { text: claim, verbatim: false };
  }
  return { text: source, verbatim: true };
}

/** The sentence that holds most of a claim's words; null when none holds nearly all. */
function sourceOf(claim: string, sentences: readonly string[]): string | null {
  const stems = contentStems(claim);
  let best: string | null = null;
  let bestShare = 0;
  for (const sentence of sentences) {
    const share = overlap(stems, contentStems(sentence));
    if (share > bestShare) [best, bestShare] = [sentence, share];
  }
  return bestShare >= RETOLD_OVERLAP ? best : null;
}

/** The same content words in the same order without a gap, begun as a sentence, nobody speaking in it. */
function isClauseOf(claim: string, source: string): boolean {
  if (!/^["“„»]?[\p{Lu}\d]/u.test(claim) || claim.includes(':')) return false;
  return !reportsSpeech(claim) && sharedRun(claim, source) === contentWords(claim).length;
}

/** Longest run of content words that two sentences have in common, in words. */
export function sharedRun(one: string, other: string): number {
  const [a, b] = [contentWords(one), contentWords(other)];
  let longest = 0;
  for (let from = 0; from < a.length; from += 1) {
    for (let at = 0; at < b.length; at += 1) {
      let length = 0;
      while (from + length < a.length && a[from + length] === b[at + length]) length += 1;
      longest = Math.max(longest, length);
    }
  }
  return longest;
}

/** Numbers count: "Llama 2" is not "Llama". */
function contentWords(text: string): string[] {
  return foldedWords(text).filter((word) => /^\d+$/u.test(word) || contentStems(word).size > 0);
}
