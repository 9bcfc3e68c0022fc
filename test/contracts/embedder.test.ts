import { createCircuit } from '../../src/model/circuit.ts';
import { createEmbedder } from '../../src/model/ollama/embedder.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { replyHang, startOllamaServer } from '../fakes/ollama-server.ts';
import { deadHost } from '../model/faults.ts';
import { makeFleet } from '../model/fleet/fleet-bench.ts';
import { RecordingLogger } from '../model/recording-logger.ts';
import { embedderContract, type EmbedderHarness } from './embedder.ts';

const MODEL = 'multilingual-e5-small';

embedderContract('the Ollama adapter over the fake server', () => start());
embedderContract('several Ollama servers', () => start({ isFleet: true }));

async function start({ isFleet = false } = {}): Promise<EmbedderHarness> {
  const dead = await deadHost();
  const server = await startOllamaServer({ models: [MODEL] });
  const logger = new RecordingLogger();
  const make = (host: string, model: string) => {
    const clock = new ManualClock();
    if (isFleet) return makeFleet({ hosts: [dead, host], embedModel: model, clock }).embedder;
    const circuit = createCircuit({ clock, logger, name: model });
    return createEmbedder({ host, model, clock, logger, circuit });
  };
  let holdFrom = Infinity;
  server.onEmbed((_request, index) => (index >= holdFrom ? replyHang() : null));
  return {
    embedder: make(server.url, MODEL),
    missing: make(server.url, 'absent'),
    missingModel: 'absent',
    unreachable: make(dead, MODEL),
    related: {
      query: 'Welche Lizenz hat das Modell?',
      near: 'Das Modell steht unter einer Lizenz von Meta.',
      far: 'Foxes hunt mice in winter.',
    },
    holdNext() {
      holdFrom = server.embedRequests.length;
    },
    async requestArrived() {
      await server.request('/api/embed', holdFrom + 1);
    },
    async connectionClosed() {
      const how = await server.embedRequests[holdFrom]?.closed;
      if (how !== 'aborted') throw new Error(`The connection was ${String(how)}, not aborted.`);
    },
    async close() {
      await server.close();
      server.assertNoSurprises();
    },
  };
}
