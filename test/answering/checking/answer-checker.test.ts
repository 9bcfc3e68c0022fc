import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerChecker } from '../../../src/answering/checking/answer-checker.ts';
import type { Evidence } from '../../../src/answering/checking/check-claim.ts';
import { passage } from '../../fakes/passages.ts';

const FERRY = passage({
  id: 'ferry#0',
  articleId: 'ferry',
  title: 'The Kestrel ferry',
  section: 'Ship',
  text: 'The Kestrel carries 40 cars. It was built in 1931 by Harland. Start it with:\n\n```sh\nkestrel start --slow\n```',
});
const ISLAND = passage({
  id: 'island#0',
  articleId: 'island',
  title: 'The island',
  section: '',
  text: 'The island has two roads.',
});
const EVIDENCE: readonly Evidence[] = [
  {
    text: 'The Kestrel carries 40 cars.',
    passage: FERRY,
    before: '',
    after: 'It was built in 1931 by Harland.',
  },
  {
    text: 'It was built in 1931 by Harland.',
    passage: FERRY,
    before: 'The Kestrel carries 40 cars.',
    after: '',
  },
  { text: 'The island has two roads.', passage: ISLAND, before: '', after: '' },
];

function checkerFor(language: 'de' | 'en' = 'en', mostSentences = Infinity): AnswerChecker {
  return new AnswerChecker({
    ...{ question: 'What of the Kestrel?', language, evidence: EVIDENCE, mostSentences },
    closeTo: () => Promise.resolve(() => false),
  });
}

async function check(text: string, pieces: readonly string[] = [text]) {
  const checker = checkerFor();
  const shown: string[] = [];
  for (const piece of pieces) shown.push((await checker.push(piece)).text);
  shown.push((await checker.end()).text);
  expect(shown.join('')).toBe(checker.text);
  return checker;
}

it('says no "yes" in front of a no, nor the other way round', async () => {
  const answers = ['Yes, the Kestrel carries 40 cars.', 'No, the Kestrel carries 40 cars.'];
  const shown = await Promise.all(answers.map(async (text) => (await check(text)).text));
  expect(shown).toEqual([
    'Yes, the Kestrel carries 40 cars [1].',
    'The Kestrel carries 40 cars [1].',
  ]);
});

describe('what is shown', () => {
  it.each([
    ['The Kestrel carries 40 cars [1].', 'The Kestrel carries 40 cars [1].'],
    ['The Kestrel carries 40 cars. [1]', 'The Kestrel carries 40 cars [1].'],
    ['The Kestrel carries 40 cars.', 'The Kestrel carries 40 cars [1].'],
    ['The Kestrel carries 40 cars [9].', 'The Kestrel carries 40 cars [1].'],
    [
      'The island has two roads [3]. It carries 40 cars [1].',
      'The island has two roads [1]. It carries 40 cars [2].',
    ],
    ['It carries 40 cars [1]. It sank in 1940 [1].', 'It carries 40 cars [1].'],
    ['# Ship\n\nIt carries 40 cars [1].', 'It carries 40 cars [1].'],
    ['# It sank in 1940 [1]\n\nIt carries 40 cars [1].', 'It carries 40 cars [1].'],
    ['-# It sank in 1940 [1]\n\nIt carries 40 cars [1].', 'It carries 40 cars [1].'],
    ['## It carries 40 cars [1].', 'It carries 40 cars [1].'],
    ['[40 cars] [1]', '40 cars [1]'],
    [
      '[3] The island has two roads [1] The Kestrel carries 40 cars',
      'The island has two roads [1] The Kestrel carries 40 cars [2]',
    ],
    [
      '[3] The island has two roads. [1] The Kestrel carries 40 cars.',
      'The island has two roads [1]. The Kestrel carries 40 cars [2].',
    ],
    ['The Kestrel 运载 carries 40 cars [1]. It carries 40 cars [1].', 'It carries 40 cars [1].'],
    [
      '- It carries 40 cars [1].\n- The island has two roads [3].',
      '- It carries 40 cars [1].\n- The island has two roads [2].',
    ],
    ['It carries 40 cars [1].\n\nSources:\n[1], [2]', 'It carries 40 cars [1].'],
    ['```x``` The ferry is red and sank in 1950 [1].', ''],
    ['-# [1] The ferry sank in 1950', ''],
    ['```sh\nkestrel start --slow\n```', '```sh\nkestrel start --slow\n```\n[1]'],
    ['```sh\nrm -rf everything\n```', ''],
    [
      '| Ship | Cars |\n|---|---|\n| Kestrel | 40 cars [1] |\n| Heron | 65 cars [1] |',
      '| Ship | Cars |\n|---|---|\n| Kestrel | 40 cars [1] |',
    ],
    [
      'The Kestrel carries:\n- 40 cars [1].\n- The island has two roads [3].',
      'The Kestrel carries [1]:\n- 40 cars [1].\n- The island has two roads [2].',
    ],
    ['The island has two roads [3]. The Kestrel carries:', 'The island has two roads [1].'],
    ['The Kestrel carries:\n- 99 cars.\n- 98 cars.', ''],
    [
      'The island has two roads:\nThe Kestrel carries:\n- 40 cars [1].',
      'The Kestrel carries [1]:\n- 40 cars [1].',
    ],
    [
      '| The ferry sank in 1950 [1] | Cars |\n|---|---|\n| | 40 cars [1] |',
      '|  | Cars |\n|---|---|\n| | 40 cars [1] |',
    ],
    [
      '| The Kestrel carries 40 cars | 1 |\n| The ferry sank in 1950 | 2 |\n| It has two roads | 3 |',
      '',
    ],
    [
      '| The Kestrel carries 40 cars. |\n| The ferry sank in 1950. |\n| It was built in 1931. |',
      'The Kestrel carries 40 cars [1].\nIt was built in 1931 [1].',
    ],
    ['Not stated.', ''],
    ['YES [1]', ''],
  ])('of %j is %j', async (text, expected) => {
    expect((await check(text)).text).toBe(expected);
  });

  it('is the same however the text arrives', async () => {
    const text =
      'The island has two roads [3]. It carries 40 cars [1].\n- It was built in 1931 [2].\n\nIt sank in 1950 [1]. The Kestrel carries 40 cars.';
    const whole = (await check(text)).text;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(text.length)), async (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((to, at) => text.slice(places[at], to));
        expect((await check(text, pieces)).text).toBe(whole);
      }),
      { numRuns: 60 },
    );
  });
});

