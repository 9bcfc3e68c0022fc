import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerJson, readBatch, searchJson, type BatchItem } from '../../src/terminal/one-shot.ts';
import { rankedPassages } from '../fakes/passages.ts';
import { answerOf } from '../fakes/stored.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cria-one-shot-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function batch(content: string): Promise<BatchItem[]> {
  const path = join(folder, 'questions.jsonl');
  await writeFile(path, content);
  const items: BatchItem[] = [];
  for await (const item of readBatch(path)) items.push(item);
  return items;
}

describe('readBatch', () => {
  it('reads lines in order, blank ones skipped, whatever ends them', async () => {
    const content = '{"id":"b","q":"Zwei?"}\r\n\n  \n{"q":"Eins?","id":7,"more":true}';
    expect(await batch(content)).toEqual([
      { id: 'b', q: 'Zwei?' },
      { id: '7', q: 'Eins?' },
    ]);
  });

  it('reads nothing from an empty file', async () => {
    expect(await batch('')).toEqual([]);
  });

  it.each([
    ['no JSON', '{"id":"a","q":"x"}\n\nkein json', 3, 'is not JSON'],
    ['no id', '{"q":"x"}', 1, 'lacks "id" or "q"'],
    ['no question', '{"id":"a"}', 1, 'lacks "id" or "q"'],
    ['a question that is no text', '{"id":"a","q":5}', 1, 'lacks "id" or "q"'],
    ['a list', '["a","b"]', 1, 'lacks "id" or "q"'],
    ['null', 'null', 1, 'lacks "id" or "q"'],
    ['an endless line', `{"id":"a","q":"${'x'.repeat(100_001)}"}`, 1, 'is longer than'],
  ])('names file and line of %s', async (_, content, line, problem) => {
    const where = `${join(folder, 'questions.jsonl')}:${line}`;
    await expect(batch(content)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`${where} ${problem}`) as string,
    });
  });

  it('hands on the lines above a bad one first', async () => {
    const path = join(folder, 'questions.jsonl');
    await writeFile(path, '{"id":"a","q":"x"}\nkaputt');
    const items = readBatch(path);
    expect((await items.next()).value).toEqual({ id: 'a', q: 'x' });
    await expect(items.next()).rejects.toMatchObject({ code: 'usage' });
  });

  it.each(['missing.jsonl', '.'])('names a file that cannot be read (%s)', async (name) => {
    const path = join(folder, name);
    const reading = readBatch(path).next();
    await expect(reading).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(path) as string,
    });
  });
});

describe('the JSON of an answer', () => {
  const answer = answerOf({
    passages: rankedPassages([{ articleId: 'leck', section: 'Was', text: 'Text.' }], {
      dense: 0.123456789,
      similarity: 0.987654321,
      keyword: 1 / 3,
      fused: 2 / 3,
    }),
  });

  it('has what is documented, and reason and unverified beside it', () => {
    expect(Object.keys(answerJson(answer, null))).toEqual([
      'id',
      'question',
      'language',
      'mode',
      'reason',
      'answer',
      'citations',
      'passages',
      'unverified',
      'timingsMs',
      'model',
      'index',
    ]);
  });

  it('takes the caller’s id where there is one', () => {
    expect(answerJson(answer, 'q7')['id']).toBe('q7');
    expect(answerJson(answer, null)['id']).toBe('answer-1');
  });

  it('flattens passages and rounds their scores', () => {
    expect(answerJson(answer, null)['passages']).toEqual([
      {
        rank: 1,
        articleId: 'leck',
        section: 'Was',
        text: 'Text.',
        scores: { dense: 0.123457, similarity: 0.987654, keyword: 0.333333, fused: 0.666667 },
      },
    ]);
  });

  it('survives being written and read', () => {
    expect(JSON.parse(JSON.stringify(answerJson(answer, 'a')))).toEqual(answerJson(answer, 'a'));
  });
});

it('the JSON of a search has id, query and results', () => {
  const ranked = rankedPassages([{ articleId: 'leck' }], { dense: null, similarity: null });
  expect(searchJson('s1', 'leck', ranked)).toMatchObject({
    id: 's1',
    query: 'leck',
    results: [{ rank: 1, articleId: 'leck', scores: { dense: null } }],
  });
  expect(Object.keys(searchJson(null, 'leck', []))).toEqual(['id', 'query', 'results']);
});
