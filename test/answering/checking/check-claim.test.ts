import { describe, expect, it } from 'vitest';
import { ClaimChecker, type Evidence } from '../../../src/answering/checking/check-claim.ts';
import { statementsOf } from '../../../src/answering/choosing/statements.ts';
import type { Language } from '../../../src/domain/language.ts';
import { passage } from '../../fakes/passages.ts';

/** Texts of no corpus: every passage is one of its own, cut as the product cuts it. */
const TEXTS: readonly Parameters<typeof passage>[0][] = [
  {
    title: 'Die Orgel von Talheim',
    section: 'Bau',
    language: 'de',
    text: 'Die Orgel wurde im Juli 1868 bestellt, und die Glocke im August 1869. Sie kostete 4.200 Gulden. Gebaut hat sie Anton Riedel; geweiht wurde sie von Bischof Karl Lehner. Die Kirche hat keine Heizung.',
  },
  {
    title: 'The Kestrel ferry',
    section: 'History',
    language: 'en',
    text: 'The Kestrel was launched in May 1931 by Harland Shipyard. The Kestrel carries 40 cars, and the Heron carries 65 cars. It does not sail in winter. Ada Moore joined the line in 1958, because of the island. The line was sold to Baltic Lines by Moore Brothers.',
  },
  {
    title: 'Heizkessel',
    section: 'Größen',
    language: 'de',
    text: '| Kessel | Holz | Pellets |\n|---|---|---|\n| K7 | 6,5 kW | 8 kW |\n| K13 | 10 kW | 13 kW |\n\nDer K13 wiegt 700 kg und fasst 175 Millionen Liter.',
  },
  {
    title: 'Mills of the valley',
    section: '',
    language: 'en',
    text: 'Lower Mill has 7,000 spindles and 1.5 million bricks. Upper Mill was founded in 1820. The owner says that wool needs no guards.',
  },
];

const EVIDENCE: readonly Evidence[] = TEXTS.flatMap((fields, at) => {
  const one = passage({ ...fields, id: `p${at}` });
  const statements = statementsOf(one.text);
  return statements.map((text, place) => ({
    text,
    passage: one,
    before: statements[place - 1] ?? '',
    after: statements[place + 1] ?? '',
  }));
});

function check(language: Language, text: string, question = '', isClose = true) {
  const checker = new ClaimChecker(EVIDENCE);
  return checker.check({ text, language, question, cited: [], isClose: () => isClose });
}

describe('a claim that a sentence carries stands', () => {
  it.each<[Language, string, string]>([
    ['de', 'Die Orgel wurde im Juli 1868 bestellt.', 'Die Orgel wurde im Juli 1868'],
    ['de', 'Die Glocke wurde im August 1869 bestellt.', 'Die Orgel wurde im Juli 1868'],
    ['de', 'Die Orgel kostete 4200 Gulden.', 'Sie kostete'],
    ['de', 'Anton Riedel hat die Orgel gebaut.', 'Gebaut hat sie'],
    ['de', 'Die Kirche hat keine Heizung.', 'Die Kirche hat keine'],
    ['en', 'The Kestrel was launched by Harland Shipyard in May 1931.', 'The Kestrel was launched'],
    ['en', 'The Heron carries 65 cars.', 'The Kestrel carries 40'],
    ['en', 'The Kestrel does not sail in winter.', 'It does not sail'],
    ['en', 'Ada Moore joined the line in 1958 because of the island.', 'Ada Moore joined'],
    ['de', 'Die Fähre Kestrel trägt 40 Autos.', 'The Kestrel carries 40'],
    ['en', 'The organ cost 4,200 guilders.', 'Sie kostete'],
    ['de', 'Der Kessel K13 hat mit Pellets 13 kW.', 'Kessel: K13'],
    ['de', 'Der K13 fasst 175 Millionen Liter.', 'Der K13 wiegt'],
    ['en', 'Lower Mill has 7000 spindles.', 'Lower Mill has'],
    ['en', 'It was sold to Baltic Lines.', 'The line was sold'],
  ])('%s: %s', (language, text, expected) => {
    const verdict = check(language, text);
    expect(verdict).toMatchObject({ stands: true });
    if (verdict.stands) expect(EVIDENCE[verdict.at]!.text).toContain(expected);
  });
});

