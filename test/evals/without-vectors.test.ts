import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SentenceVectors } from '../../src/answering/choosing/sentence-vectors.ts';
import { LEAST_CHANCE } from '../../src/answering/gate/answerability.ts';
import { judgeQuestion } from '../../src/answering/gate/judge-question.ts';
import { retrieve } from '../../src/answering/retrieve.ts';
import type { PassageIndex } from '../../src/domain/ports.ts';
import type { RankedPassage } from '../../src/domain/passage.ts';
import { startupWords } from '../../src/words/startup-words.ts';
import { storeOn } from '../indexing/store-bench.ts';
import { tempFolder } from '../indexing/temp-folder.ts';

/** Nothing in the shipped articles has to do with any of these. */
const FAR = [
  ...['Wie backe ich ein Sauerteigbrot?', 'Wie koche ich Reis?', 'Wie lange kocht ein Ei?'],
  ...['Wann ist Vollmond?', 'Wer gewann die Bundesliga?', 'Wie hoch ist der Eiffelturm?'],
  ...['Was hilft gegen Husten?', 'Wie schneide ich Rosen?', 'Welche Farbe hat der Mars?'],
  ...['Wie entferne ich Rotweinflecken?', 'Wie heißt der Papst?', 'Was frisst ein Igel?'],
  ...['Wie tapeziere ich eine Decke?', 'Wann fährt der Zug nach Köln?', 'Wo liegt Timbuktu?'],
  ...['Wie binde ich eine Krawatte?', 'Was ist ein Adverb?', 'Wer malte die Mona Lisa?'],
  ...['Wie viele Beine hat eine Spinne?', 'Was kostet ein Döner?', 'Wie wird das Wetter morgen?'],
  ...['Wie pflanze ich Tomaten?', 'Wer war Karl der Große?', 'Wie stricke ich Socken?'],
  ...['Wie wechsle ich einen Fahrradschlauch?', 'How do I bake sourdough bread?'],
  ...[
    'How long do you boil an egg?',
    'Who won the Champions League?',
    'How tall is Mount Everest?',
  ],
  ...['What helps against a cough?', 'How do I prune roses?', 'What do hedgehogs eat?'],
  ...[
    'Who painted the Sistine Chapel?',
    'How do I remove wine stains?',
    'When is the next full moon?',
  ],
  ...['Who was Napoleon?', 'How do I knit a scarf?', 'What is the capital of Mongolia?'],
  ...['How many legs does a spider have?', 'How do I fix a flat bicycle tyre?'],
  ...['What is the weather tomorrow?', 'How do I tie a bow tie?', 'Where do penguins live?'],
  ...['How do I make pancakes?', 'Who wrote Hamlet?', 'What is an adverb?'],
  ...['How do I grow tomatoes?', 'What is the boiling point of ethanol?'],
  ...['How do I train for a marathon?', 'Why is the sky blue?'],
];
/** Of fifty, as many have to be declined. */
const LEAST_DECLINED = 49;

let index: PassageIndex;
beforeAll(async () => {
  const { store } = storeOn('knowledge', await tempFolder());
  await store.build({});
  const opened = await store.openCurrent();
  if (opened === null) throw new Error('nothing was built');
  index = opened;
}, 120_000); // ms; on a busy machine

afterAll(() => index.close());

async function found(question: string): Promise<{ chance: number; first: RankedPassage[] }> {
  const retrieval = await retrieve({ question, index, embedder: null, limit: 8, perArticle: 3 });
  const vectors = new SentenceVectors();
  const { chance } = await judgeQuestion({ question, retrieval, index, vectors, embedder: null });
  return { chance, first: retrieval.ranked.slice(0, 3) };
}

describe('the shipped articles, searched by words alone', () => {
  it.each([
    ['de', '4chan'],
    ['en', '700 million'],
  ] as const)('answer the demonstration question in %s', async (language, fact) => {
    const { chance, first } = await found(startupWords.demonstration[language]);
    expect(chance).toBeGreaterThan(LEAST_CHANCE);
    const own = first.filter(({ passage }) => passage.language === language);
    expect(own.some(({ passage }) => passage.text.includes(fact))).toBe(true);
  });

  it('decline fifty questions that have nothing to do with them', async () => {
    expect(FAR).toHaveLength(50);
    const answered: string[] = [];
    for (const question of FAR) {
      if ((await found(question)).chance >= LEAST_CHANCE) answered.push(question);
    }
    expect(answered.length, answered.join('\n')).toBeLessThanOrEqual(50 - LEAST_DECLINED);
  });
});
