import { describe, expect, test } from 'vitest';
import {
  baseUrl,
  findBinary,
  installHint,
  isLocal,
  modelSettings,
  probe,
  serverEnvironment,
  stopHint,
  type Fetcher,
} from '../../scripts/lib/ollama.mjs';

const OFFLINE = ['multilingual-e5-small:latest', 'qwen2.5-coder:1.5b', 'smollm2:135m'];

describe('baseUrl', () => {
  test.each([
    ['http://127.0.0.1:11434', 'http://127.0.0.1:11434'],
    ['http://127.0.0.1:11434/', 'http://127.0.0.1:11434'],
    ['127.0.0.1:9999', 'http://127.0.0.1:9999'],
    ['127.0.0.1:80', 'http://127.0.0.1'],
    ['localhost', 'http://localhost:11434'],
    [':9999', 'http://127.0.0.1:9999'],
    ['0.0.0.0:11434', 'http://127.0.0.1:11434'],
    ['[::1]', 'http://[::1]:11434'],
    ['http://gpu.example', 'http://gpu.example'],
    ['http://gpu.example:11434/v1/', 'http://gpu.example:11434'],
    ['https://gpu.example/ollama', 'https://gpu.example/ollama'],
  ])('reads %s as Ollama does', (host, base) => {
    expect(baseUrl(host)).toBe(base);
  });

  test.each(['not an address', 'http://user:secret@gpu.example'])('throws for %s', (host) => {
    expect(() => baseUrl(host)).toThrow(TypeError);
  });

  test('tells this machine from others', () => {
    expect(isLocal('http://localhost:11434')).toBe(true);
    expect(isLocal('http://[::1]:11434')).toBe(true);
    expect(isLocal('http://gpu.example:11434')).toBe(false);
  });
});

describe('probe', () => {
  const base = 'http://127.0.0.1:11434';
  const answering =
    (bodies: Record<string, string>, status = 200): Fetcher =>
    (url) => {
      const body = bodies[url.slice(base.length)];
      if (body === undefined) return Promise.reject(new TypeError('fetch failed'));
      return Promise.resolve(new Response(body, { status }));
    };

  test('names version and models of an Ollama', async () => {
    const fetcher = answering({
      '/api/version': '{"version":"0.17.4"}',
      '/api/tags': '{"models":[{"name":"llama3.2:latest"}]}',
    });
    const seen = { state: 'ollama', version: '0.17.4', models: ['llama3.2:latest'] };
    expect(await probe(base, fetcher)).toEqual(seen);
  });

  test('sees an Ollama without models when the list fails', async () => {
    const fetcher = answering({ '/api/version': '{"version":"0.17.4"}' });
    expect(await probe(base, fetcher)).toEqual({ state: 'ollama', version: '0.17.4', models: [] });
  });

  test('sees nobody', async () => {
    expect(await probe(base, answering({}))).toEqual({ state: 'none' });
  });

  test.each(['<html>', 'null', '[]', '{}', '{"version":7}'])(
    'is not fooled by %s',
    async (body) => {
      expect(await probe(base, answering({ '/api/version': body }))).toEqual({ state: 'foreign' });
    },
  );

  test('is not fooled by an error page that is JSON', async () => {
    const fetcher = answering({ '/api/version': '{"version":"1"}' }, 500);
    expect(await probe(base, fetcher)).toEqual({ state: 'foreign' });
  });
});

describe('modelSettings', () => {
  test('takes the offline models on their server', () => {
    expect(modelSettings(OFFLINE, {})).toEqual({
      CHAT_MODEL: 'qwen2.5-coder:1.5b',
      EMBED_MODEL: 'multilingual-e5-small',
    });
  });

  test('leaves what the user chose', () => {
    expect(modelSettings(OFFLINE, { CHAT_MODEL: 'smollm2:135m' })).toEqual({
      EMBED_MODEL: 'multilingual-e5-small',
    });
  });

  test('leaves the defaults where the server has them', () => {
    expect(modelSettings([...OFFLINE, 'llama3.2:latest', 'bge-m3:latest'], {})).toEqual({});
  });

  test('leaves any other server alone', () => {
    expect(modelSettings(['qwen2.5-coder:1.5b'], {})).toEqual({});
  });

  test('names no chat model that the server lacks', () => {
    expect(modelSettings(['multilingual-e5-small:latest'], {})).toEqual({
      EMBED_MODEL: 'multilingual-e5-small',
    });
  });
});

describe('the program', () => {
  const environment = { PATH: '/a:/b', CRIA_OLLAMA_HOME: '/home/cria' };

  test('is taken from PATH first, in its order', () => {
    const there = new Set(['/b/ollama', '/home/cria/bin/ollama']);
    expect(findBinary(environment, 'linux', (path) => there.has(path))).toBe('/b/ollama');
  });

  test('is taken from the offline set-up otherwise', () => {
    const only = (path: string) => path === '/home/cria/bin/ollama';
    expect(findBinary(environment, 'linux', only)).toBe('/home/cria/bin/ollama');
  });

  test('may be nowhere', () => {
    expect(findBinary(environment, 'linux', () => false)).toBeNull();
  });

  test('made by the offline set-up, serves its own models', () => {
    const served = serverEnvironment('/home/cria/bin/ollama', 'http://127.0.0.1:9', environment);
    expect(served).toMatchObject({
      OLLAMA_HOST: '127.0.0.1:9',
      OLLAMA_MODELS: '/home/cria/store',
      PATH: '/a:/b',
    });
  });

  test('of the user, serves the models of the user', () => {
    const served = serverEnvironment('/b/ollama', 'http://localhost', environment);
    expect(served.OLLAMA_MODELS).toBeUndefined();
    expect(served.OLLAMA_HOST).toBe('localhost:80');
  });
});

test.each(['linux', 'darwin', 'win32', 'freebsd'])('%s: the hint is one line', (platform) => {
  expect(installHint(platform)).toMatch(/^To get Ollama, .*ollama.*\.$/i);
  expect(installHint(platform).includes('--offline')).toBe(platform !== 'win32');
});

test('a server in the background can be stopped on every system', () => {
  expect(stopHint(42, 'linux')).toBe('kill 42');
  expect(stopHint(42, 'win32')).toContain('taskkill /PID 42');
});
