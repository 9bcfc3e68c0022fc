import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReindexEvent } from '../../src/application/reindexing/reindex-desk.ts';
import { startBench, type CriaBench } from './cria-bench.ts';

const KEEPER = '123456789012345678';
const OTHER = '223456789012345678';
const SLOW_MS = 60_000; // the limit of a test here, not a pause

let bench: CriaBench;
beforeEach(async () => {
  bench = await startBench({ env: { SHARED_KNOWLEDGE_GUILDS: KEEPER, GOLDEN_QUESTIONS: 'off' } });
  await bench.prepare();
}, SLOW_MS);
afterEach(() => bench.end());

async function apply(guildId: string): Promise<ReindexEvent> {
  let last: ReindexEvent | null = null;
  const request = { guildId, userId: '1' };
  for await (const event of bench.cria.services.reindex.apply(request)) last = event;
  return last!;
}
const served = (): string => bench.cria.knowledge.state().generation!.id;

test(
  'the shared articles are renewed and rolled back from the servers that are named alone',
  async () => {
    const { reindex } = bench.cria.services;
    const first = served();
    await bench.write({ 'neu.md': 'Alpaca kam aus Stanford und kostete wenig Geld.\n' });
    expect(await apply(OTHER)).toEqual({ type: 'end', reports: [], versions: [] });
    expect((await reindex.preview({ guildId: OTHER, userId: '1' })).plans).toEqual([]);
    expect(served()).toBe(first);
    expect(await apply(KEEPER)).toMatchObject({
      reports: [{ space: 'shared', report: { added: ['neu'] } }],
      versions: [{ space: 'shared', previous: { id: first } }],
    });
    const second = served();
    expect(second).not.toBe(first);
    const refused = { ok: false, reason: 'kept-by-operator' };
    expect(await reindex.rollBack('shared', OTHER, second)).toEqual(refused);
    expect(served()).toBe(second);
    expect(await reindex.rollBack('shared', KEEPER, first)).toMatchObject({ ok: false });
    expect(await reindex.rollBack('shared', KEEPER, second)).toMatchObject({ ok: true });
    expect(served()).toBe(first);
  },
  SLOW_MS,
);
