import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION, startBench, type CriaBench } from './cria-bench.ts';

let bench: CriaBench;
beforeEach(async () => {
  bench = await startBench();
  await bench.prepare();
});
afterEach(async () => {
  await bench.end();
  bench.server.assertNoSurprises();
});

describe('a question the articles answer', () => {
  it('is answered by the model, cited and checked', async () => {
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    const answer = await bench.ask(LEAK_QUESTION);
    expect(answer).toMatchObject({
      question: LEAK_QUESTION,
      language: 'de',
      mode: 'generated',
      reason: null,
      answer: LEAK_ANSWER,
      unverified: 0,
      model: 'llama3.2',
      index: bench.cria.knowledge.state().generation!.id,
    });
    expect(answer.citations).toEqual([
      {
        n: 1,
        articleId: 'das-leck',
        title: 'Das Llama-Leck',
        section: 'Wo die Gewichte auftauchten',
        url: 'https://articles.example/leck',
        published: null,
        quote: 'Kurz darauf sickerten die Gewichte von Llama auf 4chan durch.',
      },
    ]);
  });

  it('streams: passages first, then what stands of the text, then the whole answer', async () => {
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    const events = await bench.events(LEAK_QUESTION);
    expect(events[0]).toMatchObject({ type: 'retrieval-end', language: 'de' });
    expect(events.at(-1)!.type).toBe('answer-end');
    const pieces = events.flatMap((event) => (event.type === 'text-delta' ? [event.text] : []));
    expect(pieces.join('')).toBe(LEAK_ANSWER);
  });

  it('goes to the model as numbered passages within the window it asks for', async () => {
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    await bench.ask(LEAK_QUESTION);
    const { body, prompt, question } = bench.server.chatRequests[0]!;
    expect(body.options).toMatchObject({ num_ctx: 4_096, num_predict: 512, temperature: 0 });
    expect(prompt).toContain(
      '(Das Llama-Leck > Wo die Gewichte auftauchten)\n[1] Kurz darauf sickerten',
    );
    expect(question).toContain(LEAK_QUESTION);
  });

  it('is answered by its one sentence, word for word, where the operator left that on', async () => {
    await bench.end();
    bench = await startBench({ env: { VERBATIM: 'on' } });
    await bench.prepare();
    const answer = await bench.ask(LEAK_QUESTION);
    expect(answer).toMatchObject({ mode: 'quoted', reason: null, model: null });
    expect(answer.answer).toBe('Kurz darauf sickerten die Gewichte von Llama auf 4chan durch [1].');
    expect(bench.server.chatRequests).toEqual([]);
  });

  it('is answered in the language that was asked for', async () => {
    bench.server.onChat(() => replyText('The weights of Llama leaked on 4chan [1].'));
    const answer = await bench.ask(LEAK_QUESTION, { language: 'en' });
    expect(answer).toMatchObject({ language: 'en', mode: 'generated' });
    expect(bench.server.chatRequests[0]!.prompt).toContain('Answer in English');
  });

  it('remembers the turns it is given', async () => {
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    await bench.ask(LEAK_QUESTION, {
      history: [{ question: 'Was ist Llama?', answer: 'Ein Modell.' }],
    });
    expect(bench.server.chatRequests[0]!.body.messages!.map(({ content }) => content)).toContain(
      'Ein Modell.',
    );
  });

  it('leaves out what the model made up', async () => {
    bench.server.onChat(() => replyText(`${LEAK_ANSWER} Das geschah im Jahr 1999 [1].`));
    const answer = await bench.ask(LEAK_QUESTION);
    expect(answer).toMatchObject({ mode: 'generated', unverified: 1 });
    expect(answer.answer).toBe(LEAK_ANSWER);
  });

  it('shows the sentence that fits best when nothing of it holds, and says so', async () => {
    bench.server.onChat(() => replyText('Sam Altman verkaufte sie 1999 an Google [1].'));
    const answer = await bench.ask(LEAK_QUESTION);
    expect(answer).toMatchObject({ mode: 'generated', reason: 'answer-unsure' });
    expect(answer.answer).toContain('4chan');
    expect(answer.answer).not.toContain('Altman');
  });
});

