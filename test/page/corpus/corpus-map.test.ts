import { expect, test } from 'vitest';
import type { PassageIndex, PassageMatrix } from '../../../src/domain/ports.ts';
import { CorpusMaps } from '../../../src/page/corpus/corpus-map.ts';
import { FakeIndex } from '../../fakes/fake-index.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const EACH = 12;
const DIMENSIONS = 8;

/** Two articles whose passages point in two directions, a little apart from each other. */
function twoHeaps(): PassageMatrix {
  const ids = ['a', 'b'].flatMap((id) =>
    Array.from({ length: EACH }, (_unused, at) => `${id}#${at}`),
  );
  const matrix = new Float32Array(ids.length * DIMENSIONS);
  for (const row of ids.keys()) {
    const heap = row < EACH ? 0 : 1;
    matrix[row * DIMENSIONS + heap] = 1;
    matrix[row * DIMENSIONS + 2 + (row % 6)] = 0.05 * (row % EACH);
  }
  return { ids, dimensions: DIMENSIONS, matrix };
}

class Heaps extends FakeIndex {
  asked = 0;
  readonly #vectors: PassageMatrix | null;

  constructor(vectors: PassageMatrix | null) {
    super([]);
    this.#vectors = vectors;
  }

  override vectors(): Promise<PassageMatrix | null> {
    this.asked += 1;
    return Promise.resolve(this.#vectors);
  }

  override articles(): ReturnType<PassageIndex['articles']> {
    const of = (id: string) => ({ id, title: id.toUpperCase(), language: 'en', url: null });
    return Promise.resolve([of('a'), of('b')]);
  }
}

test('passages that are alike lie together, and a map is drawn once', async () => {
  const maps = new CorpusMaps(new ManualClock());
  const index = new Heaps(twoHeaps());
  const [map, again] = await Promise.all([maps.of(index), maps.of(index)]);
  expect(again).toBe(map);
  expect(index.asked).toBe(1);
  expect(map?.points).toHaveLength(2 * EACH);
  const centre = (article: number) => {
    const own = map!.points.filter((point) => point.article === article);
    return {
      x: own.reduce((sum, { x }) => sum + x / EACH, 0),
      y: own.reduce((sum, { y }) => sum + y / EACH, 0),
      own,
    };
  };
  const [a, b] = [centre(0), centre(1)];
  const far = Math.hypot(a.x - b.x, a.y - b.y);
  const spread = Math.max(...a.own.map(({ x, y }) => Math.hypot(x - a.x, y - a.y)));
  expect(far).toBeGreaterThan(spread);
  for (const { x, y } of map!.points) {
    expect([x, y].every((each) => each >= 0 && each <= 1)).toBe(true);
  }
});

test('there is none without vectors, and few passages are set side by side', async () => {
  const maps = new CorpusMaps(new ManualClock());
  expect(await maps.of(new Heaps(null))).toBeNull();
  const two = { ids: ['a#0', 'b#0'], dimensions: 1, matrix: Float32Array.of(1, -1) };
  const map = await new CorpusMaps(new ManualClock()).of(new Heaps(two));
  expect(map?.points.map(({ id, article }) => [id, article])).toEqual([
    ['a#0', 0],
    ['b#0', 1],
  ]);
});
