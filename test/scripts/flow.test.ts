import { describe, expect, test } from 'vitest';
import { runQuickstart, type QuickstartDeps } from '../../scripts/lib/flow.mjs';
import type { ServerState } from '../../scripts/lib/ollama.mjs';

const HOST = 'http://127.0.0.1:11434';
const SECOND = 'http://127.0.0.1:11435';
const OFFLINE = ['multilingual-e5-small:latest', 'qwen2.5-coder:1.5b'];

const ollama = (models: string[] = []): ServerState => ({
  state: 'ollama',
  version: '1.0',
  models,
});
const NONE: ServerState = { state: 'none' };

interface Machine {
  deps: QuickstartDeps;
  logged: string[];
  did: string[];
  /** Environment the app got, or null when it was not run. */
  appEnvironment: () => Record<string, string | undefined> | null;
}

/** A machine of which `answers` tells, per address, what each probe sees; the last one stays. */
function machine(
  answers: Record<string, ServerState[]>,
  overrides: Partial<QuickstartDeps> = {},
): Machine {
  const logged: string[] = [];
  const did: string[] = [];
  let appEnvironment: Record<string, string | undefined> | null = null;
  const deps: QuickstartDeps = {
    log: (message) => logged.push(message),
    sleep: () => Promise.resolve(),
    probe: (base) => {
      const queue = answers[base] ?? [NONE];
      return Promise.resolve((queue.length > 1 ? queue.shift() : queue[0]) ?? NONE);
    },
    installCommand: () => null,
    install: (command) => Promise.resolve(did.push(`npm ${command.join(' ')}`) * 0),
    build: () => Promise.resolve(0),
    setUpOffline: () => Promise.resolve(did.push('set up') * 0),
    mayDownload: () => Promise.resolve(false),
    findBinary: () => null,
    startServer: (binary, base) => {
      did.push(`start ${binary} at ${base}`);
      return Promise.resolve({
        fault: () => null,
        stop: () => did.push('stop'),
        stopHint: 'kill 42',
        logFile: 'ollama.log',
      });
    },
    runApp: (environment) => {
      appEnvironment = environment;
      return Promise.resolve(0);
    },
    ...overrides,
  };
  return { deps, logged, did, appEnvironment: () => appEnvironment };
}

const online = { offline: false, environment: { A: '1' }, platform: 'linux' };
const offline = { ...online, offline: true };

describe('the quick start', () => {
  test('uses an Ollama that answers, and passes the exit code on', async () => {
    const { deps, did, appEnvironment } = machine(
      { [HOST]: [ollama(['llama3.2:latest'])] },
      { runApp: () => Promise.resolve(7) },
    );
    expect(await runQuickstart(online, deps)).toBe(7);
    expect(did).toEqual([]);
    expect(appEnvironment()).toBeNull();
  });

  test('runs the app with the environment of the user', async () => {
    const { deps, appEnvironment } = machine({ [HOST]: [ollama()] });
    await runQuickstart({ ...online, environment: { A: '1', OLLAMA_HOST: '127.0.0.1' } }, deps);
    expect(appEnvironment()).toEqual({ A: '1', OLLAMA_HOST: '127.0.0.1' });
  });

  test('installs dependencies first', async () => {
    const { deps, did } = machine({ [HOST]: [ollama()] }, { installCommand: () => ['ci'] });
    expect(await runQuickstart(online, deps)).toBe(0);
    expect(did).toEqual(['npm ci']);
  });

  test('ends when the dependencies cannot be installed', async () => {
    const { deps, logged, appEnvironment } = machine(
      {},
      { installCommand: () => ['ci'], install: () => Promise.resolve(3) },
    );
    expect(await runQuickstart(online, deps)).toBe(3);
    expect(logged.at(-1)).toContain('npm ci failed with exit code 3');
    expect(appEnvironment()).toBeNull();
  });

  test('starts an Ollama that is installed, waits for it and says how to stop it', async () => {
    const { deps, did, logged } = machine(
      { [HOST]: [NONE, NONE, ollama()] },
      { findBinary: () => '/bin/ollama' },
    );
    expect(await runQuickstart(online, deps)).toBe(0);
    expect(did).toEqual([`start /bin/ollama at ${HOST}`]);
    expect(logged.join('\n')).toContain('to stop it: kill 42');
  });

  test('waits for a bounded time, ends what it started and goes on without it', async () => {
    const { deps, did, logged, appEnvironment } = machine({}, { findBinary: () => '/bin/ollama' });
    expect(await runQuickstart(online, deps)).toBe(0);
    expect(did.at(-1)).toBe('stop');
    expect(logged.join('\n')).toContain('no answer within 30 s (log: ollama.log)');
    expect(appEnvironment()).toEqual({ A: '1', MODEL_DOWNLOAD: 'no' });
  });

  test('says why a server ended at once', async () => {
    const server = { fault: () => 'it ended with exit code 1', stop: () => 0 };
    const { deps, logged } = machine(
      {},
      {
        findBinary: () => '/bin/ollama',
        startServer: () => Promise.resolve({ ...server, stopHint: '', logFile: 'x.log' }),
      },
    );
    expect(await runQuickstart(online, deps)).toBe(0);
    expect(logged.join('\n')).toContain('it ended with exit code 1 (log: x.log)');
  });

  test('without any Ollama lets the app get models of its own, where it may', async () => {
    const { deps, logged, appEnvironment } = machine(
      {},
      { mayDownload: () => Promise.resolve(true) },
    );
    expect(await runQuickstart(online, deps)).toBe(0);
    expect(logged.join('\n')).toContain('Cria runs the models itself');
    expect(logged.join('\n')).not.toContain('To get Ollama');
    expect(appEnvironment()).toEqual({ A: '1', MODEL_DOWNLOAD: 'yes' });
  });

  test('without any Ollama or download says how to get it and goes on', async () => {
    const { deps, logged, appEnvironment } = machine({});
    expect(await runQuickstart(online, deps)).toBe(0);
    expect(logged.filter((line) => line.includes('To get Ollama'))).toHaveLength(1);
    expect(appEnvironment()).toEqual({ A: '1', MODEL_DOWNLOAD: 'no' });
  });

  test('asks nobody about models for somebody who wants Ollama alone, and looks for none for others', async () => {
    const refuse = { mayDownload: () => Promise.reject(new Error('asked')) };
    const only = machine({}, refuse);
    const wanted = { ...online, environment: { MODEL_RUNTIME: 'ollama' } };
    expect(await runQuickstart(wanted, only.deps)).toBe(0);
    const probed: string[] = [];
    const own = machine(
      {},
      {
        mayDownload: () => Promise.resolve(true),
        probe: (base) => Promise.reject(new Error(String(probed.push(base)))),
      },
    );
    expect(
      await runQuickstart({ ...online, environment: { MODEL_RUNTIME: 'embedded' } }, own.deps),
    ).toBe(0);
    expect(probed).toEqual([]);
  });

  test('starts nothing for an address of another machine', async () => {
    const environment = { OLLAMA_HOST: 'http://gpu.example:11434' };
    const { deps, did, logged } = machine({}, { findBinary: () => '/bin/ollama' });
    expect(await runQuickstart({ ...online, environment }, deps)).toBe(0);
    expect(did).toEqual([]);
    expect(logged[0]).toBe('No Ollama answers at http://gpu.example:11434.');
  });

  test('starts nothing where something else answers', async () => {
    const { deps, did } = machine(
      { [HOST]: [{ state: 'foreign' }] },
      { findBinary: () => '/bin/ollama' },
    );
    expect(await runQuickstart(online, deps)).toBe(0);
    expect(did).toEqual([]);
  });

  test('goes on with an OLLAMA_HOST that is no address, without echoing it', async () => {
    const environment = { OLLAMA_HOST: 'not an address' };
    const { deps, logged } = machine({});
    expect(await runQuickstart({ ...online, environment }, deps)).toBe(0);
    expect(logged.join('\n')).toContain('OLLAMA_HOST is not an address');
    expect(logged.join('\n')).not.toContain('not an address.');
  });
});

