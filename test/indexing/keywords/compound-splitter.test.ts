import { describe, expect, test } from 'vitest';
import { splitCompound } from '../../../src/indexing/keywords/compound-splitter.ts';
import { foldWord } from '../../../src/text/fold-word.ts';
import { stemWord } from '../../../src/text/text-analysis.ts';

const VOCABULARY = new Map(
  'Modell Gewichte Daten Schutz Datenschutz Grund Verordnung Lizenz Bedingung Sprache Kinder Garten Ende Forscher Training'
    .split(' ')
    .map((word) => [stemWord(foldWord(word), 'de'), 5]),
);

describe('splitCompound', () => {
  test.each<[string, readonly string[]]>([
    ['modellgewichte', ['modell', 'gewichte']],
    ['datenschutzgrundverordnung', ['datenschutz', 'grund', 'verordnung']],
    ['lizenzbedingungen', ['lizenz', 'bedingungen']],
    ['sprachmodell', ['sprach', 'modell']],
    ['kindergarten', ['kinder', 'garten']],
    ['trainingsdaten', ['trainings', 'daten']],
    ['modell', []],
    ['forschende', []],
    ['unbekannteswort', []],
    ['modellunbekannt', []],
    ['modell2gewichte', []],
    ['', []],
  ])('%s', (word, parts) => {
    expect(splitCompound(word, (stem) => VOCABULARY.get(stem) ?? 0)).toEqual(parts);
  });
});
