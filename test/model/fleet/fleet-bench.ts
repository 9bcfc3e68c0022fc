import { createFleetRuntime } from '../../../src/model/fleet/fleet-runtime.ts';
import type { ModelRuntime } from '../../../src/model/model-runtime.ts';
import { createOllamaRuntime } from '../../../src/model/ollama/ollama-runtime.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { startOllamaServer, type OllamaServer } from '../../fakes/ollama-server.ts';
import { RecordingLogger } from '../recording-logger.ts';

export const CHAT = 'llama3.2';
export const EMBEDDER = 'multilingual-e5-small';

export interface FleetOptions {
  readonly hosts: readonly string[];
  readonly clock?: ManualClock;
  readonly logger?: RecordingLogger;
  readonly chatModel?: string;
  readonly embedModel?: string;
  readonly contextTokens?: number;
  readonly maxAnswerTokens?: number;
}

/** A fleet over Ollama servers, as it is composed. */
export function makeFleet({ hosts, ...options }: FleetOptions): ModelRuntime {
  const { clock = new ManualClock(), logger = new RecordingLogger() } = options;
  const { contextTokens = 4_096, maxAnswerTokens = 512 } = options;
  const members = hosts.map((host) => {
    const runtime = createOllamaRuntime({
      ...{ host, clock, logger, contextTokens, maxAnswerTokens },
      chatModel: options.chatModel ?? CHAT,
      embedModel: options.embedModel ?? EMBEDDER,
      authorization: null,
      keepAlive: '30m',
      threads: undefined,
      patience: { askAfterMs: 180_000, longestMs: 600_000 },
    });
    return { name: host, runtime, weights: () => runtime.weights() };
  });
  return createFleetRuntime({ members, logger });
}

/** Fake servers that have both models; `tokenMs` is what each says it takes for a token. */
export function startServers(tokenMs: readonly number[]): Promise<readonly OllamaServer[]> {
  return Promise.all(
    tokenMs.map((ms) => startOllamaServer({ models: [CHAT, EMBEDDER], tokenMs: ms })),
  );
}
