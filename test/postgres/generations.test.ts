import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { IndexStore } from '../../src/domain/index-store.ts';
import type { PassageIndex, PassageMatches } from '../../src/domain/ports.ts';
import { EVERY_SERVER, NO_SERVER, type PostgresDatabase } from '../../src/postgres/database.ts';
import { cleanUpAfterTest } from '../clean-up.ts';
import { FakeEmbedder, hashedVector } from '../fakes/fake-embedder.ts';
import { startPostgres, type PostgresServer } from '../fakes/postgres-server.ts';
import { storeOn } from '../indexing/store-bench.ts';
import { tempFolder, writeFiles } from '../indexing/temp-folder.ts';
import { postgresBench, type PostgresBench } from './postgres-bench.ts';

const WORDS =
  'Gewicht Lizenz Modell Modellgewicht Firma Licht Regen Überprüfung licence weights leaked model court 2023 13b'.split(
    ' ',
  );
const QUERIES = [
  'Gewicht Modell',
  'leaked weights 2023',
  'Regen licence court Unbekanntes',
  'Modellgewichte der Firma',
  'Wer hat Lizens und Überprüfungen?',
  "'; DROP TABLE cria.passages; -- \\ : & | ! <-> \0",
];
const TIMEOUT_MS = 60_000;

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, TIMEOUT_MS);
afterEach(() => server.clear());
afterAll(() => server.close());

/** An article of words chosen by its number, half German, half English. */
function article(seed: number): string {
  const language = seed % 2 === 0 ? 'de' : 'en';
  const sections = [0, 1, 2].map((section) => {
    const words = Array.from(
      { length: 9 },
      (_, at) => WORDS[(seed * 7 + section * 5 + at * at) % WORDS.length],
    );
    return `## Teil ${section}\n\n${words.join(' ')}. A or B oder ${words[0]} oder ${words[1]}.`;
  });
  return `---\nlanguage: ${language}\ntitle: Artikel ${seed}\npublished: 2024-0${1 + (seed % 9)}-17\n---\n\n${sections.join('\n\n')}\n`;
}

const articles = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`a${n}.md`, article(n)]));

async function startBench(
  files: Readonly<Record<string, string>>,
  options: { readonly exactScanMax?: number } = {},
): Promise<PostgresBench> {
  const bench = await postgresBench(server.url, files, options);
  cleanUpAfterTest(() => bench.keeping.stores.close());
  return bench;
}

async function opened(store: IndexStore): Promise<PassageIndex> {
  const index = await store.openCurrent();
  if (index === null) throw new Error('there is no index');
  cleanUpAfterTest(() => index.close());
  return index;
}

const search = (index: PassageIndex, text: string): Promise<PassageMatches> =>
  index.search({ text, limit: 500, embedding: hashedVector(text, 64) });

function expectSame(found: PassageMatches, expected: PassageMatches): void {
  expect(found.query).toEqual(expected.query);
  expect([...found.keywordOrder].sort()).toEqual([...expected.keywordOrder].sort());
  expect([...found.denseOrder].sort()).toEqual([...expected.denseOrder].sort());
  const byId = new Map(expected.candidates.map((candidate) => [candidate.passage.id, candidate]));
  expect(found.candidates).toHaveLength(byId.size);
  for (const { passage, keyword, dense, similarity } of found.candidates) {
    const other = byId.get(passage.id)!;
    expect(passage).toEqual(other.passage);
    expect(keyword).toBeCloseTo(other.keyword, 6);
    expect(dense).toBeCloseTo(other.dense!, 4);
    expect(similarity).toBeCloseTo(other.similarity!, 4);
  }
}

async function expectSameVectors(index: PassageIndex, other: PassageIndex): Promise<void> {
  for (const limit of [5, 500]) {
    const [own, expected] = [await index.vectors(limit), await other.vectors(limit)];
    expect(own?.ids).toEqual(expected?.ids);
    expect(own?.matrix).toHaveLength(expected!.matrix.length);
    own?.matrix.forEach((value, at) => expect(value).toBeCloseTo(expected!.matrix[at]!, 5));
  }
}

