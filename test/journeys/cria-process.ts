import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Everything an operator can set, empty: neither the shell's own nor a `.env` file gets in. */
const UNSET = Object.fromEntries(
  [
    'KNOWLEDGE_DIR',
    'DATA_DIR',
    'OLLAMA_HOST',
    'CHAT_MODEL',
    'EMBED_MODEL',
    'CHAT_CONTEXT_TOKENS',
    'MAX_ANSWER_TOKENS',
    'MODEL_THREADS',
    'MODEL_RUNTIME',
    'MODEL_DOWNLOAD',
    'CHAT_MODEL_FILE',
    'EMBED_MODEL_FILE',
    'MODEL_MEMORY_MB',
    'KEEP_ALIVE',
    'DISCORD_TOKEN',
    'PAGE_PORT',
    'PAGE_HOST',
    'PAGE_PASSWORD',
    'METRICS_PORT',
    'METRICS_HOST',
    'DISCORD_API_URL',
    'DISCORD_GUILD_ID',
    'LOG_LEVEL',
    'CRIA_LANGUAGE',
    'LANG',
  ].map((name) => [name, '']),
);

export interface ProcessResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `node scripts/run.mjs …` in a process of its own. */
export class CriaProcess {
  readonly child: ChildProcessWithoutNullStreams;
  /** What it came to. */
  readonly ended: Promise<ProcessResult>;

  constructor(args: readonly string[], env: Readonly<Record<string, string>>, input = '') {
    const { PATH, HOME } = process.env;
    this.child = spawn(process.execPath, ['scripts/run.mjs', ...args], {
      cwd: ROOT,
      env: { PATH, HOME, ...UNSET, MODEL_CACHE_DIR: '/nowhere', ...env },
      stdio: 'pipe',
    });
    let stdout = '';
    let stderr = '';
    this.child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    this.child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    this.child.stdin.on('error', () => undefined); // it may end before it has read everything
    this.child.stdin.end(input);
    this.ended = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
  }
}

/** Runs Cria to its end. */
export function runCria(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<ProcessResult> {
  return new CriaProcess(args, env, input).ended;
}
