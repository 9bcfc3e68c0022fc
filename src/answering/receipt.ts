import { shownTrail, type RankedPassage } from '../domain/passage.ts';
import type { ChatModel } from '../domain/ports.ts';
import {
  MAX_CHOSEN,
  MAX_CHOSEN_CHARS,
  MAX_LEFT_OUT,
  MAX_LEFT_OUT_CHARS,
  MAX_OTHERS,
  MAX_TITLE_CHARS,
  type ModelOptions,
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

/** What a receipt is made from. */
export interface ReceiptInput {
  readonly input: Judged;
  /** Those of the answer. */
  readonly passages: readonly RankedPassage[];
  /** Null: no model wrote. */
  readonly outcome: Outcome | null;
  /** Version of Cria. */
  readonly code: string;
}

/** What an answer came of. */
export function receiptOf({ input, passages: shown, outcome, code }: ReceiptInput): Receipt {
  const { passages, chance, candidates, chat } = input;
  const base = {
    chance: passages === undefined ? chance : null,
    statements: candidates.statements.length,
    ...othersOf(input, shown),
    made: { code, model: outcome === null || chat === null ? null : optionsOf(chat) },
  };
  if (outcome === null) return { ...base, prompt: null, leftOut: [], leftOutMore: 0 };
  const { asked, taken, report, dropped } = outcome;
  return {
    ...base,
    prompt: {
      given: taken.length,
      chosen: taken.slice(0, MAX_CHOSEN).map(({ source, text }) => ({
        passageId: candidates.passages[source]?.ranked.passage.id ?? '',
        text: text.slice(0, MAX_CHOSEN_CHARS),
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

/** What was found and is not among the passages of the answer. */
function othersOf(
  { retrieval }: Judged,
  shown: readonly RankedPassage[],
): Pick<Receipt, 'others' | 'othersMore'> {
  const ids = new Set(shown.map(({ passage }) => passage.id));
  const others = retrieval.considered.filter(({ passage }) => !ids.has(passage.id));
  return {
    others: others.slice(0, MAX_OTHERS).map(({ passage, scores }) => ({
      passageId: passage.id,
      title: shownTrail(passage).slice(0, MAX_TITLE_CHARS),
      ...{ dense: rounded(scores.dense), keyword: rounded(scores.keyword) },
      fused: rounded(scores.fused),
    })),
    othersMore: Math.max(0, others.length - MAX_OTHERS),
  };
}

/** A chat model with what its answers depend on. */
export function optionsOf({
  model,
  digest,
  contextTokens,
  maxAnswerTokens,
}: ChatModel): ModelOptions {
  return { name: model, digest: digest?.() ?? null, contextTokens, maxAnswerTokens };
}

/** Four places are more than a score is worth. */
function rounded<Score extends number | null>(score: Score): Score {
  return (score === null ? null : Math.round(score * 10_000) / 10_000) as Score;
}
