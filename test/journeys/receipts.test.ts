import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { receiptOnce } from '../../src/entry/receipt-once.ts';
import { replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION } from './cria-bench.ts';
import { customIdsOf, startDiscordBench, type DiscordBench } from './discord-bench.ts';

let bench: DiscordBench;
beforeEach(async () => {
  bench = await startDiscordBench();
  bench.ollama.onChat(() => replyText(`${LEAK_ANSWER} Das geschah im Jahr 1999 [1].`));
});
afterEach(() => bench.end());

const A = '100000000000000001';
const B = '100000000000000002';

async function answered(
  locale = 'de',
  question = LEAK_QUESTION,
): Promise<ReturnType<DiscordBench['ask']>> {
  const asked = bench.ask(question, { userId: A, locale });
  await bench.finished(asked);
  return asked;
}

async function explained(options: { userId: string; locale: string }): Promise<string> {
  const call = bench.command('why', options);
  await bench.finished(call);
  expect(call.isEphemeral).toBe(true);
  return call.texts.join('\n');
}

const idOf = (asked: ReturnType<DiscordBench['ask']>): string =>
  customIdsOf(asked.messages.at(-1)!)[0]!.split(':')[1]!;

describe('/why', () => {
  test('tells in German how the last answer came about', async () => {
    const asked = await answered();
    const text = await explained({ userId: A, locale: 'de' });
    expect(text).toContain('Wie diese Antwort zustande kam');
    expect(text).toContain(`„${LEAK_QUESTION}“`);
    expect(text).toMatch(/1\. Das Llama-Leck › .*: Bedeutung 0?[,\d]+, Wörter [,\d]+, zusammen/u);
    expect(text).toMatch(/mit \d+ % steht die Antwort darin/u);
    expect(text).toMatch(/\d+ S(?:atz|ätze); Tokens etwa: Anweisungen \d+, Sätze \d+, Verlauf 0/u);
    expect(text).toContain('**Geschrieben** von llama3.2');
    expect(text).toContain('> [1] Kurz darauf sickerten');
    expect(text).toContain('> Das geschah im Jahr 1999. (Zahl, Datum oder Name fehlt dort)');
    expect(text).toContain(idOf(asked));
  });

  test('tells it in English', async () => {
    await answered();
    const text = await explained({ userId: A, locale: 'en-US' });
    expect(text).toContain('How this answer came about');
    expect(text).toContain('(number, date or name is not there)');
  });

  test('tells each their own, and says when there is none', async () => {
    await answered();
    expect(await explained({ userId: B, locale: 'de' })).toContain('keine Antwort mehr');
  });

  test('stands in the menu below an answer, for everybody who sees it', async () => {
    const asked = await answered();
    const press = bench.press(asked.messages.at(-1), 'why', { userId: B, locale: 'de' });
    await bench.finished(press);
    expect(press.isEphemeral).toBe(true);
    expect(press.texts.join('\n')).toContain('Wie diese Antwort zustande kam');
  });

  test('explains the last refusal, not the answer before it', async () => {
    await answered();
    const refused = bench.ask('Wie hoch ist der Mount Everest?', { userId: A, locale: 'de' });
    await bench.finished(refused);
    const text = await explained({ userId: A, locale: 'de' });
    expect(text).toContain('„Wie hoch ist der Mount Everest?“');
    expect(text).toContain('**Warum so:** Dazu steht in meinen Artikeln nichts');
    expect(text).toContain('kein Sprachmodell wurde gefragt');
  });

  test('explains the answer of an id, a link or the number of a message', async () => {
    const asked = await answered();
    const message = asked.messages.at(-1)!;
    const id = idOf(asked);
    await bench.finished(bench.ask('Wie hoch ist der Mount Everest?', { userId: B }));
    const link = `https://discord.com/channels/${bench.discord.guildId}/${message.channelId}/${message.id}`;
    for (const answer of [id, link, message.id]) {
      const call = bench.command('why', { userId: B, locale: 'de', options: { answer } });
      await bench.finished(call);
      expect(call.texts.join('\n')).toContain(`„${LEAK_QUESTION}“`);
    }
  });

  test('explains nothing of what is private to others, or said elsewhere', async () => {
    const secret = bench.ask(LEAK_QUESTION, { userId: A, options: { private: true } });
    await bench.finished(secret);
    const elsewhere = bench.discord.addChannel({ name: 'elsewhere' });
    const public_ = await answered();
    const calls = [
      bench.command('why', { userId: B, options: { answer: idOf(secret) } }),
      bench.command('why', {
        ...{ userId: B, channelId: elsewhere.id },
        options: { answer: idOf(public_) },
      }),
    ];
    await bench.finished(...calls);
    for (const call of calls) expect(call.texts.join()).toContain('There is no answer here');
  });

  test('names what was found and not taken, and what made the answer', async () => {
    await answered();
    const text = await explained({ userId: A, locale: 'de' });
    expect(text).toMatch(/Auch gefunden: .+/u);
    expect(text).toMatch(
      /Gemacht mit: Cria \d+\.\d+\.\d+, llama3\.2 \(Gewichte `[0-9a-f]{12}`, Fenster 4096, Antwort bis 512 Tokens\)\./u,
    );
  });

  test('says how many messages and edits it took', async () => {
    const asked = await answered();
    const id = idOf(asked);
    const kept = (): Promise<number | undefined> =>
      bench.bot.cria.stores.answers.get(id).then((stored) => stored?.answer.receipt?.edits);
    let edits: number | undefined;
    await bench.until(() => {
      void kept().then((noted) => (edits = noted));
      return edits !== undefined;
    });
    const versions = asked.messages.reduce((sum, message) => sum + message.versions.length, 0);
    expect(edits).toBeGreaterThan(0);
    expect(edits).toBeLessThanOrEqual(versions + 1);
    expect(await explained({ userId: A, locale: 'de' })).toContain(`Gezeigt mit ${edits} `);
  });

  test('explains a refusal', async () => {
    const asked = bench.ask('Wie backe ich ein Brot aus Llama-Mehl?', { userId: A, locale: 'de' });
    await bench.finished(asked);
    const press = bench.press(asked.messages.at(-1), 'why', { userId: A, locale: 'de' });
    await bench.finished(press);
    expect(press.texts.join('\n')).toContain('kein Sprachmodell wurde gefragt');
  });

  test('goes with the answer when its asker has everything forgotten', async () => {
    const asked = await answered();
    await bench.bot.cria.services.privacy.forget(A);
    const press = bench.press(asked.messages.at(-1), 'why', { userId: B, locale: 'de' });
    await bench.until(() => press.response !== null);
    expect(press.texts.join('\n')).toContain('keine Antwort mehr');
  });
});

