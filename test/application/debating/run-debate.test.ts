import { describe, expect, it, test } from 'vitest';
import { createProposeDebates } from '../../../src/application/debating/debate-topics.ts';
import { TYPING_TIMEOUT_MS } from '../../../src/application/turns/typing-search.ts';
import { createRunDebate, type DebateInput } from '../../../src/application/debating/run-debate.ts';
import type { Debate, DebateEvent, DebateTask } from '../../../src/domain/debate.ts';
import { AppError } from '../../../src/domain/errors.ts';
import type { ComparedPair } from '../../../src/domain/ports.ts';
import { debateWordsFor } from '../../../src/words/debate-words.ts';
import { FakeChat } from '../../fakes/fake-chat.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { rankedPassages } from '../../fakes/passages.ts';
import { knowledgeParts } from '../knowledge-parts.ts';

const PAIRS: readonly ComparedPair[] = [
  { names: ['Meta', 'OpenAI'], count: 9 },
  { names: ['Alpaca', 'Vicuna'], count: 4 },
];
const TEXT = 'Alpaca or Vicuna: both are trained on talks that people shared.';

async function bench(options: { pairs?: readonly ComparedPair[]; isOpen?: boolean } = {}) {
  const parts = knowledgeParts();
  parts.store.passages = rankedPassages([{ text: TEXT }]);
  if (options.isOpen !== false) {
    await parts.knowledge.open();
    await parts.knowledge.buildCause();
    for (const index of parts.store.opened) index.compared = options.pairs ?? PAIRS;
  }
  const tasks: DebateTask[] = [];
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
  return { ...parts, events, task, tasks };
}

describe('topic and sides', () => {
  it('are what the corpus compares most often when nothing is said', async () => {
    const { task } = await bench();
    expect(await task()).toMatchObject({
      sideA: 'Meta',
      sideB: 'OpenAI',
      topic: 'Meta oder OpenAI',
      isTopicGiven: false,
    });
  });

  it('make a topic of two sides that are given', async () => {
    const { task } = await bench();
    expect(await task({ sideA: 'Alpaca', sideB: 'Dolly', language: 'en' })).toMatchObject({
      sideA: 'Alpaca',
      sideB: 'Dolly',
      topic: 'Alpaca or Dolly',
    });
  });

  test.each(['Koala oder Dolly', 'Koala or Dolly?', 'Koala vs. Dolly'])(
    'are read out of the topic %s',
    async (topic) => {
      const { task } = await bench();
      expect(await task({ topic })).toMatchObject({
        sideA: 'Koala',
        sideB: 'Dolly',
        topic: 'Koala oder Dolly',
        isTopicGiven: false,
      });
    },
  );

  it('are the pair that is named in the topic, or in what is found for it', async () => {
    const { task } = await bench();
    const named = await task({ topic: ' der Streit um  Vicuna und Alpaca ' });
    expect(named).toMatchObject({
      topic: 'der Streit um Vicuna und Alpaca',
      isTopicGiven: true,
      sideA: 'Alpaca',
      sideB: 'Vicuna',
    });
    expect(await task({ topic: 'Training mit Gesprächen' })).toMatchObject({ sideA: 'Alpaca' });
  });

  it('find the opposite of one side and keep it in its place', async () => {
    const { task } = await bench();
    expect(await task({ sideA: 'vicuna' })).toMatchObject({ sideA: 'Vicuna', sideB: 'Alpaca' });
    expect(await task({ sideB: 'vicuna' })).toMatchObject({ sideA: 'Alpaca', sideB: 'Vicuna' });
  });

  it('count empty options as not given', async () => {
    const { task } = await bench();
    expect(await task({ topic: '', sideA: ' ', sideB: '\n' })).toMatchObject({ sideA: 'Meta' });
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
    const { events } = await bench({ pairs: [] });
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
});

describe('proposals', () => {
  async function proposer(pairs: () => Promise<readonly ComparedPair[]> = async () => PAIRS) {
    const { knowledge, store } = knowledgeParts();
    await knowledge.open();
    let asked = 0;
    for (const index of store.opened) {
      index.pairs = () => {
        asked += 1;
        return pairs();
      };
    }
    const clock = new ManualClock();
    const propose = createProposeDebates({
      knowledge,
      clock,
      pairTitle: (language, a, b) => debateWordsFor(language).pairTitle(a, b),
    });
    return { propose, clock, asked: () => asked };
  }

  it('are pairs for a topic and names for a side, read once for a generation', async () => {
    const { propose, asked } = await proposer();
    const typed = { text: '', language: 'de' as const, maxChars: 100 };
    expect(await propose({ ...typed, field: 'topic' })).toEqual([
      'Meta oder OpenAI',
      'Alpaca oder Vicuna',
    ]);
    expect(await propose({ ...typed, field: 'topic', text: 'vic' })).toEqual([
      'Alpaca oder Vicuna',
    ]);
    expect(await propose({ ...typed, field: 'side', text: 'a', against: 'alpaca' })).toEqual([
      'Vicuna',
      'Meta',
      'OpenAI',
    ]);
    expect(await propose({ ...typed, field: 'topic', maxChars: 16 })).toEqual(['Meta oder OpenAI']);
    expect(asked()).toBe(1);
  });

  it('are empty rather than late or wrong', async () => {
    const typed = { text: '', field: 'topic' as const, language: 'en' as const, maxChars: 100 };
    const slow = await proposer(() => new Promise(() => undefined));
    const waiting = slow.propose(typed);
    await slow.clock.advance(TYPING_TIMEOUT_MS);
    expect(await waiting).toEqual([]);
    let isBroken = true;
    const broken = await proposer(() =>
      isBroken ? Promise.reject(new Error('x')) : Promise.resolve(PAIRS),
    );
    expect(await broken.propose(typed)).toEqual([]);
    isBroken = false;
    expect(await broken.propose(typed)).toHaveLength(2); // a fault is not kept
    expect(broken.clock.pending).toBe(0);
  });
});
