import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RateLimits } from './rate-limits.ts';
import type { Route, RouteAnswer, RouteCall } from './route.ts';
import { ACCOUNT_ROUTES } from './routes-account.ts';
import { CHANNEL_ROUTES } from './routes-channels.ts';
import { COMMAND_ROUTES } from './routes-commands.ts';
import { INTERACTION_ROUTES } from './routes-interactions.ts';
import type { RecordedRequest, ServerState } from './state.ts';
import { FAULT, RestFault, type Json, type JsonObject } from './wire.ts';

const VERSION = '/api/v10';
const ROUTES: readonly Route[] = [
  ...INTERACTION_ROUTES,
  ...CHANNEL_ROUTES,
  ...COMMAND_ROUTES,
  ...ACCOUNT_ROUTES,
];

export interface RestOptions {
  readonly token: string;
  readonly state: ServerState;
  readonly limits: RateLimits;
  readonly gatewayUrl: () => string;
  readonly dispatch: (event: string, data: JsonObject) => void;
}

/** Answers HTTP requests of the bot like Discord's REST API and records every one of them. */
export class RestApi {
  readonly #options: RestOptions;
  /** Requests that have arrived and are not answered yet. */
  inFlight = 0;
  /** While true requests are taken and never answered. */
  isSilent = false;
  /** Answers the next so many requests with 503. */
  failures = 0;
  /** Answers the next so many requests that match with 400, as for a body Discord does not take. */
  refusals: { left: number; readonly matches: (request: RecordedRequest) => boolean }[] = [];
  /** Does what the next so many messages ask for, and answers 503. */
  lostAnswers = 0;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight += 1;
    try {
      const body = await readBody(request);
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const record: RecordedRequest = {
        method: request.method ?? 'GET',
        path: url.pathname.replace(VERSION, '') + url.search,
        body,
        at: this.#options.state.now(),
        status: 0,
      };
      this.#options.state.requests.push(record);
      if (this.isSilent) return;
      const file = /^\/attachments\/(\d+)\//u.exec(url.pathname)?.[1];
      if (file !== undefined)
        return sendFile(response, this.#options.state.files.get(file), record);
      this.#answer({ request, response, url, record });
    } finally {
      this.inFlight -= 1;
    }
  }

  #answer(call: {
    request: IncomingMessage;
    response: ServerResponse;
    url: URL;
    record: RecordedRequest;
  }): void {
    const headers: Record<string, string> = {};
    let answer: RouteAnswer;
    try {
      if (this.failures > 0) {
        this.failures -= 1;
        throw new RestFault(503, 0, 'Service Unavailable');
      }
      this.#refuse(call.record);
      answer = this.#route(call.request, call.url, call.record, headers);
      if (
        this.lostAnswers > 0 &&
        /^POST .*\/messages$/u.test(`${call.record.method} ${call.url.pathname}`)
      ) {
        this.lostAnswers -= 1;
        throw new RestFault(503, 0, 'Service Unavailable');
      }
    } catch (thrown) {
      answer = this.#fault(thrown, call.record);
    }
    call.record.status = answer.status;
    send(call.response, answer, headers);
  }

  /** As Discord refuses a body; ordered by a test, so no surprise. */
  #refuse(record: RecordedRequest): void {
    const order = this.refusals.find(({ left, matches }) => left > 0 && matches(record));
    if (order === undefined) return;
    order.left -= 1;
    throw new RestFault(400, 200_000, 'Message was blocked by automatic moderation');
  }

  #route(
    request: IncomingMessage,
    url: URL,
    record: RecordedRequest,
    headers: Record<string, string>,
  ): RouteAnswer {
    const { state, limits, token, dispatch } = this.#options;
    if (!url.pathname.startsWith(`${VERSION}/`)) throw FAULT.notFound();
    const path = decodeURIComponent(url.pathname.slice(VERSION.length));
    const isBot = request.headers.authorization === `Bot ${token}`;
    if (path === '/gateway/bot') {
      if (!isBot) throw FAULT.unauthorized();
      return { status: 200, json: gatewayBot(this.#options.gatewayUrl(), state) };
    }
    for (const route of ROUTES) {
      const match = route.method === record.method ? route.pattern.exec(path) : null;
      if (match === null) continue;
      if (route.needsBot && !isBot) throw FAULT.unauthorized();
      const params = match.slice(1);
      const call: RouteCall = {
        state,
        dispatch,
        params,
        query: url.searchParams,
        body: record.body,
      };
      if (route.bucket !== undefined) {
        const verdict = limits.check(route.bucket(call), { method: record.method, path });
        Object.assign(headers, verdict.headers);
        if (verdict.retryAfterMs !== null) return tooMany(verdict.retryAfterMs, verdict.isGlobal);
      }
      return route.run(call);
    }
    throw FAULT.notFound();
  }

  #fault(thrown: unknown, record: RecordedRequest): RouteAnswer {
    const fault = thrown instanceof RestFault ? thrown : new RestFault(500, 0, String(thrown));
    const isSurprise =
      fault.status === 500 ||
      fault.code === 50_035 ||
      fault.code === 50_006 ||
      fault.code === 520_004 ||
      isUnknownRoute(fault);
    if (isSurprise || fault.code === 50_109) {
      this.#options.state.violations.push(
        `${record.method} ${record.path}: ${fault.message} ${JSON.stringify(fault.errors ?? '')}` +
          ` body ${JSON.stringify(record.body ?? null).slice(0, 400)}`,
      );
    }
    const json: JsonObject = { code: fault.code, message: fault.message };
    if (fault.errors !== undefined) json.errors = fault.errors;
    return { status: fault.status, json };
  }
}

function isUnknownRoute(fault: RestFault): boolean {
  return fault.status === 404 && fault.code === 0;
}

function tooMany(retryAfterMs: number, isGlobal: boolean): RouteAnswer {
  return {
    status: 429,
    json: {
      message: 'You are being rate limited.',
      retry_after: retryAfterMs / 1_000,
      global: isGlobal,
    },
  };
}

function gatewayBot(url: string, { sessions }: ServerState): Json {
  return {
    url,
    shards: sessions.shards,
    session_start_limit: {
      total: 1_000,
      remaining: sessions.left,
      reset_after: 14_400_000,
      max_concurrency: 1,
    },
  };
}

function send(
  response: ServerResponse,
  answer: RouteAnswer,
  headers: Record<string, string>,
): void {
  if (answer.json === undefined) {
    response.writeHead(answer.status, headers).end();
    return;
  }
  response.writeHead(answer.status, { ...headers, 'content-type': 'application/json' });
  response.end(JSON.stringify(answer.json));
}

function sendFile(
  response: ServerResponse,
  file: Uint8Array | undefined,
  record: RecordedRequest,
): void {
  record.status = file === undefined ? 404 : 200;
  response.writeHead(record.status, { 'content-type': 'application/octet-stream' });
  response.end(file);
}

async function readBody(request: IncomingMessage): Promise<Json | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) return undefined;
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/')) return JSON.parse(bytes.toString('utf8')) as Json;
  const part = /name="payload_json"[^]*?\r\n\r\n([^]*?)\r\n--/u.exec(bytes.toString('utf8'))?.[1];
  return part === undefined ? {} : (JSON.parse(part) as Json);
}
