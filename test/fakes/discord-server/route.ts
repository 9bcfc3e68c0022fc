import type { ServerState } from './state.ts';
import { isJsonObject, RestFault, type Json, type JsonObject } from './wire.ts';

export interface RouteCall {
  readonly state: ServerState;
  /** Sends a gateway event to the bot. */
  readonly dispatch: (event: string, data: JsonObject) => void;
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Json | undefined;
}

export interface RouteAnswer {
  readonly status: number;
  readonly json?: Json;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Matched against the decoded path below the API's version; groups become `params`. */
  readonly pattern: RegExp;
  /** Whether `Authorization: Bot <token>` must be there. */
  readonly needsBot: boolean;
  /** Channel whose message bucket the call uses up; absent: none. */
  readonly bucket?: (call: RouteCall) => string;
  readonly run: (call: RouteCall) => RouteAnswer;
}

/** The n-th path parameter; the pattern guarantees it. */
export function param(call: RouteCall, index: number): string {
  return call.params[index] ?? '';
}

/** @throws RestFault 400 when the body is not a JSON object. */
export function bodyObject(call: RouteCall): JsonObject {
  if (!isJsonObject(call.body)) throw new RestFault(400, 50_109, 'The request body is not JSON.');
  return call.body;
}
