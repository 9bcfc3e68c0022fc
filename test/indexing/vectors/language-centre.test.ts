import { describe, expect, it } from 'vitest';
import {
  centreFor,
  languageCentres,
  MIN_PASSAGES_PER_CENTRE,
  nearestCentre,
  takeOff,
} from '../../../src/indexing/vectors/language-centre.ts';

/** Vectors of one language: a strong common direction and a weak one of their own. */
function group(axis: number, count: number): Float32Array[] {
  return Array.from({ length: count }, (_, at) => {
    const vector = new Float32Array(12);
    vector[axis] = 1;
    vector[2 + (at % 10)] = 0.3;
    return vector;
  });
}

const german = group(0, 10);
const english = group(1, 10);
const mixed = [...german, ...english];
const languages = [...german.map(() => 'de'), ...english.map(() => 'en')];

describe('language centres', () => {
  it('take the common direction of a language off, so that equal contents meet', () => {
    const centres = languageCentres(mixed, languages);
    const de = takeOff(german[3]!, centreFor('de', centres)).unit;
    const en = takeOff(english[3]!, centreFor('en', centres)).unit;
    const other = takeOff(german[4]!, centreFor('de', centres)).unit;
    const cosine = (a: Float32Array, b: Float32Array): number =>
      a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    expect(cosine(de, en)).toBeCloseTo(1, 5);
    expect(cosine(de, other)).toBeLessThan(0.1);
  });

  it('tell the language of a question by the nearest centre', () => {
    const centres = languageCentres(mixed, languages);
    expect(nearestCentre(german[7]!, centres).language).toBe('de');
    expect(nearestCentre(english[7]!, centres).language).toBe('en');
  });

  it('leave a corpus of one language as it is', () => {
    const centres = languageCentres(
      german,
      german.map(() => 'de'),
    );
    expect(centres).toHaveLength(1);
    const { unit, length } = takeOff(german[0]!, centreFor('de', centres));
    expect(length).toBeCloseTo(Math.hypot(1, 0.3), 5);
    expect(unit[0]).toBeCloseTo(1 / Math.hypot(1, 0.3), 5);
  });

  it('give a language with few passages no centre of its own', () => {
    const few = group(11, MIN_PASSAGES_PER_CENTRE - 1);
    const centres = languageCentres([...mixed, ...few], [...languages, ...few.map(() => 'fr')]);
    expect(centres.map(({ language }) => language)).toEqual(['de', 'en', '']);
    expect(centreFor('fr', centres).language).toBe('');
  });
});
