import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { lateRefusalOf, refusalOf, type Refusal } from './ollama-strictness.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';

// --- what a test can answer with ------------------------------------------------------------------

/** Faults, for any path. */
export type FaultReply =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: string;
      readonly type: string;
      /** Where a redirect points to. */
      readonly location?: string;
    }
  /** 200, the given start of the body, then the connection is cut. */
  | { readonly kind: 'cut'; readonly head: string }
  /** 200 and exactly this body. */
  | { readonly kind: 'raw'; readonly body: string }
  /** A body without end, until the client closes the connection. */
  | { readonly kind: 'flood'; readonly status: number }
  /** The connection is cut before any answer. */
  | { readonly kind: 'drop' }
  /** Accepts the request and never answers. */
  | { readonly kind: 'hang' };

export interface TokensReply {
  readonly kind: 'tokens';
  readonly tokens: readonly string[];
  /** `free`: all at once; `held`: each waits for `request.release()`; `stalled`: never ends. */
  readonly pace: 'free' | 'held' | 'stalled';
  readonly doneReason: 'stop' | 'length';
  /** Default: words of the prompt. */
  readonly promptTokens: number | null;
}

export interface VectorsReply {
  readonly kind: 'vectors';
  readonly vectors: readonly (readonly (number | null)[])[];
}

export interface ProgressReply {
  readonly kind: 'progress';
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** `held`: each line waits for `request.release()`. */
  readonly pace: 'free' | 'held';
}

export type ChatReply = TokensReply | FaultReply;
export type EmbedReply = VectorsReply | FaultReply;
export type PullReply = ProgressReply | FaultReply;

type TokenOptions = Partial<Pick<TokensReply, 'doneReason' | 'promptTokens'>>;

function tokensReply(
  pace: TokensReply['pace'],
  tokens: readonly string[],
  options: TokenOptions,
): TokensReply {
  return { kind: 'tokens', tokens, pace, doneReason: 'stop', promptTokens: null, ...options };
}

/** A whole answer, cut into words. */
export function replyText(text: string, options: TokenOptions = {}): ChatReply {
  return tokensReply('free', text.match(/\s*\S+|\s+$/gu) ?? [], options);
}

/** A whole answer in the given pieces. */
export function replyTokens(tokens: readonly string[], options: TokenOptions = {}): ChatReply {
  return tokensReply('free', tokens, options);
}

/** Each piece waits for `request.release()`; the end comes with the last one. */
export function replyHeld(tokens: readonly string[], options: TokenOptions = {}): ChatReply {
  return tokensReply('held', tokens, options);
}

/** Sends the pieces and then nothing more, without ending. */
export function replyStall(tokens: readonly string[]): ChatReply {
  return tokensReply('stalled', tokens, {});
}

/** A status with Ollama's JSON error body. */
export function replyStatus(status: number, error: string): FaultReply {
  return { kind: 'status', status, body: JSON.stringify({ error }), type: 'application/json' };
}

/** Sends the client to another address. */
export function replyRedirect(location: string): FaultReply {
  return { kind: 'status', status: 307, body: '', type: 'text/plain', location };
}

/** A proxy's error page. */
export function replyHtml(status = 502): FaultReply {
  return { kind: 'status', status, body: '<html><h1>Bad gateway</h1></html>', type: 'text/html' };
}

/** 200 with exactly this body. */
export function replyRaw(body: string): FaultReply {
  return { kind: 'raw', body };
}

/** 200, half a JSON line, then the connection is cut. */
export function replyHalfLine(): FaultReply {
  return { kind: 'cut', head: '{"model":"x","message":{"role":"assi' };
}

/** A body without end, until the client closes the connection. */
export function replyFlood(status: number): FaultReply {
  return { kind: 'flood', status };
}

export function replyDrop(): FaultReply {
  return { kind: 'drop' };
}

export function replyHang(): FaultReply {
  return { kind: 'hang' };
}

export function replyVectors(vectors: VectorsReply['vectors']): EmbedReply {
  return { kind: 'vectors', vectors };
}

/** Lines of a download; a `{ status: 'success' }` line makes the model present. */
export function replyProgress(
  lines: ProgressReply['lines'],
  pace: ProgressReply['pace'] = 'free',
): PullReply {
  return { kind: 'progress', lines, pace };
}

