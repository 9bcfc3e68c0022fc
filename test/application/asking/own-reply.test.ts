import { beforeEach, describe, expect, it, test } from 'vitest';
import { refinementOf } from '../../../src/answering/talk/refinement-of.ts';
import { talkOf, withoutCourtesy } from '../../../src/answering/talk/talk-of.ts';
import { createConversations } from '../../../src/application/asking/conversation.ts';
import { createFindOwnReply, type OwnReply } from '../../../src/application/asking/own-reply.ts';
import { SessionMemory } from '../../../src/application/session-memory.ts';
import type { CommandCall } from '../../../src/application/command.ts';
import type { Answer } from '../../../src/domain/answer.ts';
import { operatorCall } from '../../../src/terminal/operator-call.ts';
import { talkWordsFor } from '../../../src/words/talk-words.ts';
import { memberCall } from '../../fakes/calls.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { MemoryStores } from '../../fakes/memory-stores.ts';
import { answerOf, storedAnswerOf } from '../../fakes/stored.ts';
import { spaceParts } from '../knowledge-parts.ts';

let stores: MemoryStores;
let parts: ReturnType<typeof spaceParts>;
let session: SessionMemory;
let find: ReturnType<typeof createFindOwnReply>;

beforeEach(async () => {
  stores = new MemoryStores();
  parts = spaceParts();
  await parts.spaces.shared.open();
  session = new SessionMemory();
  const clock = new ManualClock();
  find = createFindOwnReply({
    reader: { talkOf, refinementOf, withoutCourtesy },
    words: talkWordsFor,
    knowledge: parts.spaces,
    health: parts.health,
    conversations: createConversations({ store: stores.conversations, clock }),
    answers: stores.answers,
    detectLanguage: () => null,
    model: 'fake-chat',
    retentionDays: 30,
    newId: () => 'own',
  });
});

const terminal = (): CommandCall => operatorCall('de', { session });
const ask = (question: string, call = terminal()): Promise<OwnReply> =>
  find({ question, call, isPrivate: false, language: null, after: null });

async function said(question: string, call?: CommandCall): Promise<string> {
  const reply = await ask(question, call);
  expect(reply).toMatchObject({ kind: 'answer', answer: { mode: 'abstained', reason: 'talk' } });
  return reply.kind === 'answer' ? reply.answer.answer : '';
}

describe('what is asked about the bot', () => {
  it.each([
    ['Wie viele Artikel gibt es?', /^Es sind 3 Artikel mit 3 Passagen\. .*`\/wissen liste`/u],
    [
      'How many articles do you have?',
      /^There are 3 articles with 3 passages\. .*`\/knowledge list`/u,
    ],
    ['Welche Artikel gibt es?', /^Ich antworte aus 3 Artikeln:\n- /u],
    ['Wie aktuell bist du?', /vom 24\. November 2026/u],
    ['How recent is your knowledge?', /24 November 2026/u],
    ['Lösche meine Daten', /`\/vergessen`/u],
    ['Delete my data', /`\/forget`/u],
    ['Hilfe', /`\/hilfe`/u],
    ['Which model do you use?', /fake-chat writes my sentences/u],
    ['Hallo', /^Hallo! .*`\/hilfe`/u],
    ['Thanks!', /welcome/u],
  ])('%s', async (question, expected) => {
    expect(await said(question)).toMatch(expected);
  });

  test('is answered from the present state', async () => {
    parts.health.state = { status: 'unreachable' };
    expect(await said('Wer bist du?')).toContain('gerade nicht bereit');
    expect(await said('What do you store?')).toContain('is not stored');
    expect(await said('What do you store?', memberCall())).toContain('at most 30 days');
  });
});

test('a question to the articles is one, without what is only polite', async () => {
  expect(await ask('Hallo, was ist RAG?')).toEqual({ kind: 'question', question: 'was ist RAG?' });
});

const LONG = answerOf({
  answer:
    'Llama 2 ist ein Modell von Meta [1]. Es kam im Juli 2023 [1]. Viele nutzen es gern. Es kostet nichts. Firmen fragen an [2].',
  citations: [
    {
      n: 1,
      articleId: 'a',
      title: 'Llama',
      section: '',
      url: 'https://a.example/',
      quote: 'Ein Modell.',
    },
    { n: 2, articleId: 'b', title: 'Firmen', section: '', url: null, quote: 'Firmen fragen an.' },
  ],
  unverified: 1,
});

