import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatMessage } from '../../../src/domain/ports.ts';
import type { ModelRuntime } from '../../../src/model/model-runtime.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import {
  replyHang,
  replyHeld,
  replyStatus,
  replyText,
  type OllamaServer,
} from '../../fakes/ollama-server.ts';
import { faultOf, nextPiece, textOf } from '../faults.ts';
import { RecordingLogger } from '../recording-logger.ts';
import { CHAT, EMBEDDER, makeFleet, startServers } from './fleet-bench.ts';

const ANSWER = 'Ten tokens make it measurable , so here they are';

let servers: readonly OllamaServer[];
let clock: ManualClock;
let logger: RecordingLogger;
let fleet: ModelRuntime;

beforeEach(async () => {
  servers = await startServers([100, 100, 100]);
  for (const server of servers) server.onChat(() => replyText(ANSWER));
  clock = new ManualClock();
  logger = new RecordingLogger();
  fleet = makeFleet({ hosts: servers.map(({ url }) => url), clock, logger });
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  for (const server of servers) server.assertNoSurprises();
});

const question = (content: string): { messages: ChatMessage[] } => ({
  messages: [{ role: 'user', content }],
});
const ask = (content: string) => textOf(fleet.chat.stream(question(content)));
const served = () => servers.map(({ chatRequests }) => chatRequests.length);
const statuses = () => fleet.servers().map(({ state }) => state.status);

describe('who answers', () => {
  test('an idle fleet of equals takes turns', async () => {
    for (const n of [1, 2, 3]) await ask(`Question ${n}`);
    expect(served()).toEqual([1, 1, 1]);
  });

  test('what comes while a server is busy goes to one that is not', async () => {
    for (const server of servers) server.onChat(() => replyHeld(['a', ' b']));
    const answers = ['one', 'two', 'three'].map(ask);
    await Promise.all(servers.map((server) => server.chatRequest()));
    expect(fleet.servers().map(({ running }) => running)).toEqual([1, 1, 1]);
    for (const server of servers) server.chatRequests[0]?.release(Infinity);
    expect(await Promise.all(answers)).toEqual(['a b', 'a b', 'a b']);
    expect(fleet.servers().map(({ running }) => running)).toEqual([0, 0, 0]);
  });

  test('a follow-up goes where the beginning of its prompt was read', async () => {
    const passages = 'One passage after another. '.repeat(100);
    await ask('Something else');
    await ask(`${passages} What is it?`);
    await ask('And again something else');
    await ask(`${passages} And where?`);
    await ask(`${passages} And when?`);
    const prompts = servers.map(({ chatRequests }) =>
      chatRequests.filter(({ prompt }) => prompt.startsWith(passages)),
    );
    expect(prompts.map(({ length }) => length).sort()).toEqual([0, 0, 3]);
  });

  test('a fast and a slow one share by what was measured', async () => {
    const mixed = await startServers([20, 100]);
    try {
      for (const server of mixed) server.onChat(() => replyText(ANSWER));
      fleet = makeFleet({ hosts: mixed.map(({ url }) => url) });
      for (const n of [1, 2]) await ask(`Measure ${n}`); // one each, both are as unknown
      for (const server of mixed) server.onChat(() => replyHeld(['a']));
      const answers = Array.from({ length: 6 }, (_, n) => ask(`At once ${n}`));
      await mixed[0]!.chatRequest(6);
      await mixed[1]!.chatRequest(2);
      expect(mixed.map(({ chatRequests }) => chatRequests.length - 1)).toEqual([5, 1]);
      for (const server of mixed) for (const request of server.chatRequests) request.release(9);
      await Promise.all(answers);
      expect(fleet.servers().map((one) => Math.round(one.tokensPerSecond ?? 0))).toEqual([50, 10]);
    } finally {
      await Promise.all(mixed.map((server) => server.close()));
    }
  });
});

