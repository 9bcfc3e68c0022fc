import { describe, expect, test } from 'vitest';
import type { Judged } from '../../src/answering/chain-parts.ts';
import { receiptOf, type Outcome } from '../../src/answering/receipt.ts';
import { MAX_CHOSEN, MAX_LEFT_OUT, MAX_OTHERS, type Receipt } from '../../src/domain/receipt.ts';
import { FakeChat } from '../fakes/fake-chat.ts';
import { rankedPassages } from '../fakes/passages.ts';

const LONG = 'x'.repeat(10_000);
const CODE = '1.2.3+abc';
/** Of one receipt as it is kept, in characters. */
const MAX_RECEIPT_CHARS = 50_000;

function judged(found: number, shown = 5, text = 'Text.'): Judged {
  const considered = rankedPassages(
    Array.from({ length: found }, () => ({ title: text })),
    { keyword: 1 / 3 },
  );
  return {
    chance: 0.7,
    chat: Object.assign(new FakeChat(), { digest: () => 'd1' }),
    retrieval: { ranked: considered.slice(0, shown), considered },
    candidates: { passages: [], statements: [] },
  } as unknown as Judged;
}

function receipt(input: Judged, written: Outcome | null): Receipt {
  return receiptOf({ input, passages: input.retrieval.ranked, outcome: written, code: CODE });
}

function outcome(text: string, count: number): Outcome {
  return {
    taken: Array.from({ length: count }, () => ({ source: 0, text })),
    dropped: Array.from({ length: count }, () => ({ text, fault: 'facts' })),
    report: null,
    asked: { sha256: 'f'.repeat(64), cut: 0, tokens: {} },
  } as unknown as Outcome;
}

describe('a receipt', () => {
  test('names what was found and not taken, best first, and counts the rest', () => {
    const { others, othersMore } = receipt(judged(30), null);
    expect(others).toHaveLength(MAX_OTHERS);
    expect(others![0]).toMatchObject({ passageId: 'article-6#0', keyword: 0.3333 });
    expect(othersMore).toBe(30 - 5 - MAX_OTHERS);
    expect(receipt(judged(5), null)).toMatchObject({ others: [], othersMore: 0 });
  });

  test('names what was found before what the answer rests on, too', () => {
    const input = judged(3);
    const passages = input.retrieval.considered.slice(2);
    const { others } = receiptOf({ input, passages, outcome: null, code: CODE });
    expect(others?.map(({ passageId }) => passageId)).toEqual(['article-1#0', 'article-2#0']);
  });

  test('names the code, and the model with its weights and options where one was asked', () => {
    const { model, contextTokens, maxAnswerTokens } = new FakeChat();
    expect(receipt(judged(1), outcome('a', 1)).made).toEqual({
      code: CODE,
      model: { name: model, digest: 'd1', contextTokens, maxAnswerTokens },
    });
    expect(receipt(judged(1), null).made).toEqual({ code: CODE, model: null });
  });

  test('stays small, whatever the articles and the model say', () => {
    const kept = receipt(judged(100, 5, LONG), outcome(LONG, 500));
    expect(kept.prompt).toMatchObject({ given: 500 });
    expect(kept.prompt?.chosen).toHaveLength(MAX_CHOSEN);
    expect(kept.leftOut).toHaveLength(MAX_LEFT_OUT);
    expect(JSON.stringify(kept).length).toBeLessThan(MAX_RECEIPT_CHARS);
  });
});