async function refined(question: string, last: Answer = LONG): Promise<Answer> {
  session.remember(last);
  const reply = await ask(question);
  if (reply.kind !== 'answer') throw new Error(reply.kind);
  expect(reply.parent?.answer.id ?? 'none').toBe(reply.answer.reason === 'talk' ? 'none' : last.id);
  return reply.answer;
}

describe('what is wished of the last answer', () => {
  test('shorter: the sentences that answer the question, with their marks', async () => {
    const answer = await refined('kürzer');
    expect(answer.answer).toMatch(/^Llama 2 ist ein Modell von Meta \[1\]\./u);
    expect(answer.answer.length).toBeLessThan(0.6 * LONG.answer.length);
    expect(answer).toMatchObject({ mode: 'generated', question: LONG.question });
    expect(answer.citations.map(({ n }) => n)).toEqual([1]);
  });

  test('a list: a statement an item', async () => {
    const { answer } = await refined('als Liste bitte');
    expect(answer.split('\n')).toEqual([
      '- Llama 2 ist ein Modell von Meta [1].',
      '- Es kam im Juli 2023 [1].',
      '- Viele nutzen es gern.',
      '- Es kostet nichts.',
      '- Firmen fragen an [2].',
    ]);
  });

  test('passages become one sentence each', async () => {
    const answer = await refined('as a list', { ...LONG, mode: 'passages', answer: 'Passagen' });
    expect(answer.answer).toBe('- Ein Modell. [1]\n- Firmen fragen an. [2]');
  });

  test('sources and certainty are told from what was checked', async () => {
    expect((await refined('Quelle?')).answer).toContain('https://a.example/');
    const sure = await refined('bist du sicher?');
    expect(sure.answer).toMatch(/^Was dasteht, ja; einen Satz habe ich weggelassen/u);
    expect(sure.answer).toContain('> [1] Llama: Ein Modell.');
    expect(
      (await refined('are you sure?', { ...LONG, unverified: 0, language: 'en' })).answer,
    ).toMatch(/^Every statement of the answer/u);
    expect(
      (await refined('Stimmt das?', { ...LONG, mode: 'passages', unverified: 0 })).answer,
    ).toMatch(/Wort für Wort/u);
  });

  test.each([
    ['auf Englisch bitte', { language: 'en', question: LONG.question }],
    ['in German please', { language: 'de', question: LONG.question }],
    ['einfacher', { language: 'de', question: `${LONG.question} (in einfachen Worten)` }],
    ['more detail', { language: 'de', question: `${LONG.question} (ausführlicher)` }],
    ['Nochmal', { question: LONG.question, language: LONG.language }],
  ])('%s: the question again, from the same passages', async (wish, expected) => {
    session.remember(LONG);
    expect(await ask(wish)).toMatchObject({ kind: 'again', ...expected, parent: { answer: LONG } });
  });

  test('is about nothing where nothing was answered, or what was answered is another person’s', async () => {
    expect(await said('kürzer')).toContain('noch nichts geantwortet');
    expect(await said('source?', memberCall())).toContain('not answered anything');
  });

  test('is about the last answer of the conversation', async () => {
    const place = { channelId: 'c', parentChannelId: null, startedFrom: async () => null };
    const call = memberCall({ guildId: 'guild-1', place });
    const stored = { ...storedAnswerOf({ channelId: 'c', userId: '1' }), answer: LONG };
    await stores.answers.save(stored);
    const clock = new ManualClock();
    const talks = createConversations({ store: stores.conversations, clock });
    await talks.remember({ userId: '1', channelId: 'c', threadId: null, isPrivate: false }, LONG);
    expect(await ask('in English', call)).toMatchObject({ kind: 'again', parent: stored });
  });
});

test('a session remembers what was an answer', () => {
  session.remember(answerOf({ mode: 'abstained' }));
  expect(session.answers).toEqual([]);
  for (let at = 0; at < 20; at += 1) session.remember(answerOf({ id: String(at) }));
  expect(session.answers.at(-1)?.id).toBe('19');
  expect(session.answers.length).toBeLessThan(10);
});
