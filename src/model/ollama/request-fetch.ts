import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { failedFault, statusFault, unansweredFault, type OllamaTarget } from './ollama-errors.ts';

/** Most bytes of one answer; 32 vectors of 4,096 numbers are about 3 MB. */
export const MAX_RESPONSE_BYTES = 33_554_432; // 32 MiB
/** Most characters of one line of a stream; a line with one token has some hundred. */
export const MAX_LINE_CHARS = 1_048_576; // 1 MiB
/** Most bytes of an error's body that are looked at. */
const MAX_ERROR_BYTES = 65_536; // 64 KiB

export interface RequestFetchOptions {
  readonly target: OllamaTarget;
  /** Aborting it closes the connection, also while the server says nothing. */
  readonly signal: AbortSignal;
  /** `lines`: one JSON value a line (streams); `whole`: one JSON value. */
  readonly body: 'lines' | 'whole';
}

/**
 * A `fetch` for exactly one request, over a connection of its own and without Node's limit of 300
 * seconds. It carries the request's signal into the body (the `ollama` package does not), follows no
 * redirect, bounds what it reads, and lets nothing through but well-formed JSON, so that the package
 * never meets an answer it would print to the console or swallow.
 * Rejects with AppError, or with the signal's reason when that aborts.
 */
export function createRequestFetch(options: RequestFetchOptions): typeof fetch {
  const { target, signal } = options;
  return async (input, init) => {
    const response = await connect(input, { ...init, signal }, target);
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) {
      throw statusFault(status, await readText(response, MAX_ERROR_BYTES), target);
    }
    // Node's type of the same class
    const body = Readable.toWeb(response) as NodeReadableStream<Uint8Array> as ReadableStream;
    const bounded = body.pipeThrough(boundedBytes(target));
    if (options.body === 'lines') return new Response(bounded.pipeThrough(jsonLines(target)));
    const text = await new Response(bounded).text();
    requireJson(text, target);
    return new Response(text, { headers: { 'content-type': 'application/json' } });
  };
}

async function connect(
  input: Parameters<typeof fetch>[0],
  { method = 'GET', headers, body, signal }: RequestInit & { signal: AbortSignal },
  target: OllamaTarget,
): Promise<IncomingMessage> {
  const url = new URL(input instanceof Request ? input.url : input);
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;
  const sent = Object.fromEntries(new Headers(headers));
  if (target.authorization !== undefined) sent['authorization'] = target.authorization;
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      const request = open(url, { method, headers: sent, signal, agent: false }, resolve);
      request.on('error', reject); // stays: a later fault is the body's, too
      request.end(typeof body === 'string' ? body : undefined);
    });
  } catch (thrown) {
    signal.throwIfAborted();
    throw unansweredFault(thrown, target);
  }
}

async function readText(response: IncomingMessage, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    text += decoder.decode(chunk, { stream: true });
    if (bytes >= maxBytes) break;
  }
  return text;
}

function boundedBytes(target: OllamaTarget): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > MAX_RESPONSE_BYTES) {
        throw failedFault(`the answer is longer than ${MAX_RESPONSE_BYTES} bytes`, target);
      }
      controller.enqueue(chunk);
    },
  });
}

/** Passes whole lines on; a line that is not JSON, or an end inside of one, is an error. */
function jsonLines(target: OllamaTarget): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  const forward = (line: string, controller: TransformStreamDefaultController<Uint8Array>) => {
    if (line.trim() === '') return;
    requireJson(line, target);
    controller.enqueue(encoder.encode(`${line}\n`));
  };
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) forward(line, controller);
      if (rest.length > MAX_LINE_CHARS) {
        throw failedFault(`a line is longer than ${MAX_LINE_CHARS} characters`, target);
      }
    },
    flush(controller) {
      forward(rest + decoder.decode(), controller);
    },
  });
}

function requireJson(text: string, target: OllamaTarget): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const trouble = text.trimStart().startsWith('<') ? 'other-program' : undefined; // a page
    throw failedFault('the answer is not complete JSON', target, { cause, trouble });
  }
  if (typeof value !== 'object' || value === null) {
    throw failedFault('the answer is not a JSON object', target);
  }
}
