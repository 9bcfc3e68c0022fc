import { AppError, toAppError, type ErrorCode } from '../../domain/errors.ts';
import type { Logger } from '../../domain/ports.ts';
import { troubleOf } from '../model-trouble.ts';
import { agreedWeights, differingModels, type ServerWeights } from './agreed-weights.ts';
import { FleetServer, type FleetMember, type Work } from './fleet-server.ts';
import { MeasuredPace } from './measured-pace.ts';
import type { PromptSize } from './recent-prompts.ts';

/** Faults of a server that another one need not have. */
const SERVER_FAULTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'model-unreachable',
  'model-missing',
  'model-overloaded',
  'model-resting',
  'model-failed',
]);

const NO_PROMPT: PromptSize = { blocks: [], chars: 0 };

/** All servers, and what they have agreed on. */
export class Fleet {
  readonly servers: readonly FleetServer[];
  readonly #logger: Logger;
  #agreed: ServerWeights = { chat: null, embedder: null };
  #hasLooked = false;
  /** State of each server that was logged last. */
  readonly #logged = new Map<string, string>();

  constructor(members: readonly FleetMember[], logger: Logger) {
    this.servers = members.map((member) => new FleetServer(member));
    this.#logger = logger;
  }

  get agreed(): ServerWeights {
    return this.#agreed;
  }

  /** Looks at every server at once. @throws AppError `cancelled` */
  async refresh(signal?: AbortSignal): Promise<void> {
    await Promise.all(this.servers.map((server) => server.refresh(signal)));
    this.#hasLooked = true;
    const seen = this.servers.map((server) => server.weights());
    this.#agreed = agreedWeights(seen, this.#agreed);
    for (const server of this.servers) this.#logState(server);
  }

  /** Nobody knows what a server holds before it was looked at. */
  async lookOnce(signal: AbortSignal | undefined): Promise<void> {
    if (!this.#hasLooked) await this.refresh(signal);
  }

  /**
   * Servers in the order in which one call had better try them: those fit for it, by when they would
   * be done. Where none is, those whose weights are as agreed, so that the fault is told by one of
   * them. Never empty.
   */
  inOrder(work: Work, prompt: PromptSize = NO_PROMPT): readonly FleetServer[] {
    const fit = this.servers.filter((server) => server.isFit(work, this.#agreed));
    if (fit.length === 0) return this.servers.filter((server) => this.#agrees(server));
    const fallback = MeasuredPace.best(fit.map(({ pace }) => pace));
    const cost = (server: FleetServer): number =>
      work === 'chat' ? server.expectedMs(prompt, fallback) : server.running(work);
    const costs = new Map(fit.map((server) => [server, cost(server)]));
    const byCost = (one: FleetServer, other: FleetServer): number =>
      (costs.get(one) ?? 0) - (costs.get(other) ?? 0) || one.served - other.served;
    return fit.sort(byCost);
  }

  /** Whether what failed here may do elsewhere. Notes a server that is gone. */
  mayGoOn(server: FleetServer, error: AppError): boolean {
    if (error.code === 'model-unreachable') server.lose();
    return SERVER_FAULTS.has(error.code) && troubleOf(error) !== 'slow';
  }

  /** One whole call, on one server after the other until one does it. Throws the last fault. */
  async run<T>(
    work: Work,
    call: (server: FleetServer) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    await this.lookOnce(signal);
    let fault: AppError | null = null;
    for (const server of this.inOrder(work)) {
      const leave = server.enter(work);
      try {
        return await call(server);
      } catch (thrown) {
        fault = toAppError(thrown);
        if (!this.mayGoOn(server, fault)) throw fault;
      } finally {
        leave();
      }
    }
    throw fault ?? noServer();
  }

  #agrees(server: FleetServer): boolean {
    return differingModels(server.weights(), this.#agreed).length === 0;
  }

  #logState(server: FleetServer): void {
    const { state, name } = server.state(this.#agreed);
    if (this.#logged.get(name) === state.status) return;
    const isFirst = !this.#logged.has(name);
    this.#logged.set(name, state.status);
    if (state.status === 'ready') {
      if (!isFirst) this.#logger.info({ server: name }, 'A model server is back.');
    } else if (state.status === 'differs') {
      const models = differingModels(server.weights(), this.#agreed);
      this.#logger.warn(
        { server: name, models },
        'A model server has other weights than the others and is given no work. Pull the same model there.',
      );
    } else {
      this.#logger.warn({ server: name, status: state.status }, 'A model server is out.');
    }
  }
}

/** All servers differ from what was agreed: that lasts until the next look. */
export function noServer(): AppError {
  return new AppError('model-unreachable', 'No model server has the weights that were agreed on.', {
    isRetryable: true,
  });
}
