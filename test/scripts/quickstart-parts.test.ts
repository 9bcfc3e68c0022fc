import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseArguments } from '../../scripts/lib/arguments.mjs';
import { installCommand } from '../../scripts/lib/dependencies.mjs';
import { withEnvFile } from '../../scripts/lib/environment.mjs';
import { nodeVersionProblem } from '../../scripts/lib/node-version.mjs';
import { exitCodeOf, npmProgram, run, startServer } from '../../scripts/lib/processes.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cria-scripts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the Node check', () => {
  test.each(['20.19.0', 'v20.20.2', '22.0.0', '20.19.1'])('accepts %s', (version) => {
    expect(nodeVersionProblem(version)).toBeNull();
  });

  test.each(['20.18.9', '18.20.0', '20.9.0'])('refuses %s and names both versions', (version) => {
    expect(nodeVersionProblem(version)).toContain(
      `needs Node 20.19.0 or newer; this is ${version}`,
    );
  });

  test('asks for what package.json asks for', async () => {
    const manifest = (await import('../../package.json')).default;
    expect(nodeVersionProblem(manifest.engines.node.replace('>=', ''))).toBeNull();
    expect(manifest.engines.node).toBe('>=20.19.0');
  });
});

describe('the arguments', () => {
  test.each([
    [[], { offline: false, download: null, help: false, unknown: null }],
    [['--offline'], { offline: true, download: null, help: false, unknown: null }],
    [['--yes'], { offline: false, download: 'yes', help: false, unknown: null }],
    [['--no-model'], { offline: false, download: 'no', help: false, unknown: null }],
    [['-h'], { offline: false, download: null, help: true, unknown: null }],
    [['--ofline', 'x'], { offline: false, download: null, help: false, unknown: '--ofline' }],
  ])('%j', (argv, expected) => {
    expect(parseArguments(argv)).toEqual(expected);
  });
});

describe('the environment', () => {
  const file = () => join(folder, '.env');

  test('takes settings from the file', () => {
    writeFileSync(file(), '# note\nCHAT_MODEL=llama3.2\nEMBED_MODEL="bge-m3" # note\n');
    expect(withEnvFile({}, file())).toEqual({ CHAT_MODEL: 'llama3.2', EMBED_MODEL: 'bge-m3' });
  });

  test('lets the environment win over the file', () => {
    writeFileSync(file(), 'CHAT_MODEL=a\n');
    expect(withEnvFile({ CHAT_MODEL: 'b' }, file())).toEqual({ CHAT_MODEL: 'b' });
  });

  test('counts an empty value as not set', () => {
    writeFileSync(file(), 'CHAT_MODEL=a\nDISCORD_TOKEN=\n');
    expect(withEnvFile({ CHAT_MODEL: '' }, file())).toEqual({ CHAT_MODEL: 'a' });
  });

  test('needs no file', () => {
    expect(withEnvFile({ A: '1' }, file())).toEqual({ A: '1' });
  });
});

describe('the dependencies', () => {
  const at = (path: string, seconds: number) => {
    writeFileSync(join(folder, path), '{}');
    utimesSync(join(folder, path), seconds, seconds);
  };

  test('are installed from the lock when there are none', () => {
    at('package-lock.json', 100);
    expect(installCommand(folder)?.[0]).toBe('ci');
  });

  test('are installed without a lock, too', () => {
    expect(installCommand(folder)?.[0]).toBe('install');
  });

  test('are installed again after an install that was cut off', () => {
    at('package-lock.json', 100);
    mkdirSync(join(folder, 'node_modules'));
    expect(installCommand(folder)?.[0]).toBe('ci');
  });

  test('are installed again when the lock is newer', () => {
    mkdirSync(join(folder, 'node_modules'));
    at('node_modules/.package-lock.json', 100);
    at('package-lock.json', 200);
    expect(installCommand(folder)?.[0]).toBe('ci');
  });

  test('are left alone when they are up to date', () => {
    mkdirSync(join(folder, 'node_modules'));
    at('package-lock.json', 100);
    at('node_modules/.package-lock.json', 200);
    expect(installCommand(folder)).toBeNull();
  });
});

describe('npm', () => {
  test('is the one that runs the quick start', () => {
    const npm = npmProgram({ npm_execpath: '/x/npm-cli.js' }, 'linux', '/node');
    expect(npm).toEqual({ program: '/node', leading: ['/x/npm-cli.js'], options: {} });
  });

  test('is the one on PATH when another tool runs it', () => {
    expect(npmProgram({ npm_execpath: '/x/pnpm.cjs' }, 'linux').program).toBe('npm');
    expect(npmProgram({}, 'win32').options).toEqual({ shell: true });
  });
});

describe('processes', () => {
  const quiet = { stdio: 'ignore' } as const;

  test('pass their exit code on', async () => {
    expect(await run(process.execPath, ['-e', 'process.exit(5)'], quiet)).toBe(5);
  });

  test('report a signal as a shell does', async () => {
    const program = "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)";
    expect(await run(process.execPath, ['-e', program], quiet)).toBe(143);
    expect(exitCodeOf(null, 'SIGINT')).toBe(130);
  });

  test('leave no signal handler behind', async () => {
    const before = process.listenerCount('SIGINT');
    await run(process.execPath, ['-e', ''], quiet);
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  test('in the background tell why they did not start', async () => {
    const logFile = join(folder, 'logs', 'ollama.log');
    const missing = join(folder, 'no-such-program');
    const options = { environment: {}, logFile, platform: 'linux' };
    const server = await startServer(missing, 'http://127.0.0.1:9', options);
    await expect.poll(() => server.fault()).toContain('ENOENT');
  });
});
