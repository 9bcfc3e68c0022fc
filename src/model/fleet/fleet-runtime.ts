import { toAppError, type AppError } from '../../domain/errors.ts';
import type { Logger, ModelHealth, ModelState } from '../../domain/ports.ts';
import type { ModelRuntime } from '../model-runtime.ts';
import { Fleet } from './fleet.ts';
import { createFleetChat } from './fleet-chat.ts';
import { createFleetEmbedder } from './fleet-embedder.ts';
import type { FleetMember } from './fleet-server.ts';

export interface FleetRuntimeOptions {
  /** At least one, all of the same kind and made with the same options. */
  readonly members: readonly FleetMember[];
  readonly logger: Logger;
}

/** What is told of the fleet: the best state any of its servers is in. */
const BEST_FIRST: readonly ModelState['status'][] = [
  'ready',
  'resting',
  'embedder-missing',
  'chat-model-missing',
  'unreachable',
];

/** Several servers of the same models as one. Nothing is asked before a method is called. */
export function createFleetRuntime({ members, logger }: FleetRuntimeOptions): ModelRuntime {
  const fleet = new Fleet(members, logger);
  const states = () => fleet.servers.map((server) => server.state(fleet.agreed));
  const health: ModelHealth = {
    current: () => bestOf(states().map(({ state }) => state)),
    async refresh(signal) {
      await fleet.refresh(signal);
      return health.current();
    },
  };
  return {
    name: 'ollama',
    serving: () => `ollama ${fleet.agreed.embedder ?? ''}`.trim(),
    servers: states,
    async footprints(signal) {
      const told = fleet.servers.map(({ runtime }) => runtime.footprints(signal));
      return (await Promise.all(told)).flat();
    },
    chat: createFleetChat(fleet),
    embedder: createFleetEmbedder(fleet),
    health,
    async ensureModels(signal, onProgress) {
      const pulled = new Set<string>();
      const faults: AppError[] = [];
      // One after the other: they share a line to where the models come from.
      for (const { runtime } of fleet.servers) {
        try {
          const models = await runtime.ensureModels(signal, onProgress);
          for (const model of models) pulled.add(model);
        } catch (thrown) {
          const fault = toAppError(thrown);
          if (fault.code === 'cancelled') throw fault;
          faults.push(fault);
          logger.warn({ code: fault.code }, fault.message);
        }
      }
      const [fault] = faults;
      if (fault !== undefined && faults.length === fleet.servers.length) throw fault;
      return [...pulled];
    },
    async close() {
      await Promise.all(fleet.servers.map(({ runtime }) => runtime.close()));
    },
  };
}

function bestOf(states: readonly (ModelState | { readonly status: 'differs' })[]): ModelState {
  const told = states.filter((state) => state.status !== 'differs') as readonly ModelState[];
  const rank = ({ status }: ModelState): number => BEST_FIRST.indexOf(status);
  return told.reduce<ModelState>(
    (best, state) => (rank(state) < rank(best) ? state : best),
    told[0] ?? { status: 'unreachable' },
  );
}
