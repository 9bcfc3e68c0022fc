/** What is never cut apart: code, addresses, citation marks, emoji codes, marked spans. */
const ATOM =
  /(?<!\\)(`+)(?!`)[^]*?(?<!`)\1(?!`)|\(?<https?:\/\/[^\s<>]+>\)?|\[\d+(?:\s*,\s*\d+)*\]|<a?:\w+:\d+>|(\*\*\*?|__|~~)(?=\S)[^]{0,1000}?\S\2|(?<![\w*])\*(?=\S)[^*\n]*?\S\*(?![\w*])|\\[^\w\s]/gu;

/** The end of a sentence with what belongs to it: closing quotes, citation marks, the warning mark. */
const SENTENCE_END =
  /(?<!\b(?:z|d|u|e|i|g|B|h|a|bzw|ca|vgl|Dr|Nr|Mr|Mrs|St|vs|etc|\d))[.!?…。！？]["'”’»)\]*_]*(?:\s?\[\d+(?:\s*,\s*\d+)*\])*(?:\s?⚠\uFE0F?)*(?=\s|$)/gu;

const MIN_SENTENCE_SHARE = 0.3; // of the room; a shorter first part is not worth a sentence's end

/**
 * Where to cut `text` so that the first part has at most `maxChars`: behind a line, a sentence or a
 * word, never inside an atom. 0 when there is no such place.
 */
export function findCut(text: string, maxChars: number): number {
  if (maxChars <= 0) return 0;
  const atoms = atomRanges(text, maxChars);
  const isFree = (index: number): boolean =>
    !atoms.some(([start, end]) => start < index && index < end);
  const sentence = lastMatch(text, SENTENCE_END, { maxChars, isFree });
  if (sentence >= maxChars * MIN_SENTENCE_SHARE) return sentence;
  const word = lastMatch(text, /\S(?=\s)/gu, { maxChars, isFree });
  return Math.max(word, sentence);
}

function atomRanges(text: string, maxChars: number): [number, number][] {
  const ranges: [number, number][] = [];
  for (const match of text.matchAll(ATOM)) {
    if (match.index > maxChars) break;
    ranges.push([match.index, match.index + match[0].length]);
  }
  // A mark never starts a message away from the words it stands for.
  for (const match of text.matchAll(/\s(?=\[\d+(?:\s*,\s*\d+)*\]|⚠)/gu)) {
    if (match.index > maxChars) break;
    ranges.push([match.index - 1, match.index + 2]);
  }
  return ranges;
}

function lastMatch(
  text: string,
  pattern: RegExp,
  limits: { maxChars: number; isFree: (index: number) => boolean },
): number {
  let best = 0;
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    if (end > limits.maxChars) break;
    if (limits.isFree(end)) best = end;
  }
  return best;
}