// --- what a test can see --------------------------------------------------------------------------

export interface OllamaBody {
  readonly model?: string;
  readonly name?: string;
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
  readonly input?: string | readonly string[];
  readonly stream?: boolean;
  readonly truncate?: boolean;
  readonly shift?: boolean;
  readonly think?: boolean;
  readonly keep_alive?: string | number;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** One request as it arrived. */
export class RecordedRequest {
  readonly path: string;
  readonly body: OllamaBody;
  readonly headers: IncomingHttpHeaders;
  /** `finished`: answered in full; `aborted`: the connection closed before that. */
  readonly closed: Promise<'finished' | 'aborted'>;
  #credit = 0;
  #wake: (() => void) | null = null;

  constructor(incoming: IncomingMessage, body: OllamaBody, response: ServerResponse) {
    this.path = pathOf(incoming);
    this.headers = incoming.headers;
    this.body = body;
    this.closed = new Promise((resolve) => {
      response.once('close', () => {
        resolve(response.writableFinished ? 'finished' : 'aborted');
        this.release(Infinity);
      });
    });
  }

  /** The last message, which is the question. */
  get question(): string {
    return this.body.messages?.at(-1)?.content ?? '';
  }

  /** All messages in one text. */
  get prompt(): string {
    return (this.body.messages ?? []).map((message) => message.content).join('\n');
  }

  /** The texts of an embed request. */
  get inputs(): readonly string[] {
    const { input } = this.body;
    return typeof input === 'string' ? [input] : (input ?? []);
  }

  /** Lets the next `count` held pieces go. */
  release(count = 1): void {
    this.#credit += count;
    this.#wake?.();
  }