describe('a server that fails', () => {
  test('is not asked again until it is seen to be back', async () => {
    await fleet.health.refresh();
    await servers[0]!.setDown(true);
    for (const n of [1, 2, 3, 4]) expect(await ask(`Question ${n}`)).toBe(ANSWER);
    expect(served()).toEqual([0, 2, 2]);
    expect(statuses()).toEqual(['unreachable', 'ready', 'ready']);
    expect(fleet.health.current().status).toBe('ready');
    await servers[0]!.setDown(false);
    await fleet.health.refresh();
    await ask('Welcome back');
    expect(served()).toEqual([1, 2, 2]);
  });

  test.each([
    ['breaks down before its first piece', replyStatus(500, 'llama runner process has terminated')],
    ['lost its model', replyStatus(404, `model '${CHAT}' not found`)],
  ])('%s: another one answers', async (_name, fault) => {
    servers[0]!.onChat(() => fault);
    expect(await ask('Question')).toBe(ANSWER);
    expect(served()).toEqual([1, 1, 0]);
  });

  test('after its first piece the answer ends with the fault, and is not begun anew', async () => {
    servers[0]!.onChat(() => replyHeld(['a', 'b']));
    const pieces = fleet.chat.stream(question('Question'))[Symbol.asyncIterator]();
    const first = nextPiece(pieces);
    (await servers[0]!.chatRequest()).release(1);
    expect(await first).toBe('a');
    await servers[0]!.setDown(true);
    const fault = await faultOf(nextPiece(pieces));
    expect(['model-unreachable', 'model-failed']).toContain(fault.code);
    expect(served()).toEqual([1, 0, 0]);
  });

  test('is cut off: what has not begun there goes on elsewhere once it is noticed', async () => {
    servers[0]!.onChat(() => replyHang());
    const answer = ask('Question');
    const hanging = await servers[0]!.chatRequest();
    servers[0]!.on('/api/version', () => replyHang());
    const sleeping = clock.pending;
    const looking = fleet.health.refresh();
    await vi.waitFor(() => {
      for (const { requests } of servers) {
        expect(requests.filter(({ path }) => path === '/api/version')).toHaveLength(2);
      }
      expect(clock.pending).toBe(sleeping + 1); // the others have answered
    });
    await clock.advance(10_000);
    await looking;
    expect(await answer).toBe(ANSWER);
    expect(await hanging.closed).toBe('aborted');
    expect(statuses()[0]).toBe('unreachable');
  });

  test('none answers: the fault is told', async () => {
    await Promise.all(servers.map((server) => server.setDown(true)));
    expect((await faultOf(ask('Question'))).code).toBe('model-unreachable');
    expect(fleet.health.current().status).toBe('unreachable');
  });

  test('an answer that is stopped is tried nowhere else', async () => {
    servers[0]!.onChat(() => replyHang());
    const controller = new AbortController();
    const answer = textOf(
      fleet.chat.stream({ ...question('Question'), signal: controller.signal }),
    );
    await servers[0]!.chatRequest();
    controller.abort();
    expect((await faultOf(answer)).code).toBe('cancelled');
    expect(served()).toEqual([1, 0, 0]);
    expect(fleet.servers()[0]?.running).toBe(0);
  });
});

describe('weights', () => {
  test('the odd one out is given nothing, and says so', async () => {
    servers[1]!.setModels([CHAT, EMBEDDER], { [CHAT]: 'another' });
    await fleet.health.refresh();
    for (const n of [1, 2, 3, 4]) await ask(`Question ${n}`);
    await fleet.embedder.embedPassages(Array.from({ length: 96 }, (_, n) => `text ${n}`));
    expect(served()).toEqual([2, 0, 2]);
    expect(servers[1]!.embedRequests).toHaveLength(0);
    expect(statuses()).toEqual(['ready', 'differs', 'ready']);
    const warned = logger.warnings.find(({ fields }) => fields['server'] === servers[1]!.url);
    expect(warned?.fields['models']).toEqual(['chat']);
    servers[1]!.setModels([CHAT, EMBEDDER]);
    await fleet.health.refresh();
    expect(statuses()).toEqual(['ready', 'ready', 'ready']);
  });

  test('does not take over while the others are down', async () => {
    servers[2]!.setModels([CHAT, EMBEDDER], { [CHAT]: 'another' });
    await fleet.health.refresh();
    await servers[0]!.setDown(true);
    await servers[1]!.setDown(true);
    expect((await fleet.health.refresh()).status).toBe('unreachable');
    expect((await faultOf(ask('Question'))).code).toBe('model-unreachable');
    expect(served()).toEqual([0, 0, 0]);
  });

  test('after most have changed their embedder nothing is compared until it is described', async () => {
    const before = await fleet.embedder.describe();
    const serving = fleet.serving();
    for (const server of servers.slice(1)) {
      server.setModels([CHAT, EMBEDDER], { [EMBEDDER]: 'newer' });
    }
    await fleet.health.refresh();
    expect(statuses()).toEqual(['differs', 'ready', 'ready']);
    expect((await faultOf(fleet.embedder.embedQuery('text'))).isRetryable).toBe(true);
    expect(fleet.serving()).not.toBe(serving);
    expect((await fleet.embedder.describe()).digest).not.toBe(before.digest);
    expect(await fleet.embedder.embedQuery('text')).toHaveLength(64);
  });
});

describe('many texts', () => {
  const texts = Array.from({ length: 160 }, (_, n) => `passage number ${n} of many`);

  test('are shared out, and come back in their order', async () => {
    const vectors = await fleet.embedder.embedPassages(texts);
    const alone = makeFleet({ hosts: [servers[0]!.url] });
    expect(vectors).toEqual(await alone.embedder.embedPassages(texts));
    for (const server of servers.slice(1)) expect(server.embedRequests.length).toBeGreaterThan(0);
  });

  test('survive a server that goes away', async () => {
    await fleet.health.refresh();
    await servers[1]!.setDown(true);
    expect(await fleet.embedder.embedPassages(texts)).toHaveLength(texts.length);
  });

  test('end for all when one share cannot be had', async () => {
    for (const server of servers) server.onEmbed(() => replyStatus(500, 'no'));
    expect((await faultOf(fleet.embedder.embedPassages(texts))).code).toBe('model-failed');
  });
});

test('models are pulled wherever they are missing; a server that is down stops nobody', async () => {
  servers[0]!.setModels([]);
  await servers[1]!.setDown(true);
  const pulled = await fleet.ensureModels(AbortSignal.timeout(60_000), () => undefined);
  expect(pulled).toEqual([EMBEDDER, CHAT]);
  expect((await fleet.health.refresh()).status).toBe('ready');
});

test('one server that can be warmed up is enough', async () => {
  await servers[0]!.setDown(true);
  await fleet.chat.warmUp();
  expect(servers.map((server) => server.startsOf(CHAT))).toEqual([0, 1, 1]);
});
