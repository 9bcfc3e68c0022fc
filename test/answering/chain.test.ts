import { beforeEach, describe, expect, it } from 'vitest';
import { createAnswerChain } from '../../src/answering/chain.ts';
import { retrieve } from '../../src/answering/retrieve.ts';
import type { Answer, AnswerEvent, AnswerReason } from '../../src/domain/answer.ts';
import { AppError, type ErrorCode } from '../../src/domain/errors.ts';
import { STOPPED, type AnswerRequest, type Embedder } from '../../src/domain/ports.ts';
import { FakeChat } from '../fakes/fake-chat.ts';
import { FakeIndex, GENERATION } from '../fakes/fake-index.ts';
import { rankedPassages } from '../fakes/passages.ts';

const LEAK = 'Kurz darauf sickerten die Gewichte von Llama auf 4chan durch.';
const passages = rankedPassages([
  { title: 'Das Leck', section: 'Was geschah', language: 'de', text: LEAK },
  { title: 'Llama 2', section: 'Licence', text: 'Llama 2 came out in July 2023.' },
  { title: 'Summit', section: '', text: 'The summit took place in November 2023.' },
]);

const embedder: Embedder & {
  asked: string[];
  sentences: string[];
  cosine: number;
  fault: AppError | null;
} = {
  asked: [],
  sentences: [],
  /** Of every sentence to every question. */
  cosine: 0.9,
  fault: null,
  describe: () => Promise.resolve(GENERATION.embedder!),
  embedQuery(text) {
    this.asked.push(text);
    return this.fault === null
      ? Promise.resolve(Float32Array.of(1, 0))
      : Promise.reject(this.fault);
  },
  embedPassages(texts) {
    this.sentences.push(...texts);
    return this.fault === null
      ? Promise.resolve(
          texts.map(() => Float32Array.of(this.cosine, Math.sqrt(1 - this.cosine ** 2))),
        )
      : Promise.reject(this.fault);
  },
};

let elapsed = 0;
const newChain = (verbatim = false): ReturnType<typeof createAnswerChain> =>
  createAnswerChain({
    retrieve,
    clock: { now: () => 0, elapsed: () => (elapsed += 5), sleep: () => Promise.resolve() },
    words: {
      reason: (language, reason) => `${language}:${reason}`,
      summary: (_language, { title, isWritten, isWhole }) =>
        `${title}, ${isWritten ? 'written' : 'quoted'}, ${isWhole ? 'whole' : 'cut'}`,
      listed: (_language, { articles, more }) => `listed from ${articles}, ${more} more`,
      differ: (_language, older, newer) => `${newer.title} not as ${older.title}`,
      nearest: (_language, titles) => `nearest ${titles.join(', ')}`,
    },
    options: { firstTokenTargetSeconds: 10, verbatim },
    code: '1.2.3',
    sha256: (text) => `sha256 of ${text.length}`,
  });

let chain = newChain();

beforeEach(() => {
  chain = newChain();
  elapsed = 0;
  embedder.asked = [];
  embedder.sentences = [];
  embedder.cosine = 0.9;
  embedder.fault = null;
});

async function run(request: Partial<AnswerRequest> = {}): Promise<AnswerEvent[]> {
  const events: AnswerEvent[] = [];
  const asked: AnswerRequest = {
    id: 'answer-1',
    question: 'Wo sickerten die Gewichte durch?',
    language: 'de',
    history: [],
    index: new FakeIndex(passages),
    embedder,
    chat: new FakeChat(['Die Gewichte sickerten ', 'auf 4chan durch [1].']),
    reason: null,
    ...request,
  };
  for await (const event of chain(asked)) events.push(event);
  expect(events.filter(({ type }) => type.startsWith('answer-'))).toHaveLength(1);
  expect(events.at(-1)!.type).toMatch(/^answer-/u);
  return events;
}

function answerOf(events: readonly AnswerEvent[]): Answer {
  const last = events.at(-1)!;
  if (!('answer' in last)) throw last.type === 'answer-error' ? last.error : new Error(last.type);
  return last.answer;
}

function textOf(events: readonly AnswerEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}

