import type { Citation } from '../../domain/answer.ts';
import { contentStems, overlap } from '../../text/content-stems.ts';
import { inertText } from '../../text/inert-text.ts';
import { roundMarks } from '../../text/round-marks.ts';

/** Longest sentence quoted below an answer, in characters. */
const MAX_CHARS = 320;
/** From this share of its words in the answer on, a sentence is no news to the reader. */
const SAID_ALREADY = 0.8;

/**
 * The one sentence an answer rests on most, as a quoted line with its number; null where the answer
 * is (nearly) that sentence itself, or rests on code.
 * @param text the answer with the numbers of `citations`
 */
export function restsOnMost(text: string, citations: readonly Citation[]): string | null {
  const uses = ({ n }: Citation): number => text.split(`[${n}]`).length - 1;
  const [most] = [...citations].sort((one, other) => uses(other) - uses(one) || one.n - other.n);
  if (most === undefined || most.quote.includes('```')) return null;
  const stems = contentStems(most.quote);
  if (stems.size === 0 || overlap(stems, contentStems(text)) >= SAID_ALREADY) return null;
  return `> ${shortened(roundMarks(inertText(most.quote)).replace(/\s+/gu, ' ').trim())} [${most.n}]`;
}

function shortened(quote: string): string {
  if (quote.length <= MAX_CHARS) return quote;
  const cut = quote.slice(0, MAX_CHARS);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), MAX_CHARS / 2)).trimEnd()} …`;
}
