import { AppError, cancelled, toAppError } from '../../domain/errors.ts';
import type { ChatRequest } from '../../domain/ports.ts';
import type { WarmChatModel } from '../model-runtime.ts';
import { noServer, type Fleet } from './fleet.ts';
import { SERVER_LOST, type FleetServer } from './fleet-server.ts';
import { promptSize, type PromptSize } from './recent-prompts.ts';

/**
 * Each answer comes from one server. One that fails before its first piece is tried on the next;
 * after that it ends with the fault, because another server would begin anew.
 */
export function createFleetChat(fleet: Fleet): WarmChatModel {
  const first = fleet.servers[0]?.runtime.chat;
  if (first === undefined) throw noServer();
  return {
    model: first.model,
    digest: () => fleet.agreed.chat,
    contextTokens: first.contextTokens,
    maxAnswerTokens: first.maxAnswerTokens,
    stream: (request) => streamAnswer(fleet, request),
    async warmUp(signal) {
      await fleet.lookOnce(signal);
      const order = fleet.inOrder('chat');
      const outcomes = await Promise.allSettled(
        order.map((server) => server.runtime.chat.warmUp(signal)),
      );
      // One warm server is enough to answer.
      const faults = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [toAppError(outcome.reason)] : [],
      );
      const [fault] = faults;
      if (fault !== undefined && faults.length === order.length) throw fault;
    },
  };
}

async function* streamAnswer(fleet: Fleet, request: ChatRequest): AsyncGenerator<string> {
  await fleet.lookOnce(request.signal);
  const prompt = promptSize(request.messages);
  const tried = new Set<FleetServer>();
  let fault: AppError | null = null;
  for (;;) {
    // Anew each time: what the others are busy with has changed while one was waited for.
    const server = fleet.inOrder('chat', prompt).find((next) => !tried.has(next));
    if (server === undefined) throw fault ?? noServer();
    tried.add(server);
    const attempt = new Attempt(server, request, prompt);
    try {
      yield* attempt.pieces();
      return;
    } catch (thrown) {
      fault = attempt.fault(thrown);
      if (attempt.hasBegun || !fleet.mayGoOn(server, fault)) throw fault;
    } finally {
      attempt.end();
    }
  }
}

function lost({ name }: FleetServer, cause: unknown): AppError {
  return new AppError('model-unreachable', `The model server at ${name} went away.`, {
    cause,
    isRetryable: true,
  });
}

/** One answer on one server; given up when that server is lost before its first piece. */
class Attempt {
  hasBegun = false;
  readonly #server: FleetServer;
  readonly #request: ChatRequest;
  readonly #leave: () => void;
  readonly #newChars: number;
  readonly #controller = new AbortController();
  readonly #outage: AbortSignal;

  constructor(server: FleetServer, request: ChatRequest, prompt: PromptSize) {
    this.#server = server;
    this.#request = request;
    this.#leave = server.enter('chat');
    this.#newChars = server.notePrompt(prompt);
    this.#outage = server.outage;
    this.#outage.addEventListener('abort', this.#onOutage, { once: true });
    request.signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (request.signal?.aborted === true) this.#onAbort();
  }

  async *pieces(): AsyncGenerator<string> {
    const request: ChatRequest = {
      ...this.#request,
      signal: this.#controller.signal,
      onDone: (report) => {
        this.#server.pace.note(report, this.#newChars);
        this.#request.onDone?.(report);
      },
    };
    for await (const piece of this.#server.runtime.chat.stream(request)) {
      this.hasBegun = true;
      yield piece;
    }
  }

  /** What a lost server ends with is no wish of the caller. */
  fault(thrown: unknown): AppError {
    const { signal } = this.#controller;
    if (signal.aborted && signal.reason === SERVER_LOST) return lost(this.#server, thrown);
    return this.#request.signal?.aborted === true && !(thrown instanceof Error)
      ? cancelled(thrown)
      : toAppError(thrown);
  }

  end(): void {
    this.#leave();
    this.#outage.removeEventListener('abort', this.#onOutage);
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
  }

  readonly #onOutage = (): void => {
    if (!this.hasBegun) this.#controller.abort(SERVER_LOST);
  };

  readonly #onAbort = (): void => {
    this.#controller.abort(this.#request.signal?.reason);
  };
}
