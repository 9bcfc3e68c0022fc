import { AppError } from '../../domain/errors.ts';

/** Whom a request went to; becomes the `details` of its errors. */
export interface OllamaTarget {
  /** Normalised address of the server. */
  readonly host: string;
  /** Model of the request; empty when it is about none. */
  readonly model: string;
}

/** `details.reason` of a refusal because the input is longer than the model's context. */
export const INPUT_TOO_LONG = 'input-too-long';

const MAX_QUOTED_CHARS = 300;

/** Whether the server refused an input for its length (HTTP 400 with `truncate: false`). */
export function isInputTooLong(error: AppError): boolean {
  return error.details['reason'] === INPUT_TOO_LONG;
}

/** `fetch` rejected: there was no answer at all. */
export function unansweredFault(thrown: unknown, target: OllamaTarget): AppError {
  const code = systemCode(thrown);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return timeoutFault('answer', target, thrown);
  }
  if (/redirect/iu.test(rootMessage(thrown))) {
    return failedFault('it redirects to another address', target, { cause: thrown });
  }
  return new AppError(
    'model-unreachable',
    `No Ollama server answers at ${target.host} (${code ?? quote(rootMessage(thrown))}). ` +
      'Start it with `ollama serve`, or set OLLAMA_HOST.',
    { cause: thrown, isRetryable: true, details: details(target) },
  );
}

/** The server answered with a status that is not 2xx. `body` is the start of what it sent. */
export function statusFault(status: number, body: string, target: OllamaTarget): AppError {
  const said = errorField(body);
  if (status === 404 && said !== null && /not found/iu.test(said)) {
    return missingFault(target, said);
  }
  if (status === 503 || status === 429) {
    return new AppError(
      'model-overloaded',
      `The Ollama server at ${target.host} has too many requests waiting (HTTP ${status}). ` +
        'Try again in a moment, or raise OLLAMA_MAX_QUEUE.',
      { isRetryable: true, details: { ...details(target), status } },
    );
  }
  const why = `HTTP ${status}: ${quote(said ?? body)}`;
  if (status === 400 && said !== null && /exceeds.*context length|input length/iu.test(said)) {
    return failedFault(why, target, { isRetryable: false, reason: INPUT_TOO_LONG });
  }
  return failedFault(why, target, { isRetryable: status >= 500 });
}

/** The answer began well and then broke, or was not what Ollama sends. */
export function brokenAnswerFault(thrown: unknown, target: OllamaTarget): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = systemCode(thrown);
  if (code === 'UND_ERR_BODY_TIMEOUT') return timeoutFault('rest of the answer', target, thrown);
  return failedFault(quote(rootMessage(thrown)), target, { cause: thrown });
}

/** The server cannot do what was asked or sent something unreadable. Retryable unless said. */
export function failedFault(
  why: string,
  target: OllamaTarget,
  options: { cause?: unknown; isRetryable?: boolean; reason?: string } = {},
): AppError {
  const subject = target.model === '' ? '' : ` for the model "${target.model}"`;
  return new AppError(
    'model-failed',
    `The Ollama server at ${target.host} failed${subject}: ${why}. See the log of \`ollama serve\`.`,
    {
      cause: options.cause,
      isRetryable: options.isRetryable ?? true,
      details: {
        ...details(target),
        ...(options.reason === undefined ? {} : { reason: options.reason }),
      },
    },
  );
}

export function missingFault(target: OllamaTarget, cause?: unknown): AppError {
  return new AppError(
    'model-missing',
    `The Ollama server at ${target.host} does not have the model "${target.model}". ` +
      `Run \`ollama pull ${target.model}\`.`,
    { cause, details: details(target) },
  );
}

export function timeoutFault(what: string, target: OllamaTarget, cause?: unknown): AppError {
  return new AppError(
    'model-timeout',
    `The Ollama server at ${target.host} did not send the ${what} in time` +
      `${target.model === '' ? '' : ` (model "${target.model}")`}. It may be overloaded; try again.`,
    { cause, isRetryable: true, details: details(target) },
  );
}

export function cancelledFault(target: OllamaTarget, cause: unknown): AppError {
  return new AppError('cancelled', `The request to ${target.host} was cancelled.`, {
    cause,
    details: details(target),
  });
}

function details(target: OllamaTarget): Record<string, string> {
  return target.model === '' ? { host: target.host } : { model: target.model, host: target.host };
}

/** `error` of Ollama's JSON error body, or null when the body is something else (a proxy's page). */
function errorField(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('error' in parsed)) return null;
    return typeof parsed.error === 'string' ? parsed.error : null;
  } catch {
    return null;
  }
}

/** First `code` down the chain of causes, e.g. `ECONNREFUSED`. */
function systemCode(thrown: unknown): string | null {
  for (const error of causes(thrown)) {
    if ('code' in error && typeof error.code === 'string') return error.code;
  }
  return null;
}

function rootMessage(thrown: unknown): string {
  return causes(thrown).at(-1)?.message ?? String(thrown);
}

function causes(thrown: unknown): Error[] {
  const chain: Error[] = [];
  let next = thrown;
  while (next instanceof Error && !chain.includes(next)) {
    chain.push(next);
    next = next.cause;
  }
  return chain;
}

function quote(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length > MAX_QUOTED_CHARS ? `${line.slice(0, MAX_QUOTED_CHARS)}…` : line;
}
