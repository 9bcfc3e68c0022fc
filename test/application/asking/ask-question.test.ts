import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createAnswerFrom,
  createAskQuestion,
  MAX_QUESTION_CHARS,
  refusalOf,
  type AskInput,
} from '../../../src/application/asking/ask-question.ts';
import type { Answer, AnswerEvent, AnswerReason } from '../../../src/domain/answer.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { Language } from '../../../src/domain/language.ts';
import type { AnswerRequest, ModelState } from '../../../src/domain/ports.ts';
import { wordsFor } from '../../../src/words/words.ts';
import { FakeChat } from '../../fakes/fake-chat.ts';
import { FakeIndex } from '../../fakes/fake-index.ts';
import { answerOf } from '../../fakes/stored.ts';
import { knowledgeParts } from '../knowledge-parts.ts';

let parts: ReturnType<typeof knowledgeParts>;
let requests: AnswerRequest[];
let events: readonly AnswerEvent[];
const chat = new FakeChat();

beforeEach(async () => {
  parts = knowledgeParts();
  requests = [];
  events = [{ type: 'answer-end', answer: answerOf() }];
  await parts.knowledge.open();
  await parts.knowledge.refresh();
});

async function ask(input: Partial<AskInput> = {}): Promise<AnswerEvent[]> {
  const { knowledge, health, logger } = parts;
  const answerFrom = createAnswerFrom({
    knowledge,
    health,
    chat,
    logger,
    async *answer(request) {
      requests.push(request);
      yield* events;
    },
    detectLanguage: (text) => (text.includes('Was') ? 'de' : text.includes('What') ? 'en' : null),
    isThirdLanguage: () => false,
    notes: (language) => wordsFor(language).notes,
    refusal: (language, reason) => `${language}:${reason}`,
    newId: () => 'new-id',
    clock: { now: () => 0, elapsed: () => 0, sleep: () => Promise.resolve() },
  });
  const askQuestion = createAskQuestion(answerFrom, knowledge);
  const seen: AnswerEvent[] = [];
  const own = { fallbackLanguage: 'en', guildId: null } as const;
  const asked = { question: 'Was ist Llama 2?', ...own, ...input };
  for await (const event of askQuestion(asked)) seen.push(event);
  return seen;
}

function refusedOf(seen: readonly AnswerEvent[]): Answer {
  expect(seen).toHaveLength(1);
  const [event] = seen;
  if (event?.type !== 'answer-abstain') throw new Error(event?.type ?? 'no event');
  return event.answer;
}

describe('a question that can be asked', () => {
  it('is normalised and handed on with the generation it is answered from', async () => {
    const signal = new AbortController().signal;
    const history = [{ question: 'a', answer: 'b' }];
    const seen = await ask({ question: '  Was heißt u\u0308ber?\n', history, signal });
    expect(seen.map(({ type }) => type)).toEqual(['answer-end']);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      id: 'new-id',
      question: 'Was heißt über?',
      language: 'de',
      history,
      chat,
      embedder: parts.embedder,
      reason: null,
      signal,
    });
    expect(requests[0]!.index.describe().id).toBe('generation-1');
  });

  it('is asked with the names that it nearly writes', async () => {
    const respellings = [
      { start: 8, end: 15, meant: 'ChatGPT', slips: 1 },
      { start: 20, end: 30, meant: 'Hugging Face', slips: 2 },
    ];
    const spellings = vi.spyOn(FakeIndex.prototype, 'spellings');
    spellings.mockResolvedValue({ unknown: ['chatgtp', 'hugginface'], respellings });
    await ask({ question: 'Was ist ChatGTP bei Hugginface?' });
    spellings.mockRestore();
    expect(requests[0]?.question).toBe('Was ist ChatGPT bei Hugging Face?');
  });

  it.each<[Partial<AskInput>, Language, string]>([
    [{ question: 'Was?', language: 'en' }, 'en', 'asked for'],
    [{ question: 'Was ist das?' }, 'de', 'detected'],
    [{ question: 'GPT-4', fallbackLanguage: 'de' }, 'de', 'the surface’s'],
  ])('%j is answered in %s (%s)', async (input, language) => {
    await ask(input);
    expect(requests[0]!.language).toBe(language);
  });

  it('gives its generation back, whether it ends, fails or is left', async () => {
    const { knowledge, store } = parts;
    await ask();
    events = [{ type: 'answer-error', error: new AppError('internal', 'x') }];
    await ask();
    await knowledge.rebuild();
    expect(store.opened[0]!.closed).toBe(1);
  });

  it('leaves a receipt in the log that holds no text', async () => {
    await ask({ question: 'Was ist mit GEHEIM?' });
    const receipt = parts.logger.lines.find(({ message }) => message === 'Answered.');
    expect(receipt!.fields).toMatchObject({ mode: 'generated', citations: 1, chars: 16 });
    expect(JSON.stringify(parts.logger.lines)).not.toMatch(/GEHEIM|Modell von Meta/u);
  });
});

