import { describe, expect, it } from 'vitest';
import { factBase, factsOf, missingFacts } from '../../src/answering/facts.ts';

const PASSAGE = [
  'Llama 2 and its licence',
  'Limits',
  'Llama 2 was released on 18 July 2023 in three sizes. More than 700 million monthly users need a licence from Meta. ' +
    'Joelle Pineau joined Meta in 2017. A 13B model takes 8 GB.',
];

const missing = (sentence: string, language = 'de'): string[] =>
  missingFacts(factsOf(sentence, language), factBase(PASSAGE, language));

describe('facts that stand in a passage', () => {
  it.each([
    'Llama 2 erschien am 18. Juli 2023.',
    'Llama 2 erschien im Juli 2023.',
    'Llama 2 erschien 2023.',
    'Es gibt 3 Größen.',
    'Ab 700 Millionen Nutzern braucht man eine Lizenz von Meta.',
    'Joelle Pineau kam 2017 zu Meta.',
    'Ein Modell mit 13 Milliarden Parametern braucht 8 GB.',
    'Die Lizenz hat Grenzen.',
  ])('%s', (sentence) => {
    expect(missing(sentence)).toEqual([]);
  });
});

describe('facts that do not', () => {
  it.each([
    ['Llama 2 erschien am 19. Juli 2023.', 'another day'],
    ['Llama 2 erschien im August 2023.', 'another month'],
    ['Llama 2 erschien 2022.', 'another year'],
    ['Llama 2 erschien am 18. Juli 2022.', 'a right day with another year'],
    ['Pineau war 2017 Jahre alt.', 'a year with a unit it does not have'],
    ['Ab 700 Milliarden Nutzern.', 'another magnitude'],
    ['Es braucht 8 Prozent.', 'another unit'],
    ['Das sagte Sam Altman.', 'another person'],
  ])('%s (%s)', (sentence) => {
    expect(missing(sentence).length).toBeGreaterThan(0);
  });

  it('names what is missing', () => {
    expect(missing('Es sind 42 Modelle von Google.')).toEqual(['42', 'google']);
  });
});

it('counts the number of a versioned name as a part of the name', () => {
  expect(factsOf('GPT-3.5 ist älter.', 'de').numbers).toEqual([]);
  expect(factsOf('Heron-VL-3B was small.', 'en').numbers).toEqual([]);
});
