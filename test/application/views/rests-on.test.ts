import { describe, expect, test } from 'vitest';
import { restsOnMost } from '../../../src/application/views/rests-on.ts';
import type { Citation } from '../../../src/domain/answer.ts';

function cited(n: number, quote: string): Citation {
  return { n, articleId: 'a', title: 'A', section: '', url: null, quote };
}

const SUMMER = 'In the summer of 1998 the observatory moved from the harbour to the hill.';
const COST = 'The dome alone cost four million crowns, most of it lent by the city.';

describe('the sentence an answer rests on most', () => {
  test('is quoted with its number', () => {
    expect(restsOnMost('It moved in 1998 [1].', [cited(1, SUMMER)])).toBe(`> ${SUMMER} [1]`);
  });

  test('is the one that is cited most often, of equals the first', () => {
    const both = [cited(1, SUMMER), cited(2, COST)];
    expect(restsOnMost('Moved [1]. Costly [2]. Lent [2].', both)).toContain('[2]');
    expect(restsOnMost('Moved [1]. Costly [2].', both)).toContain('[1]');
  });

  test('is not repeated when the answer is that sentence', () => {
    expect(restsOnMost(`${SUMMER.slice(0, -1)} [1].`, [cited(1, SUMMER)])).toBeNull();
  });

  test('is quoted below an answer in another language', () => {
    const german = 'Die Sternwarte zog im Sommer 1998 vom Hafen auf den Hügel [1].';
    expect(restsOnMost(german, [cited(1, SUMMER)])).toContain(SUMMER);
  });

  test('holds no line, bracket number or length of its own', () => {
    const long = `One [7] in 1998[3, 4]\n${'word '.repeat(200)}`;
    const shown = restsOnMost('Short [1].', [cited(1, long)])!;
    expect(shown).not.toContain('\n');
    expect(shown).not.toMatch(/\[[347]/u);
    expect(shown.length).toBeLessThan(340);
    expect(shown).toMatch(/ … \[1\]$/u);
  });

  test('is left out where there is none, or code', () => {
    expect(restsOnMost('Text.', [])).toBeNull();
    expect(restsOnMost('Run it [1].', [cited(1, '```sh\nmake all\n```')])).toBeNull();
  });
});
