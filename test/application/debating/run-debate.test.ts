import { describe, expect, it, test } from 'vitest';
import {
  createProposeDebates,
  type FindPairs,
} from '../../../src/application/debating/debate-topics.ts';
import { TYPING_TIMEOUT_MS } from '../../../src/application/turns/typing-search.ts';
import { createRunDebate, type DebateInput } from '../../../src/application/debating/run-debate.ts';
import type { Debate, DebateEvent, DebateTask } from '../../../src/domain/debate.ts';
import { AppError } from '../../../src/domain/errors.ts';
import { debateWordsFor } from '../../../src/words/debate-words.ts';
import { FakeChat } from '../../fakes/fake-chat.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { knowledgeParts } from '../knowledge-parts.ts';

const DEFAULTS = {
  topic: { de: 'die KI-Geschichte', en: 'the AI story' },
  sides: ['Llama', 'ChatGPT'],
} as const;
const PAIRS = [
  { sideA: 'Meta', sideB: 'OpenAI' },
  { sideA: 'Alpaca', sideB: 'Vicuna' },
];

async function bench(options: { pairs?: FindPairs; isOpen?: boolean } = {}) {
  const parts = knowledgeParts();
  if (options.isOpen !== false) {
    await parts.knowledge.open();
    await parts.knowledge.buildCause();
  }
  const tasks: DebateTask[] = [];
  const asked: string[] = [];
  const run = createRunDebate({
    ...parts,
    chat: new FakeChat(),
    hold: async function* (task): AsyncGenerator<DebateEvent> {
      tasks.push(task);
      if (task.signal?.aborted === true) {
        yield { type: 'debate-error', error: new AppError('cancelled', 'aborted') };
        return;
      }
      yield {
        type: 'debate-end',
        debate: { id: task.id, mode: 'generated', balance: [] } as unknown as Debate,
      };
    },
    findPairs:
      options.pairs ??
      (async ({ text }) => {
        asked.push(text);
        return PAIRS;
      }),
    defaults: DEFAULTS,
    pairTitle: (language, a, b) => debateWordsFor(language).pairTitle(a, b),
    newId: () => 'debate-1',
    clock: new ManualClock(),
  });
  const events = async (input: Partial<DebateInput> = {}): Promise<DebateEvent[]> => {
    const all: DebateEvent[] = [];
    for await (const event of run({ language: 'de', ...input })) all.push(event);
    return all;
  };
  const task = async (input: Partial<DebateInput> = {}): Promise<DebateTask | undefined> => {
    await events(input);
    return tasks.at(-1);
  };
  return { ...parts, events, task, tasks, asked };
}

describe('topic and sides', () => {
  it('are the shipped ones when nothing is said, searched in both languages', async () => {
    const { task } = await bench();
    expect(await task()).toMatchObject({
      sideA: 'Llama',
      sideB: 'ChatGPT',
      topic: 'die KI-Geschichte',
      searchTopics: ['die KI-Geschichte', 'the AI story'],
    });
  });

  it('keep the shipped topic for the shipped pair, either way round', async () => {
    const { task } = await bench();
    expect(await task({ sideA: 'chat gpt', sideB: 'LLAMA', language: 'en' })).toMatchObject({
      topic: 'the AI story',
      searchTopics: ['die KI-Geschichte', 'the AI story'],
    });
  });

  it('make a topic of two other sides', async () => {
    const { task } = await bench();
    expect(await task({ sideA: 'Alpaca', sideB: 'Dolly' })).toMatchObject({
      topic: 'Alpaca oder Dolly',
      searchTopics: [],
    });
  });

  it('find the sides of a topic in the corpus', async () => {
    const { task, asked } = await bench();
    expect(await task({ topic: ' offene  KI ' })).toMatchObject({
      topic: 'offene KI',
      searchTopics: ['offene KI'],
      sideA: 'Meta',
      sideB: 'OpenAI',
    });
    expect(asked).toEqual(['offene KI']);
  });

  it('find the opposite of one side and keep it in its place', async () => {
    const { task } = await bench();
    expect(await task({ sideA: 'vicuna' })).toMatchObject({ sideA: 'Vicuna', sideB: 'Alpaca' });
    expect(await task({ sideB: 'vicuna' })).toMatchObject({ sideA: 'Alpaca', sideB: 'Vicuna' });
  });

  it('count empty options as not given', async () => {
    const { task } = await bench();
    expect(await task({ topic: '', sideA: ' ', sideB: '\n' })).toMatchObject({ sideA: 'Llama' });
  });
});

