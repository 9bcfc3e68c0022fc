/**
 * Lower case without diacritics, ß as ss, apostrophes alike: for comparing words of any language.
 * Terms of the keyword index are made with it: whoever changes it raises `ANALYSER_VERSION`.
 */
export function foldWord(word: string): string {
  return word
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .toLowerCase() // again: what `𝓛` comes apart into is a capital
    .replace(/\p{M}/gu, '')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .replaceAll('’', "'");
}

/** A whole text folded, every run of other characters one space, for word look-ups. */
export function foldText(text: string): string {
  return foldWord(text.replaceAll('…', ' '))
    .replace(/[^\p{L}\p{N}.,']+/gu, ' ')
    .replace(/(?<=^|\s)[.,']+|[.,'](?=\s|$)/gu, '')
    .trim();
}
