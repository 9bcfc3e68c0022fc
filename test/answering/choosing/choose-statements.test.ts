import { describe, expect, it } from 'vitest';
import {
  chooseStatements,
  inReadingOrder,
  standsAlone,
} from '../../../src/answering/choosing/choose-statements.ts';
import {
  scoreStatements,
  type Statement,
} from '../../../src/answering/choosing/score-statements.ts';
import { statementsOf } from '../../../src/answering/choosing/statements.ts';
import { rankedPassages } from '../../fakes/passages.ts';

const PASSAGES = rankedPassages([
  {
    title: 'The Kestrel ferry',
    section: 'Ship',
    text: 'The ferry is white. The Kestrel carries 40 cars. It was built in 1931. Nobody knows why. Tea is served.',
  },
  { title: 'Island', section: 'Roads', text: 'The island has two roads. Sheep live there.' },
]).map((ranked) => ({ ranked, statements: statementsOf(ranked.passage.text) }));

function scores(question: string): Statement[] {
  return scoreStatements({ question, passages: PASSAGES, vectors: null });
}

describe('the score', () => {
  it('is highest where the words of the question stand', () => {
    const [best] = chooseStatements([scores('How many cars does the Kestrel carry?')], 10);
    expect(best?.text).toBe('The Kestrel carries 40 cars.');
  });

  it('counts the heading and the neighbours, and the kind of thing asked for', () => {
    const all = scores('When was the Kestrel ferry built?');
    const built = all.find(({ text }) => text.startsWith('It was built'));
    expect(built?.around).toBeGreaterThan(built?.coverage ?? 1);
    expect(all.filter(({ hasKind }) => hasKind).map(({ text }) => text)).toEqual([built?.text]);
  });

  it('takes meaning where there are vectors', () => {
    const vector = (x: number) => Float32Array.of(x, Math.sqrt(1 - x * x));
    const all = scoreStatements({
      question: 'Wieviele Wagen?',
      passages: PASSAGES,
      vectors: {
        question: vector(1),
        headings: new Map(),
        statements: new Map([['The Kestrel ferry > Ship: Tea is served.', vector(0.9)]]),
        calibration: { unrelated: 0.7, related: 0.9 },
      },
    });
    const tea = all.find(({ text }) => text === 'Tea is served.');
    expect(tea?.closeness).toBeCloseTo(1);
    expect(all.filter(({ closeness }) => closeness !== null)).toHaveLength(1);
  });
});

const vectorAt = (x: number): Float32Array => Float32Array.of(x, Math.sqrt(1 - x * x));

it('prefers the passage whose heading says again what is asked', () => {
  const text = 'One is small. Two is large.';
  const passages = rankedPassages(
    [
      { title: 'Boats', section: 'Colours > Which boat is green?', text: 'Paint costs money.' },
      { title: 'Boats', section: 'Colours > Wie groß sind sie?', text, language: 'de' },
    ],
    { fused: 0.5 },
  ).map((ranked) => ({ ranked, statements: statementsOf(ranked.passage.text) }));
  const bestBy = (headings: ReadonlyMap<string, Float32Array>): string | undefined => {
    const calibration = { unrelated: 0.7, related: 0.9 };
    const vectors = { question: vectorAt(1), headings, statements: new Map(), calibration };
    const all = scoreStatements({ question: 'How great?', passages, vectors });
    return all.toSorted((a, b) => b.score - a.score)[0]?.text;
  };
  const [green, large] = ['Which boat is green?', 'Wie groß sind sie?'];
  expect(bestBy(new Map([[large, vectorAt(0.95)]]))).toMatch(/^(?:One|Two) is/u);
  expect(bestBy(new Map([[green, vectorAt(0.95)]]))).toBe('Paint costs money.');
});

describe('what stands alone', () => {
  const alone = (question: string, budget = 300): string | undefined =>
    standsAlone([scores(question)], budget)?.text;

  it('is the one statement about as relevant as the best', () => {
    expect(alone('Which cars does the Kestrel ferry carry?')).toBe('The Kestrel carries 40 cars.');
  });

  it('is none that holds less than half of what is asked', () => {
    expect(
      alone('Which cars, horses, carts and bicycles of the island does it take?'),
    ).toBeUndefined();
  });

  it('is none of several, none that points back, and none without the thing asked for', () => {
    expect(alone('What of the island, the ferry, the sheep and the tea?')).toBeUndefined();
    expect(alone('When was it built in 1931?')).toBeUndefined();
    expect(alone('When does the Kestrel ferry carry cars?')).toBeUndefined();
  });

  it('is nothing where several things are asked for, and where there is much room', () => {
    const question = 'Which cars does the Kestrel ferry carry?';
    expect(standsAlone([scores(question), scores(question)], 300)).toBeNull();
    expect(alone(question, 1_500)).toBeUndefined();
  });
});

describe('the choice', () => {
  it('brings what a sentence introduces along with it', () => {
    const text =
      'Several rules keep the Kestrel safe at once:\n\n- No smoking.\n- Brakes on.\n- Dogs on leads.\n- Tea below.';
    const [ranked] = rankedPassages([{ title: 'Harbour', section: '', text }]);
    const passages = [{ ranked: ranked!, statements: statementsOf(text) }];
    const all = scoreStatements({ question: 'What keeps it safe?', passages, vectors: null });
    const texts = chooseStatements([all], 1).map((one) => one.text);
    expect(texts.slice(0, 4)).toEqual([
      'Several rules keep the Kestrel safe at once:',
      'No smoking.',
      'Brakes on.',
      'Dogs on leads.',
    ]);
  });

  it('brings all steps where there is room for them', () => {
    const steps = Array.from({ length: 7 }, (_, at) => `- Step ${at + 1} of the way.`);
    const text = `Three things keep the Kestrel safe:\n\n${steps.join('\n')}`;
    const [ranked] = rankedPassages([{ title: 'Harbour', section: '', text }]);
    const passages = [{ ranked: ranked!, statements: statementsOf(text) }];
    const all = scoreStatements({ question: 'What keeps it safe?', passages, vectors: null });
    expect(chooseStatements([all], 1)).toHaveLength(4);
    expect(chooseStatements([all], 200)).toHaveLength(8);
  });

  it('keeps to the budget beyond the least, and brings what "it" stands for along', () => {
    const chosen = chooseStatements([scores('When was it built in 1931?')], 1);
    const texts = chosen.map(({ text }) => text);
    expect(texts).toContain('It was built in 1931.');
    expect(texts).toContain('The Kestrel carries 40 cars.');
    expect(texts.length).toBeLessThan(6);
  });

  it('takes what is about as relevant as the best, and more where there is much room', () => {
    const parts = [scores('Which cars does the Kestrel ferry carry?')];
    const texts = chooseStatements(parts, 300).map(({ text }) => text);
    expect(texts).toEqual(['The Kestrel carries 40 cars.']);
    const more = chooseStatements(parts, 10_000).map(({ text }) => text);
    expect(more).toContain('The ferry is white.');
    expect(more).not.toContain('Sheep live there.');
  });

  it('keeps the best of each thing that was asked for, whatever it costs', () => {
    const parts = [scores('How many cars does it carry?'), scores('How many roads are there?')];
    const texts = chooseStatements(parts, 1).map(({ text }) => text);
    expect(texts).toEqual(['The Kestrel carries 40 cars.', 'The island has two roads.']);
  });

  it('is read passage by passage, in the order of the text', () => {
    const read = inReadingOrder(chooseStatements([scores('Kestrel built cars roads')], 10_000));
    const places = read.map(({ source, at }) => source * 100 + at);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });
});
