import { createHash } from 'node:crypto';
import { realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as realPause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { knowledgeOnce } from '../../src/entry/knowledge-once.ts';
import { reindexOnce, type ReindexOnceOptions } from '../../src/entry/reindex-once.ts';
import type { Runtime } from '../../src/entry/runtime.ts';
import { FileStates } from '../../src/indexing/corpus/file-states.ts';
import { FakeReindexDesk, generation, report } from '../fakes/fake-reindex-desk.ts';
import { startBench, type CriaBench } from './cria-bench.ts';
import { runCria } from './cria-process.ts';

const TIMEOUT_MS = 30_000;
const NEW_ARTICLE = '---\ntitle: Falcon\nlanguage: en\n---\nFalcon came out in May 2023.\n';

let bench: CriaBench;
let out: string;
let err: string;

beforeEach(async () => {
  bench = await startBench({ env: { CRIA_LANGUAGE: 'en', GOLDEN_QUESTIONS: 'off' } });
  await bench.prepare();
});
afterEach(() => bench.end());

function stream(isTTY: boolean, onText: (text: string) => void): NodeJS.WriteStream {
  const collected = new PassThrough();
  collected.on('data', (chunk) => onText(String(chunk)));
  return Object.assign(collected, { isTTY }) as unknown as NodeJS.WriteStream;
}

/** A runtime that writes to `out` and `err`; `answer` is typed on a terminal, null: there is none. */
function runtime(answer: string | null = null, more: Partial<Runtime> = {}): Runtime {
  out = '';
  err = '';
  const stdin = stream(answer !== null, () => undefined);
  let isAnswered = answer === null;
  const stderr = stream(answer !== null, (text) => {
    err += text;
    if (isAnswered || !err.includes('[y/N]')) return;
    isAnswered = true; // what is typed is echoed here
    stdin.write(`${String(answer)}\n`);
  });
  return {
    ...bench.runtime(),
    stdin: stdin as unknown as NodeJS.ReadStream,
    hasDisplay: false,
    stdout: stream(false, (text) => (out += text)),
    stderr,
    ...more,
  };
}

async function reindex(
  options: Partial<ReindexOnceOptions>,
  used: Runtime = runtime(),
): Promise<string> {
  const whole = { does: 'ask', json: false, ...options } as const;
  return reindexOnce(used, whole);
}

/** As if a file, as it is now, had held `content` when it was last read. */
async function remember(file: string, content: string): Promise<void> {
  const states = await FileStates.open(await realpath(bench.knowledgeDir), {
    path: join(bench.dataDir, 'file-states.json'),
    nowMs: Date.now() + 60_000, // no file is too new then
  });
  states.look(file);
  states.note(file, createHash('sha256').update(content).digest('hex'));
  await states.save();
}

const json = (): Record<string, unknown> => JSON.parse(out) as Record<string, unknown>;
const served = (): string => bench.cria.knowledge.state().generation!.id;

describe('npm run reindex', { timeout: TIMEOUT_MS }, () => {
  it('--check shows what would change and changes nothing', async () => {
    const before = served();
    await bench.write({ 'falcon.md': NEW_ARTICLE });
    await reindex({ does: 'check' });
    expect(out).toContain('What would change');
    expect(out).toContain('- added: 1 (`falcon`)');
    await reindex({ does: 'check', json: true });
    expect(json()).toMatchObject({ added: ['falcon'], changed: [], removed: [], articles: 4 });
    expect(served()).toBe(before);
  });

  it('applies without a terminal, and never waits for an answer', async () => {
    const before = served();
    await bench.write({ 'falcon.md': NEW_ARTICLE });
    expect(await reindex({})).toBe('done');
    expect(out).toContain('The index is ready');
    expect(out).toContain('- Articles: 1 added, 0 changed, 0 removed');
    expect(served()).not.toBe(before);
    await reindex({ json: true });
    expect(json()).toMatchObject({ added: [], passagesEmbedded: 0, outcome: 'current' });
  });

  it('--full reads also what seems to be what it was', async () => {
    await bench.write({ 'falcon.md': NEW_ARTICLE });
    await reindex({});
    await bench.write({ 'falcon.md': NEW_ARTICLE.replace('2023', '2024') });
    await remember('falcon.md', NEW_ARTICLE);
    await reindex({ does: 'check', json: true });
    expect(json()).toMatchObject({ changed: [] });
    await reindex({ does: 'check', json: true, isFull: true });
    expect(json()).toMatchObject({ changed: ['falcon'] });
  });

  it('asks on a terminal, and does nothing without a yes', async () => {
    const before = served();
    await bench.write({ 'falcon.md': NEW_ARTICLE });
    await reindex({}, runtime('n'));
    expect(out).toContain('- added: 1 (`falcon`)');
    expect(err).toContain('Cancelled, nothing was changed.');
    expect(served()).toBe(before);
    await reindex({}, runtime('y'));
    expect(out).toContain('The index is ready');
    expect(served()).not.toBe(before);
    await reindex({}, runtime('y'));
    expect(out).toContain('Nothing to do');
    expect(err).not.toContain('[y/N]');
  });

  it('--rollback goes back, and says what serves now', async () => {
    const before = served();
    await bench.write({ 'falcon.md': NEW_ARTICLE });
    await reindex({ does: 'apply', json: true });
    const after = json()['generation'] as { id: string };
    expect(after.id).toBe(served());
    await reindex({ does: 'roll-back' });
    expect(out).toContain(`Rolled back. Generation \`${before}\` answers now, with 3 articles`);
    expect(served()).toBe(before);
    await reindex({ does: 'check' });
    expect(out).toContain('- added: 1 (`falcon`)');
    expect(out).toContain(`- Answered before: generation \`${after.id}\`, 4 articles`);
    await reindex({ does: 'check', json: true });
    expect(json()).toMatchObject({ previous: after.id, aside: null });
  });

  it('tells how to serve what was kept aside, by exit code too', async () => {
    const desk = new FakeReindexDesk();
    const { cria } = bench;
    const used = runtime(null, {
      cria: { ...cria, services: { ...cria.services, reindex: desk } },
    });
    const gate = {
      before: { answerable: 1, unanswerable: 0, recall: 1, abstention: null },
      after: { answerable: 1, unanswerable: 0, recall: 0.5, abstention: null },
      maxDrop: 0.05,
      isPassed: false,
    };
    const ended = reindex({}, used);
    await begun(desk);
    desk.end({ report: report({ outcome: 'aside' }), gate });
    expect(await ended).toBe('kept-aside');
    expect(out).toContain('Kept aside');
    expect(out).toContain('article found: 100 % → 50 %');
    expect(err).toContain('npm run reindex -- --serve-aside');
    desk.asideGeneration = generation('g2');
    await reindex({ does: 'check' }, { ...used, ...pick(runtime()) });
    expect(out).toContain('Kept aside, waits for your decision: generation `g2`, 16 articles');
    expect(err).toContain('npm run reindex -- --serve-aside');
    await reindex({ does: 'check', json: true }, { ...used, ...pick(runtime()) });
    expect(json()).toMatchObject({ previous: null, aside: 'g2', articles: 16 });
    await reindex({ does: 'serve-aside', json: true }, { ...used, ...pick(runtime()) });
    expect(json()).toMatchObject({ generation: { id: 'g2' } });
  });

  it('is stopped by Ctrl+C, with the index as it was', async () => {
    const desk = new FakeReindexDesk();
    const stop = new AbortController();
    const { cria } = bench;
    const used = runtime(null, {
      cria: { ...cria, services: { ...cria.services, reindex: desk } },
      signal: stop.signal,
    });
    const ended = reindex({}, used);
    ended.catch(() => undefined);
    await begun(desk);
    stop.abort();
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' });
    expect(desk.calls).toEqual(['begin', 'stop']);
  });

  it('refuses flags that exclude each other', async () => {
    const result = await runCria(['reindex', '--check', '--yes'], bench.env);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('exclude each other');
  });
});

describe('npm run knowledge', { timeout: TIMEOUT_MS }, () => {
  it('adds a file to the shared articles, finds it, and removes it', async () => {
    const path = join(bench.folder, 'mein artikel.md');
    await writeFile(path, '---\ntitle: Meine Notiz\nlanguage: de\n---\nAlpakas fressen Heu.\n');
    const run = (...words: readonly string[]): Promise<boolean> => {
      return knowledgeOnce(runtime(), words);
    };
    expect(await run('add', `file:${path}`)).toBe(true);
    expect(out).toContain('> Alpakas fressen Heu.');
    expect(out).toContain('confirm:yes');
    await run('list');
    expect(out).not.toContain('Meine Notiz');
    expect(await run('add', `file:${path}`, 'confirm:yes')).toBe(true);
    expect(out).toContain('Added: “Meine Notiz”, 1 passage.');
    await run('search', 'Was', 'fressen', 'Alpakas?');
    expect(out).toContain('Alpakas fressen Heu.');
    await run('remove', 'Meine', 'Notiz', 'confirm:yes');
    expect(out).toContain('Removed: “Meine Notiz”.');
    await run('list');
    expect(out).not.toContain('Meine Notiz');
  });

  it('says what is missing, and fails', async () => {
    expect(await knowledgeOnce(runtime(), [])).toBe(false);
    expect(out).toContain('/knowledge list, /knowledge show');
    expect(await knowledgeOnce(runtime(), ['add', 'file:/no/such'])).toBe(false);
    expect(out).toContain('There is no file /no/such');
  });
});

async function begun(desk: FakeReindexDesk): Promise<void> {
  while (!desk.calls.includes('begin')) await realPause(5);
}

const pick = ({ stdout, stderr }: Runtime): Pick<Runtime, 'stdout' | 'stderr'> => ({
  stdout,
  stderr,
});