describe('the build of the quick start', () => {
  test('comes after the packages', async () => {
    const done: string[] = [];
    const { deps } = machine(
      {},
      {
        installCommand: () => ['ci'],
        install: () => Promise.resolve(done.push('install') * 0),
        build: () => Promise.resolve(done.push('build') * 0),
        runApp: () => Promise.resolve(done.push('run') * 0),
      },
    );
    expect(await runQuickstart(online, deps)).toBe(0);
    expect(done).toEqual(['install', 'build', 'run']);
  });

  test('ends it when it fails', async () => {
    const { deps, did, appEnvironment } = machine({}, { build: () => Promise.resolve(1) });
    expect(await runQuickstart(online, deps)).toBe(1);
    expect(did).toEqual([]);
    expect(appEnvironment()).toBeNull();
  });
});

describe('the offline quick start', () => {
  test('sets up, starts its server and chooses its models', async () => {
    const { deps, did, appEnvironment } = machine(
      { [HOST]: [NONE, ollama(OFFLINE)] },
      { findBinary: (isOffline) => (isOffline ? '/cria/ollama' : null) },
    );
    expect(await runQuickstart(offline, deps)).toBe(0);
    expect(did).toEqual(['set up', `start /cria/ollama at ${HOST}`]);
    expect(appEnvironment()).toEqual({
      A: '1',
      OLLAMA_HOST: HOST,
      CHAT_MODEL: 'qwen2.5-coder:1.5b',
      EMBED_MODEL: 'multilingual-e5-small',
    });
  });

  test('leaves another Ollama alone and takes the next port', async () => {
    const { deps, did, appEnvironment } = machine(
      { [HOST]: [ollama(['mistral:latest'])], [SECOND]: [NONE, ollama(OFFLINE)] },
      { findBinary: () => '/cria/ollama' },
    );
    await runQuickstart(offline, deps);
    expect(did).toEqual(['set up', `start /cria/ollama at ${SECOND}`]);
    expect(appEnvironment()).toMatchObject({ OLLAMA_HOST: SECOND });
  });

  test('uses its own server again when it still runs', async () => {
    const { deps, did } = machine({ [HOST]: [ollama(OFFLINE)] });
    await runQuickstart(offline, deps);
    expect(did).toEqual(['set up']);
  });

  test('goes on when the set-up fails', async () => {
    const { deps, logged } = machine({}, { setUpOffline: () => Promise.resolve(1) });
    expect(await runQuickstart(offline, deps)).toBe(0);
    expect(logged.join('\n')).toContain('The offline set-up failed with exit code 1');
  });

  test('says on Windows where it works', async () => {
    const { deps, did, logged } = machine({});
    expect(await runQuickstart({ ...offline, platform: 'win32' }, deps)).toBe(0);
    expect(did).toEqual([]);
    expect(logged[0]).toContain('WSL');
  });
});
