/**
 * Finds words of a list in texts: `word` itself, `word*` with any ending, `*word` with any beginning,
 * `two_words` with one character between them. Upper and lower case are the same.
 * @returns offsets of those found, in their order
 */
export function wordFinder(list: string): (text: string) => number[] {
  const entries = list.split(/\s+/u).filter((entry) => entry !== '');
  const whole = new Set(entries.filter((entry) => !entry.includes('*')));
  const beginnings = new Set(entries.filter((e) => e.endsWith('*')).map((e) => e.slice(0, -1)));
  const endings = entries.filter((e) => e.startsWith('*')).map((e) => e.slice(1));
  const longest = Math.max(0, ...[...beginnings].map((beginning) => beginning.length));
  const isListed = (word: string): boolean => {
    if (whole.has(word)) return true;
    for (let length = Math.min(longest, word.length); length > 0; length -= 1) {
      if (beginnings.has(word.slice(0, length))) return true;
    }
    return false;
  };
  return (text) => {
    const words = [...text.matchAll(/\p{L}+/gu)].map(({ 0: written, index }) => ({
      word: written.toLowerCase(),
      start: index,
      end: index + written.length,
    }));
    return words.flatMap(({ word, start, end }, at) => {
      const next = words[at + 1];
      const isPair = next?.start === end + 1 && isListed(`${word}_${next.word}`);
      const isEnding = endings.some((ending) => word.endsWith(ending));
      return isPair || isEnding || isListed(word) ? [start] : [];
    });
  };
}
