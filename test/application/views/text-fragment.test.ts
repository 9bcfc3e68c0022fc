import { describe, expect, test } from 'vitest';
import { quoteAddress } from '../../../src/application/views/text-fragment.ts';

const PAGE = 'https://articles.example/leck';

describe('quoteAddress', () => {
  test.each([
    ['Kurz darauf.', '#:~:text=Kurz%20darauf.'],
    // Dash, comma and ampersand have a meaning of their own in a directive.
    ['Llama-2, A & B', '#:~:text=Llama%2D2%2C%20A%20%26%20B'],
    ['Größe: 70 % (grob)', '#:~:text=Gr%C3%B6%C3%9Fe%3A%2070%20%25%20%28grob%29'],
    [
      'A **bold** _word_ and [a link](https://x.example) in `code`',
      '#:~:text=A%20bold%20word%20and%20a%20link%20in%20code',
    ],
    ['snake_case_name stays', '#:~:text=snake_case_name%20stays'],
    ['- an item', '#:~:text=an%20item'],
    ['half \uD83D', '#:~:text=half%20%EF%BF%BD'],
  ])('%j', (quote, fragment) => {
    expect(quoteAddress(PAGE, quote)).toBe(PAGE + fragment);
  });

  test('gives a long quote, or one over several lines, by its first and last words', () => {
    const long = 'one two three four five six seven eight nine ten '.repeat(4).trim();
    expect(quoteAddress(PAGE, long)).toBe(
      `${PAGE}#:~:text=one%20two%20three%20four%20five,six%20seven%20eight%20nine%20ten`,
    );
    expect(quoteAddress(PAGE, '# Head\n\n- last item')).toBe(`${PAGE}#:~:text=Head,last%20item`);
  });

  test('goes behind a fragment that is there', () => {
    expect(quoteAddress(`${PAGE}#part`, 'a')).toBe(`${PAGE}#part:~:text=a`);
  });

  test('is null for what is no address, and the page alone for no quote', () => {
    expect(quoteAddress(null, 'a')).toBeNull();
    expect(quoteAddress('javascript:alert(1)', 'a')).toBeNull();
    expect(quoteAddress(PAGE, '  ')).toBe(PAGE);
  });
});
