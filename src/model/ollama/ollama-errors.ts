import { AppError, cancelled } from '../../domain/errors.ts';
import { WITHOUT_VECTOR, type ModelTrouble } from '../../domain/ports.ts';

/** Whom a request went to; becomes the `details` of its errors. */
export interface OllamaTarget {
  /** Normalised address of the server. */
  readonly host: string;
  /** Model of the request; empty when it is about none. */
  readonly model: string;
  /** Value of the `authorization` header. A secret: in no error and no log. */
  readonly authorization?: string | undefined;
}

/** `details.reason` of a refusal because the input is longer than the model's context. */
const INPUT_TOO_LONG = 'input-too-long';

const NO_MEMORY =
  /more system memory|out of memory|(?:unable|failed|cannot) to? ?allocate|signal: killed|insufficient (?:\w+ )?memory/iu;
const NOT_HTTP = /^(?:HPE_|EPROTO$|ERR_SSL_WRONG_VERSION_NUMBER$|ERR_SSL_PACKET_LENGTH_TOO_LONG$)/u;
const BAD_CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/u;
const CONNECTION_TROUBLES: Readonly<Record<string, ModelTrouble>> = {
  ECONNREFUSED: 'not-running',
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
};
const ADVICE: Readonly<Partial<Record<ModelTrouble, string>>> = {
  'host-unknown': 'Check the name in OLLAMA_HOST and the network.',
  'key-missing': 'Set OLLAMA_API_KEY, or user:password@ in OLLAMA_HOST.',
  'access-denied': 'Check the token and what the server or its proxy allows this machine.',
  'certificate-untrusted':
    'Set NODE_EXTRA_CA_CERTS to the certificate of whoever issued the one of the server.',
  'other-program': 'Another program seems to answer there: check host and port in OLLAMA_HOST.',
  'memory-short':
    'There is too little memory: take a smaller model, lower CHAT_CONTEXT_TOKENS or close programs.',
  slow: 'It works, but slowly: raise FIRST_WORD_SECONDS and ANSWER_DEADLINE_SECONDS, or take a smaller model.',
  silent: 'It says nothing at all: start it again.',
};

const MAX_QUOTED_CHARS = 300;

/** Whether the server refused an input for its length (HTTP 400 with `truncate: false`). */
export function isInputTooLong(error: AppError): boolean {
  return error.details['reason'] === INPUT_TOO_LONG;
}

/** Whether the model computed no vector for an input, only what is no number. */
export function isInputWithoutVector(error: AppError): boolean {
  return error.details['reason'] === WITHOUT_VECTOR;
}

/** There was no answer at all. */
export function unansweredFault(thrown: unknown, target: OllamaTarget): AppError {
  const code = systemCode(thrown);
  const trouble = connectionTrouble(code ?? '');
  const advice = ADVICE[trouble ?? 'not-running'];
  return new AppError(
    'model-unreachable',
    `No Ollama server answers at ${target.host} (${code ?? quote(rootMessage(thrown))}). ` +
      (advice ?? 'Start it with `ollama serve`, or set OLLAMA_HOST.'),
    { cause: thrown, isRetryable: true, details: { ...details(target), ...named(trouble) } },
  );
}

function connectionTrouble(code: string): ModelTrouble | null {
  if (NOT_HTTP.test(code)) return 'other-program';
  if (BAD_CERTIFICATE.test(code)) return 'certificate-untrusted';
  return CONNECTION_TROUBLES[code] ?? null;
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
  if (status >= 300 && status < 400) {
    return failedFault('it redirects to another address', target, { trouble: 'other-program' });
  }
  const trouble = statusTrouble(status, said);
  if (trouble !== null) {
    return failedFault(why, target, { trouble, isRetryable: trouble === 'memory-short' });
  }
  const reason = said === null ? undefined : refusedInput(status, said);
  return failedFault(why, target, { isRetryable: reason === undefined && status >= 500, reason });
}

/** What about an input it is that the server cannot take; undefined when it is something else. */
function refusedInput(status: number, said: string): string | undefined {
  if (status === 500 && /\bNaN\b|unsupported value/u.test(said)) return WITHOUT_VECTOR;
  return status === 400 && isTooLong(said.toLowerCase()) ? INPUT_TOO_LONG : undefined;
}

function statusTrouble(status: number, said: string | null): ModelTrouble | null {
  if (status === 401) return 'key-missing';
  if (status === 403) return 'access-denied';
  if (said === null) return status < 500 ? 'other-program' : null;
  return NO_MEMORY.test(said) ? 'memory-short' : null;
}

/** The answer began well and then broke, or was not what Ollama sends. */
export function brokenAnswerFault(thrown: unknown, target: OllamaTarget): AppError {
  if (thrown instanceof AppError) return thrown;
  const why = rootMessage(thrown);
  const trouble = NO_MEMORY.test(why) ? 'memory-short' : undefined;
  return failedFault(quote(why), target, { cause: thrown, trouble });
}

interface FailedOptions {
  readonly cause?: unknown;
  readonly isRetryable?: boolean | undefined;
  /** What about the input it is that the server refuses. */
  readonly reason?: string | undefined;
  readonly trouble?: ModelTrouble | undefined;
}

/** The server cannot do what was asked or sent something unreadable. Retryable unless said. */
export function failedFault(
  why: string,
  target: OllamaTarget,
  options: FailedOptions = {},
): AppError {
  const { cause, isRetryable = true, reason, trouble } = options;
  const subject = target.model === '' ? '' : ` for the model "${target.model}"`;
  return new AppError(
    'model-failed',
    `The Ollama server at ${target.host} failed${subject}: ${why}. ` +
      (ADVICE[trouble ?? 'not-running'] ?? 'See the log of `ollama serve`.'),
    {
      cause,
      isRetryable,
      details: {
        ...details(target),
        ...(reason === undefined ? {} : { reason }),
        ...named(trouble),
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

/** Nothing came in time; `trouble` says whether the server lives. */
export function timeoutFault(
  what: string,
  target: OllamaTarget,
  trouble: 'silent' | 'slow',
): AppError {
  const subject = target.model === '' ? '' : ` (model "${target.model}")`;
  return new AppError(
    'model-timeout',
    `The Ollama server at ${target.host} did not send the ${what} in time${subject}. ${ADVICE[trouble]}`,
    { isRetryable: true, details: { ...details(target), trouble } },
  );
}

/** A stopped request; whoever stopped it with a fault of their own is quoted. */
export function stoppedFault(target: OllamaTarget, reason: unknown): AppError {
  return reason instanceof AppError ? reason : cancelled(reason, `The request to ${target.host}`);
}

function named(trouble: ModelTrouble | null | undefined): Record<string, string> {
  return trouble === null || trouble === undefined ? {} : { trouble };
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

function isTooLong(said: string): boolean {
  const isOver = said.includes('exceeds') && said.includes('context length');
  return isOver || said.includes('input length');
}
