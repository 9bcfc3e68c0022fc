import type { Spellings } from '../../domain/ports.ts';

/** A question with the names it nearly writes, as the corpus writes them; unchanged when it knows all. */
export function asSpelt(question: string, { respellings }: Spellings): string {
  let spelt = '';
  let from = 0;
  for (const { start, end, meant } of respellings) {
    spelt += question.slice(from, start) + meant;
    from = end;
  }
  return spelt + question.slice(from);
}
