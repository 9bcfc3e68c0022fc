import { parentPort, workerData } from 'node:worker_threads';
import { AppError, toErrorData } from '../../domain/errors.ts';
import type {
  Report,
  WorkerRequest,
  WorkerResponse,
  WorkerStart,
} from './index-worker-protocol.ts';

type Handler = (input: unknown, report: Report) => unknown;

/** More often than this nobody wants to know how far a request is. */
const MIN_REPORT_GAP_MS = 100;

/** What this thread was started with. */
export const workerStart = workerData as WorkerStart;

const { stop, at } = workerStart;
let handlers: Readonly<Record<string, Handler>> = {};
let last: Promise<void> = Promise.resolve();

/** From now on this thread answers requests, one after the other, in the order of their arrival. */
export function answerRequests(session: object): void {
  handlers = session as Readonly<Record<string, Handler>>;
  parentPort?.on('message', (request: WorkerRequest) => {
    last = last.then(async () => send(await answer(request)));
  });
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