describe('a question they do not answer', () => {
  it('is refused without asking the model, in its language', async () => {
    const german = await bench.ask('Wie hoch ist der Mount Everest?');
    const english = await bench.ask('Who painted the ceiling of the Sistine Chapel?');
    expect(german).toMatchObject({ mode: 'abstained', reason: 'no-evidence', language: 'de' });
    expect(german.answer).toContain('Dazu steht in meinen Artikeln nichts');
    expect(english.answer).toContain('I would rather not guess');
    expect(bench.server.chatRequests).toEqual([]);
  });

  it('is not answered when the model says so: the nearest article is named instead', async () => {
    bench.server.onChat(() => replyText('NO_ANSWER'));
    const answer = await bench.ask('Wer hat die Gewichte von Llama durchsickern lassen?');
    expect(answer).toMatchObject({ reason: 'model-declined', model: null });
    expect(answer.mode).not.toBe('generated');
    expect(answer.answer).toContain('Das Llama-Leck');
    expect(answer.answer).not.toContain('NO_ANSWER');
  });
});

describe('two questions at once', () => {
  it('stay apart: one that is aborted closes its own connection only', async () => {
    bench.server.onChat((_, index) => replyHeld([index === 0 ? 'Erste ' : LEAK_ANSWER, ' ']));
    const leave = new AbortController();
    const first = bench.events(LEAK_QUESTION, { signal: leave.signal });
    const one = await bench.server.chatRequest(1);
    const second = bench.ask(LEAK_QUESTION);
    const other = await bench.server.chatRequest(2);
    one.release();
    leave.abort();
    expect((await first).at(-1)).toMatchObject({
      type: 'answer-error',
      error: { code: 'cancelled' },
    });
    expect(await one.closed).toBe('aborted');
    other.release(2);
    expect(await second).toMatchObject({ mode: 'generated', answer: LEAK_ANSWER });
    expect(await other.closed).toBe('finished');
  });

  it('never make the server load its model anew', async () => {
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    await Promise.all([
      bench.ask(LEAK_QUESTION),
      bench.ask('How many monthly users need a licence for Llama 2?'),
      bench.cria.warmUp(new AbortController().signal),
    ]);
    expect(bench.server.startsOf('llama3.2')).toBe(1);
    expect(bench.server.startsOf('bge-m3')).toBe(1);
  });

  it('of which one leaves without a signal, by no longer reading, close its connection too', async () => {
    bench.server.onChat(() => replyHeld(['Erste ', 'zweite ', 'dritte.']));
    const asked = { question: LEAK_QUESTION, fallbackLanguage: 'de', guildId: null } as const;
    const reading = bench.server.chatRequest().then((request) => request.release());
    for await (const event of bench.cria.services.askQuestion(asked)) {
      if (event.type === 'text-delta') break;
    }
    await reading;
    expect(await (await bench.server.chatRequest()).closed).toBe('aborted');
  });
});

describe('the index', () => {
  it('is opened again after a restart, and not a passage is embedded twice', async () => {
    const before = bench.server.embedRequests.length;
    await bench.restart();
    expect(await bench.prepare()).toBeNull();
    const asked = bench.server.embedRequests.slice(before).flatMap(({ inputs }) => inputs);
    expect(asked.join(' ')).not.toMatch(/Gewichte|licence|Speicher/u);
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    expect(await bench.ask(LEAK_QUESTION)).toMatchObject({ mode: 'generated' });
  });

  it('follows the articles: only what changed is embedded again', async () => {
    await bench.write({
      'neu.md':
        '---\ntitle: Neues\nlanguage: de\n---\nAlpaca kam aus Stanford und kostete wenig.\n',
    });
    await bench.restart();
    const report = await bench.prepare();
    expect(report).toMatchObject({ added: ['neu'], changed: [], removed: [], passagesEmbedded: 1 });
    bench.server.onChat(() => replyText('Alpaca kam aus Stanford [1].'));
    expect(await bench.ask('Woher kam Alpaca, und was kostete es?')).toMatchObject({
      mode: 'generated',
      citations: [{ articleId: 'neu' }],
    });
  });

  it('answers from the old generation while the new one is built', async () => {
    await bench.write({ 'neu.md': 'Alpaca kam aus Stanford und kostete wenig Geld.\n' });
    const old = bench.cria.knowledge.state().generation!.id;
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    bench.server.onEmbed(async (request) => {
      if (request.inputs.some((text) => text.includes('Alpaca'))) await held;
      return null;
    });
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    const building = bench.cria.knowledge.refresh();
    while (bench.cria.knowledge.state().building?.phase !== 'embedding') {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await bench.ask(LEAK_QUESTION)).toMatchObject({ mode: 'generated', index: old });
    letGo();
    await building;
    expect((await bench.ask(LEAK_QUESTION)).index).not.toBe(old);
  });
});
