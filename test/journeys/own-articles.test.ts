import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GivenFile } from '../../src/application/command.ts';
import { replyText } from '../fakes/ollama-server.ts';
import { startBench, type CriaBench } from './cria-bench.ts';

const SERVER = '123456789012345678';
const OTHER = '223456789012345678';
const QUESTION = 'Wann beginnt das Treffen der Alpakazüchter?';
const TEXT = `---
title: Treffen der Alpakazüchter
language: de
---
Das Treffen der Alpakazüchter beginnt am 3. Mai 2024 in Bremen.
`;
const SLOW_MS = 120_000; // the limit of a test here, not a pause

let bench: CriaBench;
beforeEach(async () => {
  bench = await startBench();
  bench.server.onChat(() => replyText('Das Treffen beginnt am 3. Mai 2024 in Bremen [1].'));
  await bench.prepare();
}, SLOW_MS);
afterEach(() => bench.end());

function fileOf(text: string): GivenFile {
  const bytes = new TextEncoder().encode(text);
  return {
    ...{ name: 'treffen.md', contentType: 'text/markdown', sizeBytes: bytes.length },
    read: async () => bytes,
  };
}

async function add(text: string) {
  const { articles } = bench.cria.services;
  const from = { file: fileOf(text) };
  const { id } = await articles.propose({ key: SERVER, userId: '7', from });
  return articles.accept(id, { key: SERVER, userId: '7' });
}

test(
  'an added article answers in its server from the next question on, and is gone when removed',
  async () => {
    const folder = join(bench.dataDir, 'servers', SERVER);
    await bench.ask(QUESTION, { guildId: SERVER });
    await expect(access(folder)).rejects.toMatchObject({ code: 'ENOENT' });

    const taken = await add(TEXT);
    expect(taken).toMatchObject({
      outcome: 'added',
      article: { title: 'Treffen der Alpakazüchter', provenance: { addedBy: '7' } },
      report: { passagesEmbedded: 1, generation: { articles: 1 } },
    });
    const articleId = taken!.article.id;
    const answered = { mode: 'generated', citations: [{ articleId }] };
    expect(await bench.ask(QUESTION, { guildId: SERVER })).toMatchObject(answered);
    for (const guildId of [OTHER, null]) {
      expect(JSON.stringify(await bench.ask(QUESTION, { guildId }))).not.toContain('Bremen');
    }

    await bench.restart();
    await bench.prepare();
    expect(await bench.ask(QUESTION, { guildId: SERVER })).toMatchObject(answered);

    // The vectors of the others are at hand: they lie in the cache of all.
    const again = await add(TEXT.replace('3. Mai', '4. Mai'));
    expect(again).toMatchObject({ outcome: 'replaced', article: { id: articleId } });
    const shown = await bench.cria.services.articles.show(SERVER, articleId);
    expect(shown!.passages.map(({ text }) => text).join()).toContain('4. Mai 2024');

    await bench.cria.services.privacy.forget('7');
    expect(await bench.cria.services.articles.list(SERVER)).toContainEqual(
      expect.objectContaining({
        id: articleId,
        provenance: expect.objectContaining({ addedBy: 'deleted' }) as unknown,
      }),
    );

    expect(await bench.cria.services.articles.remove(SERVER, articleId)).toBe('removed');
    expect(JSON.stringify(await bench.ask(QUESTION, { guildId: SERVER }))).not.toContain('Bremen');
    await expect(access(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  },
  SLOW_MS,
);

test(
  'an article that cannot be indexed leaves nothing behind',
  async () => {
    await add(TEXT);
    const { articles } = bench.cria.services;
    const before = await articles.list(SERVER);
    const from = { file: fileOf('# Anderes\n\nEin anderer Text über Lamas.\n') };
    const { id } = await articles.propose({ key: SERVER, userId: '7', from });
    const abort = new AbortController();
    const accepting = articles.accept(
      id,
      { key: SERVER, userId: '7' },
      { signal: abort.signal, onProgress: () => abort.abort() },
    );
    await expect(accepting).rejects.toMatchObject({ code: 'cancelled' });
    expect(await articles.list(SERVER)).toEqual(before);
    expect(await articles.search(SERVER, 'Lamas', { limit: 5 })).not.toContainEqual(
      expect.objectContaining({
        passage: expect.objectContaining({ title: 'Anderes' }) as unknown,
      }),
    );
    expect(await articles.accept(id, { key: SERVER, userId: '7' })).toMatchObject({
      outcome: 'added',
      report: { generation: { articles: 2 } },
    });
  },
  SLOW_MS,
);
