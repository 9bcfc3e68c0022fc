import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { guildPayload, userPayload } from './payloads.ts';
import type { ServerState } from './state.ts';
import { isJsonObject, type JsonObject } from './wire.ts';

const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

interface Session {
  readonly id: string;
  sequence: number;
  /** Everything dispatched, so that a resume can replay what was missed. */
  readonly events: { s: number; t: string; d: JsonObject }[];
}

export interface GatewayOptions {
  readonly state: ServerState;
  readonly token: string;
  /** As they are at the moment of an identify. */
  readonly guildIds: ReadonlySet<string>;
  readonly heartbeatIntervalMs: number;
  readonly url: () => string;
}

/** One shard's worth of Discord's gateway: identify, heartbeats, resume, drops on demand. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #sockets = new WebSocketServer({ noServer: true });
  #session: Session | null = null;
  #socket: WebSocket | null = null;
  identifies = 0;
  resumes = 0;
  heartbeats = 0;
  /** Events replayed by resumes. */
  replayed = 0;
  /** Intents of the last identify. */
  intents = 0;
  /** What the bot said it is doing, in order; null: nothing. */
  readonly presences: (string | null)[] = [];
  /** While true nobody can connect. */
  isAway = false;
  /** Closes the connection with this code instead of READY. */
  refuseIdentifyWith: number | null = null;

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.isAway) return void socket.destroy();
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      this.#socket = client;
      client.on('message', (data) => this.#receive(client, data));
      client.on('close', () => {
        if (this.#socket === client) this.#socket = null;
      });
      this.#send(client, OP.hello, { heartbeat_interval: this.#options.heartbeatIntervalMs });
    });
  }

  /** Sends an event now, or when the session is resumed. */
  dispatch(event: string, data: JsonObject): void {
    const session = this.#session;
    if (session === null) throw new Error('The bot has no session; start it first.');
    session.sequence += 1;
    const sent = { s: session.sequence, t: event, d: data };
    session.events.push(sent);
    if (this.#socket !== null) this.#sendEvent(this.#socket, sent);
  }

  /** A bot that uses REST alone hears of nothing. */
  get hasSession(): boolean {
    return this.#session !== null;
  }

  get isConnected(): boolean {
    return this.#socket !== null;
  }

  /** Closes the connection; 4000 lets a client resume. */
  drop(code = 4_000): void {
    this.#socket?.close(code);
    this.#socket = null;
  }

  /** Cuts the wire without a close frame. */
  cut(): void {
    this.#socket?.terminate();
    this.#socket = null;
  }

  requestReconnect(): void {
    if (this.#socket !== null) this.#send(this.#socket, OP.reconnect, null);
  }

  invalidateSession(isResumable: boolean): void {
    const socket = this.#socket;
    if (!isResumable) this.#session = null;
    if (socket !== null) this.#send(socket, OP.invalidSession, isResumable);
  }

  close(): void {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
  }

  #receive(client: WebSocket, data: RawData): void {
    const packet: unknown = JSON.parse((data as Buffer).toString('utf8'));
    if (!isJsonObject(packet)) return;
    const payload = isJsonObject(packet.d) ? packet.d : {};
    switch (Number(packet.op)) {
      case OP.heartbeat:
        this.heartbeats += 1;
        return this.#send(client, OP.heartbeatAck, null);
      case OP.identify:
        return this.#identify(client, payload);
      case OP.presence:
        this.presences.push(stateOf(payload));
        return;
      case OP.resume:
        return this.#resume(client, payload);
      default:
    }
  }

  #identify(client: WebSocket, payload: JsonObject): void {
    this.identifies += 1;
    this.intents = Number(payload.intents);
    if (this.refuseIdentifyWith !== null) return client.close(this.refuseIdentifyWith);
    if (payload.token !== this.#options.token) return client.close(4_004);
    const { state, guildIds } = this.#options;
    this.#session = { id: state.newId(), sequence: 0, events: [] };
    this.dispatch('READY', {
      v: 10,
      user: userPayload(state.botUserId, 'cria', true),
      guilds: [...guildIds].map((id) => ({ id, unavailable: true })),
      session_id: this.#session.id,
      resume_gateway_url: this.#options.url(),
      shard: [0, 1],
      application: { id: state.applicationId, flags: 0 },
    });
    for (const id of guildIds) this.dispatch('GUILD_CREATE', guildPayload(id, state));
  }

  #resume(client: WebSocket, payload: JsonObject): void {
    this.resumes += 1;
    const session = this.#session;
    if (payload.token !== this.#options.token) return client.close(4_004);
    if (session?.id !== payload.session_id || session === null) {
      return this.#send(client, OP.invalidSession, false);
    }
    const missed = session.events.filter(({ s }) => s > Number(payload.seq));
    this.replayed += missed.length;
    for (const event of missed) this.#sendEvent(client, event);
    this.dispatch('RESUMED', {});
  }

  #send(client: WebSocket, op: number, d: JsonObject | boolean | null): void {
    client.send(JSON.stringify({ op, d, s: null, t: null }));
  }

  #sendEvent(client: WebSocket, event: { s: number; t: string; d: JsonObject }): void {
    client.send(JSON.stringify({ op: OP.dispatch, ...event }));
  }
}

function stateOf({ activities }: JsonObject): string | null {
  const [first] = Array.isArray(activities) ? activities : [];
  return isJsonObject(first) && typeof first.state === 'string' ? first.state : null;
}
