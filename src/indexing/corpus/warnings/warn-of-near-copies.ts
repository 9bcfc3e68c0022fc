import { readWords } from '../../../text/text-analysis.ts';
import type { ArticleText, CorpusWarning, PlacedSentence } from './article-text.ts';

/** Words of one shingle. */
const SHINGLE_WORDS = 4;
/** Shorter sentences are alike by chance. */
const MIN_SENTENCE_WORDS = 10;
/** Share of the shorter sentence's shingles that the other one has to hold. */
const MIN_SHARED = 0.6;

interface Shingled extends PlacedSentence {
  readonly file: string;
  readonly shingles: ReadonlySet<string>;
}

/** Sentences that are nearly those of an article before, in the order of the files. */
export function warnOfNearCopies(texts: readonly ArticleText[]): CorpusWarning[] {
  const holders = new Map<string, Shingled[]>();
  return texts.flatMap((text) => {
    const own = text.sentences.flatMap((sentence) => shingled(text.file, sentence) ?? []);
    const warnings = own.flatMap((sentence) => {
      const other = nearest(sentence, holders);
      if (other === null) return [];
      const start = sentence.text
        .split(/\s+/u)
        .slice(0, SHINGLE_WORDS * 2)
        .join(' ');
      const message = `The sentence “${start} …” is nearly one of ${other.file}:${other.line}.`;
      return [{ file: text.file, line: sentence.line, message }];
    });
    for (const sentence of own) {
      for (const key of sentence.shingles) {
        const those = holders.get(key) ?? [];
        if (those.length === 0) holders.set(key, those);
        those.push(sentence);
      }
    }
    return warnings;
  });
}

function shingled(file: string, sentence: PlacedSentence): Shingled | null {
  const words = readWords(sentence.text).map(({ text }) => text);
  if (words.length < MIN_SENTENCE_WORDS) return null;
  const shingles = new Set<string>();
  for (let at = 0; at + SHINGLE_WORDS <= words.length; at += 1) {
    shingles.add(words.slice(at, at + SHINGLE_WORDS).join(' '));
  }
  return { ...sentence, file, shingles };
}

function nearest(
  sentence: Shingled,
  holders: ReadonlyMap<string, readonly Shingled[]>,
): Shingled | null {
  const shared = new Map<Shingled, number>();
  for (const key of sentence.shingles) {
    for (const other of holders.get(key) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1);
  }
  for (const [other, count] of shared) {
    const least = Math.min(sentence.shingles.size, other.shingles.size);
    if (count / least >= MIN_SHARED) return other;
  }
  return null;
}
