import {
  MAX_LEFT_OUT,
  MAX_LEFT_OUT_CHARS,
  type PromptReceipt,
  type Receipt,
} from '../domain/receipt.ts';
import type { Judged } from './chain-parts.ts';
import type { Statement } from './choosing/score-statements.ts';
import type { Written } from './write-answer.ts';

/** What the model was asked. */
export type Asked = Pick<PromptReceipt, 'sha256' | 'tokens' | 'cut'>;

/** What was written, and from what. */
export interface Outcome extends Written {
  readonly taken: readonly Statement[];
  readonly asked: Asked;
  readonly firstTokenMs: number | null;
}

/** What an answer came of. */
export function receiptOf(
  { passages, chance, candidates }: Judged,
  outcome: Outcome | null,
): Receipt {
  const { statements } = candidates;
  const base = { chance: passages === undefined ? chance : null, statements: statements.length };
  if (outcome === null) return { ...base, prompt: null, leftOut: [], leftOutMore: 0 };
  const { asked, taken, report, dropped } = outcome;
  return {
    ...base,
    prompt: {
      chosen: taken.map(({ source, text }) => ({
        passageId: candidates.passages[source]?.ranked.passage.id ?? '',
        text,
      })),
      ...asked,
      readTokens: report?.promptTokens ?? null,
      writtenTokens: report?.answerTokens ?? null,
      tokensPerSecond: report?.tokensPerSecond ?? null,
    },
    leftOut: dropped
      .slice(0, MAX_LEFT_OUT)
      .map(({ text, fault }) => ({ text: text.slice(0, MAX_LEFT_OUT_CHARS), fault })),
    leftOutMore: Math.max(0, dropped.length - MAX_LEFT_OUT),
  };
}