describe('a question the corpus answers', () => {
  it('shows passages first, streams, and ends with a checked, cited answer', async () => {
    const events = await run();
    expect(events.map(({ type }) => type)).toEqual([
      'retrieval-end',
      'text-delta', // empty: the model has begun
      'text-delta',
      'answer-end',
    ]);
    const answer = answerOf(events);
    expect(answer).toMatchObject({
      id: 'answer-1',
      mode: 'generated',
      reason: null,
      answer: 'Die Gewichte sickerten auf 4chan durch [1].',
      model: 'fake-chat',
      index: 'generation-1',
      unverified: 0,
    });
    expect(answer.citations).toEqual([
      {
        n: 1,
        articleId: 'article-1',
        title: 'Das Leck',
        section: 'Was geschah',
        url: null,
        quote: LEAK,
      },
    ]);
    expect(answer.timingsMs.firstToken).toBeGreaterThan(answer.timingsMs.retrieval);
  });

  it('is the one sentence that answers, word for word and without a model, where that is wanted', async () => {
    chain = newChain(true);
    const chat = new FakeChat(['Unasked [1].']);
    const question = 'Wo sickerten die Gewichte von Llama durch?';
    const answer = answerOf(await run({ chat, question }));
    expect(answer).toMatchObject({
      mode: 'quoted',
      reason: null,
      answer: 'Kurz darauf sickerten die Gewichte von Llama auf 4chan durch [1].',
      model: null,
    });
    expect(answer.citations).toMatchObject([{ n: 1, title: 'Das Leck', quote: LEAK }]);
    expect(chat.requests).toEqual([]);
  });

  it('is written where the sentence says nothing of a number that was asked about', async () => {
    chain = newChain(true);
    const question = 'Wo sickerten die Gewichte von Llama 3.1 durch?';
    expect(answerOf(await run({ question })).mode).not.toBe('quoted');
  });

  it('is written where the sentence would have to be translated, or a talk goes on', async () => {
    chain = newChain(true);
    const history = [{ question: 'Was war da?', answer: 'Ein Leck.' }];
    const question = 'Wo sickerten die Gewichte von Llama durch?';
    expect(answerOf(await run({ question, history })).mode).toBe('generated');
    const chat = new FakeChat(['The weights of Llama leaked on 4chan [1].']);
    const abroad = { chat, language: 'en', question: 'Where did the Gewichte of Llama sickern?' };
    expect(answerOf(await run(abroad as Partial<AnswerRequest>)).mode).not.toBe('quoted');
  });

  it('is the most relevant sentence where what was written stands but does not answer', async () => {
    const chat = new FakeChat(['Die Gewichte von Llama sickerten kurz darauf durch [1].']);
    const question = 'Wo sickerten die Gewichte von Llama durch?';
    const answer = answerOf(await run({ chat, question }));
    expect(answer).toMatchObject({ mode: 'generated', reason: 'answer-unsure' });
    expect(answer.answer).toContain('4chan');
  });

  it('searches with the vector and the words of the question at once', async () => {
    const index = new FakeIndex(passages);
    await run({ index });
    expect(embedder.asked).toEqual(['Wo sickerten die Gewichte durch?']);
    expect(index.queries).toHaveLength(1);
    expect(index.queries[0]!.embedding).toEqual(Float32Array.of(1, 0));
    expect(index.queries[0]!.text).toBe('Wo sickerten die Gewichte durch?');
  });

  it('answers from given passages without a search, however they would be judged now', async () => {
    const index = new FakeIndex([]);
    const unrelated = passages.map((entry) => ({
      ...entry,
      scores: { dense: null, similarity: null, keyword: 0, fused: 0 },
    }));
    const events = await run({ index, passages: unrelated });
    expect(events[0]).toMatchObject({ type: 'retrieval-end', passages: unrelated });
    expect(answerOf(events)).toMatchObject({ mode: 'generated', passages: unrelated.slice(0, 1) });
    expect(embedder.asked).toEqual([]);
  });

  it('leaves out what no sentence says, while it is written as well', async () => {
    const chat = new FakeChat(['Sie sickerten auf 4chan durch [1]. ', 'Das war 1999 [1].']);
    const events = await run({ chat });
    const answer = answerOf(events);
    expect(answer.unverified).toBe(1);
    expect(answer.answer).toBe('Sie sickerten auf 4chan durch [1].');
    expect(textOf(events)).toBe(answer.answer);
  });

  it('leaves out what is about something else, though nothing of its language is nearer', async () => {
    const index = new FakeIndex(
      rankedPassages([
        { title: 'Organs', section: '', text: 'The organ of Talheim was built by Anton Riedel.' },
        {
          ...{ title: 'Gipfel', section: '', language: 'de' },
          text: 'Der Gipfel wurde im Freien abgehalten.',
        },
      ]),
    );
    const near: Embedder = {
      describe: () => embedder.describe(),
      embedQuery: () => Promise.resolve(Float32Array.of(1, 0)),
      embedPassages: (texts) =>
        Promise.resolve(
          texts.map((text) =>
            text.includes('organ') ? Float32Array.of(1, 0) : Float32Array.of(0, 1),
          ),
        ),
    };
    const chat = new FakeChat(['Der Gipfel wurde im Freien abgehalten [2].']);
    const question = 'Wer baute die Orgel von Talheim?';
    const answer = answerOf(await run({ index, embedder: near, chat, question }));
    expect(answer).toMatchObject({
      reason: 'answer-untranslated',
      answer: 'The organ of Talheim was built by Anton Riedel [1].',
    });
  });

  describe('written in numbers alone', () => {
    it('is the sentences they stand for', async () => {
      const answer = answerOf(await run({ chat: new FakeChat(['[1]']) }));
      expect(answer).toMatchObject({
        mode: 'generated',
        answer: LEAK.replace('.', ' [1].'),
        citations: [{ n: 1, quote: LEAK }],
      });
    });

    it('is translated where they are in another language', async () => {
      const chat = new FakeChat(['[1]']);
      chat.later = ['The weights of Llama leaked on 4chan shortly afterwards.'];
      const question = 'Where did the weights of Llama leak?';
      const answer = answerOf(await run({ chat, question, language: 'en' }));
      expect(answer.answer).toBe('The weights of Llama leaked on 4chan shortly afterwards [1].');
    });

    it('is the best sentence where none is named', async () => {
      const answer = answerOf(await run({ chat: new FakeChat(['Ja.']) }));
      expect(answer).toMatchObject({ mode: 'generated', answer: LEAK.replace('.', ' [1].') });
    });
  });

  describe('written in the language of the articles', () => {
    const question = 'Where did the weights of Llama leak?';

    it('is translated sentence by sentence where it stands, and checked again', async () => {
      const chat = new FakeChat([LEAK.replace('.', ' [1].')]);
      chat.later = ['The weights of Llama leaked on 4chan shortly afterwards.'];
      const answer = answerOf(await run({ chat, question, language: 'en' }));
      expect(chat.requests[1]?.messages).toHaveLength(1);
      expect(chat.requests[1]?.messages[0]?.content).toContain(LEAK);
      expect(chat.requests[1]?.messages[0]?.content).toContain('into English');
      expect(answer).toMatchObject({
        mode: 'generated',
        answer: 'The weights of Llama leaked on 4chan shortly afterwards [1].',
        citations: [{ n: 1, quote: LEAK }],
      });
    });

    it('is held to the sentence it translates, and quotes the one that stands on', async () => {
      const chat = new FakeChat(['Die Gewichte von Llama sickerten auf 4chan durch [1].']);
      chat.later = ['The weights of Llama leaked on 4chan.'];
      const answer = answerOf(await run({ chat, question, language: 'en' }));
      expect(answer).toMatchObject({
        answer: 'The weights of Llama leaked on 4chan [1].',
        citations: [{ n: 1, quote: LEAK }],
      });
    });

    it('is shown as it is where its translation has other facts, and says so', async () => {
      const chat = new FakeChat([LEAK.replace('.', ' [1].')]);
      chat.later = ['The weights of Llama leaked on 8chan in 2019.'];
      const answer = answerOf(await run({ chat, question, language: 'en' }));
      expect(answer).toMatchObject({
        ...{ mode: 'generated', reason: 'answer-untranslated', language: 'en' },
        answer: LEAK.replace('.', ' [1].'),
      });
      expect(answer.receipt?.leftOut.map(({ text }) => text)).toContain(chat.later[0]);
    });

    it('is not translated where it does not stand', async () => {
      const chat = new FakeChat(['Die Gewichte von Llama wurden im Jahr 1999 verkauft [1].']);
      const answer = answerOf(await run({ chat, question, language: 'en' }));
      const asked = chat.requests.map(({ messages }) => messages.at(-1)?.content ?? '');
      const translated = asked.filter((content) => content.includes('Translate the sentence'));
      expect(translated.filter((content) => content.includes('1999'))).toEqual([]);
      expect(answer).toMatchObject({ reason: 'answer-untranslated', citations: [{ quote: LEAK }] });
    });
  });

  describe('written as a bare thing', () => {
    it.each(['4chan', '4chan.', 'Auf 4chan [1]'])(
      '%j is the sentence that has it',
      async (text) => {
        const answer = answerOf(await run({ chat: new FakeChat([text]) }));
        expect(answer).toMatchObject({ mode: 'generated', answer: LEAK.replace('.', ' [1].') });
      },
    );

    it('stays where a sentence follows', async () => {
      const chat = new FakeChat(['4chan [1]. ', 'Die Gewichte sickerten kurz darauf durch [1].']);
      const answer = answerOf(await run({ chat }));
      expect(answer.answer).toBe('4chan [1]. Die Gewichte sickerten kurz darauf durch [1].');
    });
  });

  describe('of which nothing stands', () => {
    const wrong = 'Es geschah 1999 durch Sam Altman [1].';

    it('is the most relevant sentence, and says that it may not be what was asked', async () => {
      const chat = new FakeChat([wrong]);
      const answer = answerOf(await run({ chat }));
      expect(answer).toMatchObject({
        ...{ mode: 'generated', reason: 'answer-unsure' },
        answer: LEAK.replace('.', ' [1].'),
      });
      expect(answer.receipt?.leftOut.map(({ text }) => text)).toContain(wrong.replace(' [1]', ''));
      expect(chat.requests).toHaveLength(1);
    });

    it('ends as stopped where it is stopped while that sentence is translated', async () => {
      const stop = new AbortController();
      const chat = new FakeChat([wrong]);
      chat.beforePiece = () => {
        if (chat.requests.length > 1) stop.abort(STOPPED);
      };
      const question = 'Where did the weights of Llama leak?';
      const events = run({ chat, question, language: 'en', signal: stop.signal });
      const answer = answerOf(await events);
      expect(chat.requests[1]?.messages[0]?.content).toContain(LEAK);
      expect(answer).toMatchObject({ reason: 'stopped', answer: '' });
    });

    it('is the passages where the model fails then', async () => {
      const chat = new FakeChat([wrong]);
      chat.beforePiece = () => {
        if (chat.requests.length > 1) throw new AppError('model-unreachable', 'gone');
      };
      const question = 'Where did the weights of Llama leak?';
      const answer = answerOf(await run({ chat, question, language: 'en' }));
      expect(answer).toMatchObject({ mode: 'passages', reason: 'model-unreachable' });
    });

    it('is two sentences where both are about as relevant', async () => {
      const twins = ['Die Brücke von Talheim ist rot.', 'Die Brücke von Talheim ist lang.'];
      const index = new FakeIndex(
        rankedPassages([
          { title: 'Brücken', language: 'de', text: [...twins, 'Bier ist kalt.'].join(' ') },
        ]),
      );
      const question = 'Was ist über die Brücke von Talheim bekannt?';
      const answer = answerOf(await run({ index, chat: new FakeChat([wrong]), question }));
      expect(answer.answer).toBe(twins.map((one) => one.replace('.', ' [1].')).join('\n'));
    });

    it('is the passages where no sentence has the kind of thing asked for', async () => {
      const question = 'Wie viele Kilogramm haben die Gewichte von Llama auf 4chan?';
      const answer = answerOf(await run({ chat: new FakeChat([wrong]), question }));
      expect(answer).toMatchObject({ mode: 'passages', reason: 'nothing-verified', model: null });
      expect(answer.answer).toContain('de:nothing-verified');
      expect(answer.answer).toContain(LEAK);
      expect(answer.citations.map(({ n }) => n)).toEqual([1, 2, 3]);
    });
  });

  it('shows the sentences when what stands does not have the thing asked for', async () => {
    const chat = new FakeChat(['Die Gewichte sickerten durch [1].']);
    const question = 'Wann sickerten die Gewichte von Llama durch?';
    const answer = answerOf(await run({ chat, question }));
    expect(answer.mode).not.toBe('generated');
  });

  it('is cut short where the model goes on and on', async () => {
    const chat = new FakeChat([
      'Die Gewichte sickerten auf 4chan durch [1]. ',
      'Llama sickerte durch [1]. Kurz darauf sickerten Gewichte von Llama durch [1]. ',
      'Auf 4chan sickerten Gewichte kurz darauf durch [1].',
    ]);
    let asked = 0;
    chat.beforePiece = () => (asked += 1);
    const answer = answerOf(await run({ chat }));
    expect(answer.answer).not.toContain('Auf 4chan sickerten');
    expect(answer.answer).toContain('Kurz darauf');
    expect(asked).toBe(2);
  });

  it('goes on by words when the embedder goes away while the model writes', async () => {
    const chat = new FakeChat([
      'The weights of Llama leaked on 4chan [1]. ',
      'They were sold in 1999.',
    ]);
    chat.beforePiece = () => (embedder.fault = new AppError('model-unreachable', 'gone'));
    const answer = answerOf(await run({ chat, language: 'en' }));
    expect(answer).toMatchObject({ mode: 'generated', unverified: 1 });
    expect(answer.answer).toBe('The weights of Llama leaked on 4chan [1].');
  });

  it('embeds no sentence twice', async () => {
    const one = new FakeIndex(passages);
    await run({ index: one });
    const first = embedder.sentences.length;
    await run({ index: one });
    expect(embedder.sentences).toHaveLength(first);
  });

  it('rests on a passage further down, where it has the words asked for', async () => {
    const many = Array.from({ length: 10 }, (_, at) => ({
      ...{ title: `Hafen ${at}`, section: '', language: 'de' },
      text: at === 9 ? LEAK : `Im Hafen ${at} liegt ein Boot, von dem niemand etwas weiß.`,
    }));
    const chat = new FakeChat([`${LEAK.slice(0, -1)} [1].`]);
    const answer = answerOf(await run({ index: new FakeIndex(rankedPassages(many)), chat }));
    expect(answer).toMatchObject({ mode: 'generated', citations: [{ title: 'Hafen 9' }] });
  });
});

