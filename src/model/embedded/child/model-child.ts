/*
 * The process of the models: takes orders from the bot, and ends when the bot does. It has a memory
 * limit of its own, and is the first to go where the machine runs out of memory.
 */
import { writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { setInterval } from 'node:timers';
import { AppError, toAppError, toErrorData } from '../../../domain/errors.ts';
import {
  OVER_LIMIT_EXIT,
  type FromChild,
  type Order,
  type Outcome,
  type ToChild,
} from '../protocol.ts';
import { writeAnswer } from './chat-worker.ts';
import { embedTexts } from './embed-worker.ts';
import { Models } from './load-models.ts';

/** Between two looks at the memory. */
const WATCH_MS = 500;
/** The highest score Linux knows: this process ends before any other does. */
const FIRST_TO_GO = '1000';

let models: Models | null = null;
const stops = new Map<number, AbortController>();

process.on('message', (message: ToChild) => {
  if ('settings' in message) {
    models = new Models(message.settings);
    watchMemory(message.settings.maxBytes);
  } else if ('order' in message) void carryOut(message.id, message.order);
  else if ('ping' in message) send({ id: message.id, pong: true });
  else stops.get(message.id)?.abort();
});
process.on('disconnect', () => process.exit(0));
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => undefined); // the bot ends it
writeFile('/proc/self/oom_score_adj', FIRST_TO_GO).catch(() => undefined); // no Linux

function send(message: FromChild): void {
  if (process.connected) process.send?.(message);
}

async function carryOut(id: number, order: Order): Promise<void> {
  const stop = new AbortController();
  stops.set(id, stop);
  let outcome: Outcome;
  try {
    outcome = await outcomeOf(id, order, stop.signal);
  } catch (thrown) {
    outcome = { type: 'failed', fault: toErrorData(asFault(thrown, order)) };
  }
  stops.delete(id);
  send({ id, outcome });
}

async function outcomeOf(id: number, order: Order, signal: AbortSignal): Promise<Outcome> {
  if (models === null) throw new AppError('internal', 'The process has no settings yet.');
  if (order.type === 'embed') {
    return embedTexts(await models.embedder(order.weights, order.maxTokens), order, signal);
  }
  const elapsed = (): number => performance.now();
  const started = elapsed();
  const chat = await models.chat(order.weights);
  const loadMs = Math.round(elapsed() - started);
  const onText = (text: string): void => send({ id, text });
  return writeAnswer(chat, { order, loadMs, signal, onText, elapsed });
}

function asFault(thrown: unknown, { weights }: Order): AppError {
  const fault = toAppError(thrown);
  if (fault.code !== 'internal') return fault;
  return new AppError('model-failed', `The model ${weights.model} failed: ${fault.message}`, {
    cause: thrown,
    isRetryable: true,
    details: { model: weights.model },
  });
}

function watchMemory(maxBytes: number): void {
  setInterval(() => {
    if (process.memoryUsage.rss() > maxBytes) process.exit(OVER_LIMIT_EXIT);
  }, WATCH_MS).unref();
}
