import { describe, expect, it, test } from 'vitest';
import { refinementOf } from '../../../src/answering/talk/refinement-of.ts';

const ASKED: Readonly<Record<string, readonly string[]>> = {
  again: [
    ...[
      'Nochmal',
      'nochmal bitte',
      'noch mal',
      'Noch einmal',
      'Versuch es nochmal',
      'Wiederhole das',
    ],
    ...['again', 'again please', 'once more', 'try again', 'repeat that', 'one more time'],
  ],
  shorter: [
    ...['kürzer', 'Kürzer bitte!', 'Geht das auch kürzer?', 'Fass das zusammen', 'in einem Satz'],
    ...[
      'kurz bitte',
      'shorter',
      'Make it shorter please',
      'tl;dr',
      'Sum it up',
      'in two sentences',
      'zu lang',
      'Kürzere Fassung',
      'Bitte kürzer fassen',
      'in 2 sentences',
      'auf den Punkt bitte',
      'That is too long',
      'bitte kürzen',
      'Nur das Wichtigste',
      'the short version',
    ],
  ],
  longer: [
    'ausführlicher',
    'Genauer bitte',
    'more detail please',
    'elaborate',
    'Kannst du das genauer erklären?',
    'Führe das aus',
    'go on',
  ],
  simpler: [
    'einfacher bitte',
    'Erklär das einfacher',
    'für Dummies',
    'Erklär es mir einfach',
    'simpler',
    'in plain terms please',
    'eli5',
    'Das verstehe ich nicht',
    "I don't understand",
    'zu kompliziert',
    'for beginners',
  ],
  list: [
    ...[
      'als Liste',
      'als Liste bitte',
      'In Stichpunkten',
      'Mach eine Liste',
      'bitte in Stichpunkten',
      'stichpunktartig',
    ],
    ...[
      'Kannst du das auflisten?',
      'list it',
      'Nochmal als Tabelle',
      'in Listenform',
      'as a numbered list',
    ],
    ...['as a list', 'As bullet points, please', 'make it a list'],
  ],
  sources: [
    ...[
      'Quelle?',
      'Quellen',
      'Beleg?',
      'Wo steht das?',
      'Woher weißt du das?',
      'Hast du eine Quelle?',
      'Woher kommt das?',
      'Link?',
      'where did you get that?',
    ],
    ...['Aus welchem Artikel ist das?', 'Which article is that from?', 'Kannst du das belegen?'],
    ...['Was ist die Quelle?', 'Hast du dafür eine Quelle?', 'Do you have a source for that?'],
    ...['source?', 'Sources please', 'Where does it say that?', 'How do you know that?'],
  ],
  certainty: [
    ...[
      'bist du sicher?',
      'Bist du dir sicher?',
      'Stimmt das?',
      'Wirklich?',
      'Ist das wirklich wahr?',
      'Ist das so?',
      'Das stimmt nicht',
      'Das ist falsch',
      "That's wrong",
      'Das glaube ich nicht',
      "That can't be right",
      'Das stimmt doch nicht',
    ],
    ...['are you sure?', 'Is that true?', 'really?', 'Are you certain?', 'Is that correct?'],
  ],
};

describe.each(Object.entries(ASKED))('%s', (kind, texts) => {
  it.each(texts)('%s', (text) => {
    expect(refinementOf(text)).toEqual({ kind });
  });
});

test.each([
  ['auf Englisch bitte', 'en'],
  ['Auf englisch', 'en'],
  ['Übersetze das ins Englische', 'en'],
  ['in German please', 'de'],
  ['Say it in German', 'de'],
  ['auf Deutsch', 'de'],
  ['in English', 'en'],
  ['bitte auf Deutsch übersetzen', 'de'],
  ['Kannst du das auf Englisch sagen?', 'en'],
  ['Das Gleiche auf Englisch', 'en'],
  ['Sprich Deutsch', 'de'],
])('%s', (text, language) => {
  expect(refinementOf(text)).toEqual({ kind: 'language', language });
});

test.each([
  'kürzer: was ist RAG?',
  "What's up?",
  'Wie lang ist der Kontext?',
  'Liste alle Modelle',
  'Was ist die Quelle von Llama?',
  'Welche Modelle können Deutsch?',
  'Wo steht Llama im Ranking?',
  'Bist du sicher, dass Llama 2 offen ist?',
  'Is it true that Llama 2 is open?',
  'Which models speak German?',
  'Wie kurz darf ein Prompt sein?',
  'Wann war das?',
  'Und warum?',
  'Warum?',
  'Wer sagt das?',
  'Was bedeutet das?',
  'ja',
  'a',
  'Danke',
  'What about that?',
  'Was ist ein Satz?',
  'Warum kürzer?',
  'Was ist falsch?',
  'Welche Links gibt es zu Llama?',
  'Was ist eine Quelle?',
  'Nochmal: was ist RAG?',
  'Try it again with Mistral',
  'How do I summarise a text?',
  'Wiederholung in Datensätzen?',
  'Ist das zu schwer für 8 GB?',
])('is no such thing: %s', (text) => {
  expect(refinementOf(text)).toBeNull();
});