interface Seen {
  readonly words: readonly unknown[];
  readonly passages: readonly unknown[];
  readonly totals: unknown;
}

/** All that a generation consists of, whatever its lineage. */
function see(database: PostgresDatabase, id: string): Promise<Seen> {
  return database.run(EVERY_SERVER, async (sql) => {
    const visible = (table: string): string => `cria.${table} AS x JOIN cria.generations AS g
      ON g.id = $1 AND x.lineage = g.lineage AND x.born <= g.ordinal
        AND (x.died IS NULL OR x.died > g.ordinal)`;
    return {
      words: await sql.rows(
        `SELECT kind, word, key, count, named FROM ${visible('words')} ORDER BY kind, word`,
        id,
      ),
      passages: await sql.rows(
        `SELECT x.id, title, section, text, language, trail_terms, text_terms, part_terms, length,
           terms::text FROM ${visible('passages')} ORDER BY x.id`,
        id,
      ),
      totals: await sql.row(
        'SELECT passages, total_length, pairs FROM cria.generations WHERE id = $1',
        id,
      ),
    };
  });
}

describe('beside the store of files', () => {
  test(
    'finds the same with the same scores, spellings and pairs',
    async () => {
      const embedder = new FakeEmbedder();
      const bench = await startBench(articles(24));
      const dataDir = await tempFolder();
      const { store: files } = storeOn(bench.knowledgeDir, dataDir);
      const reports = [await bench.store.build({ embedder }), await files.build({ embedder })];
      const [one, other] = reports.map(({ generation }) => generation);
      expect({ ...one, id: '', builtAt: '', calibration: null }).toEqual({
        ...other,
        ...{ id: '', builtAt: '', calibration: null },
      });
      expect(one?.calibration?.related).toBeCloseTo(other!.calibration!.related, 5);
      const index = await opened(bench.store);
      const beside = await opened(files);
      for (const text of QUERIES) {
        expectSame(await search(index, text), await search(beside, text));
        expect(await index.spellings(text)).toEqual(await beside.spellings(text));
      }
      await expectSameVectors(index, beside);
      expect(await index.pairs()).toEqual(await beside.pairs());
      expect(await index.articles()).toEqual(await beside.articles());
      expect(await index.passagesOf('a3')).toEqual(await beside.passagesOf('a3'));
      const order = async (of: PassageIndex): Promise<readonly string[]> =>
        (await of.search({ text: 'leaked weights of the model', limit: 10 })).keywordOrder;
      expect(await order(index)).toEqual(await order(beside));
    },
    TIMEOUT_MS,
  );

  test(
    'is opened on the scale of another index as that one is',
    async () => {
      const embedder = new FakeEmbedder();
      const bench = await startBench(articles(24));
      const { store: files } = storeOn(bench.knowledgeDir, await tempFolder());
      await bench.store.build({ embedder });
      await files.build({ embedder });
      const info = await embedder.describe();
      const centres = [
        { language: 'de', vector: hashedVector('Gewicht', 64).map((value) => value / 3) },
        { language: '', vector: hashedVector('court', 64).map((value) => value / 4) },
      ];
      const alignTo = { generationId: 'x', embedder: info, centres };
      const index = (await bench.store.openCurrent({ alignTo }))!;
      const beside = (await files.openCurrent({ alignTo }))!;
      for (const text of QUERIES) expectSame(await search(index, text), await search(beside, text));
      await expectSameVectors(index, beside);
      await beside.close();
    },
    TIMEOUT_MS,
  );
});

