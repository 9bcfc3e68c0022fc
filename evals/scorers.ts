import type { RankedPassage } from '../src/domain/passage.ts';
import type { GoldenQuestion } from './golden.ts';

/** Where the first passage of a right article (and of the right section) stands; null for nowhere. */
export interface Found {
  readonly articleRank: number | null;
  readonly sectionRank: number | null;
}

export function findGold(question: GoldenQuestion, ranked: readonly RankedPassage[]): Found {
  const first = question.articles[0];
  const isSection = ({ passage }: RankedPassage): boolean =>
    passage.articleId === first &&
    (question.section === '' ? passage.section === '' : passage.section.includes(question.section));
  return {
    articleRank: rankOf(ranked, ({ passage }) => question.articles.includes(passage.articleId)),
    sectionRank: rankOf(ranked, isSection),
  };
}

function rankOf(
  ranked: readonly RankedPassage[],
  matches: (entry: RankedPassage) => boolean,
): number | null {
  const at = ranked.findIndex(matches);
  return at < 0 ? null : at + 1;
}

/** Share of ranks up to `k`; NaN for no question. */
export function recallAt(ranks: readonly (number | null)[], k: number): number {
  return mean(ranks.map((rank) => (rank !== null && rank <= k ? 1 : 0)));
}

/** Mean reciprocal rank; a right passage that was not found counts 0. */
export function meanReciprocalRank(ranks: readonly (number | null)[]): number {
  return mean(ranks.map((rank) => (rank === null ? 0 : 1 / rank)));
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, v) => sum + v, 0) / values.length;
}

/** The middle value, the larger of two; NaN for none. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export interface Judgement {
  readonly isAnswerable: boolean;
  readonly isAnswered: boolean;
}

export interface Abstention {
  /** Share of abstentions that were right. */
  readonly precision: number;
  /** Share of unanswerable questions that were refused. */
  readonly recall: number;
  /** Share of answerable questions that were answered. */
  readonly answered: number;
}

export function abstention(judgements: readonly Judgement[]): Abstention {
  const refused = judgements.filter((one) => !one.isAnswered);
  const unanswerable = judgements.filter((one) => !one.isAnswerable);
  const answerable = judgements.filter((one) => one.isAnswerable);
  return {
    precision: mean(refused.map((one) => (one.isAnswerable ? 0 : 1))),
    recall: mean(unanswerable.map((one) => (one.isAnswered ? 0 : 1))),
    answered: mean(answerable.map((one) => (one.isAnswered ? 1 : 0))),
  };
}

/** Share of a question's facts that a text holds; case and spacing do not matter. */
export function factsHeld(question: { readonly facts: readonly string[] }, text: string): number {
  const flat = ` ${text.toLowerCase().replace(/\s+/gu, ' ')} `;
  return mean(
    question.facts.map((fact) =>
      fact.split('|').some((alternative) => holds(flat, alternative.toLowerCase().trim())) ? 1 : 0,
    ),
  );
}

/** A bare number has to stand by itself: "7" is not in "2017". */
function holds(text: string, alternative: string): boolean {
  if (!/^[\d.,]+$/u.test(alternative)) return text.includes(alternative);
  const literal = alternative.replaceAll('.', '\\.');
  return new RegExp(`(?<![\\d.,])${literal}(?!\\d|[.,]\\d)`, 'u').test(text);
}
