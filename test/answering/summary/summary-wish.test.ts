import { describe, expect, it } from 'vitest';
import { summaryWish } from '../../../src/answering/summary/summary-wish.ts';

describe('a wish for a summary', () => {
  it.each([
    ['Fasse den Artikel Stimmen der Debatte zusammen', 'Stimmen der Debatte', true],
    ['fasse bitte den Artikel „Das Leck“ kurz zusammen.', 'Das Leck', true],
    ['Fass mir das Leck zusammen', 'Leck', false],
    ['Gib mir eine Zusammenfassung von stimmen-der-debatte', 'stimmen-der-debatte', false],
    ['Ich brauche eine kurze Zusammenfassung des Artikels Das Leck', 'Leck', true],
    ['Zusammenfassung: Das Leck', 'Leck', false],
    ['Zusammenfassung des Textes über Quantisierung bitte', 'Quantisierung', true],
    ['Kannst du mir den Artikel zur Lizenz zusammenfassen?', 'Lizenz', true],
    ['Bitte "Das Leck" zusammenfassen', 'Das Leck', true],
    ['Fasse Das Leck für mich zusammen', 'Leck', false],
    ['Summarise the article on the ferry act', 'ferry act', true],
    ['summarize “Lights of the coast”, please', 'Lights of the coast', true],
    ['Could you please summarise the ferry act article?', 'ferry act', true],
    ['Give me a summary of Lights of the coast', 'Lights of the coast', false],
    ['I need a short summary of the article called Lights', 'Lights', true],
    ['Sum up the ferry act for me', 'ferry act', false],
    ['Fasse das Leck zusammen (ausführlicher)', 'Leck', false],
    ['TL;DR: ferry-act', 'ferry-act', false],
    ['Fasse den Artikel Ferry in drei Sätzen zusammen', 'Ferry', true],
    ['Artikel Ferry zusammenfassen', 'Ferry', true],
    ['Worum geht es im Artikel Ferry?', 'Ferry', true],
    ['Was steht im Artikel Ferry?', 'Ferry', true],
    ['What is the article Ferry about?', 'Ferry', true],
    ['Überblick über den Artikel Ferry', 'Ferry', true],
    ['recap the article Ferry', 'Ferry', true],
  ])('%s', (question, name, isArticle) => {
    expect(summaryWish(question)).toEqual({ name, isArticle });
  });
});

describe('no wish for a summary', () => {
  it.each([
    'Fasst Llama 2 mehr als 4k Token?',
    'Welche Liste führt Llama an?',
    'Was fasst die Fähre?',
    'Wie kann ich Texte zusammenfassen?',
    'Kann Llama 2 Texte zusammenfassen?',
    'Welches Modell fasst Texte am besten zusammen?',
    'Which model can summarise documents?',
    'How do I summarise a document with Llama?',
    'What is a summary?',
    'Was ist eine Zusammenfassung?',
    'Inhalt der Ladung',
    'Überblick über Häfen',
    'Worum geht es bei der Fähre?',
    'Was steht im Artikel Ferry über Preise?',
    'Wer fasste die Debatte zusammen?',
    'Fasse dich kurz',
    'Fass die Fähre nicht an!',
    'fasse zusammen',
    'fasse das zusammen',
    'Fasse den Artikel zusammen',
    'summarise it',
    'summarise that, please',
    'sum of all ferries',
    'Zusammenfassung bitte',
    '',
    `Fasse ${'den Artikel '.repeat(40)} zusammen`,
  ])('%s', (question) => {
    expect(summaryWish(question)).toBeNull();
  });
});
