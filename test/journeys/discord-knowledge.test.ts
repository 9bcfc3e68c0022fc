import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandCall, InteractionHandle } from '../fakes/discord-server/interact.ts';
import type { StoredMessage } from '../fakes/discord-server/state.ts';
import { replyText } from '../fakes/ollama-server.ts';
import { hasButton, startDiscordBench, type DiscordBench } from './discord-bench.ts';

const A = '100000000000000001';
const OTHER_GUILD = '300000000000000001';

const HTML = `<!doctype html><html lang="de"><head><title>Falcon aus Abu Dhabi</title>
<meta name="author" content="Nora Beispiel"><meta property="article:published_time" content="2023-06-01T08:00:00Z">
</head><body><nav>Start Kontakt Impressum</nav><article><h1>Falcon aus Abu Dhabi</h1>
<p>Falcon ist ein offenes Sprachmodell des Technology Innovation Institute aus Abu Dhabi, das im Frühjahr 2023 erschien
und damals mehrere Ranglisten anführte. Es wurde auf einer Billion Wörter aus dem Netz trainiert.</p>
<h2>Lizenz</h2><p>Falcon steht seit Mai 2023 unter der Lizenz Apache 2.0. Davor verlangte das Institut Abgaben von allen, die
mehr als eine Million Dollar damit verdienten, was viel Kritik in der Gemeinschaft hervorrief.</p>
<p>Mit der neuen Lizenz darf jeder das Modell frei verwenden, verändern und weitergeben, auch in Produkten.</p>
</article><footer>Cookies akzeptieren</footer></body></html>`;
const MARKDOWN = `---
title: Geheime Notiz
language: de
---
Das Kennwort der Gruppe lautet Zitronenfalter.

## Treffpunkt

Die Gruppe trifft sich am Brunnen hinter dem Rathaus.
`;
const FALCON_QUESTION = 'Unter welcher Lizenz steht Falcon?';
const SECRET_QUESTION = 'Wie lautet das Kennwort der Gruppe?';

let bench: DiscordBench;
let otherChannel: string;
beforeEach(async () => {
  bench = await startDiscordBench({ env: { GOLDEN_QUESTIONS: 'off' } });
  otherChannel = bench.discord.state.addChannel({ guildId: OTHER_GUILD }).id;
});
afterEach(() => bench.end());

const elsewhere = (): { guildId: string; channelId: string } => ({
  guildId: OTHER_GUILD,
  channelId: otherChannel,
});

