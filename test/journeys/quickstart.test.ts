import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { wordsFor } from '../../src/words/words.ts';
import { startDiscordServer } from '../fakes/discord-server/server.ts';
import { replyStatus, replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, startBench, type CriaBench } from './cria-bench.ts';
import { CriaProcess, runCria } from './cria-process.ts';

/** A process starts in about two seconds, more on a busy machine. */
const TIMEOUT_MS = 90_000;

/** A port nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

let bench: CriaBench;
afterEach(async () => {
  await bench.end();
  bench.server.assertNoSurprises();
});

describe('start, without a terminal and without a token', { timeout: TIMEOUT_MS }, () => {
  it('downloads the models, indexes, answers one question and ends', async () => {
    bench = await startBench({ models: [] });
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    const { code, stdout, stderr } = await runCria(['start', '--terminal'], {
      ...bench.env,
      CRIA_LANGUAGE: 'de',
    });
    expect(code).toBe(0);
    expect(stdout).toContain('Wie gelangten die Gewichte von Llama ins Netz?');
    expect(stdout).toContain(LEAK_ANSWER);
    expect(stdout).toContain('Quellen\n  [1] Das Llama-Leck');
    expect(stderr).toContain('Downloading bge-m3');
    expect(stderr).toContain('No terminal: answering one question');
    expect(stderr).toContain(`Model: llama3.2 on ${bench.server.url}`);
    expect(stderr).toMatch(/Index: 3 articles, \d+ passages, bge-m3/u);
  });

  it('answers with passages and says why where there is no server', async () => {
    bench = await startBench({ isUp: false });
    const { code, stdout, stderr } = await runCria(['start', '--terminal'], {
      ...bench.env,
      CRIA_LANGUAGE: 'de',
    });
    expect(code).toBe(0);
    expect(stdout).toContain(wordsFor('de').reason['model-unreachable']);
    expect(stdout).toContain('sickerten die Gewichte von Llama auf 4chan durch');
    expect(stderr).toContain('passages only');
    expect(stderr).toContain('keywords only');
    expect(stderr, 'no log lines where nobody asked for them').not.toContain('{"level"');
  });

  it('says why a server lets nobody in, with what to do, and never logs the key', async () => {
    bench = await startBench();
    for (const path of ['/api/version', '/api/tags', '/api/embed', '/api/chat']) {
      bench.server.on(path, () => replyStatus(401, 'unauthorized'));
    }
    const { code, stdout, stderr } = await runCria(['start', '--terminal'], {
      ...bench.env,
      CRIA_LANGUAGE: 'de',
      LOG_LEVEL: 'debug',
      OLLAMA_API_KEY: 'S3CRET-key',
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /passages only\. Der Server verlangt eine Anmeldung \(401\): OLLAMA_API_KEY setzen/mu,
    );
    expect(stderr).toContain('"trouble":"key-missing"');
    const [request] = bench.server.requests;
    expect(request?.headers['authorization']).toBe('Bearer S3CRET-key');
    expect(stdout + stderr).not.toContain('S3CRET');
  });
});

describe('start, without a token', { timeout: TIMEOUT_MS }, () => {
  it('serves the page, says where, answers from keywords at once, and ends in good order', async () => {
    bench = await startBench({ isUp: false });
    const cria = new CriaProcess(['start'], { ...bench.env, PAGE_PORT: String(await freePort()) });
    const address = await new Promise<string>((resolve, reject) => {
      let stderr = '';
      cria.child.stderr.on('data', (chunk) => {
        stderr += String(chunk);
        const found = /^Page: (http:\S+) .*^Index: 3 articles/msu.exec(stderr);
        if (found?.[1] !== undefined) resolve(found[1]);
      });
      void cria.ended.then(() => reject(new Error(stderr)));
    });
    const page = await fetch(address);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const state = await fetch(`${address}api/corpus?member=operator&language=de`);
    expect(await state.json()).toMatchObject({ articles: { length: 3 } });
    cria.child.kill('SIGTERM');
    const { code, stderr } = await cria.ended;
    expect(code, stderr).toBe(0);
  });
});

describe('start, with a token', { timeout: TIMEOUT_MS }, () => {
  it('that Discord refuses says so, names the variable and never the token', async () => {
    bench = await startBench({ isUp: false });
    const discord = await startDiscordServer({ token: 'the-right-one' });
    try {
      const { code, stdout, stderr } = await runCria(['start'], {
        ...bench.env,
        DISCORD_TOKEN: 'S3CRET.wrong.token',
        DISCORD_API_URL: discord.apiUrl,
      });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/cria: .*DISCORD_TOKEN/u);
      expect(stderr).not.toContain('S3CRET');
    } finally {
      await discord.close();
    }
  });

  it('that Discord takes serves, with the page beside it, and SIGTERM ends it in good order', async () => {
    bench = await startBench({ isUp: false });
    const discord = await startDiscordServer();
    const port = await freePort();
    try {
      const cria = new CriaProcess(['start'], {
        ...bench.env,
        DISCORD_TOKEN: discord.token,
        DISCORD_API_URL: discord.apiUrl,
        PAGE_PORT: String(port),
      });
      const served = new Promise<void>((resolve) => {
        let told = '';
        cria.child.stderr.on('data', (chunk) => {
          told += String(chunk);
          if (told.includes('Discord: connected') && told.includes('Page: http')) resolve();
        });
      });
      await Promise.race([served, cria.ended]);
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
      cria.child.kill('SIGTERM');
      const { code, stderr } = await cria.ended;
      expect(stderr).toContain('Discord: connected');
      expect(code, stderr).toBe(0);
      discord.assertNoSurprises();
    } finally {
      await discord.close();
    }
  });
});
