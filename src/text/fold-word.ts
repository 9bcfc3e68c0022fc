/** Lower case without diacritics, ß as ss, apostrophes alike: for comparing words of any language. */
export function foldWord(word: string): string {
  return word
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('’', "'");
}

/** A whole text folded, every run of other characters one space, for word look-ups. */
export function foldText(text: string): string {
  return foldWord(text)
    .replace(/[^\p{L}\p{N}.,']+/gu, ' ')
    .replace(/[.,'](?=\s|$)/gu, '')
    .trim();
}

const STOP = new Set(
  `der die das den dem des ein eine einen einem einer eines und oder aber ist sind war waren wird werden wurde wurden hat haben
  hatte kann konnen nicht auch als wie fur von mit auf aus bei nach seit zum zur im in am an es er sie man sich dass weil
  the a an and or but is are was were be been has have had can could not also as for of with on from at by to in it he she
  they that this which who will would its their his her`.split(/\s+/u),
);

/** Letters of a stem. */
export const STEM_CHARS = 6;

/** Crude stems (first six letters) of a text's content words; enough to compare one language. */
export function contentStems(text: string): Set<string> {
  const words = foldWord(text).match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return new Set(words.filter((word) => !STOP.has(word)).map((word) => word.slice(0, STEM_CHARS)));
}

/** Share of `a`'s stems that are in `b`, [0, 1]; 0 for an empty `a`. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0) return 0;
  let shared = 0;
  for (const stem of a) if (b.has(stem)) shared += 1;
  return shared / a.size;
}
