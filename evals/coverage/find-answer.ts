import type { RankedPassage } from '../../src/domain/passage.ts';
import { factsHeld } from '../scorers.ts';
import type { CoverageQuestion } from './coverage-question.ts';

/**
 * Rank of the passage with which the question is answered: those of its articles (and section) up to
 * there hold every fact. Null when all of them together do not, or there is none.
 */
export function answerRank(
  question: CoverageQuestion,
  ranked: readonly RankedPassage[],
): number | null {
  let held = '';
  for (const { rank, passage } of ranked) {
    if (!question.articles.includes(passage.articleId)) continue;
    if (!passage.section.includes(question.section)) continue;
    held += `${passage.section}\n${passage.text}\n`;
    if (question.facts.length === 0 || factsHeld(question, held) === 1) return rank;
  }
  return null;
}
