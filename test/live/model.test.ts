import { describe, expect, test } from 'vitest';
import type { ChatReport } from '../../src/domain/ports.ts';
import { createChatModel } from '../../src/model/ollama/chat-model.ts';
import { createCircuit } from '../../src/model/circuit.ts';
import { createEmbedder } from '../../src/model/ollama/embedder.ts';
import { ensureModels } from '../../src/model/ollama/ensure-models.ts';
import { createModelHealth } from '../../src/model/ollama/model-health.ts';
import { chatModelContract, LONG_QUESTION } from '../contracts/chat-model.ts';
import { embedderContract } from '../contracts/embedder.ts';
import { ollamaRequestContract } from '../contracts/ollama-requests.ts';
import { deadHost, faultOf, textOf } from '../model/faults.ts';
import { RecordingLogger } from '../model/recording-logger.ts';
import { startModelProxy } from './model-proxy.ts';
import {
  LIVE_CHAT_MODEL,
  LIVE_EMBEDDER,
  LIVE_HOST,
  realClock as clock,
  runnerOf,
  whyNotLive,
} from './model-server.ts';

const whyNot = await whyNotLive();
if (whyNot !== null) process.stderr.write(`Live model tests are skipped: ${whyNot}\n`);

const logger = new RecordingLogger();
const circuit = () => createCircuit({ clock, logger, name: 'live model' });
const base = () => ({ clock, logger, circuit: circuit() });
const CONTEXT_TOKENS = 2_048;

function chat(host: string, model = LIVE_CHAT_MODEL, contextTokens = CONTEXT_TOKENS) {
  return createChatModel({ ...base(), host, model, contextTokens, maxAnswerTokens: 24 });
}

function embedder(host: string, model = LIVE_EMBEDDER) {
  return createEmbedder({ ...base(), host, model });
}

describe.skipIf(whyNot !== null)('a real Ollama server', () => {
  chatModelContract(LIVE_CHAT_MODEL, async () => {
    const proxy = await startModelProxy(LIVE_HOST);
    return {
      chat: chat(proxy.url),
      missing: chat(proxy.url, 'absent:1b'),
      unreachable: chat(await deadHost()),
      letFinish: () => undefined,
      connectionClosed: () => proxy.connectionClosed(),
      runner: () => runnerOf(LIVE_CHAT_MODEL),
      close: () => proxy.close(),
    };
  });

  embedderContract(LIVE_EMBEDDER, async () => {
    const proxy = await startModelProxy(LIVE_HOST);
    return {
      embedder: embedder(proxy.url),
      missing: embedder(proxy.url, 'absent'),
      missingModel: 'absent',
      unreachable: embedder(await deadHost()),
      related: {
        query: 'Unter welcher Lizenz wurde Llama 2 veröffentlicht?',
        near: 'Meta released Llama 2 under a community licence that allows commercial use.',
        far: 'Foxes hunt mice in winter and sleep in their dens during the day.',
      },
      holdNext: () => undefined,
      requestArrived: () => proxy.requestArrived(),
      connectionClosed: () => proxy.connectionClosed(),
      close: () => proxy.close(),
    };
  });

  ollamaRequestContract(LIVE_HOST, async () => ({
    url: LIVE_HOST,
    close: () => Promise.resolve(),
  }));

  // Two windows for one model can stall a server that others use too (docs/ollama.md).
  const isAlone = process.env['CRIA_LIVE_ALONE'] === '1';
  test.runIf(isAlone)('loads the model anew for another context length', async () => {
    await chat(LIVE_HOST).warmUp();
    const before = await runnerOf(LIVE_CHAT_MODEL);
    await chat(LIVE_HOST, LIVE_CHAT_MODEL, 1_024).warmUp();
    const after = await runnerOf(LIVE_CHAT_MODEL);
    await chat(LIVE_HOST).warmUp();
    if (before !== null) expect(after).not.toBe(before);
  });

  test('tells when the prompt does not fit, and answers all the same', async () => {
    const messages = [
      { role: 'user' as const, content: 'A fox met a bear in the snow. '.repeat(400) },
      { role: 'user' as const, content: LONG_QUESTION },
    ];
    const reports: ChatReport[] = [];
    const onDone = (report: ChatReport) => reports.push(report);
    expect(await textOf(chat(LIVE_HOST).stream({ messages, onDone }))).not.toBe('');
    expect(reports[0]?.promptCut).toBe(true);
    expect(logger.warnings.at(-1)?.message).toContain('cut');
  });

  test('is healthy with both models, and tells which one is missing', async () => {
    const health = (chatModel: string, embedderModel: string) =>
      createModelHealth({ ...base(), host: LIVE_HOST, chatModel, embedder: embedderModel });
    const good = health(LIVE_CHAT_MODEL, LIVE_EMBEDDER);
    expect(await good.refresh()).toEqual({ status: 'ready' });
    expect(good.version()).toMatch(/^\d+\.\d+\.\d+/u);
    expect(await health('absent', LIVE_EMBEDDER).refresh()).toEqual({
      status: 'chat-model-missing',
      model: 'absent',
    });
  });

  test('has nothing to download, and says what to run when it cannot', async () => {
    const ensure = (models: string[]) =>
      ensureModels({ clock, logger, host: LIVE_HOST, models, signal: AbortSignal.timeout(60_000) });
    expect(await ensure([LIVE_CHAT_MODEL, LIVE_EMBEDDER])).toEqual([]);
    const fault = await faultOf(ensure(['cria-test-no-such-model']));
    expect(fault.code).toBe('model-missing');
    expect(fault.message).toContain('ollama pull cria-test-no-such-model');
  });
});
