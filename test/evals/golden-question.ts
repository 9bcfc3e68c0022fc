import type { GoldenQuestion } from '../../evals/golden.ts';

/** A golden question about the articles `leck` and `zeitleiste`. */
export function goldenOf(fields: Partial<GoldenQuestion> = {}): GoldenQuestion {
  return {
    id: 'g001',
    split: 'report',
    language: 'de',
    kind: 'same',
    style: 'direct',
    q: 'Wo?',
    articles: ['leck', 'zeitleiste'],
    section: 'Was geschah',
    facts: [],
    ...fields,
  };
}
