import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTerminalSession } from '../../src/terminal/terminal-session.ts';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { FakeTerminal } from '../terminal/fake-terminal.ts';
import { LEAK_ANSWER, LEAK_QUESTION, startBench, type CriaBench } from './cria-bench.ts';

const plain = { bold: (text: string) => text, dim: (text: string) => text };

let bench: CriaBench;
let input: PassThrough;
let screen: FakeTerminal;
let stop: AbortController;
let session: Promise<void>;

beforeEach(async () => {
  bench = await startBench();
  await bench.prepare();
  input = new PassThrough();
  screen = new FakeTerminal(100, 40);
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await session;
  await bench.end();
  bench.server.assertNoSurprises();
});

function start(language: 'de' | 'en' = 'de'): void {
  const { commands, services } = bench.cria;
  session = runTerminalSession({
    commands,
    services,
    language,
    input,
    screen,
    style: plain,
    newId: () => 'request',
    signal: stop.signal,
    onError: ({ message }) => bench.logger.error({}, message),
  });
}

const type = (line: string): void => void input.write(`${line}\r`);

describe('a session in German', () => {
  it('answers a question, streamed in place, with the sources below', async () => {
    bench.server.onChat(() =>
      replyHeld(['Die Gewichte von Llama sickerten ', 'auf 4chan durch [1].']),
    );
    start();
    type(LEAK_QUESTION);
    const request = await bench.server.chatRequest();
    await screen.whenShows('gefunden; ich lese …');
    expect(screen.text).toContain('Das Llama-Leck › Wo die Gewichte auftauchten');
    request.release();
    await screen.whenShows('Ich schreibe …');
    request.release();
    await screen.whenShows('\nQuellen\n');
    expect(screen.text).toContain(LEAK_ANSWER);
    expect(screen.text).toContain(
      '[1] Das Llama-Leck › Wo die Gewichte auftauchten  https://articles.example/leck',
    );
    expect(screen.text).not.toMatch(/Ich schreibe|ich lese/u);
    expect(screen.text.split(LEAK_ANSWER)).toHaveLength(2);
  });

  it('knows its commands by both names', async () => {
    start();
    type('/hilfe');
    await screen.whenShows('/frage');
    expect(screen.text).toContain('Ich beantworte Fragen zu offener KI');
    type('/status');
    await screen.whenShows('Modell: llama3.2, bereit');
    expect(screen.text).toMatch(/Index: 3 Artikel, \d+ Passagen, Bedeutung und Stichwörter/u);
    type('/help');
    type('/quatsch');
    await screen.whenShows('Den Befehl /quatsch gibt es nicht.');
    expect(screen.text.split('Ich beantworte Fragen')).toHaveLength(3);
    expect(bench.server.chatRequests).toEqual([]);
  });

  it('says why it shows passages when the model is gone', async () => {
    await bench.server.setDown(true);
    start();
    type(LEAK_QUESTION);
    await screen.whenShows('Das Sprachmodell ist gerade nicht erreichbar.');
    expect(screen.text).toContain('sickerten die Gewichte von Llama auf 4chan durch');
    type('/status');
    await screen.whenShows('Modell: nicht erreichbar');
  });

  it('refuses what cannot be asked with a sentence', async () => {
    start();
    type('🦙🦙');
    await screen.whenShows('In der Frage finde ich keine Wörter.');
    type('Wie hoch ist der Mount Everest?');
    await screen.whenShows('Dazu steht in meinen Artikeln nichts');
  });

  it('answers about itself, and does things with its last answer', async () => {
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    start();
    type('Hallo');
    await screen.whenShows('Hallo! Frag mich etwas');
    type('Welche Artikel gibt es?');
    await screen.whenShows('Ich antworte aus 3 Artikeln:');
    type('kürzer');
    await screen.whenShows('noch nichts geantwortet');
    expect(bench.server.chatRequests).toEqual([]);
    type(`Danke! ${LEAK_QUESTION}`);
    await screen.whenShows('\nQuellen\n');
    expect(screen.text).not.toContain('Verstanden als');
    type('Quelle?');
    await screen.whenShows('#:~:text=');
    type('bist du sicher?');
    await screen.whenShows('Jede Aussage der Antwort');
    expect(bench.server.chatRequests).toHaveLength(1);
  });

  it('keeps what was written when Ctrl+C stops an answer, and closes the connection', async () => {
    bench.server.onChat((_, index) =>
      index === 0 ? replyHeld([`${LEAK_ANSWER} `, 'Und dann']) : replyText(LEAK_ANSWER),
    );
    start();
    type(LEAK_QUESTION);
    const request = await bench.server.chatRequest();
    request.release();
    await screen.whenShows('4chan durch [1]');
    input.write('\u0003');
    expect(await request.closed).toBe('aborted');
    await screen.whenShows('\nQuellen\n');
    expect(screen.text).toContain(LEAK_ANSWER);
    type('/status');
    await screen.whenShows('Modell: llama3.2, bereit');
  });

  it('ends by a signal in the middle of an answer, which closes its connection', async () => {
    bench.server.onChat(() => replyHeld(['Die ', 'Gewichte']));
    start();
    type(LEAK_QUESTION);
    const request = await bench.server.chatRequest();
    request.release();
    await screen.whenShows('Ich schreibe');
    stop.abort();
    await session;
    expect(await request.closed).toBe('aborted');
    expect(screen.text).toMatch(/Auf Wiedersehen\.$/u);
  });

  it('ends with its input', async () => {
    start();
    await screen.whenShows('›');
    input.end();
    await session;
    expect(screen.text).toMatch(/Auf Wiedersehen\.$/u);
  });
});

