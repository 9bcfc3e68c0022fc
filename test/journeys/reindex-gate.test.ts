import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type {
  ReindexEvent,
  ReindexRequest,
} from '../../src/application/reindexing/reindex-desk.ts';
import { ARTICLES, LEAK_QUESTION, startBench, type CriaBench } from './cria-bench.ts';

const ALONE: ReindexRequest = { guildId: null, userId: 'operator' };
const GOLDEN = [
  { q: LEAK_QUESTION, articles: ['das-leck'] },
  { q: 'Was war im Februar 2023 mit Llama und Meta?', articles: ['das-leck'] },
  { q: 'Which companies must ask Meta for a licence?', articles: ['llama-2'] },
  { q: 'Wie wird das Wetter morgen in Kopenhagen?', articles: [] },
  { q: 'Is about an article that is not here', articles: ['elsewhere'] },
];
const SLOW_MS = 120_000; // the limit of a test here, not a pause

let bench: CriaBench;
beforeEach(async () => {
  bench = await startBench({ env: { GOLDEN_QUESTIONS: goldenFile } });
  await writeFile(goldenFile, GOLDEN.map((line) => JSON.stringify(line)).join('\n'));
  await bench.prepare();
}, SLOW_MS);
afterEach(async () => {
  await bench.end();
  await rm(goldenFile, { force: true });
});
const goldenFile = join(tmpdir(), `cria-golden-${process.pid}.jsonl`);

async function apply(): Promise<ReindexEvent> {
  let last: ReindexEvent | null = null;
  for await (const event of bench.cria.services.reindex.apply(ALONE)) last = event;
  return last!;
}
const served = (): string => bench.cria.knowledge.state().generation!.id;

test(
  'a corpus that answers less is kept aside, survives a restart, serves when confirmed and rolls back',
  async () => {
    const first = served();
    await rm(join(bench.knowledgeDir, 'das-leck.md'));
    const preview = await bench.cria.services.reindex.preview(ALONE);
    expect(preview.plans[0]!.plan).toMatchObject({ removed: ['das-leck'], passagesToEmbed: 0 });
    expect(preview.golden!.total).toBe(4);
    expect(preview.golden!.touched).toEqual(expect.arrayContaining([LEAK_QUESTION]));

    expect(await apply()).toMatchObject({
      type: 'end',
      reports: [
        {
          report: { outcome: 'aside', removed: ['das-leck'] },
          gate: { before: { answerable: 3, unanswerable: 1, recall: 1 }, isPassed: false },
        },
      ],
    });
    expect(served()).toBe(first);

    await bench.restart();
    await bench.prepare();
    expect(served()).toBe(first);

    const { reindex } = bench.cria.services;
    const confirmed = await reindex.serveAside('shared', null);
    expect(confirmed).toMatchObject({ ok: true, generation: { id: served() } });
    expect(served()).not.toBe(first);
    const back = await reindex.rollBack('shared', null, served());
    expect(back).toMatchObject({ ok: true, generation: { id: first } });
    expect(served()).toBe(first);
    expect(await bench.cria.knowledge.refresh()).toBeNull();
  },
  SLOW_MS,
);

test(
  'a start after a change tries the new index as well, and tells what waits',
  async () => {
    const first = served();
    await rm(join(bench.knowledgeDir, 'das-leck.md'));
    await bench.restart();
    await bench.prepare();
    expect(served()).toBe(first);
    const { waiting } = bench.cria.knowledge.state();
    expect(waiting).toMatchObject({ articles: Object.keys(ARTICLES).length - 1 });
    expect(await bench.cria.knowledge.refresh()).toBeNull();
  },
  SLOW_MS,
);

test(
  'a corpus that answers as much passes; one that no question is about is not tried',
  async () => {
    await bench.write({ 'neu.md': 'Alpaca kam aus Stanford und kostete wenig Geld.\n' });
    expect(await apply()).toMatchObject({
      reports: [{ report: { outcome: 'current', added: ['neu'] }, gate: { isPassed: true } }],
    });
    const queries = (): number =>
      bench.server.embedRequests.filter(({ inputs }) =>
        inputs.some((text) => text.includes('Kopenhagen')),
      ).length;
    const before = queries();
    expect(before).toBe(1);
    await writeFile(goldenFile, JSON.stringify({ q: 'Kopenhagen?', articles: ['elsewhere'] }));
    await rm(join(bench.knowledgeDir, 'neu.md'));
    expect(await apply()).toMatchObject({
      reports: [{ report: { outcome: 'current', removed: ['neu'] }, gate: null }],
    });
    expect(queries()).toBe(before);
    expect(Object.keys(ARTICLES)).toHaveLength(bench.cria.knowledge.state().generation!.articles);
  },
  SLOW_MS,
);