it('cites passages, from 1 in the order of use, with the sentence', async () => {
  const { citations } = await check(
    'The island has two roads [3]. It was built in 1931 by Harland [2].',
  );
  expect(citations.map(({ n, articleId, quote }) => [n, articleId, quote])).toEqual([
    [1, 'island', 'The island has two roads.'],
    [2, 'ferry', 'It was built in 1931 by Harland.'],
  ]);
});

it('says what was left out and why', async () => {
  const { dropped } = await check('It carries 45 cars [1]. Not stated.');
  expect(dropped.map(({ fault }) => fault)).toEqual(['facts', 'refusal']);
});

it('says that an introduction was left out', async () => {
  const { dropped } = await check('The island has two roads:\nThe Kestrel carries:\n- 99 cars.');
  expect(dropped.map(({ text, fault }) => [text, fault])).toEqual([
    ['The island has two roads:', 'says-nothing'],
    ['99 cars.', 'facts'],
    ['The Kestrel carries:', 'says-nothing'],
  ]);
});

it('leaves out a sentence in another language', async () => {
  const checker = checkerFor('de');
  await checker.push('The Kestrel carries 40 cars as it was built [1].');
  await checker.end();
  expect(checker.dropped.map(({ fault }) => fault)).toEqual(['language']);
});

it('tells the language of a sentence by its own words, not by a title it quotes', async () => {
  const text = 'Messenger translated the song "Ein neues Lied wir heben an" in 1843.';
  const evidence = [{ text, passage: ISLAND, before: '', after: '' }];
  const closeTo = () => Promise.resolve(() => false);
  const checker = new AnswerChecker({ question: '', language: 'en', evidence, closeTo });
  await checker.push(`${text} [1]`);
  await checker.end();
  expect(checker.text).toBe(text.replace('.', ' [1].'));
});

it('writes numbers that were copied from another language as the own one does', async () => {
  const text = 'The Kestrel burns 12,500 litres and has cost 2 billion pounds since May 1931.';
  const evidence = [{ text, passage: FERRY, before: '', after: '' }];
  const closeTo = () => Promise.resolve(() => true);
  const show = async (said: string): Promise<AnswerChecker> => {
    const checker = new AnswerChecker({ question: '', language: 'de', evidence, closeTo });
    await checker.push(said);
    await checker.end();
    return checker;
  };
  const { text: shown } = await show(
    'Die Kestrel hat seit May 1931 rund 2 billion Pfund gekostet und verbrennt 12,500 Liter [1].',
  );
  expect(shown).toBe(
    'Die Kestrel hat seit Mai 1931 rund 2 Milliarden Pfund gekostet und verbrennt 12.500 Liter [1].',
  );
  expect((await show(`${text} [1]`)).foreign).toMatchObject([{ text }]);
});

