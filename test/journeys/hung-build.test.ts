import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReindexEvent } from '../../src/application/reindexing/reindex-desk.ts';
import { StuckFiles } from '../../src/indexing/building/stuck-files.ts';
import { stuckName } from '../../src/indexing/corpus/scan-corpus.ts';
import { createArticleShelf } from '../../src/indexing/corpus/article-shelf.ts';
import { nodeFiles } from '../../src/indexing/files/durable-files.ts';
import { documentOf } from '../fakes/documents.ts';
import { hangingBuilds } from '../fakes/hanging-builds.ts';
import { replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

const HANGING = '222222222222222222';
const SLOW = { timeout: 120_000 }; // the limit of a test here, not a pause

let bench: DiscordBench;
let hanging: Set<string>;
beforeEach(async () => {
  hanging = new Set();
  bench = await startDiscordBench({ keep: hangingBuilds(hanging) });
  for (const guildId of [HANGING, bench.discord.guildId]) {
    await put(guildId, 'Die erste Notiz', 'Der Brunnen steht hinter dem Rathaus.');
    await bench.bot.cria.spaces.change(guildId, (service) => service.rebuildChanged());
  }
});
afterEach(() => bench.end());

async function put(guildId: string, title: string, markdown: string): Promise<void> {
  const { knowledgeDir, dataDir } = bench.bot;
  const shelf = createArticleShelf({ knowledgeDir, dataDir });
  const document = documentOf({ title, language: 'de', url: null, markdown });
  await shelf.put(guildId, document, { addedBy: '1', addedAtMs: 0 });
}

async function lastOf(events: AsyncIterable<ReindexEvent>): Promise<ReindexEvent> {
  let last: ReindexEvent | null = null;
  for await (const event of events) last = event;
  return last!;
}

/** Begins to renew the articles of the server whose builds hang, and waits until it hangs. */
async function hung(): Promise<{ readonly ending: Promise<ReindexEvent> }> {
  hanging.add(HANGING);
  await put(HANGING, 'Die zweite Notiz', 'Der Schlüssel liegt unter der Matte.');
  const { reindex } = bench.bot.cria.services;
  const ending = lastOf(reindex.apply({ guildId: HANGING, userId: '1' }));
  await bench.settle(() => reindex.running(HANGING) !== null);
  return { ending };
}

describe('the build of one server hangs for good', SLOW, () => {
  test('and another server renews its articles meanwhile, and is answered', async () => {
    const { ending } = await hung();
    const own = bench.discord.guildId;
    await put(own, 'Der Plan', 'Das Fest beginnt am Montag um sieben.');
    await bench.bot.write({ 'neu.md': 'Alpaca kam aus Stanford und kostete wenig Geld.\n' });
    const preview = bench.command('reindex');
    await bench.slowly(() => preview.texts[0]?.startsWith('**') === true);
    expect(preview.texts[0]).toMatch(/- added: 1 \(`neu`\)[^]*- added: 1 \(`added\/der-plan-/u);
    bench.press(preview.messages[0], 'reindex-apply');
    await bench.slowly(() => preview.texts[0]!.includes('**The index is ready**'));
    const found = bench.command('knowledge', {
      ...{ subcommand: 'search', options: { query: 'Wann beginnt das Fest?' }, locale: 'de' },
    });
    await bench.slowly(() => found.texts[0]?.includes('Der Plan') === true);
    const { reindex } = bench.bot.cria.services;
    expect(reindex.running(HANGING)).not.toBeNull();
    expect(reindex.stop(HANGING)).toBe(true);
    expect(await ending).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
  });

  test('is stopped from there, and renewed once it hangs no more', async () => {
    const { ending } = await hung();
    const channelId = bench.discord.state.addChannel({ guildId: HANGING }).id;
    const seen = bench.command('reindex', { guildId: HANGING, channelId });
    await bench.slowly(() => hasButton(seen.messages.at(-1), 'reindex-stop'));
    bench.press(seen.messages.at(-1), 'reindex-stop', { guildId: HANGING, channelId });
    await bench.slowly(() => seen.texts.at(-1)!.includes('Stopped.'));
    expect(await ending).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    const { reindex } = bench.bot.cria.services;
    expect(reindex.running(HANGING)).toBeNull();
    hanging.clear();
    expect(await lastOf(reindex.apply({ guildId: HANGING, userId: '1' }))).toMatchObject({
      type: 'end',
      reports: [{ report: { added: [expect.stringContaining('die-zweite-notiz')] } }],
    });
  });

  test('and the bot ends all the same, and starts again', async () => {
    const { ending } = await hung();
    await bench.restart();
    bench.ollama.onChat(() => replyText(LEAK_ANSWER));
    expect(await ending).toMatchObject({ type: 'error' });
    const asked = bench.ask(LEAK_QUESTION, { locale: 'de' });
    await bench.finished(asked);
    expect(asked.texts[0]).toContain('4chan');
  });
});

test(
  'a file whose build never ended is set aside by name, and the rest is served',
  SLOW,
  async () => {
    const odd = 'Ein Satz, an dem ein Bau hing.\n';
    const hash = createHash('sha256').update(odd).digest('hex');
    await bench.bot.write({ 'gut.md': 'Ein Satz, den jeder lesen kann.\n', 'odd.md': odd });
    await new StuckFiles(bench.bot.dataDir, nodeFiles).note(stuckName({ file: 'odd.md', hash }));
    const preview = bench.command('reindex');
    await bench.slowly(() => preview.texts[0]?.startsWith('**') === true);
    expect(preview.texts[0]).toContain('- added: 1 (`gut`)');
    expect(preview.texts[0]).toMatch(
      /- unreadable: 1\n {2}- `odd\.md:1` .*did not come to an end/u,
    );
    bench.press(preview.messages[0], 'reindex-apply');
    await bench.slowly(() => preview.texts[0]!.includes('**The index is ready**'));
    expect(bench.bot.cria.knowledge.state().generation).toMatchObject({ articles: 4 });
  },
);
