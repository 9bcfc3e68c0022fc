import { describe, expect, it } from 'vitest';
import { isCrossed } from '../../../src/answering/checking/crossed.ts';

describe('what a sentence says of one thing is not said of another', () => {
  const pairs: readonly [string, string, string, string][] = [
    [
      'en',
      'The Kestrel carries cars, and the Heron carries goats.',
      'The Heron carries goats.',
      'The Heron carries cars.',
    ],
    [
      'de',
      'Die Kestrel fährt mit Diesel, die Heron fährt mit Strom.',
      'Die Heron fährt mit Strom.',
      'Die Heron fährt mit Diesel.',
    ],
    [
      'en',
      'Riedel liked the bells, while Lehner preferred the organ.',
      'Riedel liked bells, and Lehner preferred an organ.',
      'Lehner liked the bells.',
    ],
    [
      'en',
      'hull.js offers more sails; Kestrel offers less to decide.',
      'hull.js offers more sails.',
      'Kestrel offers more sails; hull.js offers less.',
    ],
    [
      'en',
      'Riedel and Lehner liked the bells, and Moore the organ.',
      'Riedel liked the bells.',
      'Moore liked the bells.',
    ],
  ];
  it.each(pairs)('%s: %s', (language, evidence, right, wrong) => {
    const said = [right, wrong].map((claim) =>
      isCrossed({ claim, evidence, claimLanguage: language, evidenceLanguage: language }),
    );
    expect(said).toEqual([false, true]);
  });

  it.each([
    ['Riedel and Lehner built the organ.', 'Riedel built the organ.'],
    ['Moore Lines, which Harland owns, runs the Heron.', 'Moore Lines runs the Heron.'],
    ['Riedel cast the bell in Talheim, the organ in Wies.', 'Riedel cast the organ.'],
    ['The line was sold; it had five ships.', 'The line had five ships.'],
  ])('%s carries: %s', (evidence, claim) => {
    const languages = { claimLanguage: 'en', evidenceLanguage: 'en' };
    expect(isCrossed({ claim, evidence, ...languages })).toBe(false);
  });
});
