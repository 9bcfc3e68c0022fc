import { describe, expect, it } from 'vitest';
import { createAnswerChain } from '../../../src/answering/chain.ts';
import { retrieve } from '../../../src/answering/retrieve.ts';
import { MAX_PARTS } from '../../../src/answering/summary/summary-parts.ts';
import type { Answer, AnswerEvent } from '../../../src/domain/answer.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { Passage } from '../../../src/domain/passage.ts';
import { STOPPED, type AnswerRequest } from '../../../src/domain/ports.ts';
import { FakeChat } from '../../fakes/fake-chat.ts';
import { FakeIndex } from '../../fakes/fake-index.ts';
import { rankedPassages } from '../../fakes/passages.ts';

const ARTICLE = { articleId: 'die-faehre', title: 'Die Fähre', language: 'de' };
const SENTENCES = [
  'Die Fähre Kestrel wurde 1931 in Bergen gebaut.',
  'Sie ist weiß.',
  'Im Sommer trägt die Fähre 40 Autos.',
  'Im Winter fährt die Fähre nur bei ruhiger See.',
];
const PASSAGES = rankedPassages([
  { ...ARTICLE, id: 'die-faehre#0', section: '', text: `${SENTENCES[0]} ${SENTENCES[1]}` },
  { ...ARTICLE, id: 'die-faehre#1', section: 'Sommer', text: SENTENCES[2]! },
  { ...ARTICLE, id: 'die-faehre#2', section: 'Winter', text: SENTENCES[3]! },
  { articleId: 'lights', title: 'Lights of the coast', text: 'The lighthouse is white.' },
]);

let elapsed = 0;
const chain = createAnswerChain({
  retrieve,
  clock: { now: () => 0, elapsed: () => (elapsed += 5), sleep: () => Promise.resolve() },
  words: {
    reason: (_language, reason) => reason,
    nearest: (_language, titles) => `nearest ${titles.join(', ')}`,
    differ: () => 'differ',
    listed: () => 'listed',
    summary: (_language, { title, isWritten, isWhole }) =>
      `${title}, ${isWritten ? 'written' : 'quoted'}, ${isWhole ? 'whole' : 'cut'}`,
  },
  options: { firstTokenTargetSeconds: 10 },
  code: '1.2.3',
  sha256: (text) => `sha256 of ${text.length}`,
});

async function run(request: Partial<AnswerRequest> = {}): Promise<AnswerEvent[]> {
  const asked: AnswerRequest = {
    id: 'answer-1',
    question: 'Fasse den Artikel Die Fähre zusammen',
    language: 'de',
    history: [],
    index: new FakeIndex(PASSAGES),
    embedder: null,
    chat: null,
    reason: null,
    ...request,
  };
  const events: AnswerEvent[] = [];
  for await (const event of chain(asked)) events.push(event);
  return events;
}

function answerOf(events: readonly AnswerEvent[]): Answer {
  const last = events.at(-1)!;
  if (!('answer' in last)) throw new Error(last.type);
  return last.answer;
}

/** A long article, one section of 12 sentences after another. */
function longArticle(sections: number) {
  return rankedPassages(
    Array.from({ length: sections }, (_, section): Partial<Passage> => ({
      ...ARTICLE,
      id: `die-faehre#${section}`,
      section: `Teil ${section}`,
      text: Array.from(
        { length: 12 },
        (_, at) => `Am Tag ${section * 12 + at + 1} fuhr die Fähre mit vielen Gästen zur Insel.`,
      ).join(' '),
    })),
  );
}