describe('what changes a little', () => {
  test(
    'comes out as if all had been written anew, without touching the rest',
    async () => {
      const embedder = new FakeEmbedder();
      const bench = await startBench(articles(40));
      await bench.store.build({ embedder });
      const { database } = bench.keeping;
      const rowsOf = (sql: string): Promise<number> =>
        database.run(EVERY_SERVER, async (run) => (await run.row<{ n: number }>(sql))?.n ?? 0);
      const before = await rowsOf('SELECT count(*) AS n FROM cria.passages');
      await writeFiles(bench.knowledgeDir, { 'a3.md': article(101), 'new.md': article(102) });
      await rm(join(bench.knowledgeDir, 'a8.md'));
      const second = await bench.store.build({ embedder });
      expect(second.wholeBuild).toBeNull();
      expect(await rowsOf('SELECT count(*) AS n FROM cria.passages')).toBe(before + 6);
      await writeFiles(bench.knowledgeDir, { 'a3.md': article(103) });
      const third = await bench.store.build({ embedder });
      const whole = bench.storeOf('111111111111111111', bench.knowledgeDir);
      const anew = await whole.build({ embedder });
      const [seen, expected] = [
        await see(database, third.generation.id),
        await see(database, anew.generation.id),
      ];
      expect(seen).toEqual(expected);
      expect(seen.passages.length).toBeGreaterThan(100);
    },
    TIMEOUT_MS,
  );

  test(
    'goes on from what was rolled back to, and from what was kept aside',
    async () => {
      const bench = await startBench(articles(40));
      const { store, knowledgeDir, keeping } = bench;
      const first = await store.build({});
      await writeFiles(knowledgeDir, { 'a1.md': article(201) });
      const second = await store.build({});
      expect((await store.rollBack()).id).toBe(first.generation.id);
      await writeFiles(knowledgeDir, { 'a1.md': article(1), 'a2.md': article(202) });
      const third = await store.build({});
      expect(third).toMatchObject({ wholeBuild: null, changed: ['a2'] });
      await writeFiles(knowledgeDir, { 'a4.md': article(204) });
      await store.build({ accept: () => Promise.resolve(false) });
      await store.discardAside();
      await writeFiles(knowledgeDir, { 'a4.md': article(205) });
      const fourth = await store.build({});
      expect(fourth.wholeBuild).toBeNull();
      const anew = await bench.storeOf('111111111111111111', knowledgeDir).build({});
      const { database } = keeping;
      expect(await see(database, fourth.generation.id)).toEqual(
        await see(database, anew.generation.id),
      );
      // What is older is still as it was.
      const index = await opened(store);
      expect(index.describe().id).toBe(fourth.generation.id);
      expect((await store.versions()).previous?.id).toBe(third.generation.id);
      expect(second.generation.id).not.toBe(third.generation.id);
    },
    TIMEOUT_MS,
  );

  test(
    'a build that fails leaves no row behind',
    async () => {
      const bench = await startBench(articles(6));
      const { store, keeping } = bench;
      await store.build({});
      const counts = (): Promise<unknown> =>
        keeping.database.run(EVERY_SERVER, (sql) =>
          sql.row(`SELECT (SELECT count(*) FROM cria.passages) AS passages,
          (SELECT count(*) FROM cria.passages WHERE died IS NOT NULL) AS dead,
          (SELECT count(*) FROM cria.words) AS words,
          (SELECT count(*) FROM cria.lineages) AS lineages,
          (SELECT count(*) FROM cria.generations) AS generations`),
        );
      const before = await counts();
      await writeFiles(bench.knowledgeDir, { 'a1.md': article(301) });
      const accept = (): Promise<boolean> => Promise.reject(new Error('the trial broke'));
      await expect(store.build({ accept })).rejects.toThrow('the trial broke');
      expect(await counts()).toEqual(before);
    },
    TIMEOUT_MS,
  );
});

