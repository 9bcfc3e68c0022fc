import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChatModel, ChatReport } from '../../src/domain/ports.ts';
import { faultOf, nextPiece, textOf } from '../model/faults.ts';

/** What a suite over a ChatModel needs to be told about it. */
export interface ChatModelHarness {
  /** Every answer to `LONG_QUESTION` has more pieces than `maxAnswerTokens` allows. */
  readonly chat: ChatModel & { warmUp(signal?: AbortSignal): Promise<void> };
  /** The same, with a model the server does not have. */
  readonly missing: ChatModel;
  /** The same, where no server is. */
  readonly unreachable: ChatModel;
  /** Lets answers come to their end; before, they may wait after their first piece. */
  letFinish(): void;
  /** Resolves when the client has closed the connection of an unfinished answer. */
  connectionClosed(): Promise<void>;
  /** What changes when the server loads the model anew; null when that cannot be seen. */
  runner(): Promise<string | null>;
  close(): Promise<void>;
}

export const LONG_QUESTION = 'Tell a long story about a fox and a bear.';

export function chatModelContract(name: string, start: () => Promise<ChatModelHarness>): void {
  describe(`ChatModel: ${name}`, () => {
    let harness: ChatModelHarness;
    const ask = (signal?: AbortSignal, onDone?: (report: ChatReport) => void) => ({
      messages: [{ role: 'user' as const, content: LONG_QUESTION }],
      ...(signal === undefined ? {} : { signal }),
      ...(onDone === undefined ? {} : { onDone }),
    });

    beforeEach(async () => {
      harness = await start();
    });
    afterEach(() => harness.close());

    test('streams pieces and reports the counts once, at the end', async () => {
      harness.letFinish();
      const reports: ChatReport[] = [];
      const pieces: string[] = [];
      for await (const piece of harness.chat.stream(ask(undefined, (r) => reports.push(r)))) {
        expect(reports).toHaveLength(0);
        expect(piece).not.toBe('');
        pieces.push(piece);
      }
      expect(pieces.length).toBeGreaterThan(1);
      expect(reports).toHaveLength(1);
      expect(reports[0]!.promptTokens).toBeGreaterThan(0);
      expect(reports[0]!.promptCut).toBe(false);
      expect(reports[0]!.tokensPerSecond).toBeGreaterThan(0);
    });

    test('ends an answer at its longest and says so', async () => {
      harness.letFinish();
      const reports: ChatReport[] = [];
      await textOf(harness.chat.stream(ask(undefined, (r) => reports.push(r))));
      expect(reports[0]).toMatchObject({
        truncated: true,
        answerTokens: harness.chat.maxAnswerTokens,
      });
    });

    test('answers the same prompt with the same text', async () => {
      harness.letFinish();
      const first = await textOf(harness.chat.stream(ask()));
      expect(first).not.toBe('');
      expect(await textOf(harness.chat.stream(ask()))).toBe(first);
    });

    test('refuses to begin when it is already aborted', async () => {
      const fault = await faultOf(textOf(harness.chat.stream(ask(AbortSignal.abort()))));
      expect(fault.code).toBe('cancelled');
    });

    test('aborting an answer ends it as cancelled and closes its connection', async () => {
      const controller = new AbortController();
      const pieces = harness.chat.stream(ask(controller.signal))[Symbol.asyncIterator]();
      await nextPiece(pieces);
      controller.abort();
      expect((await faultOf(drain(pieces))).code).toBe('cancelled');
      await harness.connectionClosed();
    });

    test('leaving the loop early closes the connection', async () => {
      for await (const piece of harness.chat.stream(ask())) {
        expect(piece).not.toBe('');
        break;
      }
      await harness.connectionClosed();
    });

    test('aborting one of two answers leaves the other alone', async () => {
      const controller = new AbortController();
      const reports: ChatReport[] = [];
      const one = harness.chat.stream(ask(controller.signal))[Symbol.asyncIterator]();
      await nextPiece(one);
      const other = textOf(harness.chat.stream(ask(undefined, (r) => reports.push(r))));
      controller.abort();
      expect((await faultOf(drain(one))).code).toBe('cancelled');
      await harness.connectionClosed();
      harness.letFinish();
      expect(await other).not.toBe('');
      expect(reports[0]?.answerTokens).toBe(harness.chat.maxAnswerTokens);
    });

    test('names a model the server does not have', async () => {
      const fault = await faultOf(textOf(harness.missing.stream(ask())));
      expect(fault.code).toBe('model-missing');
      expect(fault.details).toMatchObject({ model: harness.missing.model });
      expect(fault.message).toContain(`ollama pull ${harness.missing.model}`);
    });

    test('says when no server answers', async () => {
      const fault = await faultOf(textOf(harness.unreachable.stream(ask())));
      expect(fault).toMatchObject({ code: 'model-unreachable', isRetryable: true });
      expect(fault.cause).toBeDefined();
    });

    test('is loaded by warmUp() with the options of every later answer', async () => {
      harness.letFinish();
      await harness.chat.warmUp();
      const runner = await harness.runner();
      if (runner === null) return;
      await Promise.all([
        textOf(harness.chat.stream(ask())),
        textOf(harness.chat.stream({ messages: [{ role: 'user', content: 'Hello' }] })),
      ]);
      expect(await harness.runner()).toBe(runner);
    });
  });
}

async function drain(pieces: AsyncIterator<string>): Promise<void> {
  while ((await pieces.next()).done !== true);
}
