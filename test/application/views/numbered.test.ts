import { describe, expect, test } from 'vitest';
import { inOrderOfUse } from '../../../src/application/views/numbered.ts';
import { answerOf } from '../../fakes/stored.ts';

const citation = (n: number) => ({
  ...{ n, articleId: `a${n}`, title: `Title ${n}`, section: '', url: null, quote: '' },
});

describe('sources', () => {
  test('are numbered from 1 in the order the text names them', () => {
    const { answer, citations } = inOrderOfUse(
      answerOf({
        answer: 'First [4]. Then [1][4]. `list[1]` and [9] stay.',
        citations: [citation(1), citation(3), citation(4)],
      }),
    );
    expect(answer).toBe('First [1]. Then [2][1]. `list[1]` and [9] stay.');
    expect(citations.map(({ n, title }) => [n, title])).toEqual([
      [1, 'Title 4'],
      [2, 'Title 1'],
      [3, 'Title 3'],
    ]);
  });
});