describe('a row', () => {
  const TABLE = '| Model | 4 bit | 8 bit |\n|---|---|---|\n| 70B | 43 GB | 74 GB |';
  const show = async (text: string, passageText: string): Promise<string> => {
    const one = passage({
      id: 'm#0',
      articleId: 'm',
      title: 'Models',
      section: '',
      text: passageText,
    });
    const evidence = [{ text, passage: one, before: '', after: '' }];
    const closeTo = () => Promise.resolve(() => false);
    const checker = new AnswerChecker({ question: '', language: 'en', evidence, closeTo });
    await checker.push(`${text} [1]`);
    await checker.end();
    return checker.text;
  };

  it.each([
    ['Model: 70B; 4 bit: 43 GB; 8 bit: 74 GB', '**70B** – 4 bit: 43 GB; 8 bit: 74 GB [1]'],
    ['Model – 70B; 4 bit: 43 GB; 8 bit: 74 GB', '**70B** – 4 bit: 43 GB; 8 bit: 74 GB [1]'],
    ['May I sell it?: yes; Why: Apache', '**yes** – Why: Apache [1]'],
    ['Model: see `x`; 4 bit: 43 GB', 'Model: see `x`; 4 bit: 43 GB [1]'],
    ['Model: a||b; 4 bit: 43 GB', 'Model: a||b; 4 bit: 43 GB [1]'],
    ['Model: <@1>; 4 bit: 43 GB', 'Model: <@1>; 4 bit: 43 GB [1]'],
  ])('is shown by what it is about: %j', async (text, shown) => {
    expect(await show(text, TABLE)).toBe(shown);
  });

  it('is no sentence with semicolons', async () => {
    const text = 'Two things count here: speed; and then: memory';
    expect(await show(text, `${text}\n\n${TABLE}`)).toBe(`${text} [1]`);
  });
});

it('shows a sentence once and tells a model that turns in circles', async () => {
  const checker = await check('It carries 40 cars [1]. '.repeat(5));
  expect(checker.text).toBe('It carries 40 cars [1].');
  expect(checker.isRepeating).toBe(true);
});

describe('long enough', () => {
  const said = [
    'The Kestrel carries 40 cars [1].',
    'It was built in 1931 by Harland [2].',
    'The island has two roads [3].',
  ];
  const [first = '', second = '', third = ''] = said;
  const ITEMS = [
    ...[first, second, third, 'It carries 40 cars [1].', 'It was built in 1931 [2].'],
    ...[
      'It was built by Harland [2].',
      'The island has roads [3].',
      'The Kestrel carries cars [1].',
    ],
  ].map((item) => `- ${item}`);
  it.each([
    [said.join(' '), true],
    [`${first} ${second}`, false],
    [`${first} ${second} It was sold in 1950 [2].`, false],
    [`The Kestrel carries 40 cars [1]:\n- ${second}\n- ${third}\n`, false],
    [`- ${first} ${second} ${third}\n- It was built in 1931 [2]. The island has roads [3].`, false],
    [`- ${first}\n\n${second}\n\n${third}\n\nIt carries 40 cars [1].`, true],
    [ITEMS.slice(0, 7).join('\n'), false],
    [ITEMS.join('\n'), true],
  ])('%j: %s', async (text, isLongEnough) => {
    const checker = checkerFor('en', 3);
    await checker.push(text);
    await checker.end();
    expect(checker.isLongEnough).toBe(isLongEnough);
  });
});

it('shows nothing of a sentence that never ends', async () => {
  const checker = await check(`It carries 40 cars ${'and so on '.repeat(1_000)}`);
  expect(checker.text).toBe('');
});

it('leaves out the half sentence at the end of what was cut off', async () => {
  const checker = checkerFor();
  await checker.push('It carries 40 cars [1]. It was built in 1931 by');
  await checker.end({ isCut: true });
  expect(checker.text).toBe('It carries 40 cars [1].');
});

describe('numbers without words', () => {
  it.each([
    ['[2]', [1]],
    ['[1] [3]', [0, 2]],
    ['[1, 3]', [0, 2]],
    ['Yes. [2]', [1]],
    ['Yes.', []],
  ])('%s point at sentences', async (text, places) => {
    const checker = await check(text);
    expect(checker.onlyPoints).toBe(true);
    expect(checker.pointed).toEqual(places);
  });

  it.each([
    '',
    '# Ship',
    'It carries 40 cars [1].',
    'It sank in 1940 [1].',
    'The answer is not in the sentences.',
  ])('%j is no pointing', async (text) => {
    expect((await check(text)).onlyPoints).toBe(false);
  });
});

describe('a sentence that was only half translated', () => {
  const GERMAN: Evidence = {
    text: 'Der Kessel fasst 390 Liter Heizöl und wird halbjährlich geprüft.',
    passage: passage({
      id: 'kessel#0',
      articleId: 'kessel',
      language: 'de',
      title: 'Kessel',
      section: '',
      text: '',
    }),
    before: '',
    after: '',
  };

  async function checkAgainstGerman(text: string): Promise<AnswerChecker> {
    const checker = new AnswerChecker({
      ...{ question: 'What does the boiler hold?', language: 'en', evidence: [GERMAN] },
      mostSentences: 3,
      closeTo: () => Promise.resolve(() => true),
    });
    await checker.push(text);
    await checker.end();
    return checker;
  }

  it.each(['Is halbjährlich geprüft [1].', '390 Liter Heizöl [1].'])(
    'is translated anew from what it rests on: %s',
    async (text) => {
      const checker = await checkAgainstGerman(text);
      expect(checker.text).toBe('');
      expect(checker.foreign).toEqual([{ text: GERMAN.text, language: 'de', at: 0 }]);
    },
  );

  it.each(['The boiler holds 390 litres of heating oil [1].', 'The Kessel holds 390 litres [1].'])(
    'is not one that has names alone in common: %s',
    async (text) => {
      expect((await checkAgainstGerman(text)).text).toBe(text);
    },
  );
});
