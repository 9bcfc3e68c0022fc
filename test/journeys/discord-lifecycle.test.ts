import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { fileRegistryStore } from '../../src/discord/registry-store.ts';
import type { AppError } from '../../src/domain/errors.ts';
import { streamText } from '../discord/scripted-answer.ts';
import { startBench, testCommand, view, type Bench } from '../discord/surface-bench.ts';

let bench: Bench;
afterEach(() => bench.end());

const ask = testCommand('ask', (context) =>
  streamText(context, bench.clock, { text: 'word '.repeat(300) }),
);
const help = testCommand('help', ({ reply }) => reply.finish(view('help')));

function puts(): string[] {
  const { requests } = bench.server.state;
  return requests.filter(({ method }) => method === 'PUT').map(({ path }) => path);
}

describe('registration', () => {
  test('sends commands once and again only when they change', async () => {
    bench = await startBench([ask]);
    const { applicationId, commands } = bench.server.state;
    await bench.surface.start();
    expect(puts()).toEqual([`/applications/${applicationId}/commands`]);
    expect(commands.get('global')).toMatchObject([
      { name: 'ask', name_localizations: { de: 'ask-de', 'en-US': 'ask', 'en-GB': 'ask' } },
    ]);
    await bench.surface.close();

    const same = bench.another();
    await same.start();
    await same.close();
    expect(puts()).toHaveLength(1);

    const changed = bench.another({ commands: [ask, help] });
    await changed.start();
    expect(puts()).toHaveLength(2);
    expect(commands.get('global')?.map(({ name }) => name)).toEqual(['ask', 'help']);
  });

  test('needs no store to see that nothing changed', async () => {
    bench = await startBench([ask, help]);
    await bench.surface.start();
    await bench.surface.close();
    bench.store.record = null;
    await bench.another().start();
    expect(puts()).toHaveLength(1);
  });

  test('sees that somebody else changed the list', async () => {
    bench = await startBench([ask, help]);
    await bench.surface.start();
    await bench.surface.close();
    bench.server.state.commands.get('global')?.pop();
    await bench.another().start();
    expect(puts()).toHaveLength(2);
  });

  test('moves between one server and everywhere without duplicates', async () => {
    bench = await startBench([ask]);
    const { commands } = bench.server.state;
    const { guildId } = bench.server;
    await bench.surface.start();
    await bench.surface.close();
    const inGuild = bench.another({ registration: { guildId } });
    await inGuild.start();
    await inGuild.close();
    expect([commands.get('global')?.length, commands.get(guildId)?.length]).toEqual([0, 1]);
    await bench.another().start();
    expect([commands.get('global')?.length, commands.get(guildId)?.length]).toEqual([1, 0]);
  });

  test('keeps its record in a file, and takes a damaged one for none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cria-registry-'));
    const path = join(folder, 'sub', 'commands.json');
    bench = await startBench([ask], { store: fileRegistryStore(path) });
    await bench.surface.start();
    expect(await fileRegistryStore(path).read()).toMatchObject({ scope: 'global' });
    await writeFile(path, '{"scope":');
    expect(await fileRegistryStore(path).read()).toBeNull();
    await rm(folder, { recursive: true });
  });
});

async function startFaultOf(surface: { start(): Promise<unknown> }): Promise<AppError> {
  return surface.start().then(
    () => Promise.reject(new Error('It started.')),
    (thrown: unknown) => thrown as AppError,
  );
}

describe('starting', () => {
  test.each(['wrong-token', ''])(
    'with the token "%s" says what to do and not what it is',
    async (token) => {
      bench = await startBench([ask]);
      const fault = await startFaultOf(bench.another({ token }));
      expect(fault.code).toBe('discord-token-invalid');
      expect(fault.message).toContain('DISCORD_TOKEN');
      const said = JSON.stringify([
        fault.message,
        fault.details,
        String(fault.cause),
        bench.logger.lines,
      ]);
      if (token !== '') expect(said).not.toContain(token);
    },
  );

  test('with a token the gateway refuses is the same fault', async () => {
    bench = await startBench([ask]);
    bench.server.gateway.refuseIdentifyWith = 4_004;
    expect((await startFaultOf(bench.surface)).code).toBe('discord-token-invalid');
  });

  test('with intents the gateway refuses is another', async () => {
    bench = await startBench([ask]);
    bench.server.gateway.refuseIdentifyWith = 4_014;
    expect((await startFaultOf(bench.surface)).code).toBe('discord-failed');
  });

  test('without anybody listening is discord-failed and may be tried again', async () => {
    bench = await startBench([ask]);
    const fault = await startFaultOf(bench.another({ apiUrl: 'http://127.0.0.1:9/api' }));
    expect([fault.code, fault.isRetryable]).toEqual(['discord-failed', true]);
    expect(fault.message).toContain('ECONNREFUSED');
  });

  test('asks for no privileged intent', async () => {
    bench = await startBench([ask]);
    await bench.surface.start();
    const guilds = 1;
    const guildMessages = 1 << 9;
    const directMessages = 1 << 12;
    expect(bench.server.gateway.intents).toBe(guilds | guildMessages | directMessages);
  });

  test('a token that is reset while the bot runs is told once', async () => {
    const lost: AppError[] = [];
    bench = await startBench([ask], { onLost: (error) => lost.push(error) });
    await bench.surface.start();
    bench.server.gateway.drop(4_004);
    await bench.settle(() => lost.length > 0);
    expect(lost.map(({ code }) => code)).toEqual(['discord-token-invalid']);
  });
});

describe('closing', () => {
  test('in the middle of an answer marks it as interrupted and keeps what was written', async () => {
    bench = await startBench([ask]);
    await bench.surface.start();
    const { server, until, surface, clock } = bench;
    const asked = server.interact.command({
      name: 'ask',
      options: { question: 'x' },
      locale: 'de',
    });
    await until(() => (asked.texts[0]?.length ?? 0) > 500);
    await surface.close();
    expect(asked.texts[0]).toMatch(/^-# interrupted de\n\nword word/u);
    expect(asked.texts[0]?.length).toBeGreaterThan(500);
    expect(asked.messages[0]?.components).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('does not wait for ever for a command that ignores its signal', async () => {
    bench = await startBench([
      testCommand('deaf', async ({ reply }) => {
        reply.update(view('busy'));
        await bench.clock.sleep(1_000_000);
      }),
    ]);
    await bench.surface.start();
    const { server, until, surface, clock } = bench;
    const asked = server.interact.command({ name: 'deaf', options: { question: 'x' } });
    await until(() => asked.texts[0] === 'busy');
    const closed = surface.close();
    await clock.advance(10_000);
    await closed;
    expect(asked.texts[0]).toBe('-# interrupted en\n\nbusy');
  });

  test('twice, or before starting, does nothing', async () => {
    bench = await startBench([ask]);
    await bench.surface.close();
    await bench.surface.close();
    expect(bench.server.state.requests).toEqual([]);
  });
});
