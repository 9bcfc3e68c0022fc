import { homedir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ChatReport } from '../../src/domain/ports.ts';
import { createCircuit } from '../../src/model/circuit.ts';
import { createEmbeddedChat } from '../../src/model/embedded/embedded-chat.ts';
import { createEmbeddedEmbedder } from '../../src/model/embedded/embedded-embedder.ts';
import { createEmbeddedRuntime, startModels } from '../../src/model/embedded/embedded-runtime.ts';
import { ModelProcess } from '../../src/model/embedded/model-process.ts';
import { ModelInUse } from '../../src/model/embedded/models-in-use.ts';
import type { WeightsFile } from '../../src/model/embedded/protocol.ts';
import type { ChildHandle } from '../../src/model/embedded/start-child.ts';
import { knownWeights, type ModelRole } from '../../src/model/embedded/weights/catalogue.ts';
import { installPackage } from '../../src/model/embedded/weights/install-package.ts';
import { createWeightsShelf } from '../../src/model/embedded/weights/weights-shelf.ts';
import { DEFAULT_PATIENCE } from '../../src/model/model-runtime.ts';
import { chatModelContract, LONG_QUESTION } from '../contracts/chat-model.ts';
import { embedderContract } from '../contracts/embedder.ts';
import { faultOf, textOf } from '../model/faults.ts';
import { RecordingLogger } from '../model/recording-logger.ts';
import { LIVE_CHAT_MODEL, LIVE_EMBEDDER, realClock as clock } from './model-server.ts';

const environment = process.env;
const cacheFolder = environment['MODEL_CACHE_DIR'] ?? join(homedir(), '.cache', 'cria');
const ollamaHome = environment['CRIA_OLLAMA_HOME'] ?? join(homedir(), '.cache', 'cria-ollama');
const logger = new RecordingLogger();
const patience = DEFAULT_PATIENCE;
const CONTEXT_TOKENS = 2_048;
const MAX_ANSWER_TOKENS = 24;

/** Where scripts/weights and scripts/ollama leave what they make. */
const shelves = [join(cacheFolder, 'weights'), join(ollamaHome, 'models')].map((folder) =>
  createWeightsShelf({ folder, hub: 'http://127.0.0.1:9', environment, clock, logger }),
);

async function weightsOf(fullName: string): Promise<WeightsFile | null> {
  for (const shelf of shelves) {
    const found = await shelf.find(knownWeights(fullName)!);
    if (found !== null) return { ...found, model: fullName.replace(/:latest$/u, '') };
  }
  return null;
}

const chatWeights = await weightsOf(LIVE_CHAT_MODEL);
const embedWeights = await weightsOf(`${LIVE_EMBEDDER}:latest`);
const isWanted = environment['CRIA_LIVE_EMBEDDED'] === '1';
const lacking = !isWanted || [chatWeights, embedWeights].includes(null);
if (lacking) {
  const reason = isWanted
    ? `${cacheFolder} and ${ollamaHome} lack weights`
    : 'they download the runtime; CRIA_LIVE_EMBEDDED=1 runs them';
  process.stderr.write(`Live tests of the embedded runtime are skipped: ${reason}.\n`);
}

interface Watched {
  readonly models: ModelProcess;
  /** Every process that was started. */
  readonly children: ChildHandle[];
  /** Resolves when an order was told to stop, now or earlier. */
  readonly stopped: Promise<void>;
  /** Resolves at the next order. */
  ordered(): Promise<void>;
}

function watchedProcess(folder = cacheFolder): Watched {
  const children: ChildHandle[] = [];
  const arrivals: (() => void)[] = [];
  let sawStop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (sawStop = resolve));
  const models = new ModelProcess({
    clock,
    logger,
    start: () => {
      const options = { cacheFolder: folder, contextTokens: CONTEXT_TOKENS, threads: 1 };
      const child = startModels({ ...options, environment });
      children.push(child);
      return {
        ...child,
        send(message) {
          if ('stop' in message) sawStop();
          if ('order' in message) for (const arrived of arrivals.splice(0)) arrived();
          child.send(message);
        },
      };
    },
  });
  return {
    models,
    children,
    stopped,
    ordered: () => new Promise((resolve) => arrivals.push(resolve)),
  };
}

