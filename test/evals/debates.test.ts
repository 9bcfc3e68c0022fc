import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGold, scoreDebates, type GoldDebate } from '../../evals/debates/debate-eval.ts';
import { debateOf, openCorpus, type OpenCorpus } from '../answering/debate/debate-bench.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** How many of the gold's voices have to be found, and how many debates are held. */
const LEAST_FOUND = 0.8;
const HELD = 4;

describe('the shipped debates, by rules alone', () => {
  let corpus: OpenCorpus;
  let gold: readonly GoldDebate[];
  beforeAll(async () => {
    gold = await readGold(join(ROOT, 'evals/debates/gold.json'));
    const folder = await mkdtemp(join(tmpdir(), 'cria-debate-'));
    corpus = await openCorpus(folder, join(ROOT, 'knowledge'));
  }, 60_000);
  afterAll(() => corpus.close());

  it('put nobody on the wrong side, and find four of five voices', async () => {
    const scores = await scoreDebates(gold.slice(0, HELD), ([sideA, sideB], language) =>
      debateOf(corpus.index, { sideA, sideB, language }),
    );
    for (const score of scores) {
      expect(score).toMatchObject({ wrong: [], isMirrored: true, isSameInBoth: true });
      expect(score.found / score.voices, score.pair).toBeGreaterThanOrEqual(LEAST_FOUND);
    }
  }, 120_000);

  it('know nothing of what the articles never speak of', async () => {
    const [score] = await scoreDebates(gold.slice(-1), ([sideA, sideB], language) =>
      debateOf(corpus.index, { sideA, sideB, language }),
    );
    expect(score).toMatchObject({ points: '0 + 0' });
  }, 60_000);
});

describe('a score', () => {
  it('names who stands wrong, who was missed and who is not in the gold', async () => {
    const point = (who: string) => ({ claim: `${who} says so.`, who, n: 1, language: 'en' });
    const side = (name: string, voices: string[]) => ({
      name,
      position: '',
      points: voices.map(point),
    });
    const held = await debateShape();
    const [score] = await scoreDebates(
      [{ sides: ['A', 'B'], voices: { Ann: 'A', Bob: 'B', Eve: 'both' } }],
      () => Promise.resolve({ ...held, sides: [side('A', ['Ann', 'Eve']), side('B', ['Zoe'])] }),
    );
    expect(score).toMatchObject({
      ...{ voices: 2, found: 1, wrong: ['Eve'], unknown: ['Zoe'], missed: ['Bob'] },
      isMirrored: false,
    });
  });

  it('tells of points without a voice which stand right, which wrong, which nobody has read', async () => {
    const said = (claim: string) => ({ claim, who: null, n: 1, language: 'en' });
    const held = await debateShape();
    const sides = [
      { name: 'A', position: '', points: [said('A is fast.'), said('It rains.')] },
      { name: 'B', position: '', points: [said('A is slow.'), said('B is new.')] },
    ] as unknown as typeof held.sides;
    const points = { 'A is fast': 'A', 'It rains': 'neither', 'A is slow': 'B' };
    const [score] = await scoreDebates([{ sides: ['A', 'B'], voices: {}, points }], () =>
      Promise.resolve({ ...held, sides }),
    );
    expect(score).toMatchObject({ right: 2, misplaced: ['It rains.'], unread: ['B is new.'] });
  });

  it.each(['gold', 'course', 'frameworks', 'limux'])('can be had of %s.json', async (name) => {
    const debates = await readGold(join(ROOT, `evals/debates/${name}.json`));
    for (const { sides, voices, points = {} } of debates) {
      for (const side of [...Object.values(voices), ...Object.values(points)]) {
        expect([...sides, 'both', 'neither']).toContain(side);
      }
    }
  });

  it('is refused for a file of another shape', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'cria-gold-')), 'gold.json');
    await writeFile(file, '{"debates": 1}');
    await expect(readGold(file)).rejects.toMatchObject({ code: 'usage' });
  });
});

/** Any finished debate. */
async function debateShape() {
  const corpus = await openCorpus(await mkdtemp(join(tmpdir(), 'cria-debate-')), {
    'a.md': '---\ntitle: A\nlanguage: en\n---\n\nNothing is said here about any side at all.\n',
  });
  try {
    return await debateOf(corpus.index, { sideA: 'A', sideB: 'B' });
  } finally {
    await corpus.close();
  }
}
