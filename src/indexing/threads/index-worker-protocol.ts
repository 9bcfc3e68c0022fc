import type { ErrorData } from '../../domain/errors.ts';
import type { StoreNote } from '../../domain/generation-store.ts';

/** What an index worker is started for; it does nothing else. */
export type WorkerRole = 'build' | 'search';

/** What a worker is given when it starts. */
export interface WorkerStart {
  readonly role: WorkerRole;
  /** Shared; 1 in its first place: end at the next step. */
  readonly stop: Int32Array<SharedArrayBuffer>;
  /** Shared; what is worked at, see `Report`: seen from outside even when the thread hangs. */
  readonly at: Uint8Array<SharedArrayBuffer>;
  /** What it needs to reach its store; may hold a secret. */
  readonly store: StoreNote;
}

/** One kind of request: what goes in and what comes back. */
export interface Call<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}

/** Says how far a request is, and what it is at next. */
export type Report = (done: number, total: number, at?: string) => void;

/** A function for every request of a role. */
export type Handlers<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends Call<infer Input, infer Output>
    ? (input: Input, report: Report) => Output | Promise<Output>
    : never;
};

export interface WorkerRequest {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

/** What comes back for a request: how far it is, any number of times, then one outcome. */
export type WorkerResponse =
  | {
      readonly id: number;
      readonly type: 'progress';
      readonly done: number;
      readonly total: number;
    }
  | { readonly id: number; readonly type: 'output'; readonly output: unknown }
  | { readonly id: number; readonly type: 'error'; readonly error: ErrorData };
