import type { ArticleText, CorpusWarning } from './article-text.ts';

/** Articles whose `review_by` is past. `today` is an ISO date `YYYY-MM-DD`. */
export function warnOfReview(texts: readonly ArticleText[], today: string): CorpusWarning[] {
  return texts.flatMap(({ file, matter }) => {
    const due = matter.fields['review_by'];
    if (typeof due !== 'string' || due >= today) return [];
    const line = matter.fieldLines.get('review_by') ?? 1;
    return [{ file, line, message: `The article was to be reviewed by ${due}.` }];
  });
}