describe('a question without evidence', () => {
  const far = rankedPassages([{ title: 'Das Leck', text: 'Niemand weiß es.', language: 'de' }], {
    ...{ similarity: 0.7, keyword: 0 },
  });

  it('abstains without calling the model and offers the nearest article', async () => {
    embedder.cosine = 0.7;
    const chat = new FakeChat(['must not be asked']);
    const answer = answerOf(await run({ index: new FakeIndex(far), chat }));
    expect(chat.requests).toEqual([]);
    expect(answer).toMatchObject({ mode: 'abstained', reason: 'no-evidence', citations: [] });
    expect(answer.answer).toBe('de:no-evidence nearest Das Leck');
  });

  it('abstains over an index that finds nothing at all', async () => {
    const answer = answerOf(await run({ index: new FakeIndex([]) }));
    expect(answer).toMatchObject({ mode: 'abstained', reason: 'no-evidence', passages: [] });
  });

  it('abstains when the model declines on weak evidence, and shows nothing of its mark', async () => {
    const weak = rankedPassages([{ title: 'Das Leck', text: LEAK }], {
      similarity: 0.75,
      keyword: 0.1,
    });
    const index = new FakeIndex(weak);
    embedder.cosine = 0.72;
    const question = 'Wohin sickerten die Gewichte der alten Waage?';
    const chat = new FakeChat(['NO_', 'ANSWER', '\n']);
    const events = await run({ index, chat, question });
    expect(textOf(events)).toBe('');
    expect(answerOf(events)).toMatchObject({ mode: 'abstained', reason: 'model-declined' });
  });
});

