/** `[1, 2]`, `[Passage 1]`, `【1】`, `[1-3]` and `(Quelle 2)` all become `[1][2]`…. */
export function normaliseMarks(text: string): string {
  return text
    .replace(/【(\d{1,4})(?!\d)[^】]{0,20}】/gu, '[$1]')
    .replace(
      /[[(](?:passagen?|passages?|quellen?|sources?|nr\.?)\s*(\d+)[\])]/giu,
      (_whole, n: string) => `[${n}]`,
    )
    .replace(/\[(\d+)\s*[-–]\s*(\d+)\]/gu, (whole, from: string, to: string) => {
      const first = Number(from);
      const last = Number(to);
      if (last < first || last - first > 10) return whole;
      return Array.from({ length: last - first + 1 }, (_, at) => `[${first + at}]`).join('');
    })
    .replace(/\[(\d+(?:\s*[,;]\s*(?:passagen?\s*)?\d+)+)\]/giu, (_whole, list: string) =>
      (list.match(/\d+/gu) ?? []).map((n) => `[${n}]`).join(''),
    );
}

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
