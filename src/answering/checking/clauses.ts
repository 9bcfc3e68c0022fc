const BETWEEN = /[;:–—]|,\s|(?<!\p{L})(?:und|and|aber|but|während|while|whereas)(?!\p{L})/u;

/** Parts of a sentence that say one thing each, more or less: cut at punctuation and conjunctions. */
export function clausesOf(sentence: string): string[] {
  return sentence.split(BETWEEN);
}