  /** For the server: waits for leave to send one piece. */
  async takeLeave(): Promise<void> {
    while (this.#credit < 1) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.#credit -= 1;
  }
}

export interface OllamaServerOptions {
  /** Names as pulled; without a tag they are `:latest`. */
  readonly models?: readonly string[];
  /** Default `0.17.4`. */
  readonly version?: string;
  /** Length of the default vectors. Default 64. */
  readonly dimensions?: number;
  /** Words an embed input may have before `truncate: false` refuses it. Default 512. */
  readonly embedContextWords?: number;
  /** What it says it takes for a token. Default 100, 10 tokens a second. */
  readonly tokenMs?: number;
}

type Script<Reply> = (request: RecordedRequest, index: number) => Reply | Promise<Reply>;

/** Of weights. */
interface Size {
  readonly bytes: number;
  /** Of them on a graphics card, once it is loaded. */
  readonly onCardBytes: number;
}

const TINY: Size = { bytes: 1_000, onCardBytes: 0 };

/** Paths that answer 404 for a model that is not installed. */
const NEEDS_MODEL = new Set(['/api/show', '/api/chat', '/api/embed']);
/** Options that make a real server start its runner anew when they change. */
const RUNNER_OPTIONS = ['num_ctx', 'num_thread', 'num_batch', 'num_gpu'];

/** Starts a hand-written Ollama on a free loopback port. Close it in `afterEach`. */
export async function startOllamaServer(options: OllamaServerOptions = {}): Promise<OllamaServer> {
  const server = new OllamaServer(options);
  await server.setDown(false);
  return server;
}

/**
 * Answers as a real Ollama 0.17 does, as far as Cria can tell: it also ends an answer at
 * `num_predict` pieces and refuses a prompt of more words than `num_ctx`. Embeddings, tags, version, show, ps
 * and pull have defaults; chat has none: an unscripted chat, like an unknown path, is answered with
 * 500 and makes `assertNoSurprises()` throw.
 */
export class OllamaServer {
  readonly requests: RecordedRequest[] = [];
  readonly surprises: string[] = [];
  readonly #models = new Map<string, string>();
  /** Of models, by their whole names; others are tiny. */
  readonly sizes = new Map<string, Size>();
  readonly #runners = new Map<string, string>();
  readonly #starts = new Map<string, number>();
  readonly #faults = new Map<string, Script<FaultReply | null>>();
  readonly #http = createServer((request, response) => {
    this.#serve(request, response).catch((fault: unknown) => {
      this.surprises.push(`The fake itself failed: ${String(fault)}`);
      response.destroy();
    });
  });
  #chat: Script<ChatReply> | null = null;
  #embed: Script<EmbedReply | null> | null = null;
  #pull: Script<PullReply> | null = null;
  #port = 0;
  #arrivals: (() => void)[] = [];
  readonly #version: string;
  readonly #dimensions: number;
  readonly #embedContextWords: number;
  readonly #tokenMs: number;

  constructor(options: OllamaServerOptions) {
    this.#version = options.version ?? '0.17.4';
    this.#dimensions = options.dimensions ?? 64;
    this.#embedContextWords = options.embedContextWords ?? 512;
    this.#tokenMs = options.tokenMs ?? 100;
    this.setModels(options.models ?? []);
  }

  /** `http://127.0.0.1:port`, the same while down and after. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get chatRequests(): readonly RecordedRequest[] {
    return this.requestsOf('/api/chat');
  }

  get embedRequests(): readonly RecordedRequest[] {
    return this.requestsOf('/api/embed');
  }

  requestsOf(path: string): readonly RecordedRequest[] {
    return this.requests.filter((request) => request.path === path);
  }

  /** What chats are answered with from now on; `index` counts all chats from 0 (warm-ups too). */
  onChat(script: Script<ChatReply>): void {
    this.#chat = script;
  }

  /** What embed requests are answered with; null takes the default vectors. */
  onEmbed(script: Script<EmbedReply | null>): void {
    this.#embed = script;
  }

  onPull(script: Script<PullReply>): void {
    this.#pull = script;
  }

  /** A fault for any path (`/api/tags`, `/api/version` …), before everything else; null: none. */
  on(path: string, script: Script<FaultReply | null>): void {
    this.#faults.set(path, script);
  }

  /** Replaces what is installed. `digests` stands for re-pulled weights. */
  setModels(models: readonly string[], digests: Readonly<Record<string, string>> = {}): void {
    this.#models.clear();
    for (const model of models) {
      const digest = digests[model] ?? createHash('sha256').update(tagged(model)).digest('hex');
      this.#models.set(tagged(model), digest);
    }
  }

  #listed([name, digest]: [string, string]): object {
    const { bytes } = this.sizes.get(name) ?? TINY;
    return { name, model: name, digest, size: bytes, modified_at: '2025-06-02T12:00:00Z' };
  }

  /** As a server does whose processor, or graphics card, holds it. */
  #loaded(model: string): object {
    const name = tagged(model);
    const { bytes, onCardBytes } = this.sizes.get(name) ?? TINY;
    return { name, model: name, size: bytes, size_vram: onCardBytes };
  }

  /** How often the model was loaded: 1 when all callers send the same options. */
  startsOf(model: string): number {
    return this.#starts.get(tagged(model)) ?? 0;
  }

  /** The `count`-th request of a path, counted from 1, as soon as it has arrived. */
  async request(path: string, count = 1): Promise<RecordedRequest> {
    for (;;) {
      const found = this.requestsOf(path)[count - 1];
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#arrivals.push(resolve));
    }
  }

  chatRequest(count = 1): Promise<RecordedRequest> {
    return this.request('/api/chat', count);
  }

  /** `true`: stops listening and cuts every connection; `false`: listens again on the same port. */
  async setDown(isDown: boolean): Promise<void> {
    if (isDown === !this.#http.listening) return;
    if (isDown) {
      const closed = once(this.#http, 'close');
      this.#http.close();
      this.#http.closeAllConnections();
      await closed;
      return;
    }
    this.#http.listen(this.#port, '127.0.0.1');
    await once(this.#http, 'listening');
    this.#port = (this.#http.address() as AddressInfo).port;
    this.#runners.clear();
  }

  /** Throws when something was asked that no test had thought of. Call it in `afterEach`. */
  assertNoSurprises(): void {
    if (this.surprises.length > 0) {
      throw new Error(`The Ollama fake was surprised:\n${this.surprises.join('\n')}`);
    }
  }

  async close(): Promise<void> {
    await this.setDown(true);
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(incoming);
    const body = await readBody(incoming);
    if (response.destroyed) return;
    const request = new RecordedRequest(incoming, body, response);
    const index = this.requestsOf(path).length;
    this.requests.push(request);
    for (const arrived of this.#arrivals.splice(0)) arrived();
    const fault = await this.#faults.get(path)?.(request, index);
    if (fault) return sendFault(response, fault);
    await this.#route(request, response, index);
  }

  async #route(request: RecordedRequest, response: ServerResponse, index: number): Promise<void> {
    const refused =
      refusalOf(request.path, { ...request.body }) ??
      (NEEDS_MODEL.has(request.path) ? this.#refusalOfModel(request) : null);
    if (refused !== null) return sendFault(response, replyStatus(refused.status, refused.error));
    switch (request.path) {
      case '/api/version':
        return sendJson(response, { version: this.#version });
      case '/api/tags':
        return sendJson(response, {
          models: [...this.#models].map((model) => this.#listed(model)),
        });
      case '/api/ps':
        return sendJson(response, {
          models: [...this.#runners.keys()].map((name) => this.#loaded(name)),
        });
      case '/api/show':
        return sendJson(response, { details: {} });
      case '/api/chat':
        return this.#chats(request, response, index);
      case '/api/embed':
        return this.#embeds(request, response, index);
      case '/api/pull':
        return this.#pulls(request, response, index);
      default:
        return this.#shout(response, `Nothing is stubbed for ${request.path}`);
    }
  }

  async #chats(request: RecordedRequest, response: ServerResponse, index: number): Promise<void> {
    const { body } = request;
    this.#start(request);
    if ((body.messages ?? []).length === 0) {
      const done = { message: { role: 'assistant', content: '' }, done: true, done_reason: 'load' };
      return sendJson(response, { model: body.model, ...done });
    }
    const promptWords = words(request.prompt).length;
    if (body.truncate === false && promptWords > Number(body.options?.['num_ctx'] ?? 4_096)) {
      return sendFault(response, replyStatus(400, 'the input length exceeds the context length'));
    }
    if (this.#chat === null) {
      return this.#shout(response, `A chat that no onChat() answers: ${request.question}`);
    }
    const reply = await this.#chat(request, index);
    if (reply.kind !== 'tokens') return sendFault(response, reply);
    await sendTokens(request, response, reply, { promptWords, tokenMs: this.#tokenMs });
  }

  async #embeds(request: RecordedRequest, response: ServerResponse, index: number): Promise<void> {
    this.#start(request);
    const reply = (await this.#embed?.(request, index)) ?? null;
    if (reply !== null && reply.kind !== 'vectors') return sendFault(response, reply);
    const tooLong = request.inputs.some((text) => words(text).length > this.#embedContextWords);
    if (reply === null && tooLong && request.body.truncate === false) {
      return sendFault(response, replyStatus(400, 'the input length exceeds the context length'));
    }
    const embeddings =
      reply?.vectors ?? request.inputs.map((text) => bagOfWords(text, this.#dimensions));
    sendJson(response, { model: request.body.model, embeddings });
  }

  async #pulls(request: RecordedRequest, response: ServerResponse, index: number): Promise<void> {
    const model = request.body.model ?? request.body.name ?? '';
    const reply = (await this.#pull?.(request, index)) ?? DEFAULT_PULL;
    if (reply.kind !== 'progress') return sendFault(response, reply);
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const line of reply.lines) {
      if (reply.pace === 'held') await request.takeLeave();
      if (response.destroyed) return;
      if (line['status'] === 'success') this.setModels([...this.#models.keys(), model]);
      response.write(`${JSON.stringify(line)}\n`);
    }
    response.end();
  }

  #refusalOfModel({ path, body }: RecordedRequest): Refusal | null {
    const model = body.model ?? '';
    if (this.#models.has(tagged(model))) return lateRefusalOf({ ...body });
    const error =
      path === '/api/embed'
        ? `model "${model}" not found, try pulling it first`
        : `model '${model}' not found`;
    return { status: 404, error };
  }

  #start(request: RecordedRequest): void {
    const model = tagged(request.body.model ?? '');
    const options = RUNNER_OPTIONS.map((name) => request.body.options?.[name] ?? null);
    const runner = JSON.stringify(options);
    if (this.#runners.get(model) === runner) return;
    this.#runners.set(model, runner);
    this.#starts.set(model, (this.#starts.get(model) ?? 0) + 1);
  }

  #shout(response: ServerResponse, surprise: string): void {
    this.surprises.push(surprise);
    sendFault(response, replyStatus(500, surprise));
  }
}

// --- how it is sent -------------------------------------------------------------------------------

const DEFAULT_PULL: ProgressReply = {
  kind: 'progress',
  pace: 'free',
  lines: [
    { status: 'pulling manifest' },
    { status: 'pulling 0123456789ab', digest: 'sha256:01', total: 1_000, completed: 400 },
    { status: 'pulling 0123456789ab', digest: 'sha256:01', total: 1_000, completed: 1_000 },
    { status: 'verifying sha256 digest' },
    { status: 'success' },
  ],
};

async function readBody(incoming: IncomingMessage): Promise<OllamaBody> {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  return text === '' ? {} : (JSON.parse(text) as OllamaBody);
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function sendFault(response: ServerResponse, reply: FaultReply): void {
  switch (reply.kind) {
    case 'status':
      if (reply.location !== undefined) response.setHeader('location', reply.location);
      response.writeHead(reply.status, { 'content-type': reply.type });
      response.end(reply.body);
      return;
    case 'raw':
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.end(reply.body);
      return;
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write(reply.head, () => response.destroy());
      return;
    case 'flood':
      response.writeHead(reply.status, { 'content-type': 'application/json' });
      flood(response);
      return;
    case 'drop':
      response.destroy();
      return;
    case 'hang':
      return;
  }
}

function flood(response: ServerResponse): void {
  const pour = (): void => {
    while (!response.destroyed && response.write(' '.repeat(65_536)));
  };
  response.on('drain', pour);
  pour();
}

async function sendTokens(
  request: RecordedRequest,
  response: ServerResponse,
  reply: TokensReply,
  { promptWords, tokenMs }: { readonly promptWords: number; readonly tokenMs: number },
): Promise<void> {
  const { model } = request.body;
  const line = (fields: object): void => {
    response.write(`${JSON.stringify({ model, created_at: '2025-06-02T12:00:00Z', ...fields })}\n`);
  };
  response.setHeader('content-type', 'application/x-ndjson');
  const room = Number(request.body.options?.['num_predict'] ?? Infinity);
  const tokens = reply.tokens.slice(0, room);
  for (const content of tokens) {
    if (reply.pace === 'held') await request.takeLeave();
    else await nextTurn(); // so that pieces arrive apart
    if (response.destroyed) return;
    line({ message: { role: 'assistant', content }, done: false });
  }
  if (reply.pace === 'stalled') return response.flushHeaders();
  line({
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: tokens.length < reply.tokens.length ? 'length' : reply.doneReason,
    load_duration: 1_000_000,
    prompt_eval_count: reply.promptTokens ?? promptWords,
    eval_count: tokens.length,
    eval_duration: tokens.length * tokenMs * 1_000_000, // nanoseconds
  });
  response.end();
}

/** As the server names it: with its tag, without the default registry and namespace. */
function tagged(model: string): string {
  const name = model.toLowerCase().replace(/^(?:registry\.ollama\.ai\/)?(?:library\/)?/u, '');
  return name.includes(':') ? name : `${name}:latest`;
}

function pathOf(incoming: IncomingMessage): string {
  return new URL(incoming.url ?? '/', 'http://localhost').pathname;
}

// --- default vectors ------------------------------------------------------------------------------

/** Words of fewer characters say little about a text. */
const SHORT_WORD_CHARS = 4;
/** Beginnings stand for words, so that `Lizenz` and `Lizenzen` are near. */
const STEM_CHARS = 6;

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Unit vector of a text: each word adds to one signed dimension. Texts that share words are near. */
export function bagOfWords(text: string, dimensions = 64): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of words(text)) {
    const hash = createHash('sha256').update(word.slice(0, STEM_CHARS)).digest();
    const weight = word.length < SHORT_WORD_CHARS ? 0.1 : 1;
    const place = hash.readUInt32BE(0) % dimensions;
    vector[place] = (vector[place] ?? 0) + (hash.readUInt8(4) % 2 === 0 ? weight : -weight);
  }
  const length = Math.hypot(...vector);
  if (length === 0) return vector.map((_, place) => (place === 0 ? 1 : 0));
  return vector.map((value) => value / length);
}
