import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../../src/text/token-estimate.ts';

describe('estimateTokens', () => {
  it.each([
    ['', 0],
    ['   \n', 0],
    ['\n'.repeat(64), 0],
    [`a${' '.repeat(100_064)}b`, 25_002],
    ['die', 1],
    ['Modellgewichte', 4],
    ['die Modellgewichte.', 6],
    ['漢字漢字', 4],
    ['🦙', 2],
  ])('"%s" takes about %i', (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens);
  });

  it('is above one token a word on German prose, and below one a character', () => {
    const text =
      'Die Gewichte des Sprachmodells sickerten im Februar 2023 durch, kurz nach der Veröffentlichung.';
    expect(estimateTokens(text)).toBeGreaterThan(text.split(' ').length);
    expect(estimateTokens(text)).toBeLessThan(text.length);
  });

  it('never shrinks when text is added', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string(), (one, other) => {
        const both = estimateTokens(`${one} ${other}`);
        expect(both).toBe(estimateTokens(one) + estimateTokens(other));
      }),
    );
  });
});
