import { afterEach, expect, test } from 'vitest';
import type { ReindexEvent } from '../../src/application/reindexing/reindex-desk.ts';
import { startBench, type CriaBench } from './cria-bench.ts';
import { hasButton, startDiscordBench } from './discord-bench.ts';

const KEEPER = '123456789012345678';
const OTHER = '223456789012345678';
const SLOW_MS = 60_000; // the limit of a test here, not a pause

const NEWS = { 'neu.md': 'Alpaca kam aus Stanford und kostete wenig Geld.\n' };
const REFUSED = { ok: false, reason: 'kept-by-operator' };

let bench: CriaBench | null = null;
afterEach(async () => {
  await bench?.end();
  bench = null;
});

async function start(env: Readonly<Record<string, string>>): Promise<CriaBench> {
  bench = await startBench({ env: { ...env, GOLDEN_QUESTIONS: 'off' } });
  await bench.prepare();
  return bench;
}

async function apply({ cria }: CriaBench, guildId: string | null): Promise<ReindexEvent> {
  let last: ReindexEvent | null = null;
  const request = { guildId, userId: '1' };
  for await (const event of cria.services.reindex.apply(request)) last = event;
  return last!;
}
const served = ({ cria }: CriaBench): string => cria.knowledge.state().generation!.id;

test.each([
  ['the servers that are named', { SHARED_KNOWLEDGE_GUILDS: KEEPER }],
  ['the one server of the bot', { SHARED_KNOWLEDGE_GUILDS: '', DISCORD_GUILD_ID: KEEPER }],
])(
  'the shared articles are renewed and rolled back from %s alone',
  async (_, env) => {
    const bot = await start(env);
    const { reindex } = bot.cria.services;
    const first = served(bot);
    await bot.write(NEWS);
    expect(await apply(bot, OTHER)).toEqual({ type: 'end', reports: [], versions: [] });
    expect((await reindex.preview({ guildId: OTHER, userId: '1' })).plans).toEqual([]);
    expect(served(bot)).toBe(first);
    expect(await apply(bot, KEEPER)).toMatchObject({
      reports: [{ space: 'shared', report: { added: ['neu'] } }],
      versions: [{ space: 'shared', previous: { id: first } }],
    });
    const second = served(bot);
    expect(second).not.toBe(first);
    expect(await reindex.rollBack('shared', OTHER, second)).toEqual(REFUSED);
    expect(served(bot)).toBe(second);
    expect(await reindex.rollBack('shared', KEEPER, first)).toMatchObject({ ok: false });
    expect(await reindex.rollBack('shared', KEEPER, second)).toMatchObject({ ok: true });
    expect(served(bot)).toBe(first);
  },
  SLOW_MS,
);

test(
  'where no server is named, whoever manages one neither renews nor rolls back nor releases them',
  async () => {
    const env = { SHARED_KNOWLEDGE_GUILDS: '', DISCORD_GUILD_ID: '', GOLDEN_QUESTIONS: 'off' };
    const discordBench = await startDiscordBench({ env });
    const { bot } = discordBench;
    try {
      const first = served(bot);
      await bot.write(NEWS);
      const preview = discordBench.command('reindex');
      await discordBench.slowly(() => !(preview.texts[0] ?? '-#').startsWith('-#'));
      expect(preview.texts[0]).not.toContain('neu');
      expect(hasButton(preview.messages[0], 'reindex-apply')).toBe(false);
      expect(await apply(bot, null)).toMatchObject({ reports: [{ space: 'shared' }] });
      const second = served(bot);
      expect(second).not.toBe(first);
      for (const action of ['rollback', 'serve', 'discard']) {
        const tried = discordBench.command('reindex', { options: { action } });
        await discordBench.slowly(() => (tried.texts[0] ?? '') !== '');
        expect(tried.texts[0]).toContain('kept by the operator of this bot');
      }
      // Nor by a button that a server which keeps them would have been given.
      const customId = `reindex-rollback:shared.${second}`;
      const message = preview.messages[0]!;
      const pressed = discordBench.discord.interact.button({ message, customId });
      await discordBench.slowly(
        () => pressed.texts.at(-1)?.includes('kept by the operator') === true,
      );
      expect(served(bot)).toBe(second);
      const { guildId } = discordBench.discord;
      expect(await bot.cria.services.reindex.rollBack('shared', guildId)).toEqual(REFUSED);
      expect(await bot.cria.services.reindex.rollBack('shared', null)).toMatchObject({ ok: true });
      expect(served(bot)).toBe(first);
    } finally {
      await discordBench.end();
    }
  },
  SLOW_MS,
);
