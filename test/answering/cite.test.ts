import { describe, expect, it, test } from 'vitest';
import { bestQuote, checkCitations } from '../../src/answering/cite.ts';
import { rankedPassages } from '../fakes/passages.ts';

const passages = rankedPassages([
  {
    title: 'Das Llama-Leck',
    section: 'Was geschah',
    language: 'de',
    text: 'Meta gab Llama im Februar 2023 an ausgewählte Forschende heraus. Kurz darauf sickerten die Gewichte auf 4chan durch. Mehr als 7.000 Ableger erschienen auf Hugging Face.',
  },
  {
    title: 'Meta and open research',
    section: 'People',
    language: 'en',
    text: 'Joelle Pineau joined Meta in 2017, by her account because of its commitment to open science. ChatGPT was launched on 30 November 2022 and is reported at 100 million users.',
  },
  {
    title: 'Reading benchmarks',
    section: 'Sizes',
    language: 'en',
    text: 'Llama came in sizes from 7B to 65B parameters. GPT-3 has 175 billion parameters. A 13B model needs about 8 GB of memory at 4 bits.',
  },
]);

function check(text: string, language = 'de') {
  return checkCitations(text, passages, language);
}

describe('a sentence that states nothing', () => {
  it.each(['YES [1]', 'Ja [2].', 'No, it is not [3].'])(
    'is not verified by its mark: %s',
    (text) => {
      const { verified, unverified } = check(text);
      expect([verified, unverified]).toEqual([0, 1]);
    },
  );
});

test.each([
  'GPT-3 hat 175 Milliarden Parameter [3].\nNO_ANSWER [2]',
  'GPT-3 hat 175 Milliarden Parameter [3]. NO_ANSWER.',
])('the refusal mark is no part of an answer: %s', (text) => {
  const { text: shown, unverified } = check(text);
  expect([shown, unverified]).toEqual(['GPT-3 hat 175 Milliarden Parameter [3].', 0]);
});

describe('a sentence that cites a passage which states it', () => {
  it.each([
    ['de', 'Meta gab Llama im Februar 2023 an Forschende heraus [1].'],
    ['de', 'ChatGPT startete am 30. November 2022 [2].'],
    ['de', 'ChatGPT erreichte 100 Millionen Nutzer [2].'],
    ['de', 'Joelle Pineau kam 2017 zu Meta, weil ihr offene Wissenschaft wichtig war [2].'],
    ['de', 'GPT-3 hat 175 Milliarden Parameter [3].'],
    ['en', 'More than 7,000 derivatives appeared on Hugging Face [1].'],
    ['en', 'The weights leaked on 4chan shortly afterwards [1].'],
    ['en', 'Llama has between 7 billion and 65 billion parameters [3].'],
    ['en', 'Pineau’s reason for joining was open science [2].'],
    ['en', 'ChatGPT came out on November 30, 2022 [2].'],
  ])('is left alone (%s: %s)', (language, sentence) => {
    const result = check(sentence, language);
    expect(result).toMatchObject({ text: sentence, verified: 1, unverified: 0, dangling: 0 });
    expect(result.citations).toHaveLength(1);
  });
});

describe('a sentence whose facts are not in its passage', () => {
  it.each([
    ['de', 'Joelle Pineau ist 2017 Jahre alt [2].', 'a year used as an age'],
    ['de', 'Meta gab Llama im März 2023 heraus [1].', 'another month'],
    ['de', 'Mehr als 9.000 Ableger erschienen [1].', 'another number'],
    ['de', 'ChatGPT startete am 29. November 2022 [2].', 'another day'],
    ['de', 'ChatGPT erreichte 100 Milliarden Nutzer [2].', 'another magnitude'],
    ['de', 'Sam Altman gab die Gewichte heraus [1].', 'another person'],
    ['en', 'Google launched ChatGPT on 30 November 2022 [2].', 'another company'],
    ['en', 'A 13B model needs about 8 % of memory [3].', 'another unit'],
    ['en', 'It needs 16 GB of memory [3].', 'another amount'],
  ])('is marked (%s: %s, %s)', (language, sentence) => {
    const result = check(sentence, language);
    expect(result.unverified).toBe(1);
    expect(result.verified).toBe(0);
    expect(result.text).toContain('⚠️');
  });
});

describe('citation marks', () => {
  it('keeps marks behind the last full stop with their sentence', () => {
    const result = check('Meta gab Llama im Februar 2023 an Forschende heraus. [1]');
    expect(result.text).toBe('Meta gab Llama im Februar 2023 an Forschende heraus [1].');
    expect(result).toMatchObject({ verified: 1, unverified: 0 });
  });

  it('removes a number that no passage has and marks the sentence', () => {
    const result = check('Die Gewichte gehören allen Menschen dieser Erde [9].');
    expect(result.text).not.toContain('[9]');
    expect(result).toMatchObject({ dangling: 1, unverified: 1 });
    expect(result.citations).toEqual([]);
  });

  it('points a sentence at the passage that holds its facts', () => {
    const result = check('Meta gab Llama im Februar 2023 an Forschende heraus [3].');
    expect(result.text).toBe('Meta gab Llama im Februar 2023 an Forschende heraus [1].');
    expect(result.citations.map(({ n }) => n)).toEqual([1]);
  });

  it('points a sentence without facts at the passage that says it word for word', () => {
    const result = check('Die Gewichte sickerten kurz darauf durch [2].');
    expect(result.text).toBe('Die Gewichte sickerten kurz darauf durch [1].');
  });

  it('attributes an uncited sentence when its facts and words are in one passage', () => {
    const result = check('Kurz darauf sickerten die Gewichte auf 4chan durch.');
    expect(result.text).toBe('Kurz darauf sickerten die Gewichte auf 4chan durch [1].');
  });

  it('leaves a sentence without facts or citation alone', () => {
    const result = check('Das ist eine gute Frage!');
    expect(result).toMatchObject({ text: 'Das ist eine gute Frage!', verified: 0, unverified: 0 });
  });

  it.each([
    ['[1, 2]', '[1][2]'],
    ['[1-2]', '[1][2]'],
    ['[Passage 1]', '[1]'],
    ['(Quelle 1)', '[1]'],
    ['【1†L3】', '[1]'],
  ])('reads %s as %s', (mark, expected) => {
    const result = check(`Meta gab Llama im Februar 2023 an Forschende heraus ${mark}.`);
    expect(result.text).toContain(expected);
  });

  it('keeps list markers and ordinals out of the facts', () => {
    const result = check('1. Meta gab Llama heraus [1].\n2. Die Gewichte sickerten durch [1].');
    expect(result).toMatchObject({ verified: 2, unverified: 0 });
    expect(result.text.split('\n')).toHaveLength(2);
  });

  it('drops a list of sources that the model wrote itself', () => {
    const result = check('Meta gab Llama im Februar 2023 heraus [1].\n\nQuellen:\n[1], [2]');
    expect(result.text).toBe('Meta gab Llama im Februar 2023 heraus [1].');
  });

  it('does not touch code', () => {
    const code = '```py\nx = a[1] + 99999\n```';
    expect(check(code).text).toBe(code);
  });
});

it('quotes the sentence of the passage that fits best, verbatim', () => {
  const passage = passages[0]!.passage;
  expect(bestQuote(passage, 'sickerten auf 4chan durch')).toBe(
    'Kurz darauf sickerten die Gewichte auf 4chan durch.',
  );
  const { citations } = check('Mehr als 7.000 Ableger erschienen auf Hugging Face [1].');
  expect(passage.text).toContain(citations[0]!.quote);
  expect(citations[0]!.quote).toContain('7.000');
});
