import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSuggestQuestions } from '../../../src/application/asking/suggest-questions.ts';
import { createProposeDebates } from '../../../src/application/debating/debate-topics.ts';
import { createArticleDesk } from '../../../src/application/knowledge/create-article-desk.ts';
import { wordsFor } from '../../../src/words/words.ts';
import { documentOf } from '../../fakes/documents.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { MemoryShelf } from '../../fakes/memory-shelf.ts';
import { rankedPassages } from '../../fakes/passages.ts';
import { LongestTurn } from '../../turn-cpu.ts';
import { spaceParts } from '../knowledge-parts.ts';

const SERVER = '123456789012345678';
const MANY = 10_000;
/** Nothing that a keystroke starts may hold the main thread longer, in ms of its own time. */
const MAX_TURN_MS = 50;
/** The first also pay for compiling; what holds the thread does so at each. */
const ROUNDS = 5;
const TYPED = ['', 'm', 'modell 7', 'übersetzung', 'no such title anywhere'];

let parts: ReturnType<typeof spaceParts>;
beforeEach(async () => {
  parts = spaceParts();
  const numbers = Array.from({ length: MANY }, (_unused, at) => (at * 7_919) % MANY);
  // In no order and not in ASCII: what is slowest to sort.
  parts.store.passages = rankedPassages(
    numbers.map((n) => ({
      articleId: `article-${n}`,
      title: `Größe ${n}: Modell für Übersetzungen`,
    })),
  );
  await parts.spaces.shared.rebuild();
  for (const index of parts.store.opened) {
    index.compared = numbers.map((n) => ({ names: [`Modell ${n}`, `Übersetzung ${n}`], count: 3 }));
  }
});
afterEach(() => parts.spaces.close());

/** The longest turn of the best round, in ms on a processor. */
async function longestTurn(
  suggest: (typed: string) => Promise<readonly unknown[]>,
): Promise<number> {
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    let longest = 0;
    for (const typed of TYPED) {
      const turn = new LongestTurn();
      turn.begin();
      const { length } = await suggest(typed);
      longest = Math.max(longest, turn.end());
      expect(length > 0).toBe(typed !== TYPED.at(-1));
    }
    found.push(longest);
  }
  return Math.min(...found);
}

test('a keystroke in a debate, over 10,000 pairs', async () => {
  const propose = createProposeDebates({
    ...{ knowledge: parts.spaces, clock: new ManualClock() },
    pairTitle: (_language, a, b) => `${a} or ${b}`,
  });
  for (const field of ['topic', 'side'] as const) {
    const input = { field, language: 'en', maxChars: 100 } as const;
    expect(await longestTurn((text) => propose({ ...input, text }))).toBeLessThan(MAX_TURN_MS);
  }
});

test('a keystroke in a question, over 10,000 titles', async () => {
  const suggest = createSuggestQuestions({
    ...{ knowledge: parts.spaces, clock: new ManualClock() },
    words: (language) => wordsFor(language).suggestion,
  });
  const turn = longestTurn(async (text) => {
    const found = await suggest({ text, language: 'de', maxChars: 100 });
    // The fake search finds something whatever is typed.
    return text === TYPED.at(-1) ? [] : found;
  });
  expect(await turn).toBeLessThan(MAX_TURN_MS);
});

test('a keystroke in the name of an article, over 10,000 titles', async () => {
  const { spaces: knowledge, logger } = parts;
  const desk = createArticleDesk({
    ...{ shelf: new MemoryShelf(), knowledge, logger, clock: new ManualClock() },
    newId: () => 'id',
    extract: () => Promise.resolve(documentOf()),
    fetchPage: () => Promise.reject(new Error('Nothing is fetched.')),
    retrieve: () => Promise.reject(new Error('Nothing is searched.')),
  });
  const turn = longestTurn((typed) => desk.suggest(SERVER, typed, { limit: 25 }));
  expect(await turn).toBeLessThan(MAX_TURN_MS);
});
