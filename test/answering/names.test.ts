import { describe, expect, it } from 'vitest';
import { foldText } from '../../src/text/fold-word.ts';
import {
  findLikelyNames,
  findNames,
  holdsName,
  holdsNameAbroad,
  namesShown,
} from '../../src/answering/names.ts';

const named = (sentence: string, language: string): string[] =>
  findNames(sentence, language).map((words) => words.join(' '));

describe('findNames in German', () => {
  it.each([
    ['Joelle Pineau leitet die Forschung.', ['joelle pineau']],
    ['Das Modell läuft auf OpenChat.', ['openchat']],
    ['Sam Altman und Elon Musk stritten.', ['sam altman', 'elon musk']],
    ['Der Analyst Paul Schulze sprach.', ['paul schulze']],
    ['Die Gewichte liegen auf der Festplatte.', []],
    ['Der Speicher reicht für ein Modell.', []],
    ['Am Montag im Juli kam die Nachricht.', []],
  ])('%s', (sentence, expected) => {
    expect(named(sentence, 'de')).toEqual(expected);
  });
});

describe('findNames in English', () => {
  it.each([
    ['The weights came from Meta.', ['meta']],
    ['Researchers at Stanford built Alpaca.', ['stanford', 'alpaca']],
    ['However, people in Berkeley tried it.', ['berkeley']],
    ['Weights are free.', []],
    ['Joelle Pineau joined in 2017.', ['joelle pineau']],
    ['On Monday in July it came out.', []],
  ])('%s', (sentence, expected) => {
    expect(named(sentence, 'en')).toEqual(expected);
  });
});

describe('names that passages show', () => {
  const passages = [
    {
      language: 'en',
      text: 'The weights came from Meta, and Stanford built on them. Access was open.',
    },
    {
      language: 'de',
      text: 'Laut Joelle Pineau war der Zugang offen. Die Lizenz der Gewichte galt.',
    },
  ];

  it('are capitals inside an English sentence, and capitals in a row in a German one', () => {
    expect([...namesShown(passages)].sort()).toEqual(['joelle', 'meta', 'pineau', 'stanford']);
  });

  it('are no words that stand in lower case elsewhere', () => {
    const both = [...passages, { language: 'en', text: 'the meta data of Meta' }];
    expect(namesShown(both)).not.toContain('meta');
  });

  it.each([
    ['Die Gewichte kamen über Meta heraus.', 'de', ['meta']],
    ['Pineau trat ein.', 'de', ['pineau']],
    ['Pineau joined in 2017.', 'en', ['pineau']],
    ['Die Lizenz der Gewichte gilt.', 'de', []],
  ])('are found in "%s"', (sentence, language, expected) => {
    const found = findNames(sentence, language, namesShown(passages));
    expect(found.map((words) => words.join(' '))).toEqual(expected);
  });
});

describe('findLikelyNames', () => {
  it.each([
    ['de', 'Die Gewichte kamen von Airbus.', ['airbus']],
    ['de', 'Airbus gab sie heraus.', ['airbus']],
    ['de', 'Das Leck von Gewichten bei Veröffentlichung von Software.', []],
    ['de', 'Forschende gaben sie heraus.', []],
    ['de', 'Die Lizenz erlaubt es.', []],
    ['en', 'Lufthansa released it.', ['lufthansa']],
    ['en', 'Weights leaked.', []],
    ['en', 'Training takes weeks.', []],
    ['en', 'Later it leaked.', []],
  ])('%s: %s', (language, sentence, expected) => {
    expect(findLikelyNames(sentence, language).flat()).toEqual(expected);
  });
});

describe('holdsName', () => {
  const holds = (name: string, text: string): boolean => holdsName(name.split(' '), foldText(text));

  it.each([
    ['joelle pineau', 'Pineau sagte es.'],
    ['musk', 'Musks Brief erschien.'],
    ['europaische union', 'The European Union agreed.'],
    ['usa', 'in the United States'],
    ['dsgvo', 'The GDPR applies.'],
    ['ki', 'AI is everywhere'],
    ['hugging face', 'auf Hugging Face'],
  ])('finds %s in "%s"', (name, text) => {
    expect(holds(name, text)).toBe(true);
  });

  it.each([
    ['sam altman', 'Elon Musk sagte es.'],
    ['meta', 'The parameter count'],
    ['google', 'OpenAI and Microsoft'],
    ['dsgvo', 'The licence applies.'],
    ['anna maria berta cora', 'Nur Anna war da.'],
  ])('does not find %s in "%s"', (name, text) => {
    expect(holds(name, text)).toBe(false);
  });
});

describe('a name with a hyphen', () => {
  it.each([
    ['kiln-7', 'the Kiln-7 burns coal', true],
    ['kiln-7', 'the Kiln 7 burns coal', true],
    ['kiln-7', 'the Kiln-75 burns coal', false],
    ['kiln-7', 'the Kiln-8 burns coal', false],
    ['talk-sendungen', 'die Sendungen des Senders Talk', true],
    ['dab-konformem', 'in DAB-konforme Sender', true],
    ['talk-sendungen', 'die Filme des Senders Talk', false],
  ])('%s in "%s": %s', (name, text, expected) => {
    expect(holdsName([name], foldText(text))).toBe(expected);
  });
});

describe('a name in a text of another language', () => {
  it.each([
    ['brazil', 'in Brasilien', true],
    ['castilian', 'kastilische Siedler', true],
    ['normandy', 'in der Normandie', true],
    ['psalms', 'über die Psalmen', true],
    ['moore', 'von Maurer gebaut', false],
    ['kiln-7', 'der Kiln-8', false],
    ['anna', 'von Anton', false],
  ])('%s in "%s": %s', (name, text, expected) => {
    expect(holdsNameAbroad([name], foldText(text))).toBe(expected);
  });
});