function absent(role: ModelRole, model: string): ModelInUse {
  return new ModelInUse({
    role,
    choice: { model, file: null },
    shelf: shelves[0]!,
    memoryBytes: 0,
  });
}

const circuit = () => createCircuit({ clock, logger, name: 'live model' });

function chat(models: ModelProcess, missing?: ModelInUse, maxAnswerTokens = MAX_ANSWER_TOKENS) {
  return createEmbeddedChat({
    ...{ process: models, patience, logger, contextTokens: CONTEXT_TOKENS },
    circuit: circuit(),
    maxAnswerTokens,
    model: () => missing?.name() ?? LIVE_CHAT_MODEL,
    weights: async () => (missing === undefined ? chatWeights! : missing.weights()),
  });
}

function embedder(models: ModelProcess, missing?: ModelInUse) {
  return createEmbeddedEmbedder({
    ...{ process: models, patience, logger },
    circuit: circuit(),
    weights: async () => (missing === undefined ? embedWeights! : missing.weights()),
  });
}

const ask = (content: string, onDone?: (report: ChatReport) => void) => ({
  messages: [{ role: 'user' as const, content }],
  onDone,
});

describe.skipIf(lacking)('the embedded runtime', () => {
  beforeAll(() => installPackage({ cacheFolder, environment }));

  chatModelContract(`${LIVE_CHAT_MODEL}, embedded`, async () => {
    const { models, children, stopped } = watchedProcess();
    return {
      chat: chat(models),
      missing: chat(models, absent('chat', 'absent:1b')),
      unreachable: chat(watchedProcess('/nowhere').models),
      letFinish: () => undefined,
      connectionClosed: () => stopped,
      runner: async () => String(children.length),
      close: async () => models.close(),
    };
  });

  embedderContract(`${LIVE_EMBEDDER}, embedded`, async () => {
    const watched = watchedProcess();
    const { models, stopped } = watched;
    return {
      embedder: embedder(models),
      missing: embedder(models, absent('embed', 'absent')),
      missingModel: 'absent',
      unreachable: embedder(watchedProcess('/nowhere').models),
      related: {
        query: 'Unter welcher Lizenz wurde Llama 2 veröffentlicht?',
        near: 'Meta released Llama 2 under a community licence that allows commercial use.',
        far: 'Foxes hunt mice in winter and sleep in their dens during the day.',
      },
      holdNext: () => undefined,
      requestArrived: () => watched.ordered(),
      connectionClosed: () => stopped,
      close: async () => models.close(),
    };
  });

  test('killed in the middle of an answer tells why, and the next answer comes from a new process', async () => {
    const { models, children } = watchedProcess();
    const model = chat(models);
    const pieces = model.stream(ask(LONG_QUESTION))[Symbol.asyncIterator]();
    await pieces.next();
    children[0]?.kill();
    const fault = await faultOf(drain(pieces));
    expect(fault).toMatchObject({ code: 'model-failed', isRetryable: true });
    expect(fault.message).toContain('SIGKILL');
    expect(await textOf(model.stream(ask(LONG_QUESTION)))).not.toBe('');
    expect(children).toHaveLength(2);
    models.close();
  });

  test('killed in the middle of an indexing fails that batch alone', async () => {
    const watched = watchedProcess();
    const { models, children } = watched;
    const embeds = embedder(models);
    await embeds.embedQuery('warm');
    const texts = Array.from({ length: 64 }, (_, at) => `${at} ${'word '.repeat(300)}`);
    const arrived = watched.ordered();
    const fault = faultOf(embeds.embedPassages(texts));
    await arrived;
    children[0]?.kill();
    expect((await fault).code).toBe('model-failed');
    expect(await embeds.embedPassages(['again'])).toHaveLength(1);
    models.close();
  });

  test('reads of a follow-up only what is new, and holds an answer to a schema', async () => {
    const { models } = watchedProcess();
    const system = {
      role: 'system' as const,
      content: 'A fox met a bear in the snow. '.repeat(30),
    };
    const question = { role: 'user' as const, content: 'Who met whom?' };
    const first = await reused(models, [system, question]);
    expect(first.reusedTokens).toBe(0);
    const answer = { role: 'assistant' as const, content: first.text };
    const next = { role: 'user' as const, content: 'And where?' };
    const second = await reused(models, [system, question, answer, next]);
    expect(second.reusedTokens).toBeGreaterThan(first.promptTokens * 0.9);
    const format = {
      type: 'object',
      properties: {
        animal: { type: 'string', enum: ['fox', 'bear'] },
        count: { type: 'integer', enum: [1, 2] },
      },
      required: ['animal', 'count'],
      additionalProperties: false,
    };
    const roomy = chat(models, undefined, 4 * MAX_ANSWER_TOKENS);
    const json = await textOf(roomy.stream({ messages: [system, question], format }));
    expect(Object.keys(JSON.parse(json) as object)).toEqual(['animal', 'count']);
    models.close();
  });

  test('refuses a truncated file by its hash, and a machine with too little memory before loading', async () => {
    const runtime = (maxBytes: number | undefined, file: string) =>
      createEmbeddedRuntime({
        ...{ clock, logger, patience, cacheFolder, environment, maxBytes },
        chat: { model: LIVE_CHAT_MODEL, file },
        embedder: { model: LIVE_EMBEDDER, file: embedWeights!.path },
        contextTokens: CONTEXT_TOKENS,
        maxAnswerTokens: MAX_ANSWER_TOKENS,
        threads: 1,
        hub: 'http://127.0.0.1:9',
        mayDownload: false,
      });
    const small = runtime(120_000_000, chatWeights!.path);
    const short = await faultOf(textOf(small.chat.stream(ask('Hello'))));
    expect(short.details['trouble']).toBe('memory-short');
    expect(short.message).toMatch(/needs about \d+ MB/u);
    expect((await small.health.refresh()).status).toBe('ready');
    expect(small.health.current()).toMatchObject({ trouble: 'memory-short' });
    await small.close();
    const { models } = watchedProcess();
    const wrong = { ...chatWeights!, sha256: '0'.repeat(64) };
    const order = { type: 'chat' as const, weights: wrong, messages: [], maxTokens: 1 };
    const damaged = await faultOf(run(models, order));
    expect(damaged.message).toContain('damaged or another file');
    models.close();
  });

  test('leaves the event loop of the bot free', async () => {
    const { models } = watchedProcess();
    const model = chat(models);
    await model.warmUp();
    let longestMs = 0;
    let last = clock.elapsed();
    const timer = setInterval(() => {
      longestMs = Math.max(longestMs, clock.elapsed() - last);
      last = clock.elapsed();
    }, 5);
    await Promise.all([
      textOf(model.stream(ask(LONG_QUESTION))),
      embedder(models).embedPassages(['a fox', 'a bear']),
    ]);
    clearInterval(timer);
    process.stderr.write(`longest gap of the event loop: ${longestMs.toFixed(0)} ms\n`);
    expect(longestMs).toBeLessThan(1_000); // a busy machine; see docs/models.md for a quiet one
    models.close();
  });
});

async function drain(pieces: AsyncIterator<string>): Promise<void> {
  while ((await pieces.next()).done !== true);
}

type Order = Parameters<ModelProcess['run']>[0];

async function run(models: ModelProcess, order: Order): Promise<void> {
  for await (const part of models.run(order, { patience })) expect(part).not.toBe('');
}

async function reused(
  models: ModelProcess,
  messages: Extract<Order, { type: 'chat' }>['messages'],
): Promise<{ text: string; reusedTokens: number; promptTokens: number }> {
  const order = { type: 'chat' as const, weights: chatWeights!, messages, maxTokens: 16 };
  let text = '';
  for await (const part of models.run(order, { patience })) {
    if (typeof part === 'string') text += part;
    else if (part.type === 'answered') {
      const { reusedTokens, report } = part;
      return { text, reusedTokens, promptTokens: report.promptTokens ?? 0 };
    }
  }
  throw new Error('no outcome');
}
