import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../fakes/discord-server/interact.ts';
import type { StoredMessage } from '../fakes/discord-server/state.ts';
import { replyText } from '../fakes/ollama-server.ts';
import { ARTICLES, LEAK_QUESTION } from './cria-bench.ts';
import { hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

const MEMBER = '0'; // permission bits
const ROLE = '200000000000000001';
const NEW_ARTICLE = `---
title: Falcon aus Abu Dhabi
language: de
---
Falcon ist ein offenes Sprachmodell des Technology Innovation Institute.

## Lizenz

Falcon steht seit Mai 2023 unter der Lizenz Apache 2.0.
`;
const CAKE_QUESTION = 'Wie lange backt ein Apfelkuchen mit Zimt?';
const FALCON_QUESTION = 'Unter welcher Lizenz steht Falcon?';

let bench: DiscordBench;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cria-golden-'));
  const golden = join(folder, 'golden.jsonl');
  const lines = [
    { q: LEAK_QUESTION, articles: ['das-leck'] },
    { q: 'Wie viel Arbeitsspeicher braucht ein Modell mit 13 Milliarden?', articles: ['zu-hause'] },
    { q: CAKE_QUESTION, articles: [] },
  ];
  await writeFile(golden, lines.map((line) => JSON.stringify(line)).join('\n'));
  bench = await startDiscordBench({ env: { GOLDEN_QUESTIONS: golden } });
});
afterEach(async () => {
  await bench.end();
  await rm(folder, { recursive: true, force: true });
});

/** Runs `/reindex` and waits for its preview. */
async function previewed(caller: Caller = {}): Promise<StoredMessage> {
  const handle = bench.command('reindex', caller);
  await bench.slowly(() => handle.texts[0]?.startsWith('**') === true);
  return handle.messages[0]!;
}

/** Presses and waits until the message says what is expected. */
async function pressed(message: StoredMessage, verb: string, says: string): Promise<void> {
  bench.press(message, verb);
  await bench.slowly(() => message.content.includes(says));
}

const served = (): string => bench.bot.cria.knowledge.state().generation!.id;

async function answerTo(question: string): Promise<string> {
  bench.ollama.onChat(({ prompt }) =>
    replyText(prompt.includes('Apache') ? 'Apache 2.0 [1].' : '?'),
  );
  const asked = bench.ask(question, { locale: 'de' });
  await bench.slowly(() => {
    const last = asked.messages.at(-1);
    return last !== undefined && last.content !== '' && !hasButton(last, 'stop');
  });
  return asked.texts[0]!;
}

describe('a reindex from Discord', { timeout: 120_000 }, () => {
  test('is previewed, applied, and rolled back', async () => {
    const before = served();
    await bench.bot.write({
      'falcon.md': NEW_ARTICLE,
      'llama-2.md': ARTICLES['llama-2.md']!.replace('two trillion', '2,000 billion'),
      'kaputt.md': '---\ntitle: a\n---\n',
    });
    await unlink(join(bench.bot.knowledgeDir, 'zu-hause.md'));
    const embedded = bench.ollama.embedRequests.length;
    const message = await previewed();
    expect(message.content).toContain('- added: 1 (`falcon`)');
    expect(message.content).toContain('- changed: 1 (`llama-2`)');
    expect(message.content).toContain('- removed: 1 (`zu-hause`)');
    expect(message.content).toMatch(
      /- Passages: [1-9]\d* to embed, [1-9]\d* reused, [1-9]\d* dropped/u,
    );
    expect(message.content).toMatch(/- unreadable: 1\n {2}- `kaputt\.md:\d+` \S/u);
    expect(message.content).toContain('Test questions: ');
    expect(served()).toBe(before);
    // Looking costs the golden questions' own vectors and not one passage.
    const asked = bench.ollama.embedRequests.slice(embedded).flatMap(({ inputs }) => inputs);
    expect(asked.filter((input) => input.includes('Falcon'))).toEqual([]);

    await bench.bot.write({ 'zu-hause.md': ARTICLES['zu-hause.md']! });
    await pressed(message, 'reindex-apply', '**The index is ready**');
    const after = served();
    expect(after).not.toBe(before);
    expect(message.content).toContain(`generation \`${after}\`, 4 articles`);
    expect(message.content).toContain('- Articles: 1 added, 1 changed, 0 removed');
    expect(message.content).toContain('article found: 100 % → 100 %');
    expect(await answerTo(FALCON_QUESTION)).toContain('Apache 2.0');

    await pressed(message, 'reindex-rollback', 'Rolled back.');
    expect(served()).toBe(before);
    expect(message.content).toContain(`Generation \`${before}\` answers now, with 3 articles`);
    expect(await answerTo(FALCON_QUESTION)).not.toContain('Apache 2.0');
    // The same corpus can be had again, by somebody who asks for it.
    const again = await previewed();
    expect(again.content).toContain('- added: 1 (`falcon`)');
  });

  test('says so when there is nothing to do', async () => {
    const message = await previewed({ locale: 'de' });
    expect(message.content).toContain(
      '**Nichts zu tun: Der Index ist auf dem Stand der Artikel.**',
    );
    expect(message.content).toContain('**Gemeinsame Artikel**: 3 Artikel');
    for (const action of ['serve', 'discard']) {
      const handle = bench.command('reindex', { options: { action } });
      await bench.slowly(() => handle.texts[0] === 'No generation is being kept aside.');
    }
  });

  test('that makes answers worse is kept aside, and served when somebody insists', async () => {
    const before = served();
    await bench.bot.write({
      'kuchen.md':
        '---\ntitle: Apfelkuchen mit Zimt\nlanguage: de\n---\nEin Apfelkuchen mit Zimt backt eine Stunde lang.\n',
    });
    const message = await previewed();
    expect(message.content).toMatch(/Test questions: (?:none|\d) of 3 touched/u);
    await pressed(message, 'reindex-apply', 'Kept aside');
    expect(message.content).toContain('fall by more than 5 percentage points');
    expect(message.content).toContain('rightly refused: 100 % → 0 %');
    expect(served()).toBe(before);
    await pressed(message, 'reindex-serve', 'Released.');
    expect(served()).not.toBe(before);
  });

  test('is for those who may, by role as well', async () => {
    const { settings } = bench.bot.cria.services;
    await settings.patch(bench.discord.guildId, { reindexRoles: [ROLE] });
    const refused = bench.command('reindex', { permissions: MEMBER, locale: 'de' });
    await bench.slowly(() => refused.texts.length > 0);
    expect(refused.texts[0]).toBe(
      `Das darf nur, wer diesen Server verwalten kann oder die Rolle hat: <@&${ROLE}>.`,
    );
    await bench.bot.write({ 'falcon.md': NEW_ARTICLE });
    const message = await previewed({ permissions: MEMBER, roles: [ROLE] });
    const before = served();
    const pressing = bench.press(message, 'reindex-apply', { permissions: MEMBER });
    await bench.slowly(() => pressing.texts.length > 0);
    expect(pressing.texts[0]).toContain('Only those who may manage this server');
    expect(served()).toBe(before);
  });
});