describe('a question that cannot', () => {
  it.each<[string, AnswerReason]>([
    ['', 'question-empty'],
    [' \n\t', 'question-empty'],
    ['a', 'question-too-short'],
    ['?', 'question-without-words'],
    ['🦙🦙🦙', 'question-without-words'],
    ['<!-- -->', 'question-without-words'],
    ['x'.repeat(MAX_QUESTION_CHARS + 1), 'question-too-long'],
    ['Was ist das? '.repeat(500), 'question-too-long'],
  ])('%j is refused for %s, without a search', async (question, reason) => {
    const answer = refusedOf(await ask({ question, language: 'de' }));
    expect(answer).toMatchObject({
      id: 'new-id',
      mode: 'abstained',
      reason,
      answer: `de:${reason}`,
      citations: [],
      passages: [],
      model: null,
      index: 'generation-1',
    });
    expect(requests).toEqual([]);
  });

  it.each(['ab', 'KI', '13', 'x'.repeat(MAX_QUESTION_CHARS), '**Was** <b>ist</b> `das`?'])(
    '%j is none of them',
    (question) => {
      expect(refusalOf(question)).toBeNull();
    },
  );
});

describe('without an index', () => {
  beforeEach(async () => {
    await parts.knowledge.close();
  });

  it('says so, and that it is worth trying again', async () => {
    expect(await ask()).toMatchObject([
      { type: 'answer-error', error: { code: 'index-missing', isRetryable: true } },
    ]);
  });

  it('says why the build failed', async () => {
    parts.store.buildFault = new AppError('corpus-unreadable', 'The folder x cannot be read.');
    await parts.knowledge.rebuild().catch(() => undefined);
    expect(await ask()).toMatchObject([{ type: 'answer-error', error: parts.store.buildFault }]);
  });
});

describe('the mode', () => {
  it.each<[ModelState, AnswerReason, boolean]>([
    [{ status: 'unreachable' }, 'model-unreachable', false],
    [{ status: 'chat-model-missing', model: 'x' }, 'chat-model-missing', true],
    [{ status: 'embedder-missing', model: 'x' }, 'embedder-missing', false],
    [{ status: 'resting', retryInMs: 5_000 }, 'model-resting', true],
  ])('for %j is passages because of %s', async (state, reason, canEmbed) => {
    parts.health.state = state;
    await ask();
    expect(requests[0]).toMatchObject({ chat: null, reason });
    expect(requests[0]!.embedder).toBe(canEmbed ? parts.embedder : null);
  });

  it('is found out anew while something is missing, and not asked for while all is well', async () => {
    await ask();
    expect(parts.health.refreshes).toBe(0);
    parts.health.state = { status: 'unreachable' };
    parts.health.next = { status: 'ready' };
    await ask();
    expect(parts.health.refreshes).toBe(1);
    expect(requests[1]).toMatchObject({ chat, reason: null });
  });
});

describe('the stream', () => {
  it('ends with `cancelled` instead of throwing when the asker leaves during the health check', async () => {
    parts.health.state = { status: 'unreachable' };
    expect(await ask({ signal: AbortSignal.abort() })).toMatchObject([
      { type: 'answer-error', error: { code: 'cancelled' } },
    ]);
  });
});
