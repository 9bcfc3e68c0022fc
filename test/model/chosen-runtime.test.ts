import { beforeEach, describe, expect, test } from 'vitest';
import type { ModelRuntimeName, ModelState } from '../../src/domain/ports.ts';
import { createChosenRuntime } from '../../src/model/chosen-runtime.ts';
import type { ModelRuntime } from '../../src/model/model-runtime.ts';
import { faultOf, textOf } from './faults.ts';
import { RecordingLogger } from './recording-logger.ts';

interface Scripted extends ModelRuntime {
  state: ModelState;
  readonly did: string[];
  /** Lets an answer come to its end. */
  finish: () => void;
}

function runtime(name: ModelRuntimeName, state: ModelState): Scripted {
  const did: string[] = [];
  const vector = new Float32Array([1]);
  const made: Scripted = {
    name,
    serving: () => name,
    servers: () => [],
    footprints: () => Promise.resolve([]),
    state,
    did,
    finish: () => undefined,
    chat: {
      model: `${name}-chat`,
      contextTokens: 1,
      maxAnswerTokens: 1,
      async *stream() {
        yield `${name} `;
        await new Promise<void>((resolve) => (made.finish = resolve));
        yield 'end';
      },
      warmUp: async () => void did.push('warm-up'),
    },
    embedder: {
      describe: async () => ({ model: name, digest: name, dimensions: 1, maxTokens: 9 }),
      embedQuery: async () => vector,
      embedPassages: async (texts) => texts.map(() => vector),
    },
    health: {
      current: () => made.state,
      refresh: async () => made.state,
    },
    ensureModels: async () => [name],
    close: async () => void did.push('close'),
  };
  return made;
}

const UNREACHABLE: ModelState = { status: 'unreachable' };
const READY: ModelState = { status: 'ready' };
const MISSING: ModelState = { status: 'chat-model-missing', model: 'tiny' };

let ollama: Scripted;
let embedded: Scripted;
beforeEach(() => {
  ollama = runtime('ollama', UNREACHABLE);
  embedded = runtime('embedded', READY);
});

const chosen = (mayDownload = false): ModelRuntime =>
  createChosenRuntime({ ollama, embedded, mayDownload, logger: new RecordingLogger() });

describe('the choice of the runtime', () => {
  test.each([
    ['an Ollama that answers', READY, READY, false, 'ollama'],
    ['an Ollama that lacks its models', MISSING, READY, true, 'ollama'],
    ['a stand-in with its weights', UNREACHABLE, READY, false, 'embedded'],
    ['a stand-in that rests', UNREACHABLE, { status: 'resting', retryInMs: 1 }, false, 'embedded'],
    ['a stand-in that may get its weights', UNREACHABLE, MISSING, true, 'embedded'],
    ['no stand-in that may not', UNREACHABLE, MISSING, false, 'ollama'],
  ] as const)('takes %s', async (...row) => {
    const [, first, second, mayDownload, name] = row;
    ollama.state = first;
    embedded.state = second;
    const models = chosen(mayDownload);
    expect(await models.health.refresh()).toEqual(name === 'ollama' ? first : second);
    expect(models.name).toBe(name);
    expect(models.chat.model).toBe(`${name}-chat`);
    expect(models.health.current()).toBe(name === 'ollama' ? first : second);
    expect(await models.ensureModels(new AbortController().signal, () => undefined)).toEqual([
      name,
    ]);
  });

  test('moves over to an Ollama that appears, between two answers', async () => {
    const models = chosen();
    await models.health.refresh();
    const first = models.chat.stream({ messages: [] })[Symbol.asyncIterator]();
    expect((await first.next()).value).toBe('embedded ');
    ollama.state = READY;
    await models.health.refresh();
    expect(models.name).toBe('ollama');
    const rest = first.next();
    embedded.finish();
    expect((await rest).value).toBe('end');
    const second = textOf(models.chat.stream({ messages: [] }));
    await new Promise(setImmediate);
    ollama.finish();
    expect(await second).toBe('ollama end');
  });

  test('gives no vector of another model before the index was compared with it', async () => {
    const models = chosen();
    await models.health.refresh();
    expect((await faultOf(models.embedder.embedQuery('a'))).code).toBe('model-unreachable');
    expect((await models.embedder.describe()).digest).toBe('embedded');
    expect(await models.embedder.embedQuery('a')).toHaveLength(1);
    ollama.state = READY;
    await models.health.refresh();
    expect((await faultOf(models.embedder.embedPassages(['a']))).isRetryable).toBe(true);
    expect((await models.embedder.describe()).digest).toBe('ollama');
    expect(await models.embedder.embedPassages(['a'])).toHaveLength(1);
  });

  test('closes both, and warms up the one in use', async () => {
    const models = chosen();
    await models.health.refresh();
    await models.chat.warmUp();
    await models.close();
    expect(embedded.did).toEqual(['warm-up', 'close']);
    expect(ollama.did).toEqual(['close']);
  });
});
