import { describe, expect, it, test } from 'vitest';
import { hasKind, kindAskedFor } from '../../../src/answering/choosing/answer-kind.ts';

test.each([
  ['Wann wurde die Brücke gebaut?', 'date'],
  ['In welchem Jahr kam sie?', 'date'],
  ['When was it built?', 'date'],
  ['Which month was it?', 'date'],
  ['Wie viele Bögen hat sie?', 'number'],
  ['How tall is the tower?', 'number'],
  ['Wie alt ist der Turm?', 'number'],
  ['Wer baute die Brücke?', 'name'],
  ['Where does the ferry sail?', 'name'],
  ['Warum steht sie dort?', null],
  ['Who led the crew when the bridge was built?', 'name'],
  ['What happened when the bridge fell?', null],
  ['Was tat der Wärter, wann immer es stürmte?', null],
  ['The bridge was built when?', 'date'],
  ['Weißt du, wie viele Bögen sie hat und wo sie steht?', 'number'],
  ['Was ist eine Brücke?', null],
])('%s asks for %s', (question, kind) => {
  expect(kindAskedFor(question)).toBe(kind);
});

describe('a thing of the kind', () => {
  it.each([
    ['date', 'Sie wurde 1868 gebaut.', 'Wann wurde sie gebaut?', true],
    ['date', 'Sie wurde im Mai fertig.', 'Wann wurde sie fertig?', true],
    ['date', 'Sie wurde bald fertig.', 'Wann wurde sie fertig?', false],
    [
      'date',
      'Im Jahr 1868 wurde sie gebaut.',
      'Wann wurde die 1868 geplante Brücke gebaut?',
      false,
    ],
    ['number', 'It has four arches.', 'How many arches has it?', true],
    ['number', 'It has many arches.', 'How many arches has it?', false],
    ['number', 'The 12 arches stand.', 'How high are the 12 arches?', false],
    ['number', 'Since 1868 it has stood (built in May 1867).', 'How many arches has it?', false],
    ['number', 'Im Jahr 2006 hatte sie Bögen.', 'Wie viele Bögen hatte sie?', false],
    ['number', 'In 2048 Stunden war sie fertig.', 'Wie viele Stunden dauerte es?', true],
    ['number', 'Es dauerte von 1856 bis 1863.', 'Wie lange dauerte der Bau?', true],
    ['number', 'Sie fährt mit 500 Leuten.', 'Wie schnell fährt die Fähre?', false],
    ['number', 'Sie fährt 40 km/h.', 'Wie schnell fährt die Fähre?', true],
    ['number', 'Das Gesetz sah 40 Wahlkreise vor.', 'Wie alt muss man dafür sein?', false],
    ['number', 'Mindestens 18 Jahre.', 'Wie alt muss man dafür sein?', true],
    ['number', 'The tower was founded in 1120.', 'How old is the tower?', true],
    ['number', 'In 2006 he was a father.', 'How often does he travel alone?', false],
    ['number', 'He seldom travels alone.', 'How often does he travel alone?', true],
    ['number', 'It has 12 arches of stone.', 'How much money did it take?', false],
    ['number', 'It took $3 million.', 'How much money did it take?', true],
    ['name', 'Gebaut hat sie Anton Riedel.', 'Wer baute die Orgel?', true],
    ['name', 'Sie steht auf 4chan.', 'Wo steht sie?', true],
    ['name', 'Die Orgel wurde gebaut.', 'Wer baute die Orgel?', false],
  ] as const)('%s in "%s"', (kind, text, question, expected) => {
    expect(hasKind(kind, text, question)).toBe(expected);
  });
});

describe('a number in the unit that was asked for', () => {
  const has = (question: string, text: string): boolean => hasKind('number', text, question);

  it.each([
    ['How many kilos does the bell weigh?', 'The bell weighs 700 kg.', true],
    ['How many kilos does the bell weigh?', 'The bell weighs 2 tonnes.', true],
    ['How many kilos does the bell weigh?', 'The bell was cast in 1868.', false],
    ['How many kilos does the bell weigh?', '700', true],
    ['Wie viele Jahre lief sie?', 'Sie lief 30 Jahre.', true],
    ['Wie viele Jahre lief sie?', 'Sie hat 40 Sitze und 3 Decks.', false],
    ['Wie viel GB braucht der Kessel?', 'Kessel: K13; Speicher (GB): 12', true],
    ['How many cars does she carry?', 'She carries 40.', true],
  ])('%s %s', (question, text, expected) => {
    expect(has(question, text)).toBe(expected);
  });
});

test.each([
  'When should I use a boiler rather than a stove?',
  'when to oil the bell',
  'when do i need a licence',
  'Wann nimmt man Pellets?',
  'Wann lohnt sich ein Kessel?',
  'Wann sollte ich die Glocke ölen?',
])('%s asks for no time', (question) => {
  expect(kindAskedFor(question)).toBeNull();
});

test.each(['When was the bell cast?', 'When does the ferry leave?', 'Wann erschien das Buch?'])(
  '%s asks for a time',
  (question) => {
    expect(kindAskedFor(question)).toBe('date');
  },
);
