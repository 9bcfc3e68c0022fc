/**
 * Sentence boundaries that plain punctuation rules get wrong in German and English: abbreviations
 * and ordinals ("30. November") do not end a sentence.
 */
const ABBREVIATIONS = new Set(
  'z.b b u.a a u d.h h usw bzw ca vgl nr dr prof hr fr mr mrs ms st e.g g i.e e etc vs approx no fig inc ltd jan feb aug sept okt oct nov dez dec mio mrd s.o o s.u bspw evtl ggf inkl sog'.split(
    ' ',
  ),
);

const BOUNDARY = /[.!?…]+["'”“»«)\]*_]*(?:\s*\[\d+\])*(?:\s+|$)/gu;

function endsWithAbbreviation(before: string): boolean {
  const word = /([\p{L}.]+|\d+)$/u.exec(before)?.[1]?.toLowerCase();
  if (word === undefined) return false;
  if (/^\d{1,2}$/u.test(word)) return true;
  return word.length === 1 || ABBREVIATIONS.has(word);
}

/**
 * Splits one block of prose into sentences that join back to the very same text (trailing spaces
 * and citation marks stay with their sentence). Never returns an empty string.
 */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of text.matchAll(BOUNDARY)) {
    const end = match.index + match[0].length;
    const before = text.slice(start, match.index);
    const next = text.slice(end);
    if (match[0].startsWith('.') && !match[0].startsWith('..')) {
      if (endsWithAbbreviation(before) && !/\[\d+\]/u.test(match[0])) continue;
      if (/^\p{Ll}/u.test(next)) continue;
    }
    sentences.push(text.slice(start, end));
    start = end;
  }
  if (start < text.length) sentences.push(text.slice(start));
  return sentences.filter((sentence) => sentence.trim() !== '');
}
