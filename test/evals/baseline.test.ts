import { expect, it } from 'vitest';
import { baselineRows } from '../../evals/baseline.ts';
import { FakeEmbedder } from '../fakes/fake-embedder.ts';
import { goldenOf } from './golden-question.ts';

it('the baseline finds articles by pieces of fixed size, by language and kind', async () => {
  const articles = [
    { id: 'leck', body: `${'Gewichte sickerten durch. '.repeat(60)}Torrent auf 4chan` },
    { id: 'lizenz', body: 'monthly users need a licence from Meta' },
  ];
  const questions = [
    goldenOf({ q: 'Torrent auf 4chan', articles: ['leck'] }),
    goldenOf({ q: 'monthly users licence', articles: ['lizenz'], kind: 'cross' }),
    goldenOf({ q: 'monthly users licence', articles: ['nirgends'], kind: 'cross' }),
    goldenOf({ q: 'Eier', articles: [], kind: 'unanswerable' }),
  ];
  const embedder = new FakeEmbedder({ dimensions: 256 });
  const rows = await baselineRows(articles, questions, embedder);
  expect(rows).toEqual([
    { group: 'de → de', recall5: 1, mrr: 1 },
    { group: 'de → en', recall5: 0.5, mrr: 0.5 },
  ]);
  expect(embedder.passages.every((text) => text.length <= 1_000)).toBe(true);
  expect(embedder.passages).toHaveLength(3);
});
