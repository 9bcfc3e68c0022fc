import { describe, expect, it } from 'vitest';
import { contentStems, overlap } from '../../src/text/content-stems.ts';

describe('contentStems', () => {
  it('leaves function words out and lets inflections meet', () => {
    expect(contentStems('Die Gewichte und der Lizenzen')).toEqual(new Set(['gewich', 'lizenz']));
    expect(contentStems('das Gewicht')).toEqual(contentStems('den Gewichten'));
  });
});

describe('overlap', () => {
  it('is the share of the first set that the second holds', () => {
    expect(overlap(new Set(['a', 'b']), new Set(['b', 'c', 'd']))).toBe(0.5);
    expect(overlap(new Set(['b']), new Set(['b', 'c']))).toBe(1);
  });

  it('is 0 for an empty set, not NaN', () => {
    expect(overlap(new Set(), new Set(['a']))).toBe(0);
  });
});
