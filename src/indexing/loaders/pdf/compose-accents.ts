/** Accents that stand for themselves, and what they are above or below a letter. */
const COMBINING: Readonly<Record<string, string>> = {
  '\u00A8': '\u0308',
  '\u00B4': '\u0301',
  '\u02C6': '\u0302',
  '\u02DC': '\u0303',
  '\u02D8': '\u0306',
  '\u02D9': '\u0307',
  '\u02DA': '\u030A',
  '\u02DD': '\u030B',
  '\u02C7': '\u030C',
  '\u00B8': '\u0327',
  '\u02DB': '\u0328',
};
const LETTER = '[\\p{L}]';
const ACCENTED = new RegExp(`(${LETTER}?)([${Object.keys(COMBINING).join('')}])(${LETTER}?)`, 'gu');
const DOTLESS: Readonly<Record<string, string>> = { ı: 'i', ȷ: 'j' };

/**
 * Letters whole again of which a typesetter has printed the accent apart, before the letter (`f¨ur`) or
 * behind it (`fu¨r`). An accent no neighbour can carry stays as it is.
 */
export function composeAccents(text: string): string {
  return text.replace(ACCENTED, (whole, before: string, accent: string, after: string) => {
    const mark = COMBINING[accent] ?? '';
    const next = composed(after, mark);
    if (next !== null) return before + next;
    const last = composed(before, mark);
    return last === null ? whole : last + after;
  });
}

/** The one character a letter and its accent make; null when there is none. */
function composed(letter: string, mark: string): string | null {
  const whole = ((DOTLESS[letter] ?? letter) + mark).normalize('NFC');
  return letter !== '' && whole.length === 1 ? whole : null;
}
