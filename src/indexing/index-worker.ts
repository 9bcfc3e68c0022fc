import { parentPort, workerData } from 'node:worker_threads';
import { toAppError } from '../domain/errors.ts';
import type { WorkerRequest, WorkerResponse } from './index-worker-protocol.ts';

/*
 * Entry of an index worker. Its role picks a session; requests are answered one after the other, in
 * the order of their arrival.
 */
type Handler = (input: unknown) => unknown;

const handlers = (await loadSession()) as unknown as Readonly<Record<string, Handler>>;
let last: Promise<void> = Promise.resolve();

async function loadSession(): Promise<object> {
  const role: unknown = workerData;
  if (role === 'build') return (await import('./build-session.ts')).createBuildSession();
  return (await import('./search-session.ts')).createSearchSession();
}

async function answer({ id, name, input }: WorkerRequest): Promise<WorkerResponse> {
  try {
    return { id, ok: true, output: await handlers[name]?.(input) };
  } catch (error) {
    const { code, message, isRetryable, details } = toAppError(error);
    return { id, ok: false, error: { code, message, isRetryable, details } };
  }
}

parentPort?.on('message', (request: WorkerRequest) => {
  last = last.then(async () => parentPort?.postMessage(await answer(request)));
});
