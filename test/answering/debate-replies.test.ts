import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readUnits } from '../../src/answering/debate/persons.ts';
import type { Debate } from '../../src/domain/debate.ts';
import type { Language } from '../../src/domain/language.ts';
import { FakeEmbedder } from '../fakes/fake-embedder.ts';
import {
  DebateChat,
  debateOf,
  openCorpus,
  recordedCorpus,
  type DebatePrompt,
  type OpenCorpus,
} from './debate-bench.ts';

/** Replies for Llama, for ChatGPT and for both. */
type Replies = readonly [object, object, object];

async function json<Value>(path: string): Promise<Value> {
  return JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8')) as Value;
}

/** What a small model really wrote, faults included. */
const replies = await json<Record<Language, Replies>>('debate-replies.json');
const golden = await json<{ voices: Record<string, string> }>(
  '../../evals/golden/debate-voices.json',
);

function recorded(language: Language): DebateChat {
  const [llama, chatGpt, both] = replies[language];
  return new DebateChat(({ kind, task }: DebatePrompt) => {
    if (kind === 'shared') return JSON.stringify(both);
    return JSON.stringify(/(?:FÜR|FOR) Llama/u.test(task) ? llama : chatGpt);
  });
}

function everything({ sides, common, open }: Debate) {
  return [...sides.flatMap(({ points }) => points), ...common, ...open];
}

function isSentenceOf(debate: Debate, n: number, claim: string): boolean {
  const passage = debate.passages.find(({ rank }) => rank === n)?.passage;
  return passage !== undefined && readUnits(passage).some((unit) => unit.sentences.includes(claim));
}

describe.each([
  ['by keyword', undefined],
  ['with vectors', new FakeEmbedder({ dimensions: 256 })],
] as const)('a small model on the shipped pair, %s', (_, embedder) => {
  let corpus: OpenCorpus;
  const debates = new Map<Language, Debate>();
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cria-debate-'));
    corpus = await openCorpus(folder, await recordedCorpus(), embedder);
    for (const language of ['de', 'en'] as const) {
      const chat = recorded(language);
      const debate = await debateOf(corpus.index, { embedder: embedder ?? null, language, chat });
      debates.set(language, debate);
    }
  });
  afterAll(() => corpus.close());

  function debateIn(language: Language): Debate {
    const debate = debates.get(language);
    if (debate === undefined) throw new Error(`There is no debate in ${language}.`);
    return debate;
  }

  describe.each(['de', 'en'] as const)('in %s', (language) => {
    it('gives at least three points and three voices a side, all on their own side', () => {
      const debate = debateIn(language);
      expect(debate.mode).toBe('generated');
      for (const side of debate.sides) {
        const who = side.points.flatMap((point) => (point.who === null ? [] : [point.who]));
        expect(side.points.length).toBeGreaterThanOrEqual(3);
        expect(new Set(who).size).toBeGreaterThanOrEqual(3);
        for (const name of who) expect([name, golden.voices[name]]).toEqual([name, side.name]);
      }
    });

    it('cites nothing that is not there, and quotes word for word', () => {
      const debate = debateIn(language);
      const numbers = new Set(debate.citations.map(({ n }) => n));
      const cited = debate.sides.flatMap(({ points }) =>
        points.flatMap((one) => [one.n, ...one.also]),
      );
      expect(
        [...cited, ...everything(debate).map(({ n }) => n)].filter((n) => !numbers.has(n)),
      ).toEqual([]);
      const quotes = everything(debate).filter(({ verbatim }) => verbatim);
      expect(quotes.filter(({ n, claim }) => !isSentenceOf(debate, n, claim))).toEqual([]);
    });

    it('quotes the other language only for whom it finds in no other', () => {
      const points = debateIn(language).sides.flatMap((side) => side.points);
      const foreign = points.filter((point) => point.language !== language);
      expect(foreign.every(({ verbatim }) => verbatim)).toBe(true);
      expect(foreign.length).toBeLessThanOrEqual(1);
    });
  });

  it('shows none of the faults it was handed, and counts them', () => {
    const shown = (['de', 'en'] as const).map((language) => {
      const { sides, common, open } = debateIn(language);
      return JSON.stringify([sides, common, open]);
    });
    for (const fault of [
      'Llama ist ein Modell, das andere', // the article's remark as the side's position
      'Beide Seiten bestreiten kaum', // no German
      'Die Alternative wäre', // to what?
      'limits prices', // the article's remark in somebody's mouth
      'so a company can', // the same
      '"ChatGPT beyond question', // no sentence
      'ChatGPT is the spark that lit generative AI and said', // who said?
      'should coexist', // expected, not demanded
      'clear winner',
      'clearly better',
    ]) {
      expect(shown.join('\n')).not.toContain(fault);
    }
    expect(debateIn('de').dropped.byReason).toMatchObject({ 'one-voice': 1, 'out-of-context': 1 });
    expect(debateIn('en').dropped.byReason['not-their-words']).toBeGreaterThan(0);
    expect(debateIn('en').dropped.byReason).toMatchObject({
      'wrong-language': 1,
      verdict: 2,
    });
  });
});