describe('with a model', () => {
  it('is written from all passages of the article, each sentence checked and cited', async () => {
    const chat = new FakeChat([
      'Die Fähre Kestrel wurde 1931 in Bergen gebaut [1]. ',
      'Sie kann fliegen [1]. ',
      'Im Sommer trägt die Fähre 40 Autos [3].',
    ]);
    const events = await run({ chat });
    const answer = answerOf(events);
    expect(answer).toMatchObject({
      mode: 'generated',
      reason: null,
      note: 'Die Fähre, written, whole',
      answer:
        'Die Fähre Kestrel wurde 1931 in Bergen gebaut [1]. Im Sommer trägt die Fähre 40 Autos [2].',
      unverified: 1,
    });
    expect(answer.citations.map(({ n, quote }) => [n, quote])).toEqual([
      [1, SENTENCES[0]],
      [2, SENTENCES[2]],
    ]);
    expect(answer.passages.map(({ passage }) => passage.id)).toEqual([
      'die-faehre#0',
      'die-faehre#1',
    ]);
    const [prompt] = chat.requests;
    expect(prompt!.messages[0]!.content).toContain('Fasse die nummerierten Sätze');
    for (const sentence of SENTENCES) expect(prompt!.messages[0]!.content).toContain(sentence);
    expect(prompt!.messages[0]!.content).not.toContain('lighthouse');
    expect(events.some(({ type }) => type === 'part-begin')).toBe(false);
  });

  it('has as many sentences as were asked for', async () => {
    const index = new FakeIndex(longArticle(1));
    const sentences = Array.from(
      { length: 8 },
      (_, at) => `Am Tag ${at + 1} fuhr die Fähre mit vielen Gästen zur Insel [${at + 1}]. `,
    );
    const { answer } = answerOf(await run({ index, chat: new FakeChat(sentences) }));
    expect(answer).toContain('Am Tag 6');
    expect(answer).not.toContain('Am Tag 7');
  });

  it('reads a long one in a bounded number of parts, with sources numbered through', async () => {
    const chat = new FakeChat();
    chat.beforePiece = () => undefined;
    const index = new FakeIndex(longArticle(12));
    chat.stream = async function* (request) {
      this.requests.push(request);
      await Promise.resolve();
      const first = /\[1\] (.*)\./u.exec(request.messages[0]!.content)?.[1] ?? '';
      yield `${first} [1].`;
    };
    const events = await run({ chat, index });
    const answer = answerOf(events);
    const begun = events.filter(({ type }) => type === 'part-begin');
    expect(begun.length).toBeGreaterThan(1);
    expect(begun.length).toBeLessThanOrEqual(MAX_PARTS);
    expect(chat.requests).toHaveLength(begun.length);
    expect(begun[0]).toEqual({ type: 'part-begin', part: 1, parts: begun.length });
    expect(answer.citations.map(({ n }) => n)).toEqual(begun.map((_, at) => at + 1));
    expect(answer.answer.split('\n\n')).toHaveLength(begun.length);
    const shown = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
    expect(shown).toBe(answer.answer);
  });

  it('keeps the beginning of every section where an article is longer than all parts', async () => {
    const chat = new FakeChat(['Nichts davon steht da.']);
    const index = new FakeIndex(longArticle(40));
    await run({ chat, index });
    const read = chat.requests.map(({ messages }) => messages[0]!.content).join('\n');
    for (let section = 0; section < 40; section += 1) {
      expect(read).toContain(`Am Tag ${section * 12 + 1} fuhr`);
    }
    expect(read).not.toContain('Am Tag 480 fuhr');
  });

  it('shows a part in its own words where nothing the model wrote of it stands', async () => {
    const chat = new FakeChat(['Die Fähre kann fliegen [1].']);
    const answer = answerOf(await run({ chat }));
    expect(answer).toMatchObject({ mode: 'quoted', reason: 'nothing-verified' });
    expect(answer.note).toBe('Die Fähre, quoted, whole');
  });

  it('is the first sentences when the model fails, and what was written when somebody stops', async () => {
    const failing = new FakeChat([new AppError('model-failed', 'broken')]);
    expect(answerOf(await run({ chat: failing }))).toMatchObject({
      mode: 'quoted',
      reason: 'model-failed',
    });
    const stop = new AbortController();
    const chat = new FakeChat(['Im Sommer trägt die Fähre 40 Autos [3]. ', 'Und im']);
    chat.beforePiece = (at) => {
      if (at === 1) stop.abort(STOPPED);
    };
    expect(answerOf(await run({ chat, signal: stop.signal }))).toMatchObject({
      mode: 'generated',
      reason: 'stopped',
      answer: 'Im Sommer trägt die Fähre 40 Autos [1].',
    });
    const left = new AbortController();
    chat.beforePiece = () => left.abort();
    const events = await run({ chat, signal: left.signal });
    expect(events.at(-1)).toMatchObject({ type: 'answer-error', error: { code: 'cancelled' } });
  });

  it('is written from given passages in another language', async () => {
    const chat = new FakeChat(['The ferry Kestrel was built in Bergen in 1931 [1].']);
    const passages = PASSAGES.slice(0, 2);
    await run({ chat, passages, language: 'en' });
    const { messages } = chat.requests[0]!;
    expect(messages[0]!.content).toContain('Write in English');
    expect(messages[0]!.content).toContain(SENTENCES[2]);
    expect(messages[0]!.content).not.toContain(SENTENCES[3]);
    expect(messages.at(-1)!.content).toContain('translate what you take');
  });
});

describe('without a model', () => {
  it('is the first sentence of each section, cited', async () => {
    const answer = answerOf(await run({ reason: 'chat-model-missing' }));
    expect(answer).toMatchObject({
      mode: 'quoted',
      reason: 'chat-model-missing',
      note: 'Die Fähre, quoted, whole',
      answer: `- ${SENTENCES[0]} [1]\n- ${SENTENCES[2]} [2]\n- ${SENTENCES[3]} [3]`,
    });
    expect(answer.citations.map(({ section }) => section)).toEqual(['', 'Sommer', 'Winter']);
  });
});

describe('a name that no article has', () => {
  it('is told with the nearest titles where an article was asked for', async () => {
    const answer = answerOf(await run({ question: 'Summarise the article on sourdough coasts' }));
    expect(answer).toMatchObject({ mode: 'abstained', reason: 'article-unknown' });
    expect(answer.answer).toBe('article-unknown nearest Lights of the coast, Die Fähre');
  });

  it('is a question as any other where none was', async () => {
    const answer = answerOf(await run({ question: 'Fasse die Lage im Winter zusammen' }));
    expect(answer.mode).not.toBe('quoted');
    expect(answer.reason).not.toBe('article-unknown');
  });
});

it('a trial tells what needs no model, and ends where one would have to write', async () => {
  const chat = new FakeChat(['x']);
  const events = await run({ chat, isTrial: true });
  expect(events.map(({ type }) => type)).toEqual(['retrieval-end']);
  const question = 'Fasse den Artikel Sauerteig zusammen';
  expect(answerOf(await run({ chat, isTrial: true, question })).reason).toBe('article-unknown');
  expect(chat.requests).toHaveLength(0);
});