describe('a debate that cannot be held is refused', () => {
  const long = 'x'.repeat(10_000);
  test.each<[string, Partial<DebateInput>]>([
    ['topic-too-long', { topic: long }],
    ['side-too-long', { sideA: long, sideB: 'Llama' }],
    ['side-too-long', { sideA: 'Llama', sideB: long }],
    ['side-without-words', { sideA: '!!!', sideB: 'Llama' }],
    ['question-without-words', { topic: '???' }],
    ['same-sides', { sideA: 'Chat GPT', sideB: 'chat-gpt' }],
    ['side-missing', { sideA: 'Zorgblatt' }],
  ])('as %s', async (reason, input) => {
    const { events, tasks } = await bench();
    const all = await events(input);
    expect(all).toMatchObject([{ type: 'debate-abstain', debate: { mode: 'abstained', reason } }]);
    expect(tasks).toEqual([]);
    expect(JSON.stringify(all).length).toBeLessThan(2_000);
  });

  it('as no-sides when the corpus sets nothing against each other', async () => {
    const { events } = await bench({ pairs: async () => [] });
    expect(await events({ topic: 'Kochen' })).toMatchObject([{ debate: { reason: 'no-sides' } }]);
  });

  it('with a fault while there is no index', async () => {
    const { events } = await bench({ isOpen: false });
    expect(await events()).toMatchObject([
      { type: 'debate-error', error: { code: 'index-missing' } },
    ]);
  });
});

describe('the state of the models', () => {
  test.each([
    ['ready', { status: 'ready' as const }, null, true],
    ['unreachable', { status: 'unreachable' as const }, 'model-unreachable', false],
    [
      'chat missing',
      { status: 'chat-model-missing' as const, model: 'm' },
      'chat-model-missing',
      false,
    ],
    ['embedder missing', { status: 'embedder-missing' as const, model: 'm' }, null, true],
    ['resting', { status: 'resting' as const, retryInMs: 5 }, 'model-resting', false],
  ])('%s', async (_, state, reason, hasChat) => {
    const { task, health } = await bench();
    health.state = state;
    const held = await task();
    expect(held?.reason).toBe(reason);
    expect(held?.chat !== null).toBe(hasChat);
    const canEmbed = state.status !== 'unreachable' && state.status !== 'embedder-missing';
    expect(held?.embedder !== null).toBe(canEmbed);
  });

  it('cancelled while it is asked ends with cancelled', async () => {
    const { events, health } = await bench();
    health.state = { status: 'unreachable' };
    const signal = AbortSignal.abort();
    expect(await events({ signal })).toMatchObject([{ error: { code: 'cancelled' } }]);
  });

  it('falls back to keywords when the search for sides loses its model', async () => {
    const { task } = await bench({
      pairs: async ({ embedder }) => {
        if (embedder !== null) throw new AppError('model-unreachable', 'gone');
        return PAIRS;
      },
    });
    expect(await task({ topic: 'offene KI' })).toMatchObject({ sideA: 'Meta' });
  });
});

describe('proposals', () => {
  async function proposer(findPairs: FindPairs = async () => PAIRS) {
    const { knowledge } = knowledgeParts();
    await knowledge.open();
    const clock = new ManualClock();
    const propose = createProposeDebates({
      knowledge,
      findPairs,
      clock,
      pairTitle: (language, a, b) => debateWordsFor(language).pairTitle(a, b),
    });
    return { propose, clock };
  }

  it('are pairs for a topic and names for a side', async () => {
    const { propose } = await proposer();
    const typed = { text: '', language: 'de' as const, maxChars: 100 };
    expect(await propose({ ...typed, field: 'topic' })).toEqual([
      'Meta oder OpenAI',
      'Alpaca oder Vicuna',
    ]);
    expect(await propose({ ...typed, field: 'side', text: 'a', against: 'Alpaca' })).toEqual([
      'Meta',
      'OpenAI',
      'Vicuna',
    ]);
  });

  it('are empty rather than late or wrong', async () => {
    let signal: AbortSignal | undefined;
    const slow = await proposer((request) => {
      ({ signal } = request);
      return new Promise(() => undefined);
    });
    const typed = { text: '', field: 'topic' as const, language: 'en' as const, maxChars: 100 };
    const waiting = slow.propose(typed);
    await slow.clock.advance(TYPING_TIMEOUT_MS - 1);
    expect(signal?.aborted).toBe(false);
    await slow.clock.advance(1);
    expect(await waiting).toEqual([]);
    expect(signal?.aborted).toBe(true); // the search does not go on for nobody
    const broken = await proposer(() => Promise.reject(new Error('x')));
    expect(await broken.propose(typed)).toEqual([]);
    expect(broken.clock.pending).toBe(0);
  });
});
