import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Services } from '../../src/application/services.ts';
import type { AnswerEvent } from '../../src/domain/answer.ts';
import { AppError } from '../../src/domain/errors.ts';
import { askOnce } from '../../src/entry/ask-once.ts';
import { wordsFor } from '../../src/words/words.ts';
import { answerOf } from '../fakes/stored.ts';
import { replyHeld, replyText } from '../fakes/ollama-server.ts';
import { LEAK_ANSWER, LEAK_QUESTION, startBench, type CriaBench } from './cria-bench.ts';
import { CriaProcess, runCria, type ProcessResult } from './cria-process.ts';

/** A process starts in about two seconds, more on a busy machine. */
const TIMEOUT_MS = 90_000;

let bench: CriaBench;
beforeAll(async () => {
  bench = await startBench();
  await bench.prepare();
});
afterAll(async () => {
  await bench.end();
  bench.server.assertNoSurprises();
});

const run = (args: readonly string[], input = ''): Promise<ProcessResult> =>
  runCria(args, bench.env, input);

/** What is written where the desk has one event for a question. */
async function saidOf(event: AnswerEvent, ...asked: Asked): Promise<string> {
  const written = new PassThrough({ encoding: 'utf8' });
  const events = async function* (): AsyncGenerator<AnswerEvent> {
    yield event;
  };
  const desk: Services['desk'] = {
    ...bench.cria.services.desk,
    answer: async () => ({ ok: true, events: events() }),
  };
  const services = { ...bench.cria.services, desk };
  const runtime = {
    ...bench.runtime(),
    cria: { ...bench.cria, services },
    stdout: written as unknown as NodeJS.WriteStream,
  };
  await askOnce(runtime, ...asked);
  return stripVTControlCharacters(String(written.read()));
}

type Asked = [question: Parameters<typeof askOnce>[1], options: Parameters<typeof askOnce>[2]];

async function fileOf(name: string, ...lines: readonly string[]): Promise<string> {
  const path = join(bench.folder, name);
  await writeFile(path, lines.join('\n'));
  return path;
}

