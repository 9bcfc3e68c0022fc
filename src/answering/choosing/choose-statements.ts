import { estimateTokens } from '../../text/token-estimate.ts';
import { pointsBack } from './points-back.ts';
import type { Statement } from './score-statements.ts';

/** What an introduction ("There are three ways:") brings along in any case: what it introduces. */
const INTRODUCED = 3;
/** The same as far as there is room: half of the steps are no way. */
export const MOST_INTRODUCED = 8;
/**
 * A statement scoring below this share of the best one is left out even where there is room: small models take
 * the wrong one of many. Of the tuning half of XQuAD, what is left holds the answer of .976 of the questions
 * (among five: .992) in two fifths of the tokens; `npm run eval -- --choice FILE`.
 */
const LEAST_SHARE_OF_BEST = 0.75;
/** The same from a budget of `MUCH_ROOM` on: what reads so fast runs a larger model, which is not misled. */
const LEAST_SHARE_WITH_ROOM = 0.4;
/** In estimated tokens. */
export const MUCH_ROOM = 1_500;
/** Longer sentences are better put in fewer words, in characters. */
const MAX_ALONE_CHARS = 320;
/** Least share of the question's words that a sentence must hold to be its answer. */
const LEAST_ALONE_COVERAGE = 0.5;

/**
 * The statements that can hold the answer, best first, as many as the budget takes; of each thing that was
 * asked for in turn. A sentence that begins with "it" or "dieses" brings the one before it along, one that
 * ends in a colon those behind it.
 * @param parts all statements in one order, scored for each thing asked for
 * @param budgetTokens estimated tokens (`estimateTokens`); exceeded by the best one of each part alone
 */
export function chooseStatements(
  parts: readonly (readonly Statement[])[],
  budgetTokens: number,
): Statement[] {
  const chosen = new Map<string, Statement>();
  let budget = budgetTokens;
  const take = (statement: Statement | undefined): void => {
    if (statement === undefined || chosen.has(keyOf(statement))) return;
    chosen.set(keyOf(statement), statement);
    budget -= estimateTokens(statement.text);
  };
  const share = budgetTokens < MUCH_ROOM ? LEAST_SHARE_OF_BEST : LEAST_SHARE_WITH_ROOM;
  for (const { statement, rank, all } of inTurn(parts.map((all) => worthReading(all, share)))) {
    if (rank > 0 && estimateTokens(statement.text) > budget) continue;
    take(statement);
    if (pointsBack(statement.text)) take(beside(all, statement, -1));
    for (const [at, one] of introducedBy(statement, all).entries()) {
      if (at < INTRODUCED || estimateTokens(one.text) <= budget) take(one);
    }
  }
  return [...chosen.values()];
}

/**
 * The statement that is the answer as it stands: the only one that is about as relevant as the best, with the
 * kind of thing asked for, and clear without its neighbours. On the tuning half of XQuAD that is so for 69 of
 * 275 questions in one language, 68 of which it answers, and for none of 75 near misses. Null where there is
 * none, where several things are asked for, and where there is much room: a large model says it better.
 */
export function standsAlone(
  parts: readonly (readonly Statement[])[],
  budgetTokens: number,
): Statement | null {
  const [all = [], ...others] = parts;
  if (others.length > 0 || budgetTokens >= MUCH_ROOM) return null;
  const [first, second] = worthReading(all, LEAST_SHARE_OF_BEST);
  if (first === undefined || second !== undefined) return null;
  const { text, hasKind, coverage } = first.statement;
  const isClear = !pointsBack(text) && !introduces(text) && text.length <= MAX_ALONE_CHARS;
  const isAnswer = hasKind && coverage >= LEAST_ALONE_COVERAGE;
  return isClear && isAnswer ? first.statement : null;
}

/** What an introduction announces, in its order; nothing for what is none. */
export function introducedBy(statement: Statement, all: readonly Statement[]): Statement[] {
  if (!introduces(statement.text)) return [];
  return all.filter(
    ({ source, at }) =>
      source === statement.source && at > statement.at && at <= statement.at + MOST_INTRODUCED,
  );
}

/** Best first, as far as they are about as relevant as the best one. */
function worthReading(all: readonly Statement[], share: number): Ranked[] {
  const byScore = [...all].sort((a, b) => b.score - a.score || a.source - b.source || a.at - b.at);
  const least = (byScore[0]?.score ?? 0) * share;
  return byScore
    .filter(({ score }, rank) => rank === 0 || score >= least)
    .map((statement, rank) => ({ statement, rank, all }));
}

interface Ranked {
  readonly statement: Statement;
  readonly rank: number;
  readonly all: readonly Statement[];
}

/** The first of each list, then the second of each. */
function inTurn(lists: readonly (readonly Ranked[])[]): Ranked[] {
  return lists.flat().sort((a, b) => a.rank - b.rank);
}

/** The place of a statement among those of one question. */
export function keyOf({ source, at }: Statement): string {
  return `${source}:${at}`;
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
