import { ASKING } from './answer-kind.ts';
import { contentWords } from './word-match.ts';

/** Things that one question asks for at most; what stands behind belongs to the last of them. */
const MAX_PARTS = 3;
/** A part with fewer content words ("and when?") is about what the whole question is about. */
const LEAST_OWN_WORDS = 2;

const BEFORE_ASKING =
  'in|an|auf|aus|bei|mit|von|zu|seit|bis|ab|für|unter|über|nach|durch|on|at|by|for|from|to|of|with|since|under';
const SEAM = new RegExp(
  `\\?\\s{1,3}|(?:,\\s{0,3}|\\s)(?:und|sowie|oder|and|or)\\s(?=(?:(?:${BEFORE_ASKING})\\s)?${ASKING.source})`,
  'giu',
);
const ASKS = new RegExp(`${ASKING.source}|\\?$`, 'iu');

/** Words that stand for what was named before. */
const POINTS_BACK =
  /(?<!\p{L})(?:it|its|they|them|their|he|him|his|she|her|this|these|those|there|es|er|sie|ihn|ihm|ihnen|ihre?[mnrs]?|dessen|deren|dies(?:e[mnrs]?)?|dabei|davon|damit|dafür|dort)(?!\p{L})/iu;

/** One thing that a question asks for. */
export interface QuestionPart {
  /** Its words; of a part that has hardly any, or that points back, those of the whole question. */
  readonly text: string;
  /** How it is put: tells the kind of thing that is asked for. */
  readonly asks: string;
}

/**
 * The things that a question asks for: "Who made it, and when?" asks for two. A question that asks for one
 * is its only part.
 */
export function questionParts(question: string): QuestionPart[] {
  const pieces: string[] = [];
  let from = 0;
  for (const { 0: seam, index } of question.matchAll(SEAM)) {
    const piece = question.slice(from, index + (seam.startsWith('?') ? 1 : 0)).trim();
    if (pieces.length + 1 >= MAX_PARTS) break;
    if (!ASKS.test(piece)) continue;
    pieces.push(piece);
    from = index + seam.length;
  }
  const rest = question.slice(from).trim();
  const last = pieces.pop();
  if (last !== undefined && !ASKS.test(rest)) pieces.push(`${last} ${rest}`.trim());
  else pieces.push(...(last === undefined ? [] : [last]), rest);
  if (pieces.length < 2) return [{ text: question, asks: question }];
  return pieces.map((asks) => ({ text: standsAlone(asks) ? asks : question, asks }));
}

function standsAlone(piece: string): boolean {
  return contentWords(piece, 'en').length >= LEAST_OWN_WORDS && !POINTS_BACK.test(piece);
}
