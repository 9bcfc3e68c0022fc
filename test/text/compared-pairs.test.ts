import { describe, expect, it, test } from 'vitest';
import { PairCounter } from '../../src/text/compared-pairs.ts';

function pairsIn({
  headings = [],
  texts = [],
}: {
  headings?: string[];
  texts?: string[];
}): string[] {
  const counter = new PairCounter();
  for (const heading of headings) counter.addHeading(heading);
  for (const text of texts) counter.addText(text);
  return counter.pairs().map(({ names, count }) => `${names.join(' | ')} ${count}`);
}

describe('pairs', () => {
  test.each([
    ['Atlas oder Zephyr', 'Atlas | Zephyr 3'],
    ['Debate: dense or mixture of experts?', 'dense | mixture of experts 3'],
    ['Atlas 2 vs. GPT-4: a comparison', 'Atlas 2 | GPT-4 3'],
    ['Debatte: kleines Modell oder großes gemietetes?', 'großes gemietetes | kleines Modell 3'],
    ['What stands between Atlas and Zephyr', 'Atlas | Zephyr 3'],
  ])('are read from the heading %s', (heading, pair) => {
    expect(pairsIn({ headings: [heading] })).toEqual([pair]);
  });

  it('are read from sentences that set them side by side often enough, whichever comes first', () => {
    const texts = ['Is Zephyr or Atlas better?', 'Many take Atlas instead of Zephyr.'];
    expect(pairsIn({ texts })).toEqual([]);
    expect(pairsIn({ texts: [...texts, 'zwischen Atlas und Zephyr'] })).toEqual([
      'Atlas | Zephyr 3',
    ]);
  });

  it('come most often first', () => {
    const headings = ['Atlas or Zephyr', 'Boreas or Notus', 'Boreas or Notus?'];
    expect(pairsIn({ headings })).toEqual(['Boreas | Notus 6', 'Atlas | Zephyr 3']);
  });

  test.each(['Whether or not it works', 'More or less', 'Atlas or atlas', 'Was it so?'])(
    'are not in %s',
    (heading) => {
      expect(pairsIn({ headings: [heading] })).toEqual([]);
    },
  );
});
