import { estimateTokens } from '../../text/token-estimate.ts';
import { pointsBack } from './points-back.ts';
import type { Statement } from './score-statements.ts';

/** Fewest statements that are chosen where there are as many, whatever their length. */
const LEAST_STATEMENTS = 3;
/** What an introduction ("There are three ways:") brings along: what it introduces. */
const INTRODUCED = 3;
/** A statement scoring below this share of the best one is left out even where there is room. */
const LEAST_SHARE_OF_BEST = 0.35;

/**
 * The statements that can hold the answer, best first, as many as the budget takes; a sentence that
 * begins with "it" or "dieses" brings the one before it along, one that ends in a colon those behind it.
 * @param budgetTokens estimated tokens (`estimateTokens`); exceeded by `LEAST_STATEMENTS` alone
 */
export function chooseStatements(all: readonly Statement[], budgetTokens: number): Statement[] {
  const byScore = [...all].sort((a, b) => b.score - a.score || a.source - b.source || a.at - b.at);
  const least = (byScore[0]?.score ?? 0) * LEAST_SHARE_OF_BEST;
  const chosen = new Set<Statement>();
  let budget = budgetTokens;
  const take = (statement: Statement | undefined): void => {
    if (statement === undefined || chosen.has(statement)) return;
    chosen.add(statement);
    budget -= estimateTokens(statement.text);
  };
  for (const statement of byScore) {
    const isFree = chosen.size < LEAST_STATEMENTS;
    if (!isFree && statement.score < least) break;
    if (!isFree && estimateTokens(statement.text) > budget) continue;
    take(statement);
    if (pointsBack(statement.text)) take(beside(all, statement, -1));
    for (let step = 1; introduces(statement.text) && step <= INTRODUCED; step += 1) {
      take(beside(all, statement, step));
    }
  }
  return [...chosen];
}

function beside(
  all: readonly Statement[],
  { source, at }: Statement,
  steps: number,
): Statement | undefined {
  return all.find((other) => other.source === source && other.at === at + steps);
}

/** Whether a statement says nothing without what follows. */
export function introduces(text: string): boolean {
  return /:[*_)\s]{0,4}$/u.test(text);
}

/** For reading: passages in the order of their best statement, statements as they stand there. */
export function inReadingOrder(chosen: readonly Statement[]): Statement[] {
  const sources = [...new Set(chosen.map(({ source }) => source))];
  return sources.flatMap((source) =>
    chosen.filter((one) => one.source === source).sort((a, b) => a.at - b.at),
  );
}
