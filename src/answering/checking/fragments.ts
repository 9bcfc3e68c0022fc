import { foldText } from '../../text/fold-word.ts';
import { findNumbers, findNumberWords } from '../numbers.ts';
import { isYesOrNo, type Evidence } from './check-claim.ts';

/** At most so many words are no sentence but the bare thing asked for: "Lucas Cranach", "4". */
const MAX_FRAGMENT_WORDS = 3;

/** Whether a text without marks is a bare thing rather than a sentence. */
export function isFragment(text: string): boolean {
  const words = text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return words > 0 && words <= MAX_FRAGMENT_WORDS && !isYesOrNo(text);
}

/** Place of the sentence that holds a fragment: of those it cites, else the most relevant one; null for none. */
export function placeOfFragment(
  fragment: string,
  cited: readonly number[],
  evidence: readonly Evidence[],
): number | null {
  const values = valuesOf(fragment);
  const words = ` ${foldText(fragment)} `;
  const isHeldBy = ({ text }: Evidence): boolean =>
    values.length > 0
      ? values.every((value) => valuesOf(text).includes(value))
      : ` ${foldText(text)} `.includes(words);
  const holding = [...evidence.entries()]
    .filter(([, one]) => isHeldBy(one))
    .sort(([, a], [, b]) => (b.relevance ?? 1) - (a.relevance ?? 1))
    .map(([at]) => at);
  return holding.find((at) => cited.includes(at)) ?? holding[0] ?? null;
}

/** Numbers in digits or words, which no language writes otherwise. */
function valuesOf(text: string): number[] {
  return [...findNumbers(text), ...findNumberWords(text)].map(({ value }) => value);
}
