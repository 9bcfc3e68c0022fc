import type { ChatResponse, Options } from 'ollama';
import { toAppError } from '../../domain/errors.ts';
import type { ChatReport, ChatRequest } from '../../domain/ports.ts';
import { chatReport } from './chat-report.ts';
import type { CircuitPermit } from '../circuit.ts';
import { DEFAULT_PATIENCE, type WarmChatModel } from '../model-runtime.ts';
import { keepAliveOf } from './keep-alive.ts';
import { OllamaCall } from './ollama-client.ts';
import { failedFault, isInputTooLong, type OllamaTarget } from './ollama-errors.ts';
import type { OllamaOptions } from './ollama-options.ts';
import { createThinkFilter } from '../think-filter.ts';

/** From one token to the next. */
export const NEXT_TOKEN_TIMEOUT_MS = 60_000; // 1 minute
/** The same prompt gives the same answer. */
const SEED = 7;

export interface ChatModelOptions extends OllamaOptions {
  readonly contextTokens: number;
  readonly maxAnswerTokens: number;
  /** Default `NEXT_TOKEN_TIMEOUT_MS`. */
  readonly nextTokenTimeoutMs?: number | undefined;
}

/** A chat model behind `/api/chat`. Every call sends the same options, so the server never reloads. */
export function createChatModel(options: ChatModelOptions): WarmChatModel {
  const { host, authorization, model, contextTokens, maxAnswerTokens } = options;
  const session: ChatSession = {
    ...options,
    target: { host, model, authorization },
    modelOptions: Object.freeze({
      num_ctx: contextTokens,
      num_predict: maxAnswerTokens,
      temperature: 0,
      seed: SEED,
      // JSON leaves out what is undefined
      num_thread: options.threads as number,
    }),
  };
  return {
    model,
    contextTokens,
    maxAnswerTokens,
    stream: (request) => streamAnswer(session, request),
    async warmUp(signal) {
      // An empty conversation makes the server load the model and answer at once.
      const pieces = streamAnswer(session, { messages: [], signal });
      while ((await pieces.next()).done !== true); // nothing is written
    },
  };
}

interface ChatSession extends ChatModelOptions {
  readonly target: OllamaTarget;
  readonly modelOptions: Readonly<Partial<Options>>;
}

/** Tries with the whole prompt; when the server finds it too long, says so and lets it be cut. */
async function* streamAnswer(session: ChatSession, request: ChatRequest): AsyncGenerator<string> {
  const permit = session.circuit.enter();
  try {
    let outcome = yield* streamOnce({ session, request, permit, prompt: 'whole' });
    if (outcome === 'too-long') {
      session.logger.warn(
        { model: session.model, contextTokens: session.contextTokens },
        'The prompt is longer than the context window; the server cuts it. Raise the context or shorten the prompt.',
      );
      outcome = yield* streamOnce({ session, request, permit, prompt: 'cut' });
    }
    permit.succeed();
    if (outcome !== 'too-long') finish(session, request, outcome);
  } catch (thrown) {
    const error = toAppError(thrown);
    permit.fail(error);
    throw error;
  } finally {
    permit.release();
  }
}

interface Attempt {
  readonly session: ChatSession;
  readonly request: ChatRequest;
  readonly permit: CircuitPermit;
  /** `cut`: the server may leave out the oldest messages. */
  readonly prompt: 'whole' | 'cut';
}

/** `too-long`: nothing was written, because the whole prompt does not fit. */
async function* streamOnce(attempt: Attempt): AsyncGenerator<string, ChatReport | 'too-long'> {
  const { session, request, prompt } = attempt;
  const call = new OllamaCall({
    target: session.target,
    body: 'lines',
    clock: session.clock,
    signal: request.signal,
  });
  try {
    call.throwIfClosed();
    return yield* readPieces(call, attempt);
  } catch (thrown) {
    const fault = call.fault(thrown);
    if (prompt === 'whole' && isInputTooLong(fault)) return 'too-long';
    throw fault;
  } finally {
    call.close();
  }
}

async function* readPieces(call: OllamaCall, attempt: Attempt): AsyncGenerator<string, ChatReport> {
  const { session, permit } = attempt;
  const filter = createThinkFilter();
  let hasThinking = false; // as a field of its own, which servers make of it
  let last: ChatResponse | null = null;
  call.expectPatiently(session.patience ?? DEFAULT_PATIENCE, 'first token');
  const parts = await call.client.chat(chatBody(attempt));
  for await (const part of parts) {
    call.throwIfClosed();
    call.pause(); // the reader may take its time
    permit.alive();
    hasThinking ||= isThinking(part);
    const text = filter.push(messageText(part));
    if (text !== '') yield text;
    if (part.done) last = part;
    else call.expectWithin(session.nextTokenTimeoutMs ?? NEXT_TOKEN_TIMEOUT_MS, 'next token');
  }
  call.pause();
  const held = filter.end();
  if (held !== '') yield held;
  if (last === null) throw failedFault('the answer has no end', session.target);
  return {
    ...chatReport(last, attempt.request.messages, attempt),
    onlyThought: filter.hasOnlyThought || (!filter.hasShown && hasThinking),
  };
}

/**
 * `truncate: false` makes the server refuse a prompt that does not fit, where it would silently
 * drop the oldest messages; `shift: false` ends an answer that fills the window, where it would go
 * on without the prompt's first half. Servers too old for them ignore both; so does a model that
 * cannot think with `think: false`.
 */
function chatBody({ session, request, prompt }: Attempt): {
  model: string;
  messages: { role: string; content: string }[];
  stream: true;
  think: false;
  truncate: boolean;
  shift: false;
  keep_alive: string | number;
  format: object;
  options: Readonly<Partial<Options>>;
} {
  return {
    model: session.model,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
    stream: true,
    think: false,
    truncate: prompt === 'cut',
    shift: false,
    keep_alive: keepAliveOf(session.keepAlive),
    options: session.modelOptions,
    format: request.format as object, // JSON leaves it out when it is undefined
  };
}

function isThinking(part: ChatResponse): boolean {
  const message = part.message as Partial<ChatResponse['message']> | undefined;
  return typeof message?.thinking === 'string' && message.thinking !== '';
}

/** Empty for parts without text, whatever the server leaves out. */
function messageText(part: ChatResponse): string {
  const message = part.message as Partial<ChatResponse['message']> | undefined;
  return typeof message?.content === 'string' ? message.content : '';
}

function finish(session: ChatSession, request: ChatRequest, report: ChatReport): void {
  const budgetTokens = session.contextTokens - session.maxAnswerTokens;
  const { promptTokens } = report;
  if (report.promptCut || (promptTokens !== null && promptTokens > budgetTokens)) {
    session.logger.warn(
      { model: session.model, promptTokens, budgetTokens, promptCut: report.promptCut },
      report.promptCut
        ? 'A part of the prompt was cut; the answer may ignore what it said.'
        : 'The prompt leaves less room than an answer may need.',
    );
  }
  request.onDone?.(report);
}
