import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import { unitVectors } from '../../src/model/vectors.ts';

const fault = (why: string) => new AppError('model-failed', why);

describe('unitVectors', () => {
  test('keeps the order and makes every vector one long', () => {
    const expected = { fault, count: 2, dimensions: 2 };
    expect(
      unitVectors(
        [
          [3, 4],
          [0, 9],
        ],
        expected,
      ).map((vector) => [...vector]),
    ).toEqual([
      [Math.fround(0.6), Math.fround(0.8)],
      [0, 1],
    ]);
  });

  test.each([
    ['no vectors', undefined],
    ['too few', [[1, 0]]],
    [
      'too many',
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
    ],
    [
      'another length',
      [
        [1, 0],
        [1, 0, 0],
      ],
    ],
    ['an empty one', [[1, 0], []]],
    [
      'a null',
      [
        [1, 0],
        [null, 1],
      ],
    ],
    [
      'a text',
      [
        [1, 0],
        ['1', 1],
      ],
    ],
    [
      'zeros',
      [
        [1, 0],
        [0, 0],
      ],
    ],
    [
      'an overflow',
      [
        [1, 0],
        [1e300, 1e300],
      ],
    ],
    ['no list', [[1, 0], 7]],
  ])('refuses %s', (_what, embeddings) => {
    for (const dimensions of [2, null]) {
      let thrown: unknown;
      try {
        unitVectors(embeddings, { fault, count: 2, dimensions });
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(AppError);
      expect(thrown).toMatchObject({ code: 'model-failed' });
    }
  });

  test('refuses vectors of another length than before', () => {
    expect(() => unitVectors([[1, 0]], { fault, count: 1, dimensions: 3 })).toThrow(
      '2 dimensions where 3',
    );
  });
});