test(
  'many vectors are searched by a graph, and the nearest are the same',
  async () => {
    const embedder = new FakeEmbedder();
    const bench = await startBench(articles(40), { exactScanMax: 50 });
    await bench.store.build({ embedder });
    const exact = bench.storeOf('111111111111111111', bench.knowledgeDir);
    const { database } = bench.keeping;
    const graphs = (): Promise<unknown[]> =>
      database.run(EVERY_SERVER, (sql) =>
        sql.rows("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'graph_of_%'"),
      );
    expect(await graphs()).toHaveLength(1);
    await writeFiles(bench.knowledgeDir, { 'a1.md': article(401) });
    await bench.store.build({ embedder }); // the new rows join the graph
    expect(await graphs()).toHaveLength(1);
    await exact.build({ embedder });
    const index = await opened(bench.store);
    for (const text of QUERIES) {
      const nearest = await index.search({ text, limit: 10, embedding: hashedVector(text, 64) });
      const scores = nearest.denseOrder.map(
        (id) => nearest.candidates.find(({ passage }) => passage.id === id)!.dense!,
      );
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      expect(scores).toHaveLength(10);
    }
  },
  TIMEOUT_MS,
);

describe('servers', () => {
  test(
    'a query that forgets its filter finds nothing of others',
    async () => {
      const bench = await startBench(articles(4));
      const ours = '111111111111111111';
      const theirs = '222222222222222222';
      for (const [guildId, text] of [
        [ours, 'Unser Geheimwort Krokodil.'],
        [theirs, 'Deren Geheimwort Nashorn.'],
      ] as const) {
        const folder = await tempFolder();
        await writeFiles(folder, { 'own.md': text });
        await bench.storeOf(guildId, folder).build({});
        await bench.keeping.stores.settings.update(guildId, (old) => old);
        const { leftServers } = bench.keeping.stores;
        await leftServers.note(guildId, 1);
      }
      const { database } = bench.keeping;
      const tables = ['spaces', 'lineages', 'generations', 'articles', 'passages', 'words'];
      for (const table of [...tables, 'guild_settings', 'left_servers']) {
        const found = await database.run(ours, (sql) =>
          sql.rows<{ server_id: string }>(`SELECT DISTINCT server_id FROM cria.${table}`),
        );
        expect([table, found]).toEqual([table, [{ server_id: ours }]]);
        const shared = await database.run(NO_SERVER, (sql) =>
          sql.rows(`SELECT 1 FROM cria.${table} WHERE server_id <> ''`),
        );
        expect([table, shared]).toEqual([table, []]);
      }
      const cut = (scope: string): Promise<unknown[]> =>
        database.run(scope, (sql) =>
          sql.rows(
            `SELECT c.label FROM generate_series(1, 100) AS lineage,
             cria.keyword_cut(lineage, 1, 'nashorn'::tsquery, '{nashorn}', '{1}', 9) AS c`,
          ),
        );
      expect(await cut(theirs)).toHaveLength(1);
      expect(await cut(ours)).toHaveLength(0);
      expect(await cut(NO_SERVER)).toHaveLength(0);
    },
    TIMEOUT_MS,
  );

  test(
    'what is left of a server goes with its index',
    async () => {
      const bench = await startBench(articles(2));
      const guildId = '111111111111111111';
      await bench.store.build({});
      await bench.storeOf(guildId, bench.knowledgeDir).build({});
      await bench.keeping.stores.eraseServer(guildId);
      const left = await bench.keeping.database.run(EVERY_SERVER, (sql) =>
        sql.rows(
          'SELECT DISTINCT server_id FROM cria.words UNION SELECT server_id FROM cria.spaces',
        ),
      );
      expect(left).toEqual([{ server_id: NO_SERVER }]);
    },
    TIMEOUT_MS,
  );

  test(
    'texts of any kind are kept as text',
    async () => {
      const hostile = "It's $1 \\' \"; DROP SCHEMA cria CASCADE; -- \u0000 \ud800 {\"a\":1} 'x':1A";
      const bench = await startBench({ 'a.md': `# T\n\n${hostile}\n`, 'b.md': 'Noch ein Text.' });
      await bench.store.build({});
      const index = await opened(bench.store);
      const [passage] = await index.passagesOf('a');
      expect(passage?.text).toContain('DROP SCHEMA cria CASCADE');
      const found = await index.search({ text: hostile, limit: 5 });
      expect(found.candidates[0]?.passage.articleId).toBe('a');
    },
    TIMEOUT_MS,
  );
});
