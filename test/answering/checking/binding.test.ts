import { expect, it } from 'vitest';
import { isMisbound } from '../../../src/answering/checking/binding.ts';
import { widens } from '../../../src/answering/checking/small-words.ts';

const ROW = 'Boiler: K13; 4 bar (usual): about 8 kW; 8 bar (rare): about 14 kW';

it.each([
  ['8 kW', false],
  ['14 kW', true],
])('a bare %s asked for at 4 bar is of another cell: %s', (claim, expected) => {
  const question = 'How many kW has a K13 at 4 bar?';
  const languages = { claimLanguage: 'en', evidenceLanguage: 'en' };
  expect(isMisbound({ claim, question, evidence: ROW, ...languages })).toBe(expected);
});

it.each([
  ['The K13 is louder than the K7.', 'Noise; K13: 40; K7: 30', true],
  ['Der K13 ist lauter als der K7.', 'Lärm; K13: 40; K7: 30', true],
  ['The K13 is louder than the K7.', 'The K7 is quiet compared with the K13.', false],
  ['Als Kessel dient der K13.', 'Der K13 ist ein Kessel.', false],
])('%s compares where "%s" may not: %s', (claim, evidence, expected) => {
  expect(widens(claim, evidence)).toBe(expected);
});
