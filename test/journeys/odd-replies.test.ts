import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION, startBench, type CriaBench } from './cria-bench.ts';

let bench: CriaBench;
beforeEach(async () => {
  bench = await startBench();
  await bench.prepare();
});
afterEach(async () => {
  await bench.end();
  bench.server.assertNoSurprises();
});

const HARMONY =
  '<|channel|>analysis<|message|>The user asks.<|end|><|start|>assistant<|channel|>final<|message|>';

describe('what models write around an answer', () => {
  it.each([
    ['a lone closing mark', `Okay, the user asks.\n</think>\n\n${LEAK_ANSWER}`],
    ['thinking', `<thinking>Hm.</thinking>\n${LEAK_ANSWER}`],
    ['thinking in brackets', `[THINK]Hm.[/THINK]${LEAK_ANSWER}`],
    ['channels', `${HARMONY}${LEAK_ANSWER}<|return|>`],
    ['the end of a turn', `${LEAK_ANSWER}<|im_end|>\n<|im_start|>user\nUnd warum?`],
    ['a fence', `\`\`\`markdown\n${LEAK_ANSWER}\n\`\`\``],
    ['JSON', JSON.stringify({ answer: LEAK_ANSWER })],
    ['another form of mark', LEAK_ANSWER.replace('[1]', '(Passage: 1)')],
  ])('%s never shows', async (_what, reply) => {
    bench.server.onChat(() => replyText(reply));
    const events = await bench.events(LEAK_QUESTION);
    const last = events.at(-1);
    expect(last).toMatchObject({
      type: 'answer-end',
      answer: { mode: 'generated', answer: LEAK_ANSWER },
    });
  });

  it('a budget that thinking ate is told as that', async () => {
    bench.server.onChat(() => replyText('<think>Hm. Und noch', { doneReason: 'length' }));
    const answer = await bench.ask(LEAK_QUESTION);
    expect(answer).toMatchObject({ mode: 'passages', reason: 'model-only-thought' });
    expect(answer.answer).toContain('nur nachgedacht');
  });

  it('an answer that was cut ends with a whole sentence and says so', async () => {
    bench.server.onChat(() =>
      replyText(`${LEAK_ANSWER} Ein Torrent machte`, { doneReason: 'length' }),
    );
    expect(await bench.ask(LEAK_QUESTION)).toMatchObject({
      reason: 'answer-cut',
      answer: LEAK_ANSWER,
    });
  });
});