describe('npm run receipt', () => {
  async function told(id: string, json = false): Promise<string> {
    const stdout = new PassThrough();
    const runtime = { ...bench.bot.runtime(), stdout: stdout as unknown as NodeJS.WriteStream };
    await receiptOnce(runtime, id, { replay: true, json });
    return String(stdout.read());
  }

  test('finds the same passages again while nothing has changed', async () => {
    const text = await told(idOf(await answered()));
    expect(text).toContain('Searched again: the same passages, in the same order.');
    expect(text).toMatch(/Index: the same \(/u);
    expect(text).toMatch(
      /Model: the same \(llama3\.2, weights [0-9a-f]{12}, window 4096, answer up to 512 tokens\)\./u,
    );
    expect(text).toMatch(/Code: the same \(\d+\.\d+\.\d+\)\./u);
    expect(text).toContain('Nothing it was made with has changed since.');
  });

  test('finds them again where the answer rests on some of what was found', async () => {
    const both = 'Wo sickerten die Gewichte von Llama durch, und welche Werkzeuge laufen zu Hause?';
    const id = idOf(await answered('de', both));
    const stored = (await bench.bot.cria.stores.answers.get(id))!;
    const { passages, receipt } = stored.answer;
    expect(passages.length).toBeGreaterThan(1);
    const others = passages.slice(0, -1).map(({ passage, scores }) => ({
      ...{ passageId: passage.id, title: passage.title, dense: null },
      ...{ keyword: scores.keyword, fused: scores.fused },
    }));
    await bench.bot.cria.stores.answers.save({
      ...stored,
      answer: {
        ...stored.answer,
        passages: passages.slice(-1),
        receipt: { ...receipt!, others: [...others, ...receipt!.others!] },
      },
    });
    expect(await told(id)).toContain('Searched again: the same passages, in the same order.');
  });

  test('says which of index, model and code are others now', async () => {
    const id = idOf(await answered());
    const stored = (await bench.bot.cria.stores.answers.get(id))!;
    const { receipt } = stored.answer;
    const model = { ...receipt!.made!.model!, digest: 'ffffffffffffffff' };
    const made = { code: '0.0.1', model };
    await bench.bot.cria.stores.answers.save({
      ...stored,
      answer: { ...stored.answer, receipt: { ...receipt!, made } },
    });
    const text = await told(id);
    expect(text).toContain('weights ffffffffffff, window 4096');
    expect(text).toContain('Code: 0.0.1 then,');
    expect(text).toContain('Changed since: model, code.');
  });

  test('knows of an answer of an earlier version what was kept then', async () => {
    const id = idOf(await answered());
    const stored = (await bench.bot.cria.stores.answers.get(id))!;
    const { chance, statements, prompt, leftOut, leftOutMore } = stored.answer.receipt!;
    const earlier = { chance, statements, prompt, leftOut, leftOutMore };
    await bench.bot.cria.stores.answers.save({
      ...stored,
      answer: { ...stored.answer, receipt: earlier },
    });
    const text = await told(id);
    expect(text).toContain('was not kept then');
    expect(text).toContain('Nothing it was made with has changed since.');
  });

  test('says what has changed since', async () => {
    const id = idOf(await answered());
    await bench.bot.write({
      'neu.md': `---\ntitle: Neues zum Leck\nlanguage: de\n---\n${LEAK_QUESTION} Die Gewichte von Llama sickerten im Forum durch.\n`,
    });
    await bench.bot.settled(bench.bot.cria.knowledge.refresh({}));
    const { replay } = JSON.parse(await told(id, true)) as {
      replay: { isSame: boolean; new: string[]; index: { then: string; now: string } };
    };
    expect(replay.isSame).toBe(false);
    expect(replay.new).toEqual(expect.arrayContaining([expect.stringContaining('neu')]));
    expect(replay.index.then).not.toBe(replay.index.now);
  });

  test('says that there is no such answer', async () => {
    await expect(told('nobody')).rejects.toMatchObject({ code: 'usage' });
  });
});
