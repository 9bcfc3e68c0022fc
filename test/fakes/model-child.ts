import type { FromChild, Order, Outcome, ToChild } from '../../src/model/embedded/protocol.ts';
import type { ChildHandle } from '../../src/model/embedded/start-child.ts';

/** A process of the models that does what a test says; a new one for each start. */
export class FakeModelChild implements ChildHandle {
  readonly sent: ToChild[] = [];
  isKilled = false;
  /** Whether it gives signs of life. */
  lives = true;
  #onMessage: (message: FromChild) => void = () => undefined;
  #onEnd: (code: number | null, signal: string | null, said: string) => void = () => undefined;
  #watchers: (() => void)[] = [];

  send(message: ToChild): void {
    this.sent.push(message);
    for (const watcher of this.#watchers.splice(0)) watcher();
    if ('ping' in message && this.lives) this.#onMessage({ id: message.id, pong: true });
  }

  onMessage(listener: (message: FromChild) => void): void {
    this.#onMessage = listener;
  }

  onEnd(listener: (code: number | null, signal: string | null, said: string) => void): void {
    this.#onEnd = listener;
  }

  kill(): void {
    this.isKilled = true;
    this.end(null, 'SIGKILL');
  }

  /** Ends as a process does. */
  end(code: number | null, signal: string | null, said = ''): void {
    this.#onEnd(code, signal, said);
  }

  /** Orders that have come so far, with their ids. */
  orders(): { readonly id: number; readonly order: Order }[] {
    return this.sent.filter((message) => 'order' in message);
  }

  /** Ids of the orders that were told to stop. */
  stopped(): number[] {
    return this.sent.flatMap((message) => ('stop' in message ? [message.id] : []));
  }

  async order(count = 1): Promise<{ readonly id: number; readonly order: Order }> {
    for (;;) {
      const order = this.orders()[count - 1];
      if (order !== undefined) return order;
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  write(id: number, text: string): void {
    this.#onMessage({ id, text });
  }

  finish(id: number, outcome: Outcome): void {
    this.#onMessage({ id, outcome });
  }
}

export const ANSWERED: Outcome = {
  type: 'answered',
  reusedTokens: 0,
  report: {
    promptTokens: 12,
    promptMs: 40,
    answerTokens: 3,
    truncated: false,
    promptCut: false,
    tokensPerSecond: 7,
    loadMs: 0,
  },
};
