import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IndexStore } from '../../../src/domain/index-store.ts';
import type { PassageMatches } from '../../../src/domain/ports.ts';
import { FakeEmbedder, hashedVector } from '../../fakes/fake-embedder.ts';
import { bench, storeOn } from '../store-bench.ts';
import { tempFolder, writeFiles } from '../temp-folder.ts';

/** No two of them make a third, so that no compound is split otherwise by more or fewer articles. */
const WORDS =
  'Gewicht Lizenz Modell Firma Licht Regen licence weights leaked model court 2023'.split(' ');
const QUERIES = ['Gewicht Modell', 'leaked weights 2023', 'Regen licence court Unbekanntes'];
const TIMEOUT_MS = 120_000;

const body = fc
  .array(fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((sections) =>
    sections.map((words, at) => `## Teil ${at}\n\n${words.join(' ')}.`).join('\n\n'),
  );

const article = fc
  .record({ language: fc.constantFrom('de', 'en'), body })
  .map(({ language, body: text }) => `---\nlanguage: ${language}\n---\n\n${text}\n`);

/** One step: what is written, by number of the article, and what goes. */
const step = fc.record({
  written: fc.array(fc.tuple(fc.integer({ min: 0, max: 44 }), article), { maxLength: 3 }),
  removed: fc.array(fc.integer({ min: 0, max: 44 }), { maxLength: 2 }),
});

const start = fc.array(article, { minLength: 40, maxLength: 40 });

interface Seen {
  readonly counts: unknown;
  readonly passages: unknown;
  readonly matches: readonly PassageMatches[];
}

async function see(store: IndexStore, dataDir: string): Promise<Seen> {
  const index = await store.openCurrent();
  if (index === null) throw new Error('there is no index');
  try {
    const matches: PassageMatches[] = [];
    for (const text of QUERIES) {
      matches.push(await index.search({ text, limit: 500, embedding: hashedVector(text, 64) }));
    }
    const path = join(dataDir, 'index', index.describe().id, 'passages.sqlite');
    const db = new Database(path, { readonly: true });
    try {
      const all = (sql: string): unknown[] => db.prepare(sql).raw().all();
      return {
        counts: {
          articles: await index.articles(),
          vocabulary: all('SELECT * FROM vocabulary ORDER BY term'),
          stems: all('SELECT * FROM german_stems ORDER BY stem'),
          totals: all('SELECT * FROM totals'),
          fts: all(`SELECT id FROM terms_fts JOIN passages ON label = terms_fts.rowid
                    WHERE terms_fts MATCH 'modell OR model' ORDER BY id`),
        },
        passages: all('SELECT id, title, section, text, language FROM passages ORDER BY id'),
        matches,
      };
    } finally {
      db.close();
    }
  } finally {
    await index.close();
  }
}

function expectSameScores(one: PassageMatches, other: PassageMatches): void {
  expect(one.query).toEqual(other.query);
  expect([...one.denseOrder].sort()).toEqual([...other.denseOrder].sort());
  expect([...one.keywordOrder].sort()).toEqual([...other.keywordOrder].sort());
  const scores = new Map(other.candidates.map((candidate) => [candidate.passage.id, candidate]));
  expect(one.candidates).toHaveLength(scores.size);
  for (const { passage, similarity, keyword } of one.candidates) {
    const there = scores.get(passage.id);
    expect(Math.abs(keyword - there!.keyword)).toBeLessThan(1e-9);
    expect(Math.abs(similarity! - there!.similarity!)).toBeLessThan(1e-5);
  }
}

test(
  'any sequence of small changes ends where a whole build of the same corpus does',
  async () => {
    const causes: (string | null)[] = [];
    const property = async (
      articles: readonly string[],
      steps: readonly { written: [number, string][]; removed: number[] }[],
    ): Promise<void> => {
      const fileOf = (number: number): string => `a${number}.md`;
      const { store, knowledgeDir, dataDir } = await bench(
        Object.fromEntries(articles.map((text, number) => [fileOf(number), text])),
      );
      await store.build({ embedder: new FakeEmbedder() });
      for (const { written, removed } of steps) {
        await writeFiles(
          knowledgeDir,
          Object.fromEntries(written.map(([number, text]) => [fileOf(number), text])),
        );
        for (const number of removed) await rm(join(knowledgeDir, fileOf(number)), { force: true });
        causes.push((await store.build({ embedder: new FakeEmbedder() })).wholeBuild);
      }
      const incremental = await see(store, dataDir);
      const otherDir = await tempFolder();
      const { store: other } = storeOn(knowledgeDir, otherDir);
      await other.build({ embedder: new FakeEmbedder() });
      const whole = await see(other, otherDir);
      expect(incremental.counts).toEqual(whole.counts);
      expect(incremental.passages).toEqual(whole.passages);
      for (const [at, matches] of incremental.matches.entries()) {
        expectSameScores(matches, whole.matches[at]!);
      }
    };
    const steps = fc.array(step, { minLength: 2, maxLength: 3 });
    await fc.assert(fc.asyncProperty(start, steps, property), {
      numRuns: 4,
      seed: 20_261_124,
      endOnFailure: true,
    });
    expect(causes.filter((cause) => cause === null).length).toBeGreaterThan(causes.length / 2);
  },
  TIMEOUT_MS,
);
