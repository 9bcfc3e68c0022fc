import type { Answer } from '../../domain/answer.ts';

/** Code keeps its brackets; an unclosed fence reaches to the end. */
const CODE = /(```[^`]*(?:```|$)|`[^`\n]*`)/u;
const MARK = /\[(\d{1,4})\]/gu;

/**
 * An answer whose sources are numbered from 1 in the order its text first names them, as a reader
 * counts. The numbers of the answer itself are those of its passages.
 */
export function inOrderOfUse(answer: Answer): Pick<Answer, 'answer' | 'citations'> {
  const cited = new Map(answer.citations.map((citation) => [citation.n, citation]));
  const numbers = new Map<number, number>();
  const numberOf = (n: number): number => {
    const known = numbers.get(n) ?? numbers.size + 1;
    numbers.set(n, known);
    return known;
  };
  const text = answer.answer
    .split(CODE)
    .map((part, at) =>
      at % 2 === 1
        ? part
        : part.replace(MARK, (mark, digits: string) => {
            const n = Number(digits);
            return cited.has(n) ? `[${numberOf(n)}]` : mark;
          }),
    )
    .join('');
  // What is listed without being named comes last.
  for (const n of cited.keys()) numberOf(n);
  const citations = answer.citations
    .map((citation) => ({ ...citation, n: numberOf(citation.n) }))
    .sort((one, other) => one.n - other.n);
  return { answer: text, citations };
}
