import { fork, type ChildProcess } from 'node:child_process';
import { AppError } from '../../src/domain/errors.ts';

/** What a child answers a job with. */
export type ChildReply =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

export interface ChildOptions {
  readonly signal: AbortSignal;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
}

/**
 * A process of its own for work that may block or die. Ends with the signal.
 * A child is a module that calls `serveJobs`.
 */
export class BenchChild {
  readonly #process: ChildProcess;
  readonly #exited: Promise<never>;

  constructor(module: URL, options: ChildOptions) {
    this.#process = fork(module, {
      execArgv: [...(options.nodeOptions ?? [])],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      signal: options.signal,
    });
    this.#exited = new Promise((_, reject) => {
      this.#process.on('error', (cause) => {
        reject(new AppError('cancelled', 'The child process was stopped.', { cause }));
      });
      this.#process.on('exit', (code, signal) => {
        reject(new AppError('internal', `The child process ended (${signal ?? code ?? '?'}).`));
      });
    });
    this.#exited.catch(() => undefined); // told to whoever asks next
  }

  /** @throws AppError `internal` when the child reports a fault or has died */
  async ask(job: unknown): Promise<unknown> {
    const answered = new Promise<ChildReply>((resolve) => {
      this.#process.once('message', (reply: ChildReply) => resolve(reply));
    });
    if (this.#process.connected) this.#process.send({ job });
    const reply = await Promise.race([answered, this.#exited]);
    if (reply.ok) return reply.value;
    throw new AppError('internal', `The child process failed: ${reply.message}`);
  }

  async close(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited.catch(() => undefined);
  }
}

/** Asks a new child one thing. */
export async function askChild(module: URL, job: unknown, options: ChildOptions): Promise<unknown> {
  const child = new BenchChild(module, options);
  try {
    return await child.ask(job);
  } finally {
    await child.close();
  }
}

/** The child's end: answers jobs one after the other, and ends with its parent. */
export function serveJobs(work: (job: unknown) => Promise<unknown>): void {
  process.on('disconnect', () => process.exit());
  process.on('message', ({ job }: { readonly job: unknown }) => {
    void work(job).then(
      (value) => process.send?.({ ok: true, value }),
      (error: unknown) =>
        process.send?.({ ok: false, message: error instanceof Error ? error.message : '?' }),
    );
  });
}
