import type { ChatResponse } from 'ollama';
import { expect, test } from 'vitest';
import { chatReport } from '../../../src/model/ollama/chat-report.ts';

const last = (fields: Partial<ChatResponse>) => fields as ChatResponse;
const says = (content: string) => [{ role: 'user' as const, content }];

test('counts tokens, speed and loading', () => {
  const counts = {
    done_reason: 'stop',
    prompt_eval_count: 40,
    prompt_eval_duration: 800_000_000,
    eval_count: 30,
    eval_duration: 1_500_000_000,
    load_duration: 23_400_000,
  };
  expect(chatReport(last(counts), says('Hello'), { prompt: 'whole' })).toEqual({
    promptTokens: 40,
    promptMs: 800,
    answerTokens: 30,
    truncated: false,
    promptCut: false,
    tokensPerSecond: 20,
    loadMs: 23,
  });
});

test('knows nothing when the server says nothing', () => {
  expect(chatReport(last({ done_reason: 'length' }), says('Hello'), { prompt: 'whole' })).toEqual({
    promptTokens: null,
    promptMs: null,
    answerTokens: null,
    truncated: true,
    promptCut: false,
    tokensPerSecond: null,
    loadMs: null,
  });
});

test('finds out by the count that an old server has dropped messages', () => {
  const report = (chars: number) =>
    chatReport(last({ prompt_eval_count: 100 }), says('x'.repeat(chars)), { prompt: 'whole' });
  expect(report(1_200).promptCut).toBe(false);
  expect(report(1_201).promptCut).toBe(true);
});

test('a prompt that was let be cut is one', () => {
  const report = chatReport(last({ prompt_eval_count: 100 }), says('x'), { prompt: 'cut' });
  expect(report.promptCut).toBe(true);
});
