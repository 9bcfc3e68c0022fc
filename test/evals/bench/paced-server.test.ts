import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { PACED, startPacedServer, type PacedServer } from '../../../evals/bench/paced-server.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

let server: PacedServer;
afterEach(() => server.close());

interface Line {
  readonly message: { readonly content: string };
  readonly done: boolean;
  readonly eval_duration?: number;
}

async function chat(content: string): Promise<Line[]> {
  const body = JSON.stringify({ messages: [{ role: 'user', content }] });
  const response = await fetch(`${server.url}/api/chat`, { method: 'POST', body });
  const lines = (await response.text()).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}

test('answers one chat after the other, each at the pace it tells', async () => {
  const clock = new ManualClock();
  server = await startPacedServer((question) => `About ${question}.`, clock);
  let answered = 0;
  const count = (lines: Line[]): Line[] => {
    answered += 1;
    return lines;
  };
  const both = Promise.all([chat('one').then(count), chat('two').then(count)]);
  while (answered < 2) {
    await nextTurn();
    expect(clock.pending).toBeLessThanOrEqual(1);
    await clock.advance(PACED.tokenMs / 2);
  }
  const answers = await both;
  const texts = answers.map((lines) => lines.map(({ message }) => message.content).join(''));
  expect(texts.sort()).toEqual(['About one.', 'About two.']);
  const writeMs = PACED.answerTokens * PACED.tokenMs;
  expect(answers[0].at(-1)).toMatchObject({ done: true, eval_duration: writeMs * 1_000_000 });
  expect(server.busyMs()).toBeGreaterThanOrEqual(2 * writeMs);
});