it('a session in English speaks English and answers in the language of the question', async () => {
  bench.server.onChat(() => replyText(LEAK_ANSWER));
  start('en');
  type('/help');
  await screen.whenShows('I answer questions about open-source AI');
  type(LEAK_QUESTION);
  await screen.whenShows('\nSources\n');
  expect(screen.text).toContain(LEAK_ANSWER);
});

describe('control characters', () => {
  it('of a model never reach the screen', async () => {
    const title = '\u001b]0;PWNED\u0007\u001b[2J\u009b31m';
    bench.server.onChat((_, index) =>
      replyText(index === 0 ? title + LEAK_ANSWER : `\u001b[s\u0007${LEAK_ANSWER}\u202e\r`),
    );
    start();
    type(LEAK_QUESTION);
    await screen.whenShows('Nicht sicher, ob das die Frage trifft');
    type(`Noch einmal: ${LEAK_QUESTION}`);
    await screen.whenShows('\nDie Gewichte von Llama sickerten auf 4chan durch');
    expect(screen.raw).not.toMatch(/PWNED|\[2J|\[31m|\[s|[\u009b\u202e]/u);
    expect(screen.raw).not.toContain('\u0007');
  });

  it('of an article neither', async () => {
    await bench.write({
      'boese.md':
        '---\ntitle: "Alpaca \\e]0;PWNED\\a aus Stanford"\nlanguage: de\n---\nAlpaca\u001b[2J kam aus Stanford und kostete wenig.\n',
    });
    await bench.restart();
    await bench.server.setDown(true);
    await bench.prepare();
    start();
    type('Woher kam Alpaca, und was kostete es?');
    await screen.whenShows('kam aus Stanford und kostete wenig');
    expect(screen.raw).not.toContain('PWNED');
    expect(screen.raw).not.toContain('\u001b[2J');
  });

  it('of the user neither', async () => {
    start();
    type('/\u001b]0;PWNED\u0007quatsch');
    await screen.whenShows('gibt es nicht');
    expect(screen.raw).not.toContain('\u001b]0;');
  });
});
