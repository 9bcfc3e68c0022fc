import { fork } from 'node:child_process';
import { constants } from 'node:os';
import type { ChildSettings, FromChild, ToChild } from './protocol.ts';

/** The JavaScript of the process needs little; the weights live outside of its heap. */
const HEAP_MB = 512;
/** Of the error output, the end. */
const MAX_KEPT_CHARS = 4_000;

/** A running process of the models. */
export interface ChildHandle {
  /** Does nothing once the process has ended. */
  send(message: ToChild): void;
  onMessage(listener: (message: FromChild) => void): void;
  /** Once; `said` is the line of its error output that tells most. */
  onEnd(listener: (code: number | null, signal: string | null, said: string) => void): void;
  /** Ends it at once. */
  kill(): void;
}

export interface StartChildOptions {
  readonly settings: ChildSettings;
  /** Environment of the process, without secrets. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Starts the process of the models. It ends by itself when this one does. */
export function startChild({ settings, environment }: StartChildOptions): ChildHandle {
  const child = fork(new URL('./child/model-child.ts', import.meta.url), {
    env: { ...environment },
    execArgv: [`--max-old-space-size=${HEAP_MB}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  let written = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    written = (written + text).slice(-MAX_KEPT_CHARS);
  });
  child.on('error', () => undefined); // the process could not be started, or told: it ends
  const send = (message: ToChild): void => {
    if (child.connected) child.send(message, () => undefined);
  };
  send({ settings });
  return {
    send,
    onMessage: (listener) => child.on('message', (message) => listener(message as FromChild)),
    onEnd: (listener) => {
      child.once('close', (code, signal) => listener(code, signal, lastWords(written)));
    },
    kill: () => child.kill(constants.signals.SIGKILL),
  };
}

/** The last line that names a fault, else the last line. */
function lastWords(written: string): string {
  const lines = written.split('\n').filter((line) => line.trim() !== '');
  return (
    lines.findLast((line) => /error|fail|abort|assert/iu.test(line)) ??
    lines.at(-1) ??
    ''
  ).trim();
}
