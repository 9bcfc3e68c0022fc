import { describe, expect, it } from 'vitest';
import { headedSection } from '../../../src/answering/choosing/headed-section.ts';
import { scoreStatements } from '../../../src/answering/choosing/score-statements.ts';
import { statementsOf } from '../../../src/answering/choosing/statements.ts';
import type { Passage } from '../../../src/domain/passage.ts';
import { rankedPassages } from '../../fakes/passages.ts';

const vectorAt = (x: number): Float32Array => Float32Array.of(x, Math.sqrt(1 - x * x));
const QUESTION = 'What does a crossing cost?';
const FARES = 'Prices';

/** What is taken where the heading `Prices` is as close to the question as `closeness` says. */
async function taken(
  text: string,
  {
    closeness = 0.8,
    budget = 300,
    question = QUESTION,
    section = FARES,
    others = [],
  }: {
    closeness?: number;
    budget?: number;
    question?: string;
    section?: string;
    others?: readonly Partial<Passage>[];
  } = {},
): Promise<string[] | null> {
  const fields = [
    { articleId: 'ferry', id: 'ferry#1', title: 'Ferry', section, text },
    { articleId: 'ferry', id: 'ferry#0', title: 'Ferry', section: 'Ship', text: 'It is white.' },
  ];
  const passages = rankedPassages(fields).map((ranked) => ({
    ranked,
    statements: statementsOf(ranked.passage.text),
  }));
  const headings = new Map([
    [FARES, vectorAt(0.7 + 0.2 * closeness)],
    ['Ship', vectorAt(0.7)],
    ['Ferry', vectorAt(0.9)],
  ]);
  const calibration = { unrelated: 0.7, related: 0.9 };
  const vectors = { question: vectorAt(1), headings, statements: new Map(), calibration };
  const statements = scoreStatements({ question, passages, vectors });
  const article = [...others, ...fields].map((one) => rankedPassages([one])[0]!.passage);
  const index = { passagesOf: () => Promise.resolve(article) };
  const candidates = { passages, statements, parts: [statements] };
  const found = await headedSection(question, candidates, index, budget);
  return found?.map((one) => one.text) ?? null;
}

const PROSE = 'Adults pay four pounds. Children pay two. Dogs are free. Tea is extra.';

describe('the section that is headed by what was asked', () => {
  it('answers with its first sentences', async () => {
    expect(await taken(PROSE)).toEqual([
      'Adults pay four pounds.',
      'Children pay two.',
      'Dogs are free.',
    ]);
  });

  it('has its list whole, and ends behind it', async () => {
    const list = 'Four prices hold:\n\n- Adults: 4.\n- Children: 2.\n- Dogs: 0.\n- Bikes: 1.';
    expect(await taken(`${list}\n\nTea is extra.`)).toHaveLength(5);
    expect(await taken('Tea is extra. All prices at a glance:')).toEqual(['Tea is extra.']);
  });

  it('has its table whole', async () => {
    const rows = ['Adults', 'Children', 'Dogs', 'Bikes'].map((who, at) => `| ${who} | ${at} |`);
    const table = `Prices are fair.\n\n| Who | Pounds |\n|---|---|\n${rows.join('\n')}\n\nTea is extra.`;
    expect(await taken(table)).toHaveLength(5);
  });

  it('takes no further sentence behind a long one', async () => {
    const long = `Adults pay four pounds, ${'and that is much, '.repeat(40)}for now.`;
    expect(await taken(`${long} Children pay two.`)).toEqual([long]);
  });

  it('is none below another heading, below a title, and where there is much room', async () => {
    expect(await taken(PROSE, { closeness: 0.7 })).toBeNull();
    expect(await taken(PROSE, { section: '' })).toBeNull();
    expect(await taken(PROSE, { budget: 1_500 })).toBeNull();
  });

  it('is none about other numbers than those asked about', async () => {
    const text = 'In 1931 adults paid four pounds.';
    expect(await taken(text, { question: 'What did it cost in 1931?' })).toEqual([text]);
    expect(await taken(text, { question: 'What did it cost in 1932?' })).toBeNull();
  });

  it('is none without the kind of thing asked for', async () => {
    const question = 'When does a crossing cost four pounds?';
    expect(await taken(PROSE, { question })).toBeNull();
    expect(await taken(`${PROSE.slice(0, 23)} That began in 1931.`, { question })).toHaveLength(2);
  });

  it('is none where its beginning was not found', async () => {
    const others = [{ articleId: 'ferry', id: 'ferry#7', section: FARES, text: 'First of all.' }];
    expect(await taken(PROSE, { others })).toBeNull();
  });
});
