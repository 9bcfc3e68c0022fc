import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as keeping from '../../commands/knowledge.ts';
import type { Action, ReplyView } from '../../src/application/command.ts';
import type { CoolDown, CoolDownRequest } from '../../src/application/members/cool-down.ts';
import { operatorCall } from '../../src/terminal/operator-call.ts';
import { AppError } from '../../src/domain/errors.ts';
import { DEFAULT_GUILD_SETTINGS, type GuildSettings } from '../../src/domain/stores.ts';
import { contextOf, runCommand } from '../fakes/calls.ts';
import type { Caller, CommandCall, InteractionHandle } from '../fakes/discord-server/interact.ts';
import type { StoredMessage } from '../fakes/discord-server/state.ts';
import {
  ADDED_AT_MS,
  article,
  extracted,
  FakeArticleDesk,
  ownArticle,
} from '../fakes/fake-article-desk.ts';
import { startBench, type Bench } from '../discord/surface-bench.ts';

const MEMBER = '0'; // permission bits
const ROLE = '200000000000000001';
const OTHER_GUILD = '300000000000000001';
const RIGHTS = /^Only those who may manage this server.* can do that/u;
const EVIL = `**[x](https://evil.example)**\n# Big @everyone <@1> \u202e||s|| \`\`\`${'y'.repeat(5_000)}`;

let bench: Bench;
let desk: FakeArticleDesk;
let settings: GuildSettings;
let services: object;
/** Searches that are let through, and who was asked about. */
let searchesLeft: number;
let paced: CoolDownRequest[];

beforeEach(async () => {
  desk = new FakeArticleDesk();
  settings = { ...DEFAULT_GUILD_SETTINGS, reindexRoles: [ROLE] };
  searchesLeft = 10;
  paced = [];
  const coolDown: CoolDown = async (request) => {
    paced.push(request);
    searchesLeft -= 1;
    return searchesLeft >= 0 ? { ok: true } : { ok: false, reason: 'cool-down', retryInSeconds: 3 };
  };
  services = { articles: desk, settings: { of: async () => settings }, coolDown };
  const { knowledge, ...actions } = keeping;
  bench = await startBench([knowledge], {
    actions: Object.values(actions) as unknown as Action<object>[],
    services,
  });
  await bench.surface.start();
});
afterEach(() => bench.end());

const guild = (): string => bench.server.guildId;

async function run(
  subcommand: string,
  options: CommandCall['options'] = {},
  caller: Caller = {},
): Promise<InteractionHandle> {
  const handle = bench.server.interact.command({
    ...caller,
    name: 'knowledge',
    subcommand,
    options,
  });
  await done(handle);
  return handle;
}