async function run(
  subcommand: string,
  options: CommandCall['options'] = {},
  caller: Partial<CommandCall> = {},
): Promise<InteractionHandle> {
  const call = { userId: A, locale: 'de', ...caller, subcommand, options };
  const handle = bench.command('knowledge', call);
  await bench.slowly(() => handle.texts.length > 0 && !/^(?:-# .*)?$/u.test(handle.texts[0]!));
  return handle;
}

async function proposed(name: string, text: string): Promise<StoredMessage> {
  const file = bench.discord.attach(name, Buffer.from(text));
  return (await run('add', { file })).messages[0]!;
}

async function added(name: string, text: string): Promise<StoredMessage> {
  const message = await proposed(name, text);
  bench.press(message, 'knowledge-add', { userId: A, locale: 'de' });
  await bench.slowly(() => /^(?:Hinzugefügt|Ersetzt)/u.test(message.content));
  return message;
}

/** The answer, or what is said instead; the model repeats the words it is asked to look for. */
async function answerTo(question: string, caller: Partial<CommandCall> = {}): Promise<string> {
  bench.ollama.onChat(({ prompt }) => {
    const found = /Apache 2\.0|Zitronenfalter/u.exec(prompt)?.[0];
    return replyText(found === undefined ? 'Dazu steht hier nichts.' : `${found} [1].`);
  });
  const asked = bench.ask(question, { userId: A, locale: 'de', ...caller });
  await bench.slowly(() => {
    const last = asked.messages.at(-1);
    return last !== undefined && last.content !== '' && !hasButton(last, 'stop');
  });
  return asked.texts.join('\n');
}

describe('an article that is handed in', { timeout: 120_000 }, () => {
  test('as HTML is shown without its page, taken, answered from, and removed', async () => {
    expect(await answerTo(FALCON_QUESTION)).not.toContain('Apache 2.0');
    const message = await proposed('falcon.html', HTML);
    expect(message.content).toMatch(
      /^\*\*Das habe ich darin gefunden\*\*\n\*\*Falcon aus Abu Dhabi\*\*\n- Sprache: Deutsch/u,
    );
    expect(message.content).toContain('- Autor: Nora Beispiel');
    expect(message.content).toContain('- Erschienen: 01.06.2023');
    expect(message.content).toMatch(/- Herkunft: Webseite, [\d.]+ Zeichen/u);
    expect(message.content).toContain('- Abschnitte: Lizenz');
    expect(message.content).toContain('> Falcon ist ein offenes Sprachmodell');
    expect(message.content).not.toMatch(/Impressum|Cookies/u);
    expect(await answerTo(FALCON_QUESTION)).not.toContain('Apache 2.0');

    bench.press(message, 'knowledge-add', { userId: A, locale: 'de' });
    await bench.slowly(() => message.content.startsWith('Hinzugefügt'));
    expect(message.content).toMatch(/^Hinzugefügt: „Falcon aus Abu Dhabi“, [2-9] Passagen\./u);
    expect(await answerTo(FALCON_QUESTION)).toContain('Apache 2.0');

    const shown = await run('show', { article: 'Falcon aus Abu Dhabi' });
    expect(shown.texts[0]).toContain(`von <@${A}> (Webseite)`);
    expect(shown.texts[0]).toContain('**[2] Lizenz**');

    const asking = await run('remove', { article: 'Falcon aus Abu Dhabi' });
    const removal = asking.messages[0]!;
    expect(removal.content).toContain('„Falcon aus Abu Dhabi“ entfernen?');
    bench.press(removal, 'knowledge-remove', { userId: A, locale: 'de' });
    await bench.slowly(() => removal.content.startsWith('Entfernt: „Falcon aus Abu Dhabi“'));
    expect(await answerTo(FALCON_QUESTION)).not.toContain('Apache 2.0');
  });

  test('of one server is nowhere in another', async () => {
    await added('notiz.md', MARKDOWN);
    expect(await answerTo(SECRET_QUESTION)).toContain('Zitronenfalter');
    const everything = [
      await answerTo(SECRET_QUESTION, elsewhere()),
      ...(await run('list', {}, elsewhere())).texts,
      ...(await run('show', { article: 'Geheime Notiz' }, elsewhere())).texts,
      ...(await run('search', { query: SECRET_QUESTION }, elsewhere())).texts,
      ...(await run('sources', {}, elsewhere())).texts,
      ...(await run('remove', { article: 'Geheime Notiz' }, elsewhere())).texts,
    ].join('\n');
    expect(everything).not.toMatch(/Zitronenfalter|Brunnen|Rathaus|Geheime Notiz/u);
    const mine = await run('search', { query: SECRET_QUESTION });
    expect(mine.texts[0]).toMatch(/Geheime Notiz[^]*> Das Kennwort[^]*\ngesamt 0,\d\d/u);
  });

  test('is offered by its title, with its id as the value, to its own server', async () => {
    await added('notiz.md', MARKDOWN);
    const offered = async (subcommand: string, caller: object): Promise<unknown[]> => {
      const handle = bench.discord.interact.autocomplete({
        ...{ name: 'knowledge', subcommand, options: { article: 'not' }, focused: 'article' },
        ...caller,
      });
      await bench.slowly(() => handle.response !== null);
      return [...handle.choices];
    };
    const own = [{ name: 'Geheime Notiz', value: expect.stringMatching(/^added\//u) as string }];
    expect(await offered('remove', {})).toEqual(own);
    expect(await offered('show', {})).toEqual(own);
    expect(await offered('show', elsewhere())).toEqual([]);
    const [{ value }] = (await offered('show', {})) as [{ value: string }];
    const shown = await run('show', { article: value });
    expect(shown.texts[0]).toContain('**Geheime Notiz**');
    const stolen = await run('show', { article: value }, elsewhere());
    expect(stolen.texts[0]).toBe('Einen Artikel mit diesem Titel kenne ich hier nicht.');
  });

  test('a second time replaces the first, and says so before', async () => {
    await added('notiz.md', MARKDOWN);
    const again = MARKDOWN.replace('Zitronenfalter', 'Apache 2.0');
    const message = await proposed('notiz.md', again);
    expect(message.content).toContain('⚠️ Ersetzt „Geheime Notiz“, hinzugefügt am 02.06.2025.');
    bench.press(message, 'knowledge-add', { userId: A, locale: 'de' });
    await bench.slowly(() => message.content.startsWith('Ersetzt: „Geheime Notiz“'));
    expect(await answerTo(SECRET_QUESTION)).toContain('Apache 2.0');
    const list = await run('list');
    expect(list.texts[0]!.match(/Geheime Notiz/gu)).toHaveLength(1);
  });

  test('that is no document, or too large, is refused in words', async () => {
    const noise = Buffer.from(Array.from({ length: 3_000 }, (_, at) => (at * 7_919) % 256));
    const odd = await run('add', { file: bench.discord.attach('bild.png', noise) });
    expect(odd.texts[0]).toMatch(/^(?:Dieses Format kann ich nicht lesen|Darin fand ich keinen)/u);
    const file = bench.discord.attach('gross.md', Buffer.from('x'), { size: 30_000_000 });
    const large = await run('add', { file });
    expect(large.texts[0]).toMatch(/^Das ist zu groß/u);
    const local = await run('add', { address: 'http://127.0.0.1:9/x' });
    expect(local.texts[0]).toMatch(/^Diese Adresse darf ich nicht abrufen/u);
    // Nothing is broken, so nothing is for whoever runs the bot to mend.
    const { lines } = bench.bot.logger;
    const refused = lines.filter(({ fields }) => fields['code'] === 'address-refused');
    expect(refused.map(({ level }) => level)).toEqual(['info']);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('as text is titled by its first line, else by its name, else as is wished', async () => {
    const body = 'Die Gruppe trifft sich am Brunnen hinter dem Rathaus, jeden Montag um sieben.';
    const first = await proposed('note.txt', `Treffen im Winter\n\n${body}\n`);
    expect(first.content).toContain('\n**Treffen im Winter**\n');
    const bare = await proposed('notiz-eins.txt', `${body}\n`);
    expect(bare.content).toContain('\n**notiz eins**\n');
    const file = bench.discord.attach('note.txt', Buffer.from(`${body}\n`));
    const wished = await run('add', { file, title: 'Wo wir uns treffen' });
    expect(wished.texts[0]).toContain('\n**Wo wir uns treffen**\n');
  });
});