/** Standard output as JSON lines; anything else there fails. */
function jsonOf({ stdout }: ProcessResult): Record<string, unknown>[] {
  expect(stdout).toMatch(/\n$/u);
  const lines = stdout.slice(0, -1).split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const keysOf = (value: unknown): string[] => Object.keys(value as object).sort();

describe('ask', { timeout: TIMEOUT_MS }, () => {
  it('--json prints one object with the documented keys, and nothing else', async () => {
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    const result = await run(['ask', LEAK_QUESTION, '--json']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const [answer, ...more] = jsonOf(result);
    expect(more).toEqual([]);
    expect(keysOf(answer)).toEqual(
      [
        ...['id', 'question', 'language', 'mode', 'answer', 'citations', 'passages'],
        ...['timingsMs', 'model', 'index'],
        ...['reason', 'unverified'], // why it is not generated; how much of it is marked
      ].sort(),
    );
    expect(answer).toMatchObject({
      id: expect.stringMatching(/^[a-z0-9]{12}$/u) as string,
      question: LEAK_QUESTION,
      language: 'de',
      mode: 'generated',
      answer: LEAK_ANSWER,
      model: 'llama3.2',
      index: bench.cria.knowledge.state().generation!.id,
    });
    const { citations, passages, timingsMs } = answer as Record<string, Record<string, unknown>[]>;
    expect(keysOf(citations![0])).toEqual(
      ['n', 'articleId', 'title', 'section', 'url', 'quote'].sort(),
    );
    expect(keysOf(passages![0])).toEqual(['rank', 'articleId', 'section', 'text', 'scores'].sort());
    expect(keysOf(passages![0]!['scores'])).toEqual(
      expect.arrayContaining(['dense', 'keyword', 'fused']),
    );
    expect(keysOf(timingsMs)).toEqual(['firstToken', 'retrieval', 'total']);
    for (const ms of Object.values(timingsMs!)) expect(ms).toBeTypeOf('number');
  });

  it('without --json prints the answer and its sources, in the language of --lang', async () => {
    bench.server.onChat(() => replyText('The weights of Llama leaked on 4chan [1].'));
    const { code, stdout } = await run(['ask', LEAK_QUESTION, '--lang', 'en']);
    expect(code).toBe(0);
    expect(stdout).toContain('The weights of Llama leaked on 4chan [1].');
    expect(stdout).toContain('Sources\n  [1] Das Llama-Leck');
  });

  it('--batch answers every line in order, by its own id', async () => {
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    const path = await fileOf(
      'questions.jsonl',
      JSON.stringify({ id: 'z-last', q: LEAK_QUESTION }),
      '',
      JSON.stringify({ id: 7, q: 'Wie hoch ist der Mount Everest?' }),
      JSON.stringify({ id: 'empty', q: '' }),
      JSON.stringify({ id: 'a-first', q: 'Who painted the ceiling of the Sistine Chapel?' }),
    );
    const result = await run(['ask', '--batch', path, '--json']);
    expect(result.code).toBe(0);
    expect(jsonOf(result).map(({ id, mode, language }) => [id, mode, language])).toEqual([
      ['z-last', 'generated', 'de'],
      ['7', 'abstained', 'de'],
      ['empty', 'abstained', 'en'],
      ['a-first', 'abstained', 'en'],
    ]);
    expect(result.stderr).toContain('answered 4 (a-first)');
  });

  it('--batch - reads standard input, and a bad line is named after the answers above it', async () => {
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    const good = JSON.stringify({ id: 'a', q: LEAK_QUESTION });
    const result = await run(['ask', '--batch', '-', '--json'], `${good}\n{"id":"b"}\n`);
    expect(result.code).toBe(1);
    expect(jsonOf(result).map(({ id }) => id)).toEqual(['a']);
    expect(result.stderr).toContain('cria: -:2 lacks "id" or "q"');
  });

  it('--batch without --json prints text below a line with id and question', async () => {
    bench.server.onChat(() => replyText(LEAK_ANSWER));
    const path = await fileOf(
      'as-text.jsonl',
      JSON.stringify({ id: 'a', q: LEAK_QUESTION }),
      JSON.stringify({ id: 'b', q: '' }),
    );
    const { code, stdout } = await run(['ask', '--batch', path]);
    expect(code).toBe(0);
    expect(stdout.startsWith(`a: ${LEAK_QUESTION}\n${LEAK_ANSWER}\n`)).toBe(true);
    expect(stdout.endsWith(`\nb: \n${wordsFor('en').reason['question-empty']}\n`)).toBe(true);
  });

  it.each([
    [true, '{"id":"a","question":"Was?","error":{"code":"internal","message":"It broke."}}\n'],
    [false, 'a: Was?\nIt broke.\n'],
  ])('--batch goes on after a fault and tells it, with --json %s', async (json, told) => {
    const error = new AppError('internal', 'It broke.');
    const batch = await fileOf('fault.jsonl', JSON.stringify({ id: 'a', q: 'Was?' }));
    const options = { json, language: null, batch };
    expect(await saidOf({ type: 'answer-error', error }, null, options)).toBe(told);
  });

  it.each([
    ['de', 'Quellen', '18.07.2023'],
    ['en', 'Sources', '18 Jul 2023'],
  ] as const)('writes the day of a source as the answer does: %s', async (language, title, day) => {
    const source = { n: 1, articleId: 'a', title: 'Llama', section: '', url: null, quote: '' };
    const answer = answerOf({ language, citations: [{ ...source, published: '2023-07-18' }] });
    const options = { json: false, language: null, batch: null };
    const said = await saidOf({ type: 'answer-end', answer }, 'Was?', options);
    expect(said).toContain(`${title}\n  [1] Llama (${day})`);
  });

  it('ends with 130 at Ctrl+C, and closes the connection to the model', async () => {
    bench.server.onChat(() => replyHeld(['Die ', 'Gewichte']));
    const before = bench.server.chatRequests.length;
    const cria = new CriaProcess(['ask', LEAK_QUESTION, '--json'], bench.env);
    const request = await bench.server.chatRequest(before + 1);
    request.release();
    cria.child.kill('SIGINT');
    expect(await request.closed).toBe('aborted');
    expect(await cria.ended).toMatchObject({ code: 130, stdout: '' });
  });
});

describe('what cannot be asked', { timeout: TIMEOUT_MS }, () => {
  it.each([
    ['an empty question', '', wordsFor('en').reason['question-empty']],
    ['emoji', '🦙', wordsFor('en').reason['question-without-words']],
  ])('%s is answered with a sentence', async (_, question, sentence) => {
    const { code, stdout } = await run(['ask', question]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${sentence}\n` });
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no question', ['ask'], /^cria: ask: no question; write: npm run --silent ask/u],
    ['no query', ['search', '--json'], /^cria: search: no query/u],
    ['an unknown flag', ['ask', 'x', '--jsn'], /unknown option '--jsn'/u],
    ['an unknown command', ['aks', 'x'], /(?:unknown command|too many arguments)/u],
    ['an unknown language', ['ask', 'x', '--lang', 'fr'], /choices are de, en/u],
    ['a bad limit', ['search', 'x', '--limit', '0'], /Expected a whole number from 1 to 100/u],
    [
      'a missing file',
      ['ask', '--batch', '/nowhere/q.jsonl'],
      /\/nowhere\/q\.jsonl cannot be read/u,
    ],
  ])(
    '%s ends with an error that names it, and nothing on standard output',
    async (_, args, text) => {
      const result = await run(args);
      expect(result.code).toBe(1);
      expect(result.stdout).toBe('');
      expect(result.stderr).toMatch(text);
      expect(result.stderr).not.toMatch(/^\s+at /mu);
    },
  );
});

describe('search', { timeout: TIMEOUT_MS }, () => {
  it('--json --limit prints id, query and results', async () => {
    const asked = bench.server.chatRequests.length;
    const result = await run(['search', 'Gewichte 4chan', '--json', '--limit', '20']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const [found, ...more] = jsonOf(result);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ id: null, query: 'Gewichte 4chan' });
    expect(keysOf(found)).toEqual(['id', 'query', 'results']);
    const results = found!['results'] as Record<string, unknown>[];
    expect(results.length).toBeGreaterThan(3);
    expect(results.length).toBeLessThanOrEqual(20);
    expect(results.map(({ rank }) => rank)).toEqual(results.map((_, at) => at + 1));
    expect(results[0]).toMatchObject({ articleId: 'das-leck' });
    expect(keysOf(results[0])).toEqual(['rank', 'articleId', 'section', 'text', 'scores'].sort());
    expect(bench.server.chatRequests).toHaveLength(asked);
  });

  it('--batch prints one object a line in order; a query without words finds nothing', async () => {
    const path = await fileOf(
      'queries.jsonl',
      JSON.stringify({ id: 'b', q: 'Gewichte 4chan' }),
      JSON.stringify({ id: 'a', q: '???' }),
      JSON.stringify({ id: 'c', q: 'licence monthly users' }),
    );
    const result = await run(['search', '--batch', path, '--json', '--limit', '1']);
    expect(result.code).toBe(0);
    const first = jsonOf(result).map(({ id, results }) => [
      id,
      (results as { articleId: string }[]).map(({ articleId }) => articleId),
    ]);
    expect(first).toEqual([
      ['b', ['das-leck']],
      ['a', []],
      ['c', ['llama-2']],
    ]);
  });

  it('--batch without --json prints text below a line with id and query', async () => {
    const path = await fileOf('words.jsonl', JSON.stringify({ id: 'b', q: 'Gewichte 4chan' }));
    const { code, stdout } = await run(['search', '--batch', path, '--limit', '1']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^b: Gewichte 4chan\n1\. Das Llama-Leck › .+\n {3}.+\n {3}fused /u);
  });
});

describe('trouble', { timeout: TIMEOUT_MS }, () => {
  it('a bad configuration names every variable, no value, and asks nobody', async () => {
    const env = { ...bench.env, LOG_LEVEL: 'S3CRET-loud', CHAT_CONTEXT_TOKENS: 'S3CRET' };
    const { code, stdout, stderr } = await runCria(['ask', 'x'], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/CHAT_CONTEXT_TOKENS: has to be[^]*LOG_LEVEL: has to be/u);
    expect(stderr).not.toContain('S3CRET');
  });

  it.skipIf(process.platform !== 'linux')(
    'a data folder that cannot be made ends it at once, with what to do',
    async () => {
      const env = { ...bench.env, DATA_DIR: '/proc/nope' };
      const { code, stdout, stderr } = await runCria(['ask', LEAK_QUESTION], env);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^cria: The data folder \/proc\/nope cannot be used .*Set DATA_DIR/u);
    },
  );

  it('a missing folder is named, with no index to go on with', async () => {
    const env = {
      ...bench.env,
      KNOWLEDGE_DIR: join(bench.folder, 'nowhere'),
      DATA_DIR: join(bench.folder, 'other-data'),
    };
    const { code, stdout, stderr } = await runCria(['ask', 'Was?', '--json'], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`The corpus folder ${env.KNOWLEDGE_DIR} cannot be read`);
  });

  it('a corpus check names file and line of every fault', async () => {
    const { code, stdout, stderr } = await run(['check-corpus']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/articles\/das-leck\.md:\d+: /u);
    expect(
      stdout
        .trim()
        .split('\n')
        .every((line) => /\.md:\d+: \S/u.test(line)),
    ).toBe(true);
    expect(stderr).toContain('fault(s) in');
  });
});

describe('reindex', { timeout: TIMEOUT_MS }, () => {
  it('--json reports what was embedded: nothing, when nothing changed', async () => {
    const result = await run(['reindex', '--json']);
    expect(result.code).toBe(0);
    expect(jsonOf(result)).toMatchObject([
      { added: [], changed: [], removed: [], faults: [], passagesEmbedded: 0 },
    ]);
  });
});
