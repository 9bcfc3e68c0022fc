import { describe, expect, test } from 'vitest';
import { isNameToVerb, leadOf } from '../../../src/answering/debate/speech-parts.ts';
import { cpuMs, MAX_CPU_MS } from '../../cpu-time.ts';

describe('between a name and its verb', () => {
  test.each([
    ' ',
    ' (Acme) ',
    '** also ',
    ', head of research at Acme, ',
    ', head of St.Acme, once ',
    ' (Acme), who leads it, ',
  ])('fits “%s”', (gap) => expect(isNameToVerb(gap)).toBe(true));
  test.each([
    ', head of research ',
    '. Then somebody ',
    ', head. Another, ',
    ' “quoted” ',
    ',, ',
    `, ${'a'.repeat(200)}, `,
  ])('does not fit “%s”', (gap) => expect(isNameToVerb(gap)).toBe(false));
});

describe('a lead', () => {
  test.each([
    ['**Ada Byron, Acme:** it works', { named: 'Ada Byron, Acme', isWhole: true }],
    ['**Ada Byron**: it works', { named: 'Ada Byron', isWhole: true }],
    ['**Ada Byron** said so', { named: 'Ada Byron', isWhole: false }],
    ['Ada Byron (who leads it): it works', { named: 'Ada Byron (who leads it)', isWhole: true }],
    ['Ada Byron, of Acme: it works', { named: 'Ada Byron, of Acme', isWhole: true }],
  ])('of “%s”', (block, lead) => expect(leadOf(block)).toEqual(lead));
  test.each([
    'Ada: it works',
    'the reason: it works',
    'Ada Byron and others: it works',
    'Mr. Ada Byron: it works',
    'Ada Byron:it works',
    'Ada Byron works',
  ])('is none in “%s”', (block) => expect(leadOf(block)).toBeNull());
});

test('takes linear time', () => {
  const texts = ['A', '*', ',', 'A ', '(', ', a', '**', '. ', ':'].map((piece) =>
    piece.repeat(100_000),
  );
  const work = (): void => {
    for (const text of texts) {
      isNameToVerb(text);
      leadOf(text);
    }
  };
  expect(cpuMs(work)).toBeLessThan(MAX_CPU_MS);
});
