import type { ArticleText, CorpusWarning } from './article-text.ts';
import { warnOfDeadEnds } from './warn-of-dead-ends.ts';
import { warnOfDifferentNumbers } from './warn-of-different-numbers.ts';
import { warnOfLooseOpenings } from './warn-of-loose-openings.ts';
import { warnOfNearCopies } from './warn-of-near-copies.ts';
import { warnOfReview } from './warn-of-review.ts';

/** Everything in a corpus that deserves a look; `today` is an ISO date `YYYY-MM-DD`. */
export function corpusWarnings(texts: readonly ArticleText[], today: string): CorpusWarning[] {
  return [
    ...warnOfReview(texts, today),
    ...warnOfDifferentNumbers(texts),
    ...warnOfDeadEnds(texts),
    ...warnOfNearCopies(texts),
    ...warnOfLooseOpenings(texts),
  ];
}
