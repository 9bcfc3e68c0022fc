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

async function answered(locale = 'de'): Promise<ReturnType<DiscordBench['ask']>> {
  const asked = bench.ask(LEAK_QUESTION, { userId: A, locale });
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
    expect(text).toMatch(/\d+ Sätze; Tokens etwa: Anweisungen \d+, Sätze \d+, Verlauf 0/u);
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
  async function receipt(id: string, json = false): Promise<string> {
    const stdout = new PassThrough();
    const runtime = { ...bench.bot.runtime(), stdout: stdout as unknown as NodeJS.WriteStream };
    await receiptOnce(runtime, id, { replay: true, json });
    return String(stdout.read());
  }

  test('finds the same passages again while nothing has changed', async () => {
    const text = await receipt(idOf(await answered()));
    expect(text).toContain('Searched again: the same passages, in the same order.');
    expect(text).toMatch(/Index: the same \(/u);
    expect(text).toContain('Model: the same (llama3.2).');
  });

  test('says what has changed since', async () => {
    const id = idOf(await answered());
    await bench.bot.write({
      'neu.md': `---\ntitle: Neues zum Leck\nlanguage: de\n---\n${LEAK_QUESTION} Die Gewichte von Llama sickerten im Forum durch.\n`,
    });
    await bench.bot.settled(bench.bot.cria.knowledge.refresh({}));
    const { replay } = JSON.parse(await receipt(id, true)) as {
      replay: { isSame: boolean; new: string[]; index: { then: string; now: string } };
    };
    expect(replay.isSame).toBe(false);
    expect(replay.new).toEqual(expect.arrayContaining([expect.stringContaining('neu')]));
    expect(replay.index.then).not.toBe(replay.index.now);
  });

  test('says that there is no such answer', async () => {
    await expect(receipt('nobody')).rejects.toMatchObject({ code: 'usage' });
  });
});
