import { createServer } from 'node:net';
import { once } from 'node:events';
import { AppError } from '../../src/domain/errors.ts';

/** The AppError a promise rejects with; anything else, also success, fails the test. */
export async function faultOf(promise: Promise<unknown>): Promise<AppError> {
  const outcome = await promise.then(
    (value) => new Error(`Expected an AppError, got ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (outcome instanceof AppError) return outcome;
  throw outcome;
}

export async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** Reads exactly one piece of an iterator. */
export async function nextPiece(pieces: AsyncIterator<string>): Promise<string> {
  const step = await pieces.next();
  if (step.done === true) throw new Error('The stream ended before its next piece.');
  return step.value;
}

/** An address of this machine where nobody listens. */
export async function deadHost(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 9}`;
}
