import { createChatModel } from '../../src/model/ollama/chat-model.ts';
import { createCircuit } from '../../src/model/circuit.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { replyHeld, startOllamaServer } from '../fakes/ollama-server.ts';
import { deadHost } from '../model/faults.ts';
import { makeFleet } from '../model/fleet/fleet-bench.ts';
import { RecordingLogger } from '../model/recording-logger.ts';
import { chatModelContract, type ChatModelHarness } from './chat-model.ts';

chatModelContract('the Ollama adapter over the fake server', () => start());

chatModelContract('several Ollama servers', () => start({ isFleet: true }));

async function start({ isFleet = false } = {}): Promise<ChatModelHarness> {
  const server = await startOllamaServer({ models: ['llama3.2'] });
  const dead = await deadHost();
  const logger = new RecordingLogger();
  const make = async (host: string, model: string) => {
    const clock = new ManualClock();
    const circuit = createCircuit({ clock, logger, name: model });
    const sizes = { contextTokens: 512, maxAnswerTokens: 6 };
    // One of two is down: all the suite asks for is done by the other.
    if (isFleet) {
      const hosts = host === dead ? [dead, await deadHost()] : [dead, host];
      return makeFleet({ hosts, chatModel: model, ...sizes, clock }).chat;
    }
    return createChatModel({ host, model, ...sizes, clock, logger, circuit });
  };
  let mayFinish = false;
  server.onChat((request) => {
    request.release(mayFinish ? Infinity : 1);
    return replyHeld('Once upon a time a fox met a bear .'.split(/(?= )/u));
  });
  return {
    chat: await make(server.url, 'llama3.2'),
    missing: await make(server.url, 'absent:1b'),
    unreachable: await make(dead, 'llama3.2'),
    letFinish() {
      mayFinish = true;
      for (const request of server.chatRequests) request.release(Infinity);
    },
    async connectionClosed() {
      const how = await (await server.chatRequest()).closed;
      if (how !== 'aborted') throw new Error(`The connection was ${how}, not aborted.`);
    },
    runner: async () => String(server.startsOf('llama3.2')),
    async close() {
      await server.close();
      server.assertNoSurprises();
    },
  };
}