describe('passage mode', () => {
  it('shows the passages when the model declines although they fit well', async () => {
    const events = await run({ chat: new FakeChat(['NO_ANSWER']) });
    expect(textOf(events)).toBe('');
    expect(answerOf(events)).toMatchObject({ mode: 'passages', reason: 'model-declined' });
  });

  it('answers with the best passages and the reason, without a model', async () => {
    const answer = answerOf(await run({ chat: null, reason: 'chat-model-missing' }));
    expect(answer).toMatchObject({ mode: 'passages', reason: 'chat-model-missing' });
    expect(answer.answer).toContain('**[1] Das Leck › Was geschah**');
  });

  it.each<[ErrorCode, AnswerReason]>([
    ['model-unreachable', 'model-unreachable'],
    ['model-missing', 'chat-model-missing'],
    ['model-resting', 'model-resting'],
    ['model-timeout', 'model-slow'],
    ['model-failed', 'model-failed'],
  ])('follows a model that ends with %s in the middle', async (code, reason) => {
    const chat = new FakeChat(['Die Gew', new AppError(code, 'broken')]);
    expect(answerOf(await run({ chat }))).toMatchObject({ mode: 'passages', reason });
  });

  it('searches by keyword when the embedder fails, and says so when the server is gone', async () => {
    embedder.fault = new AppError('model-unreachable', 'gone');
    const index = new FakeIndex(passages);
    const answer = answerOf(await run({ index }));
    expect(index.queries.map((query) => query.embedding)).toEqual([undefined]);
    expect(answer).toMatchObject({ mode: 'passages', reason: 'model-unreachable' });
    expect(answer.passages[0]!.scores.dense).toBeNull();
  });

  it('does not embed for a generation without vectors', async () => {
    const index = new FakeIndex(passages, { embedder: null, calibration: null });
    await run({ index });
    expect(embedder.asked).toEqual([]);
  });
});