/** Until it says something that is not small print about what goes on. */
async function done(handle: InteractionHandle): Promise<void> {
  await bench.until(() => handle.texts.length > 0 && !/^(?:-# .*)?$/u.test(handle.texts[0]!));
}

const labelsOf = (message: StoredMessage | undefined): string[] =>
  [...JSON.stringify(message?.components ?? []).matchAll(/"label":"([^"]+)"/gu)].map(
    ([, label]) => label!,
  );

function press(message: StoredMessage, label: string, caller: Caller = {}): InteractionHandle {
  const found = message.components
    .flatMap((row) => (row as { components: { label: string; custom_id: string }[] }).components)
    .find((button) => button.label === label);
  if (found === undefined) throw new Error(`No ${label} below ${message.content}`);
  expect(found.custom_id.length).toBeLessThanOrEqual(100);
  return bench.server.interact.button({ ...caller, message, customId: found.custom_id });
}

const fileNamed = (name: string, text = '# Titel'): NonNullable<CommandCall['options']> => ({
  file: bench.server.attach(name, Buffer.from(text)),
});

describe('list', () => {
  test('shows title, language, whose it is and when it came, to the caller alone', async () => {
    desk.shared.push(article('Llama 2', { language: 'en' }), article('Zuhause'));
    desk.own.set(guild(), [ownArticle('Das Leck')]);
    const handle = await run('list', {}, { permissions: MEMBER });
    expect(handle.isEphemeral).toBe(true);
    expect(handle.texts[0]).toBe(
      [
        '**Articles**',
        '2 shared, 1 of this server',
        '',
        '- Das Leck · German · this server · added on 24 Nov 2025',
        '- Llama 2 · English · shared',
        '- Zuhause · German · shared',
      ].join('\n'),
    );
    const german = await run('list', {}, { locale: 'de' });
    expect(german.texts[0]).toContain(
      'Das Leck · Deutsch · dieser Server · hinzugefügt am 24.11.2025',
    );
  });

  test('turns pages in its place, there and back, each in one message', async () => {
    for (let at = 0; at < 30; at += 1) {
      desk.shared.push(article(`${String(at).padStart(2, '0')} ${'Titel '.repeat(60)}`));
    }
    const handle = await run('list');
    const message = handle.messages[0]!;
    expect(handle.messages).toHaveLength(1);
    expect(message.content).toContain('page 1 of 3');
    expect(labelsOf(message)).toEqual(['Next']);
    press(message, 'Next', { permissions: MEMBER });
    await bench.until(() => message.content.includes('page 2 of 3'));
    expect(message.content).toMatch(/- 12 Titel/u);
    expect(labelsOf(message)).toEqual(['Back', 'Next']);
    press(message, 'Next');
    await bench.until(() => message.content.includes('page 3 of 3'));
    expect(labelsOf(message)).toEqual(['Back']);
    press(message, 'Back');
    await bench.until(() => message.content.includes('page 2 of 3'));
    const last = await run('list', { page: 99 });
    expect(last.texts[0]).toContain('page 3 of 3');
  });

  test('does not show another server’s articles', async () => {
    desk.own.set(OTHER_GUILD, [ownArticle('Geheim')]);
    const handle = await run('list');
    expect(handle.texts[0]).toBe('There are no articles yet.');
  });

  test('is for whoever may ask, where it may be asked', async () => {
    settings = { ...settings, askRoles: [ROLE] };
    const refused = await run('list', {}, { permissions: MEMBER });
    expect(refused.texts[0]).toContain(`For questions you need the role <@&${ROLE}> here.`);
    await run('list', {}, { permissions: MEMBER, roles: [ROLE] });
    settings = { ...settings, deniedChannels: [bench.server.channelId] };
    const denied = await run('list');
    expect(denied.texts[0]).toContain('I do not answer questions in this channel');
  });
});

describe('show', () => {
  test('tells where an article comes from, its sections and how it begins', async () => {
    desk.own.set(guild(), [ownArticle('Das Leck', { url: 'https://articles.example/leck' })]);
    const handle = await run('show', { article: 'Das Leck' });
    expect(handle.texts[0]).toBe(
      [
        '**Das Leck**',
        '- Language: German',
        '- Source: this server, <https://articles.example/leck>',
        '- Added on 24 Nov 2025 by <@100000000000000001> (PDF)',
        '- 4 passages',
        '- Sections: Folgen · Folgen › Zahlen · Ende',
        '',
        '**[1] Beginning**',
        '> Passage 0 von Das Leck',
        '',
        '**[2] Folgen**',
        '> Passage 1 von Das Leck',
        '',
        '**[3] Folgen › Zahlen**',
        '> Passage 2 von Das Leck',
      ].join('\n'),
    );
  });

  test('tells who added it to those alone who may change what is known', async () => {
    desk.own.set(guild(), [ownArticle('Das Leck')]);
    const options = { article: 'Das Leck' };
    for (const locale of ['en-US', 'de']) {
      const member = await run('show', options, { permissions: MEMBER, locale });
      expect(member.texts[0]).toMatch(/- (?:Added on|Hinzugefügt am) [\w .]*2025 \(PDF\)$/mu);
      expect(member.texts[0]).not.toMatch(/\d{15}/u);
      const keeper = await run('show', options, { permissions: MEMBER, roles: [ROLE], locale });
      expect(keeper.texts[0]).toMatch(/(?:by|von) <@100000000000000001> \(PDF\)$/mu);
    }
    const direct = await run('list', {}, { permissions: MEMBER });
    expect(direct.texts[0]).not.toMatch(/\d{15}/u);
  });

  test('names the operator, and nobody for somebody who asked to be forgotten', async () => {
    const by = (addedBy: string) => ({ addedBy, addedAtMs: ADDED_AT_MS, format: 'pdf' as const });
    desk.own.set(guild(), [
      ownArticle('Vom Betreiber', { provenance: by('operator') }),
      ownArticle('Vergessen', { provenance: by('deleted') }),
    ]);
    const operator = await run('show', { article: 'Vom Betreiber' }, { permissions: MEMBER });
    expect(operator.texts[0]).toContain('- Added on 24 Nov 2025 by the operator (PDF)');
    const forgotten = await run('show', { article: 'Vergessen' });
    expect(forgotten.texts[0]).toContain('- Added on 24 Nov 2025 (PDF)');
  });

  test('does not know what another server has', async () => {
    desk.own.set(OTHER_GUILD, [ownArticle('Geheim')]);
    const handle = await run('show', { article: 'Geheim' });
    expect(handle.texts[0]).toBe('I know no article of that title here.');
  });
});

describe('search', () => {
  test('shows passages with their scores', async () => {
    desk.shared.push(article('Llama 2'));
    desk.found = desk.passages('a/llama 2').map((passage, at) => ({
      rank: at + 1,
      passage,
      scores: { fused: 0.91234, dense: at === 0 ? 0.5 : null, similarity: null, keyword: 0.256 },
    }));
    const handle = await run('search', { query: 'Was ist *Llama*?', limit: 2 });
    expect(handle.texts[0]).toBe(
      [
        '**Passages for “Was ist Llama?”**',
        '',
        '**[1] Llama 2**',
        '> Passage 0 von Llama 2',
        'overall 0.91 · meaning 0.50 · keywords 0.26',
        '',
        '**[2] Llama 2 › Folgen**',
        '> Passage 1 von Llama 2',
        'overall 0.91 · meaning – · keywords 0.26',
      ].join('\n'),
    );
    expect(desk.calls).toEqual([`search ${guild()} Was ist *Llama*? 2`]);
    const german = await run('search', { query: 'x' }, { locale: 'de' });
    expect(german.texts[0]).toContain('gesamt 0,91 · Bedeutung 0,50 · Stichwörter 0,26');
  });

  test('waits as questions do, and nothing else of it does', async () => {
    searchesLeft = 1;
    await run('search', { query: 'x' }, { permissions: MEMBER });
    const refused = await run('search', { query: 'x' }, { permissions: MEMBER });
    expect(refused.texts[0]).toMatch(/3 s/u);
    expect(refused.isEphemeral).toBe(true);
    expect(desk.calls).toHaveLength(1);
    await run('list', {}, { permissions: MEMBER });
    const { userId } = bench.server;
    expect(paced).toEqual(Array(2).fill({ userId, isModerator: false }));
    searchesLeft = 1;
    await run('search', { query: 'x' });
    expect(paced.at(-1)).toEqual({ userId, isModerator: true });
  });

  test('says when nothing was found', async () => {
    const handle = await run('search', { query: 'x' });
    expect(handle.texts[0]).toBe('I find no passage for this.');
  });
});

describe('add', () => {
  test('shows what was extracted, and takes it when that is confirmed', async () => {
    const handle = await run('add', fileNamed('leck.html', '<p>Am Anfang</p>'));
    const message = handle.messages[0]!;
    expect(new TextDecoder().decode(desk.proposed[0]!.bytes)).toBe('<p>Am Anfang</p>');
    expect(desk.proposed[0]!.request).toMatchObject({
      key: guild(),
      userId: bench.server.userId,
      from: { file: { name: 'leck.html' } },
    });
    expect(message.content).toBe(
      [
        '**This is what I found in it**',
        '**Das Leck**',
        '- Language: German',
        '- Author: A. Autorin',
        '- Published: 5 Mar 2023',
        '- Source: web page, 53 characters',
        '- Sections: Folgen',
        '',
        '> Am Anfang war ein Torrent.',
        '> Folgen',
        '> Viele Ableger.',
      ].join('\n'),
    );
    expect(labelsOf(message)).toEqual(['Add', 'Cancel']);
    press(message, 'Add');
    await bench.until(() => message.content.startsWith('Added:'));
    expect(message.content).toBe('Added: “Das Leck”, 4 passages. I answer from it from now on.');
    expect(message.components).toEqual([]);
    expect(desk.calls).toEqual([`accept proposal1 ${guild()} ${bench.server.userId}`]);
  });

  test('waits like a question, moderators as well', async () => {
    searchesLeft = 1;
    await run('add', fileNamed('a.md'));
    const refused = await run('add', fileNamed('b.md'));
    expect(refused.texts[0]).toContain('3 seconds');
    expect(desk.proposed).toHaveLength(1);
    expect(paced.map(({ isModerator }) => isModerator)).toEqual([false, false]);
  });

  test('takes an address, and says what it would replace', async () => {
    desk.replaces = {
      ...ownArticle('Altes Leck'),
      published: null,
      author: null,
      chars: 1,
      provenance: { addedBy: '1', addedAtMs: ADDED_AT_MS, format: 'html' },
    };
    desk.document = extracted({ url: 'https://a.example/leck' });
    const handle = await run('add', { address: ' https://a.example/leck ' }, { locale: 'de' });
    expect(desk.proposed[0]!.request.from).toEqual({ address: 'https://a.example/leck' });
    expect(handle.texts[0]).toContain('⚠️ Ersetzt „Altes Leck“, hinzugefügt am 24.11.2025.');
    expect(handle.texts[0]).toContain('Webseite, 53 Zeichen, <https://a.example/leck>');
    const message = handle.messages[0]!;
    press(message, 'Hinzufügen', { locale: 'de' });
    await bench.until(() => message.content.startsWith('Ersetzt: „Das Leck“'));
  });

  test('wants exactly one of both', async () => {
    for (const options of [{}, { ...fileNamed('a.md'), address: 'https://a.example' }]) {
      const handle = await run('add', options);
      expect(handle.texts[0]).toBe('Give me exactly one thing: a file or an address.');
    }
    expect(desk.proposed).toEqual([]);
  });

  test('tells in words why a document is refused', async () => {
    desk.document = new AppError('document-unsupported', 'not a format: /secret');
    const handle = await run('add', fileNamed('a.exe'));
    expect(handle.texts[0]).toBe('error document-unsupported en');
    expect(labelsOf(handle.messages[0])).toEqual([]);
  });

  test('is dropped by Cancel, in its place', async () => {
    const handle = await run('add', fileNamed('a.md'));
    const message = handle.messages[0]!;
    press(message, 'Cancel');
    await bench.until(() => message.content.startsWith('Cancelled'));
    expect(desk.calls).toEqual([`discard proposal1 ${guild()}`]);
    const late = bench.server.interact.button({ message, customId: 'knowledge-add:proposal1' });
    await done(late);
    expect(late.texts[0]).toBe('This preview is over. Add the article once more.');
  });

  test('shows a document as it is, and nothing of it as markup', async () => {
    desk.document = extracted({
      title: EVIL,
      author: EVIL,
      language: 'x-unknown!',
      published: 'not a date',
      markdown: `${EVIL}\n\n## ${EVIL}\n\n@here <@123456789012345678> https://discord.gg/abc`,
    });
    const handle = await run('add', fileNamed('evil.md'));
    expect(handle.messages).toHaveLength(1);
    const [text = ''] = handle.texts;
    expect(text).not.toMatch(/\n# |\|\||\u202e|```|@everyone|@here|<@\d|\]\(|discord\.gg/u);
    expect(text.length).toBeLessThan(1_800);
    expect(labelsOf(handle.messages[0])).toEqual(['Add', 'Cancel']);
    const message = handle.messages[0]!;
    press(message, 'Add');
    await bench.until(() => message.content.startsWith('Added:'));
    expect(message.content.length).toBeLessThan(250);
  });
});

describe('remove', () => {
  test('asks first, then removes', async () => {
    desk.own.set(guild(), [ownArticle('Das Leck')]);
    const handle = await run('remove', { article: 'Das Leck' });
    const message = handle.messages[0]!;
    expect(message.content).toContain('Remove “Das Leck”?');
    expect(message.content).toContain('4 passages');
    expect(labelsOf(message)).toEqual(['Remove', 'Cancel']);
    expect(desk.calls).toEqual([]);
    press(message, 'Remove');
    await bench.until(() => message.content.startsWith('Removed:'));
    expect(desk.calls).toEqual([`remove added/das leck ${guild()}`]);
  });

  test('finds an article whose id is longer than a button may hold', async () => {
    const id = `added/${'sehr-lang-'.repeat(30)}`;
    desk.own.set(guild(), [ownArticle('Kurz'), ownArticle('Lang', { id })]);
    const handle = await run('remove', { article: 'Lang' });
    const message = handle.messages[0]!;
    press(message, 'Remove');
    await bench.until(() => message.content.startsWith('Removed: “Lang”'));
    expect(desk.calls).toEqual([`remove ${id} ${guild()}`]);
  });

  test('leaves the operator’s articles, and what is gone', async () => {
    desk.shared.push(
      article('Geteilt'),
      ownArticle('Vom Betreiber', { space: 'shared', id: 'added/b' }),
    );
    for (const title of ['Geteilt', 'Vom Betreiber']) {
      const handle = await run('remove', { article: title });
      expect(handle.texts[0]).toBe('This article belongs to the operator and stays.');
    }
    desk.own.set(guild(), [ownArticle('Weg')]);
    const handle = await run('remove', { article: 'Weg' });
    desk.own.clear();
    const message = handle.messages[0]!;
    press(message, 'Remove');
    await bench.until(() => message.content.startsWith('I know no article'));
    expect(desk.calls).toEqual([]);
  });

  test('of another server’s article does nothing, even with its id', async () => {
    desk.own.set(OTHER_GUILD, [ownArticle('Geheim')]);
    const message = bench.server.addMessage('x');
    bench.server.interact.button({ message, customId: 'knowledge-remove:added/geheim' });
    await bench.settle(() =>
      bench.server.state.requests.some(({ path }) => path.includes('original')),
    );
    expect(desk.calls).toEqual([]);
    expect(desk.own.get(OTHER_GUILD)).toHaveLength(1);
  });
});

describe('sources', () => {
  test('counts articles by site', async () => {
    desk.shared.push(
      article('a', { url: 'https://www.one.example/x' }),
      article('b', { url: 'https://one.example/y' }),
      article('c', { url: 'https://two.example/y' }),
      article('d', { url: 'no address' }),
      article('e'),
    );
    const handle = await run('sources');
    expect(handle.texts[0]).toBe(
      [
        '**Where the articles come from**',
        '- one.example: 2 articles',
        '- two.example: 1 article',
        '- without an address: 2 articles',
      ].join('\n'),
    );
  });
});

describe('rights', () => {
  test('to add and to remove are checked for the caller and for every presser', async () => {
    desk.own.set(guild(), [ownArticle('Das Leck')]);
    for (const [subcommand, options] of [
      ['add', fileNamed('a.md')],
      ['remove', { article: 'Das Leck' }],
    ] as const) {
      const refused = await run(subcommand, options, { permissions: MEMBER });
      expect(refused.texts[0]).toMatch(RIGHTS);
      expect(refused.isEphemeral).toBe(true);
    }
    expect(desk.proposed).toEqual([]);
    const handle = await run('add', fileNamed('a.md'), { permissions: MEMBER, roles: [ROLE] });
    const message = handle.messages[0]!;
    for (const customId of [
      'knowledge-add:proposal1',
      'knowledge-cancel:proposal1',
      'knowledge-remove:added/das leck',
    ]) {
      const refused = bench.server.interact.button({ message, customId, permissions: MEMBER });
      await done(refused);
      expect([customId, refused.texts[0]]).toEqual([customId, expect.stringMatching(RIGHTS)]);
    }
    expect(desk.calls).toEqual([]);
    press(message, 'Add', { permissions: MEMBER, roles: [ROLE] });
    await bench.until(() => message.content.startsWith('Added:'));
  });

  test('a proposal of one server is none in another', async () => {
    const handle = await run('add', fileNamed('a.md'));
    const elsewhere = press(handle.messages[0]!, 'Add', { guildId: OTHER_GUILD });
    await done(elsewhere);
    expect(elsewhere.texts[0]).toContain('This preview is over');
    expect(desk.calls).toEqual([]);
  });

  test('a direct message shows the shared articles and changes nothing', async () => {
    desk.shared.push(article('Llama 2'));
    const list = await run('list', {}, { guildId: null });
    expect(list.texts[0]).toContain('Llama 2');
    const add = await run('add', fileNamed('a.md'), { guildId: null });
    expect(add.texts[0]).toBe('That works in a server only.');
    expect(desk.proposed).toEqual([]);
  });
});

describe('without buttons', () => {
  let views: ReplyView[];
  const run = (options: Record<string, string | boolean>, path?: string): Promise<void> => {
    const read = async (): Promise<Uint8Array> => Buffer.from('x');
    const file = { name: path ?? '', contentType: null, sizeBytes: 1, read };
    const given = {
      options: new Map(Object.entries(options)),
      files: new Map(path === undefined ? [] : [['file', file]]),
    };
    const context = contextOf(operatorCall('de', given), views);
    return runCommand(keeping.knowledge, context, services as never);
  };
  beforeEach(() => {
    views = [];
  });

  test('an article is shown first, and taken by the line that confirms it', async () => {
    await run({ subcommand: 'add' }, 'a.md');
    expect(views.at(-1)!.text).toMatch(/> Viele Ableger\.\n\nÜbernehmen: .* bestätigen:ja$/u);
    expect(views.at(-1)!.buttons).toEqual([]);
    expect(desk.shared).toEqual([]);
    await run({ subcommand: 'add', confirm: true }, 'a.md');
    expect(views.at(-1)!.text).toContain('Hinzugefügt: „Das Leck“');
    expect(desk.shared).toHaveLength(1);
  });

  test('an added article of the operator is removed the same way', async () => {
    desk.shared.push(ownArticle('Das Leck', { space: 'shared' }), article('Datei'));
    const remove = (article: string, more = {}): Promise<void> =>
      run({ subcommand: 'remove', article, ...more });
    await remove('Datei', { confirm: true });
    expect(views.at(-1)!.text).toBe('Dieser Artikel gehört dem Betreiber und bleibt.');
    await remove('Das Leck');
    expect(views.at(-1)!.text).toMatch(/„Das Leck“ entfernen\?[^]*bestätigen:ja$/u);
    expect(desk.calls).toEqual([]);
    await remove('Das Leck', { confirm: true });
    expect(desk.calls).toEqual(['remove added/das leck null']);
  });
});
