import { parentPort, workerData } from 'node:worker_threads';
import { AppError, toErrorData } from '../../domain/errors.ts';
import type {
  Report,
  WorkerRequest,
  WorkerResponse,
  WorkerStart,
} from '../threads/index-worker-protocol.ts';

/*
 * Entry of an index worker. Its role picks a session; requests are answered one after the other, in
 * the order of their arrival.
 */
type Handler = (input: unknown, report: Report) => unknown;

/** More often than this nobody wants to know how far a request is. */
const MIN_REPORT_GAP_MS = 100;

const { role, stop, at } = workerData as WorkerStart;
const handlers = (await loadSession()) as unknown as Readonly<Record<string, Handler>>;
let last: Promise<void> = Promise.resolve();

async function loadSession(): Promise<object> {
  if (role === 'build') {
    const { createBuildSession } = await import('../building/build-session.ts');
    const { folderWriter } = await import('../generation/folder-writer.ts');
    return createBuildSession(folderWriter);
  }
  return (await import('./search-session.ts')).createSearchSession();
}

async function answer({ id, name, input }: WorkerRequest): Promise<WorkerResponse> {
  let reportedMs = 0;
  const report: Report = (done, total, next = '') => {
    throwIfStopped();
    show(next);
    const nowMs = performance.now();
    if (nowMs - reportedMs < MIN_REPORT_GAP_MS) return;
    reportedMs = nowMs;
    send({ id, type: 'progress', done, total });
  };
  try {
    throwIfStopped();
    return { id, type: 'output', output: await handlers[name]?.(input, report) };
  } catch (error) {
    return { id, type: 'error', error: toErrorData(error) };
  }
}

/** Where the main thread finds it although this one may never answer again. */
function show(next: string): void {
  const bytes = new TextEncoder().encode(next).subarray(0, at.length);
  at.set(bytes);
  at.fill(0, bytes.length);
}

/** A thread that is ended inside hnswlib takes the process with it: it has to end by itself. */
function throwIfStopped(): void {
  if (Atomics.load(stop, 0) === 0) return;
  throw new AppError('internal', 'The index worker has been closed.');
}

function send(response: WorkerResponse): void {
  parentPort?.postMessage(response);
}

parentPort?.on('message', (request: WorkerRequest) => {
  last = last.then(async () => send(await answer(request)));
});