describe('cancelling', () => {
  it('keeps what was written when the user stops', async () => {
    const stop = new AbortController();
    const chat = new FakeChat(['Sie sickerten auf 4chan durch [1]. ', 'Und dann auf 4chan']);
    chat.beforePiece = (at) => {
      if (at === 1) stop.abort(STOPPED);
    };
    const answer = answerOf(await run({ chat, signal: stop.signal }));
    expect(answer).toMatchObject({ mode: 'generated', reason: 'stopped' });
    expect(answer.answer).toBe('Sie sickerten auf 4chan durch [1].');
  });

  it('ends with the error `cancelled` for any other abort', async () => {
    const abort = new AbortController();
    const chat = new FakeChat(['Sie ', 'sickerten']);
    chat.beforePiece = (at) => {
      if (at === 1) abort.abort();
    };
    const events = await run({ chat, signal: abort.signal });
    expect(events.at(-1)).toMatchObject({ type: 'answer-error', error: { code: 'cancelled' } });
  });

  it('ends with the fault when the index breaks', async () => {
    const index = new FakeIndex(passages);
    index.search = () => Promise.reject(new AppError('internal', 'worker died'));
    const events = await run({ index });
    expect(events.map(({ type }) => type)).toEqual(['answer-error']);
  });
});

describe('articles of different age that differ', () => {
  const OLD = 'Die Gewichte von Llama 2 brauchen 13 GB Speicher.';
  const NEW = 'Die Gewichte von Llama 2 brauchen jetzt 8 GB Speicher.';
  const both = rankedPassages([
    { title: 'Alt', section: '', language: 'de', text: OLD, published: '2023-07-18' },
    { title: 'Neu', section: '', language: 'de', text: NEW, published: '2026-02-03' },
  ]);
  const asked = { question: 'Wie viel Speicher brauchen die Gewichte von Llama 2?' };

  it('are read and cited newest first, and the answer says so', async () => {
    const chat = new FakeChat(['Die Gewichte von Llama 2 brauchen jetzt 8 GB Speicher [1].']);
    const answer = answerOf(await run({ ...asked, chat, index: new FakeIndex(both) }));
    expect(chat.requests[0]!.messages[0]!.content).toContain(
      `(Neu, 2026-02)\n[1] ${NEW}\n(Alt, 2023-07)\n[2] ${OLD}`,
    );
    expect(answer).toMatchObject({ mode: 'generated', note: 'Neu not as Alt' });
    expect(answer.citations).toMatchObject([{ title: 'Neu', published: '2026-02-03' }]);
  });

  it('are shown newest first without a model', async () => {
    const index = new FakeIndex(both);
    const answer = answerOf(await run({ ...asked, index, chat: null }));
    expect(answer).toMatchObject({ mode: 'passages', note: 'Neu not as Alt' });
    expect(answer.citations.map(({ title }) => title)).toEqual(['Neu', 'Alt']);
    expect(answer.answer).toContain('**[1] Neu (03.02.2026)**');
  });

  it('are not spoken of where they say the same', async () => {
    const index = new FakeIndex(both.slice(0, 1));
    const answer = answerOf(await run({ ...asked, index, chat: null }));
    expect(answer.note).toBeUndefined();
  });
});
