import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { serverEnvironment, stopHint } from './ollama.mjs';

/** Of what a program said. */
const MAX_HELD_CHARS = 64_000;

/** Exit code of a child as a shell reports it: 128 + n when signal n ended it. */
export function exitCodeOf(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

/**
 * Runs a program in the foreground and resolves with its exit code; 127 when it cannot start.
 * Signals: a terminal sends Ctrl-C to the child as well, so it is only passed on without one.
 */
export function run(program, programArguments, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, { stdio: 'inherit', ...options });
    const passOn = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, passOn);
    const finish = (exitCode) => {
      for (const signal of signals) process.off(signal, passOn);
      resolve(exitCode);
    };
    child.once('error', (error) => {
      console.error(`${program} could not be started: ${error.message}`);
      finish(127);
    });
    child.once('exit', (code, signal) => finish(exitCodeOf(code, signal)));
  });
}

/** How to call npm: by the npm that runs this script, else the one on PATH. */
export function npmProgram(environment, platform, node = process.execPath) {
  const script = environment.npm_execpath;
  if (script !== undefined && /npm-cli\.c?js$/.test(script)) {
    return { program: node, leading: [script], options: {} };
  }
  return { program: 'npm', leading: [], options: platform === 'win32' ? { shell: true } : {} };
}

/** Starts `ollama serve` so that it outlives this process; its output goes to `logFile`. */
export async function startServer(binary, base, { environment, logFile, platform }) {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  let fault = null;
  const child = spawn(binary, ['serve'], {
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
    env: serverEnvironment(binary, base, environment),
  });
  closeSync(log);
  child.once('error', (error) => (fault = error.message));
  child.once(
    'exit',
    (code, signal) => (fault ??= `it ended with ${signal ?? `exit code ${code}`}`),
  );
  child.unref();
  return {
    fault: () => fault,
    stop: () => child.kill(),
    stopHint: stopHint(child.pid, platform),
    logFile,
  };
}

/** As `run`, but what the program says is held back and handed over: its last `MAX_HELD_CHARS`. */
export function runHeld(program, programArguments, options = {}) {
  let output = '';
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk) => (output = (output + chunk).slice(-MAX_HELD_CHARS));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ code: 127, output: `${program}: ${error.message}` }));
    child.once('close', (code, signal) => resolve({ code: exitCodeOf(code, signal), output }));
  });
}
