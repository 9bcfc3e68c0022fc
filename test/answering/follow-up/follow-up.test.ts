import { describe, expect, test } from 'vitest';
import { isFollowUp } from '../../../src/answering/follow-up/follow-up.ts';

const GERMAN_FOLLOW_UPS = `
  Und wann war das?
  und wann war das
  Aber warum?
  Was ist mit Mistral?
  Wie sieht es bei Meta aus?
  Und Llama 3?
  Wann?
  Warum denn nicht?
  Von wem?
  In Deutschland?
  Für kommerzielle Nutzung?
  Wer hat es veröffentlicht?
  Wann hat Meta es veröffentlicht?
  Was kostet sie?
  Wer arbeitete daran?
  Was war der Grund dafür?
  Ist das erlaubt?
  Was bedeutet das?
  Wann war das?
  Wer steht hinter dieser Firma?
  Erzähl mir mehr
  Genauer bitte
  Gibt es davon eine kleinere Version?
  Was sagte er dazu?
  Es wurde von wem veröffentlicht?
  Davon gibt es wie viele?
  Das war wann genau?
`;
const GERMAN_SELF_CONTAINED = `
  Was ist Llama 2?
  Wann erschien Llama 2?
  Wer gründete OpenAI?
  Was ist RAG?
  Wer steht hinter Mistral AI?
  Was ist das Open-Source-Modell von Meta?
  Was ist das neue Modell von Meta?
  Wie viele Parameter hat Falcon?
  Gibt es freie Sprachmodelle?
  Welche Lizenz hat Llama 2?
  Wer gründete OpenAI und wann verließ er die Firma?
  In welchem Jahr erschien Llama?
  Können Sie mir den EU AI Act erklären?
  Was passierte beim Leak von Llama auf 4chan?
  Llama Lizenz
  Das Modell Falcon kommt woher?
`;
const ENGLISH_FOLLOW_UPS = `
  And when was that?
  and when was that
  What about Mistral?
  How about Llama 3?
  But why?
  When?
  Why not?
  By whom?
  In Germany?
  For commercial use?
  Who released it?
  When did Meta release it?
  What does its license say?
  How many parameters do they have?
  What did he say?
  Is that allowed?
  What does that mean?
  Who is behind this company?
  Tell me more
  Which one is the other?
  What happened after that?
  Are these models open?
`;
const ENGLISH_SELF_CONTAINED = `
  What is Llama 2?
  When was Llama 2 released?
  Who founded OpenAI?
  What is RAG?
  Is there a free language model?
  Are there open models from Europe?
  Is it legal to use Llama commercially?
  Did Meta say that Llama is open source?
  Who founded OpenAI, and when did he leave?
  What licence does Falcon have?
  In which year was Llama released?
  What does the EU AI Act say about open source?
  What happened with the Llama leak on 4chan?
  Llama license
`;
const lines = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim());

describe('isFollowUp', () => {
  test.each(lines(GERMAN_FOLLOW_UPS))('de: "%s" goes on from something', (question) => {
    expect(isFollowUp(question, 'de')).toBe(true);
  });
  test.each(lines(GERMAN_SELF_CONTAINED))('de: "%s" stands by itself', (question) => {
    expect(isFollowUp(question, 'de')).toBe(false);
  });
  test.each(lines(ENGLISH_FOLLOW_UPS))('en: "%s" goes on from something', (question) => {
    expect(isFollowUp(question, 'en')).toBe(true);
  });
  test.each(lines(ENGLISH_SELF_CONTAINED))('en: "%s" stands by itself', (question) => {
    expect(isFollowUp(question, 'en')).toBe(false);
  });

  test('makes nothing of what has no words', () => {
    for (const text of ['', '  ', '???', '🙂']) expect(isFollowUp(text, 'de')).toBe(false);
  });

  test('takes no long time over a long text', () => {
    const long = 'das ist es und sie '.repeat(2_000);
    expect(isFollowUp(`Llama ${long}`, 'de')).toBe(true);
    expect(isFollowUp('Llama 2 '.repeat(2_000), 'en')).toBe(false);
  });
});

describe('a wish for a list or a summary stands by itself', () => {
  test.each([
    ['Fasse den Artikel Das Leck zusammen', 'de'],
    ['Gib mir eine Zusammenfassung von stimmen-der-debatte', 'de'],
    ['Nenne alle Modelle', 'de'],
    ['Welche Lizenzen gibt es?', 'de'],
    ['Summarise the article on the ferry act', 'en'],
    ['List all models', 'en'],
  ] as const)('%s', (question, language) => {
    expect(isFollowUp(question, language)).toBe(false);
  });
});
