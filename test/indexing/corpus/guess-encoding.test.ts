import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../src/indexing/corpus/decode-text.ts';

const RUSSIAN = 'Модель была выпущена в феврале, и её веса утекли в сеть. Лицензия запрещает это.';

/** Characters 0x80 to 0xFF of an encoding, as the decoder has them. */
function encode(text: string, encoding: string): Uint8Array {
  const decoder = new TextDecoder(encoding);
  const bytes = new Map(
    Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]),
  );
  return Uint8Array.from(text, (sign) => bytes.get(sign) ?? 0x3f);
}

describe('bytes that nothing names', () => {
  test.each(['windows-1251', 'koi8-r'])('are %s where whole words are high bytes', (encoding) => {
    expect(decodeText(encode(RUSSIAN, encoding))).toBe(RUSSIAN);
  });

  test.each([
    'Für größere Modelle wäre das schön.',
    'Le modèle a été publié à Paris, ça marche.',
    '“Die Größe zählt”, sagte Jörg.',
  ])('are those of Mac OS: %s', (text) => {
    expect(decodeText(encode(text, 'macintosh'))).toBe(text);
  });

  test.each(['Für größere Modelle wäre das schön.', 'Novák Dvorák', 'Größe: 5 µm²'])(
    'stay windows-1252: %s',
    (text) => {
      expect(decodeText(Buffer.from(text, 'latin1'))).toBe(text);
    },
  );
});

/** As a program does that takes UTF-8 for windows-1252 and saves it as UTF-8. */
function twice(text: string): Uint8Array {
  const signs = new TextDecoder('windows-1252').decode(new TextEncoder().encode(text));
  return new TextEncoder().encode(signs);
}

describe('what was encoded twice', () => {
  test.each([
    'Für die Größe zählt: „ja“ – 5 €.',
    'Für größere Modelle',
    'L’été à Paris, c’est déjà ça.',
  ])('is put right: %s', (text) => {
    expect(decodeText(twice(text))).toBe(text);
  });

  test('with the letters of windows-1252 is, too', () => {
    const text = 'FÃ¼r die GrÃ¶ÃŸe: â€žjaâ€œ â€“ 5 â‚¬.';
    expect(decodeText(new TextEncoder().encode(text))).toBe('Für die Größe: „ja“ – 5 €.');
  });

  test.each([
    'Aus „für“ wird „fÃ¼r“, aus „größer“ wird „grÃ¶ÃŸer“.',
    'Ångström and São Paulo, Ãlvaro.',
    'It reads Ã© there.',
  ])('is nothing else: %s', (text) => {
    expect(decodeText(new TextEncoder().encode(text))).toBe(text);
  });
});
