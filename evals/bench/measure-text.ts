import { cleanCharacters } from '../../src/markup/plain-text.ts';
import { cleanMarkdown } from '../../src/markup/clean-markdown.ts';
import { splitMessages } from '../../src/discord/split-message.ts';
import { AnswerChecker } from '../../src/answering/checking/answer-checker.ts';
import type { Evidence } from '../../src/answering/checking/check-claim.ts';
import { splitSentences } from '../../src/text/sentences.ts';
import { estimateTokens } from '../../src/text/token-estimate.ts';
import type { BenchRun, PartResult } from './bench-run.ts';
import { nastyTexts } from './nasty-texts.ts';
import { aimText, duration } from './table.ts';
import { watchEventLoop } from './watch-event-loop.ts';

const TEXT_CHARS = 100_000;
const AIM_MS = 50;
/** Rounds before those that count, so that the code is compiled as in a bot that has run a while. */
const WARM_UP_ROUNDS = 2;
/** The best of these counts: what the work itself costs shows in each, other programs in some. */
const ROUNDS = 3;

const WORK: Readonly<Record<string, (text: string) => unknown>> = {
  show: (text) => splitMessages(cleanMarkdown(text)),
  characters: cleanCharacters,
  sentences: splitSentences,
  claims: checkClaims,
  tokens: estimateTokens,
};

/** Sentences a prompt holds at most on a fast machine. */
const EVIDENCE_SENTENCES = 30;

const EVIDENCE: readonly Evidence[] = Array.from({ length: EVIDENCE_SENTENCES }, (_, n) => {
  const text = `The weights of release ${n} leaked in March 2023, and 7,00${n} copies stood there.`;
  return {
    text,
    passage: {
      ...{ id: `a#${n}`, articleId: 'a', title: 'Leak', section: '', language: 'en', url: null },
      text: `${text} `.repeat(12),
    },
    before: 'Nobody had expected it.',
    after: 'It was called a leak from then on.',
  };
});

function checkClaims(text: string): Promise<unknown> {
  const checker = new AnswerChecker({
    ...{ question: 'When did the weights leak?', language: 'en', evidence: EVIDENCE },
    closeTo: () => Promise.resolve(() => false),
  });
  return checker.push(text).then(() => checker.end());
}

/** How long each work on each nasty text keeps the event loop from anything else. */
export async function measureText(run: BenchRun): Promise<PartResult> {
  const texts = nastyTexts(TEXT_CHARS);
  const rows: string[][] = [];
  const numbers: Record<string, { readonly longestOwnMs: number; readonly text: string }> = {};
  for (const [name, work] of Object.entries(WORK)) {
    run.say(`${name} of ${texts.length} texts`);
    let worst = { longestOwnMs: 0, text: '' };
    for (const { name: text, text: characters } of texts) {
      run.signal.throwIfAborted();
      for (let round = 0; round < WARM_UP_ROUNDS; round += 1) await work(characters);
      let longestOwnMs = Infinity;
      for (let round = 0; round < ROUNDS; round += 1) {
        const delay = await watchEventLoop(async () => {
          await new Promise(setImmediate);
          await work(characters);
        });
        longestOwnMs = Math.min(longestOwnMs, delay.longestOwnMs);
      }
      if (longestOwnMs > worst.longestOwnMs) worst = { longestOwnMs, text };
    }
    numbers[name] = worst;
    const aim = aimText({ text: `${AIM_MS} ms`, isMet: worst.longestOwnMs <= AIM_MS });
    rows.push([name, worst.text, duration(worst.longestOwnMs), aim]);
  }
  return {
    table: {
      title: `Nasty texts of ${TEXT_CHARS.toLocaleString('en-GB')} characters`,
      headers: ['work', 'slowest text', 'longest block of our own', 'aim'],
      rows,
      notes: [`The best of ${ROUNDS} rounds each, after ${WARM_UP_ROUNDS} to warm up.`],
    },
    numbers,
  };
}
