import { describe, expect, it, test } from 'vitest';
import { leanOf, type Lean } from '../../../src/answering/debate/leaning.ts';
import { sidePair } from '../../../src/answering/debate/side-names.ts';
import { passage } from '../../fakes/passages.ts';

function lean(
  text: string,
  { who = 'Anna Berg', section = '' }: { who?: string | null; section?: string } = {},
): Lean {
  const read = passage({ text, section, title: 'Engines' });
  return leanOf(
    { id: 'x', passage: read, text, who, month: null, trail: `Engines > ${section}`, lead: '' },
    sidePair(['Atlas', 'Zephyr']),
  );
}

function side({ scores: [a, b] }: Lean): string {
  return a === b ? '-' : a > b ? 'Atlas' : 'Zephyr';
}

describe('a statement leans', () => {
  test.each([
    ['Atlas is reliable and cheap.', 'Atlas'],
    ['Zephyr is the better choice.', 'Zephyr'],
    ['Atlas is better than Zephyr.', 'Atlas'],
    ['Atlas ist schlechter als Zephyr.', 'Zephyr'],
    ['Nicht Atlas, sondern Zephyr ist die größte Geschichte.', 'Zephyr'],
    ['Unlike Atlas, Zephyr is quiet.', 'Zephyr'],
    ['Ohne Atlas gäbe es den Markt nicht.', 'Atlas'],
    ['Atlas habe die Forschung belebt, wie es Zephyr nicht getan habe.', 'Atlas'],
    ['Zephyr is not the answer to the problem of noise.', 'Atlas'],
    ['Atlas began it all.', 'Atlas'],
    ['Wer Atlas mit Zephyr vergleiche, vergleiche Äpfel mit Birnen.', '-'],
    ['Anna Berg, head of research, called for the release of Atlas under a licence.', 'Atlas'],
    ['Ich brauche meinen Atlas jeden Tag.', 'Atlas'],
    ['Ich brauche keinen Atlas mehr.', 'Zephyr'],
    ['Zephyr nützt mir nichts.', 'Atlas'],
    ['Reiter outete sich als Freund von Zephyr.', 'Zephyr'],
    ['Zephyr ist schneller als Atlas.', 'Zephyr'],
    ['The study criticises Atlas and recommends Zephyr.', 'Zephyr'],
    ['With Zephyr they could sleep at home.', 'Zephyr'],
    ['Mit einem Atlas wäre keiner ausgefallen.', 'Atlas'],
    ['The Atlas would let me get home alive.', 'Atlas'],
    ['Zephyr. Everybody sets it as they like.', 'Zephyr'],
    ['We moved to Zephyr in 2019.', 'Zephyr'],
    ['Nobody can recommend Atlas.', 'Zephyr'],
    ['She fears the noise. An Atlas hums all night.', 'Zephyr'],
    ['Anna Berg of Atlas told us about the weather.', '-'],
    ['Anna Berg, head of Atlas, told us about the weather.', '-'],
  ])('%s: %s', (text, expected) => {
    expect(side(lean(text))).toBe(expected);
  });

  it('by the heading it stands under, unless it turns round', () => {
    expect(side(lean('It needs little oil.', { section: 'Voices for Zephyr' }))).toBe('Zephyr');
    expect(side(lean('Sie sei leise.', { section: 'Position B: Zephyr' }))).toBe('Zephyr');
    expect(side(lean('However, it is not all.', { section: 'Voices for Zephyr' }))).toBe('-');
    expect(side(lean('It needs oil.', { section: 'Why Zephyr is disputed' }))).toBe('-');
    expect(side(lean('It needs oil.', { section: 'Against Zephyr' }))).toBe('Atlas');
  });

  it('hardly where the article only describes', () => {
    expect(side(lean('Atlas came in 2020.', { who: null }))).toBe('-');
  });

  it('more where the article praises what the sentence begins with, by itself', () => {
    const of = (text: string): number => lean(text, { who: null }).scores[0];
    expect(of('Atlas is easy to install.')).toBeGreaterThan(1.5);
    expect(of('Many say that today Atlas is easy to install.')).toBeLessThan(1.5);
  });

  it('not where it takes no side', () => {
    expect(lean('Er wollte sich nicht festlegen.').isUndecided).toBe(true);
    expect(lean('We sell both.').isUndecided).toBe(true);
    expect(lean('Both were sold.').isUndecided).toBe(false);
  });

  it('to nobody where it tells what both have in common, or what is open', () => {
    expect(lean('Supporters of Atlas and Zephyr agree on that.').agrees).toBe(true);
    expect(lean('Der Streit um Atlas ist umstritten.').isOpen).toBe(true);
    expect(lean('Atlas did it, but without Zephyr it would not be.').isTwofold).toBe(true);
  });
});
