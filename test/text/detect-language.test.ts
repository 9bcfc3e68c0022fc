import { describe, expect, it } from 'vitest';
import {
  detectLanguage,
  isThirdLanguage,
  questionLanguage,
} from '../../src/text/detect-language.ts';

describe('detectLanguage', () => {
  it.each([
    'Wie kam es zum Leck?',
    'wo sind die llama gewichte',
    'Was sagte Sam Altman über Open Source?',
    'Modellgrößen',
    'Lizenzbedingungen für Unternehmen',
    'Welche Fine-Tuning Methods gibt es?',
  ])('German: %s', (text) => {
    expect(detectLanguage(text)).toBe('de');
  });

  it.each([
    'How did the weights leak?',
    'what is llama 2',
    'Who wrote about the Modellgewichte?',
    'What did the Bundesregierung say in 2023?',
    'commercial licence restrictions for companies',
  ])('English: %s', (text) => {
    expect(detectLanguage(text)).toBe('en');
  });

  it.each(['', '42', '🦙🦙🦙', '???'])('nothing can be told of "%s"', (text) => {
    expect(detectLanguage(text)).toBeNull();
  });

  it('never names a third language', () => {
    for (const text of ['Pourquoi le modèle est-il libre?', '¿Qué es esto?', 'これは何ですか']) {
      expect(['de', 'en', null]).toContain(detectLanguage(text));
    }
  });

  it('gives the same answer every time', () => {
    const all = ['GPT-4 Turbo', 'Llama', 'Modell'].map((text) => [
      detectLanguage(text),
      detectLanguage(text),
    ]);
    for (const [first, second] of all) expect(second).toBe(first);
  });
});

describe('isThirdLanguage', () => {
  it.each([
    'Pourquoi le modèle est-il libre pour tous?',
    'Los pesos del modelo se filtraron en febrero.',
    'これは何ですか',
    'Привет, как дела?',
  ])('sees that "%s" is neither', (text) => {
    expect(isThirdLanguage(text)).toBe(true);
  });

  it.each([
    'Die Gewichte sickerten im Februar durch.',
    'The weights leaked in February.',
    'GPT-4 Turbo',
    'Merci beaucoup',
    '42',
    '',
  ])('does not say so of "%s"', (text) => {
    expect(isThirdLanguage(text)).toBe(false);
  });
});

describe('questionLanguage', () => {
  it.each([
    ['Quelle est la licence de Llama 2 ?', null],
    ['¿Cuánta memoria necesita un modelo de 13B?', null],
    ['Danke für Llama: wer hat es gebaut?', 'de'],
    ['Who wrote the licence of this model?', 'en'],
  ])('leaves a third language to the asker’s setting: %s', (text, language) => {
    expect(questionLanguage(text)).toBe(language);
  });
});
