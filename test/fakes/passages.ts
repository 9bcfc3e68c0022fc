import type { Passage, RankedPassage } from '../../src/domain/passage.ts';

/** Passages in rank order, with made-up ids and scores, for tests of what comes after retrieval. */
export function rankedPassages(
  texts: readonly Partial<Passage>[],
  scores: Partial<RankedPassage['scores']> = {},
): RankedPassage[] {
  return texts.map((fields, at) => ({
    rank: at + 1,
    passage: passage({ articleId: `article-${at + 1}`, ...fields }),
    scores: {
      dense: 0.5 - at / 100,
      similarity: 0.9 - at / 100,
      keyword: 0.5,
      fused: 0.8 - at / 100,
      ...scores,
    },
  }));
}

export function passage(fields: Partial<Passage> = {}): Passage {
  const articleId = fields.articleId ?? 'article';
  return {
    id: `${articleId}#0`,
    articleId,
    title: 'Title',
    section: 'Section',
    text: 'Text.',
    language: 'en',
    url: null,
    ...fields,
  };
}