describe('in another language', () => {
  it('a bare number stands where the sentence has it, whatever the vectors say', () => {
    expect(check('de', '65', '', false)).toMatchObject({ stands: true });
    expect(check('de', '66', '', false)).toMatchObject({ stands: false });
  });
});

describe('a translation of a claim that stands', () => {
  const translated = (text: string, of = text) =>
    new ClaimChecker(EVIDENCE).check({
      ...{ text, language: 'en', question: '', isTranslation: true },
      cited: EVIDENCE.flatMap((one, at) => (one.text.startsWith(of) ? [at] : [])),
      isClose: () => true,
    });

  it('may write names otherwise, but no numbers and no names with digits', () => {
    expect(translated('The Church of Talheim has no heating.', 'Die Kirche')).toMatchObject({
      stands: true,
    });
    expect(translated('The organ cost 4,300 guilders.', 'Sie kostete')).toMatchObject({
      fault: 'facts',
    });
    expect(translated('The boiler K14 weighs 700 kg.', 'Der K13')).toMatchObject({
      fault: 'facts',
    });
  });

  it('stands on the sentence it translates, and on no other', () => {
    expect(translated('The organ cost 4,200 guilders.', 'Sie kostete')).toMatchObject({
      stands: true,
    });
    expect(translated('The organ cost 4,200 guilders.', 'Die Kirche')).toMatchObject({
      stands: false,
    });
  });
});

describe('evidence that scored far below the best', () => {
  const poor = EVIDENCE.map((one) => ({ ...one, relevance: 0.3 }));
  const said = (text: string) =>
    new ClaimChecker(poor).check({
      ...{ text, language: 'en', cited: [], isClose: () => true },
      question: 'How many cars does the Heron carry?',
    });

  it('carries a claim that says again what was asked', () => {
    expect(said('The Heron carries 65 cars.')).toMatchObject({ stands: true });
  });

  it('carries nothing else', () => {
    expect(said('Ada Moore joined the line in 1958.')).toEqual({
      stands: false,
      fault: 'off-topic',
    });
  });
});

describe('a claim that no sentence carries does not', () => {
  it.each<[string, Language, string, string?]>([
    ['another month', 'de', 'Die Orgel wurde im März 1868 bestellt.'],
    ['another year', 'en', 'The Kestrel was launched in May 1932.'],
    ['another amount', 'de', 'Die Orgel kostete 9.200 Gulden.'],
    ['another magnitude', 'de', 'Der K13 fasst 175 Milliarden Liter.'],
    ['another person', 'en', 'Rose Tyler joined the line in 1958.'],
    ['a year as an age', 'en', 'Ada Moore is 1958 years old.'],
    ['the month of the other thing', 'de', 'Die Glocke wurde im Juli 1868 bestellt.'],
    ['the number of the other thing', 'en', 'The Heron carries 40 cars.'],
    ['the other column of a row', 'de', 'Der Kessel K13 hat mit Holz 13 kW.'],
    ['the value of the neighbour', 'en', 'Upper Mill has 7,000 spindles.'],
    ['the doer turned round', 'en', 'The line was sold to Moore Brothers by Baltic Lines.'],
    ['a negation lost', 'de', 'Die Kirche hat eine Heizung.'],
    ['a negation lost', 'en', 'The Kestrel sails in winter.'],
    ['a negation added', 'en', 'The Kestrel was not launched by Harland Shipyard.'],
    [
      'a first that is not there',
      'en',
      'The Kestrel was the first ferry launched by Harland Shipyard.',
    ],
    ['an only that is not there', 'de', 'Nur Anton Riedel hat die Orgel gebaut.'],
    [
      'what the question brought along',
      'en',
      'Ada Moore teaches at the island school.',
      'Where does Ada Moore teach?',
    ],
    ['a bare yes', 'en', 'Yes.'],
    ['a bare no', 'de', 'Nein.'],
  ])('%s (%s): %s', (_name, language, text, question = '') => {
    expect(check(language, text, question, false)).toMatchObject({ stands: false });
  });
});

it('leaves the meaning of another language to the vectors', () => {
  const text = 'Die Müller brauchen für die Wolle keine Wächter.';
  expect(check('de', text, '', true).stands).toBe(true);
  expect(check('de', text, '', false).stands).toBe(false);
});

