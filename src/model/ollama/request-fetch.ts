import { failedFault, statusFault, unansweredFault, type OllamaTarget } from './ollama-errors.ts';

/** Most bytes of one answer; 32 vectors of 4,096 numbers are about 3 MB. */
export const MAX_RESPONSE_BYTES = 33_554_432; // 32 MiB
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
 * A `fetch` for exactly one request. It carries the request's signal into the body (the `ollama`
 * package does not), bounds what it reads, and lets nothing through but well-formed JSON, so that
 * the package never meets an answer it would print to the console or swallow.
 * Rejects with AppError, or with the signal's reason when that aborts.
 */
export function createRequestFetch(options: RequestFetchOptions): typeof fetch {
  const { target, signal } = options;
  return async (input, init) => {
    const response = await connect(input, { ...init, signal, redirect: 'error' }, target);
    if (!response.ok) {
      throw statusFault(response.status, await readText(response, MAX_ERROR_BYTES), target);
    }
    if (response.body === null) throw failedFault('the answer is empty', target);
    const bounded = response.body.pipeThrough(boundedBytes(target));
    if (options.body === 'lines') return new Response(bounded.pipeThrough(jsonLines(target)));
    const text = await new Response(bounded).text();
    requireJson(text, target);
    return new Response(text, { headers: { 'content-type': 'application/json' } });
  };
}

async function connect(
  input: Parameters<typeof fetch>[0],
  init: RequestInit & { signal: AbortSignal },
  target: OllamaTarget,
): Promise<Response> {
  try {
    return await fetch(input, init);
  } catch (thrown) {
    init.signal.throwIfAborted();
    throw unansweredFault(thrown, target);
  }
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
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
    throw failedFault('the answer is not complete JSON; is this an Ollama server?', target, {
      cause,
    });
  }
  if (typeof value !== 'object' || value === null) {
    throw failedFault('the answer is not a JSON object', target);
  }
}
