import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSentences } from '../../src/text/sentences.ts';
import { cpuMs, MAX_CPU_MS } from '../cpu-time.ts';

const split = (text: string): string[] => splitSentences(text).map((sentence) => sentence.trim());

describe('splitSentences', () => {
  it.each([
    ['Eins. Zwei! Drei? Vier', ['Eins.', 'Zwei!', 'Drei?', 'Vier']],
    ['Er sagte: „Nein.“ Dann ging er.', ['Er sagte: „Nein.“', 'Dann ging er.']],
    ['Es stimmt [1]. Das auch. [2] Und das.', ['Es stimmt [1].', 'Das auch. [2]', 'Und das.']],
    ['Warten … Weiter.', ['Warten …', 'Weiter.']],
    ['It is under Apache 2.0. Such is life.', ['It is under Apache 2.0.', 'Such is life.']],
    ['Sie ist von dieser Art. Alle mögen sie.', ['Sie ist von dieser Art.', 'Alle mögen sie.']],
    ['It came in 2026. node.js runs it.', ['It came in 2026.', 'node.js runs it.']],
    ['So geht es. vLLM ist schnell. e5 auch.', ['So geht es.', 'vLLM ist schnell.', 'e5 auch.']],
  ])('divides "%s"', (text, sentences) => {
    expect(split(text)).toEqual(sentences);
  });

  it.each([
    'Am 30. November kam es heraus.',
    'Es braucht z. B. eine Lizenz.',
    'Dr. Pineau leitet das, vgl. Abschnitt drei.',
    'E.g. Llama came out.',
    'Es gibt ca. 7.000 Ableger.',
    'Version 3.5 ist neuer.',
    'Fundstelle: Art. 5 und Abs. 2, siehe Kap. 3 und vol. 4.',
    'The end. and so on, cf. chapter.',
  ])('leaves "%s" whole', (text) => {
    expect(split(text)).toEqual([text]);
  });

  it('loses no character and gives no empty sentence', () => {
    const text = fc
      .array(fc.constantFrom('Wort', ' ', '. ', '! ', '30', ' z. B. ', '[1]', '…', '“', '\n', 'ä'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (prose) => {
        const sentences = splitSentences(prose);
        expect(sentences.join('').trim()).toBe(prose.trim());
        expect(sentences.every((sentence) => sentence.trim() !== '')).toBe(true);
      }),
    );
  });

  it.each([
    ['dots without an end', `${'.'.repeat(200_000)}x`],
    ['abbreviations in a row', 'z.B. '.repeat(40_000)],
    ['blanks', `a.${' '.repeat(200_000)}a`],
    ['marks without a blank behind', `${'.'.repeat(100_000)}${'[1]'.repeat(30_000)}x`],
    ['quotes', `a.${'"'.repeat(200_000)}x`],
  ])('takes no more than time in proportion to the text (%s)', (_, text) => {
    const tookMs = cpuMs(() => {
      expect(splitSentences(text).join('')).toBe(text);
    });
    expect(tookMs).toBeLessThan(MAX_CPU_MS);
  });
});