describe('a claim that two sentences speak of', () => {
  const verdict = (text: string, ...texts: string[]) => {
    const one = passage({ title: 'Die Fähre', section: '', language: 'de', text: texts.join(' ') });
    const evidence = texts.map((own, at) => ({
      ...{ text: own, passage: one },
      ...{ before: texts[at - 1] ?? '', after: texts[at + 1] ?? '' },
    }));
    const claim = { text, language: 'de', question: '', cited: [1], isClose: () => true };
    return new ClaimChecker(evidence).check(claim);
  };
  const APP = 'Gewarnt wurde vor der App, weil sie Daten nach Kiel sendet.';

  it('does not stand where the nearer one denies it', () => {
    const denied = 'Die Orgel Opus sendet von sich aus nichts nach Kiel.';
    expect(verdict('Die Orgel Opus sendet Daten nach Kiel.', denied, APP)).toEqual({
      ...{ stands: false, fault: 'negation' },
    });
  });

  it('stands where the other one denies something else', () => {
    const other = 'Die Orgel wiegt nichts.';
    expect(verdict('Die App sendet Daten nach Kiel.', other, APP)).toMatchObject({ stands: true });
  });

  it('does not stand on a sentence that leaves it open', () => {
    const open = 'Ob die Glocke je verstummt, ist umstritten.';
    expect(verdict('Die Glocke verstummt.', APP, open)).toMatchObject({ fault: 'scope' });
    expect(verdict('Es ist umstritten, ob die Glocke verstummt.', APP, open)).toMatchObject({
      stands: true,
    });
  });

  it('needs words of the very sentence beside its numbers', () => {
    const list = ['**Suchschwelle.** Nicht zu niedrig.', '**Wärme.** Stell sie auf 20 bis 30 ein.'];
    expect(verdict('Die Suchschwelle liegt bei 20 bis 30.', ...list)).toMatchObject({
      stands: false,
    });
    expect(verdict('Die Wärme stellt man auf 20 bis 30 ein.', ...list)).toMatchObject({
      stands: true,
    });
  });
});

it('a yes needs more than one word of what it says', () => {
  expect(check('en', 'Yes, that may be on the island.')).toMatchObject({ fault: 'says-nothing' });
  expect(check('de', 'Ja, die Orgel kostete 4200 Gulden.')).toMatchObject({ stands: true });
});

describe('the question said again is no answer', () => {
  it.each<[Language, string, string]>([
    ['de', 'Ja, hat die Kirche keine Heizung', 'Hat die Kirche keine Heizung?'],
    ['en', 'The Kestrel does not sail in winter.', 'Why does the Kestrel not sail in winter?'],
    ['de', 'Die Orgel wurde geweiht.', 'Von wem wurde die Orgel geweiht?'],
  ])('%s: %s', (language, text, question) => {
    expect(check(language, text, question)).toMatchObject({ fault: 'says-nothing' });
  });

  it.each<[Language, string, string]>([
    ['de', 'Die Kirche hat keine Heizung.', 'Hat die Kirche keine Heizung?'],
    ['en', 'The Kestrel does not sail in winter.', 'Does the Kestrel sail in winter?'],
    ['en', 'The Kestrel carries 40 cars.', 'Which carries 40 cars, the Kestrel or the Heron?'],
    ['de', 'Geweiht wurde sie von Bischof Karl Lehner.', 'Von wem wurde die Orgel geweiht?'],
  ])('but %s: %s is one to "%s"', (language, text, question) => {
    expect(check(language, text, question)).toMatchObject({ stands: true });
  });
});

it('what a sentence says of one thing does not stand for another', () => {
  expect(check('en', 'The Heron was launched by Harland Shipyard.')).toMatchObject({
    stands: false,
  });
  const sentence = 'Riedel liked the bells, while Lehner preferred the organ.';
  expect(verdictOf('Lehner liked the bells.', sentence)).toEqual({
    stands: false,
    fault: 'binding',
  });
  expect(verdictOf('Riedel liked the bells.', sentence)).toEqual({ stands: true, at: 0 });
});

function verdictOf(text: string, sentence: string) {
  const one = passage({ title: 'Bells', section: '', language: 'en', text: sentence });
  const checker = new ClaimChecker([{ text: sentence, passage: one, before: '', after: '' }]);
  return checker.check({ text, language: 'en', question: '', cited: [], isClose: () => true });
}
