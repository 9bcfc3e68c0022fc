/** Numbers in brackets, each once, in their order. */
export function citedNumbers(text: string): number[] {
  return [...new Set([...text.matchAll(/\[(\d{1,3})\]/gu)].map((match) => Number(match[1])))];
}

export function withoutMarks(text: string): string {
  return text
    .replace(/(?<!\s)\s*\[\d{1,3}\]/gu, '')
    .replace(/(?<!\s)\s+([.,;:!?])/gu, '$1')
    .trim();
}

/** The marks before the full stop, as German and English put them. */
export function withMark(sentence: string, n: number): string {
  const end = /[.!?…:]["'”“»)*_]{0,8}$/u.exec(sentence)?.[0] ?? '';
  const head = sentence.slice(0, sentence.length - end.length);
  return `${head} [${n}]${end}`;
}
