import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, test } from 'vitest';
import {
  readCoverageQuestions,
  type CoverageQuestion,
} from '../../../evals/coverage/coverage-question.ts';
import { coveragePicture } from '../../../evals/coverage/coverage-picture.ts';
import {
  keepRecord,
  readRecords,
  recordKey,
  type CoverageRecord,
} from '../../../evals/coverage/coverage-record.ts';
import { coverageRows } from '../../../evals/coverage/coverage-rows.ts';
import { answerRank } from '../../../evals/coverage/find-answer.ts';
import { rankedPassages } from '../../fakes/passages.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cria-coverage-'));
});

async function file(name: string, ...lines: readonly unknown[]): Promise<string> {
  const path = join(folder, name);
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  await writeFile(path, texts.join('\n'));
  return path;
}

function question(fields: Partial<CoverageQuestion> = {}): CoverageQuestion {
  return {
    ...{ id: 'q1', q: 'Wie groß?', language: 'de', topic: 'size', isAnswerable: true },
    ...{ articles: ['sizes'], section: '', facts: [] },
    ...fields,
  };
}

function record(fields: Partial<CoverageRecord> = {}): CoverageRecord {
  return {
    ...{ key: 'k', id: 'q1', language: 'de', topic: 'size', isAnswerable: true, rank: 1 },
    ...{ articles: ['sizes'], isAnswered: true, isRight: null },
    ...fields,
  };
}

describe('readCoverageQuestions', () => {
  it('merges what a gold file knows, and sees what wants no answer', async () => {
    const questions = await file(
      'questions.jsonl',
      { id: 'a', lang: 'en', q: 'How large?', topic: 'size', kind: 'fact' },
      { id: 'b', lang: 'de', q: 'Wer wird Meister?', topic: 'x', kind: 'fact', none: true },
      { id: 'c', lang: 'de', q: 'Ein Rezept?', topic: 'y', kind: 'outside the field' },
    );
    const gold = await file('gold.jsonl', { id: 'a', articles: ['sizes'], facts: ['7'] });
    const read = await readCoverageQuestions(questions, gold);
    expect(read.map(({ id, isAnswerable }) => [id, isAnswerable])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
    ]);
    expect(read[0]).toMatchObject({ language: 'en', topic: 'size', articles: ['sizes'] });
    expect(read[0]?.facts).toEqual(['7']);
  });

  test.each([
    ['names the line of what is no question', ['{"id":"a"}'], /questions\.jsonl:1: /u],
    ['names the line of what is no JSON', ['', 'x'], /questions\.jsonl:2: /u],
    ['names questions that nobody knows the answer to', ['{"id":"a","q":"Wie?"}'], /answer a;/u],
  ])('%s', async (_, lines, message) => {
    const path = await file('questions.jsonl', ...lines);
    await expect(readCoverageQuestions(path, null)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('answerRank', () => {
  const ranked = rankedPassages([
    { articleId: 'other', text: 'It takes 4.9 GB and 20 GB.' },
    { articleId: 'sizes', section: 'Small', text: 'It takes 4.9 GB.' },
    { articleId: 'sizes', section: 'Large', text: 'It takes 20 GB.' },
  ]);

  test.each<[string, Partial<CoverageQuestion>, number | null]>([
    ['the first passage of the article when no fact is asked for', {}, 2],
    ['the one with the fact', { facts: ['20 GB'] }, 3],
    ['the one that completes the facts', { facts: ['4,9 GB|4.9 GB', '20 GB'] }, 3],
    ['one of the section', { section: 'Large' }, 3],
    ['none when a fact is nowhere', { facts: ['43 GB'] }, null],
    ['none of another article', { articles: ['elsewhere'] }, null],
  ])('is that of %s', (_, fields, rank) => {
    expect(answerRank(question(fields), ranked)).toBe(rank);
  });
});

describe('records', () => {
  it('come back by their key, without a line that was cut off', async () => {
    const path = join(folder, 'records.jsonl');
    expect(await readRecords(path)).toEqual(new Map());
    await keepRecord(path, record({ key: 'one' }));
    await writeFile(path, `${await readFile(path, 'utf8')}{"key":"two","id":`);
    expect([...(await readRecords(path)).keys()]).toEqual(['one']);
  });

  it('are good again only for the same question, gold, index and model', () => {
    const key = recordKey(question(), 'g1', null);
    expect(recordKey(question(), 'g1', null)).toBe(key);
    const others = [
      recordKey(question({ facts: ['7'] }), 'g1', null),
      recordKey(question(), 'g2', null),
      recordKey(question(), 'g1', 'model'),
    ];
    expect(others).not.toContain(key);
    expect(new Set(others).size).toBe(3);
  });
});

describe('coverageRows', () => {
  const records = [
    record({ rank: 5, isRight: true }),
    record({ rank: 6, isAnswered: false, isRight: false }),
    record({ topic: 'law', rank: 1, isRight: false }),
    record({ topic: 'none', isAnswerable: false, rank: null, isAnswered: false, isRight: false }),
    record({ topic: 'none', isAnswerable: false, rank: null, isRight: false }),
    record({ topic: 'none', isAnswerable: false, rank: null, isRight: false }),
  ];

  it('counts what is found among the first five, answered, right and declined, most missed first', () => {
    expect(coverageRows(records, ({ topic }) => topic)).toEqual([
      {
        ...{ group: 'none', answerable: 0, found: 0, answered: 0, right: 0 },
        ...{ unanswerable: 3, declined: 1 },
      },
      {
        ...{ group: 'size', answerable: 2, found: 1, answered: 1, right: 1 },
        ...{ unanswerable: 0, declined: 0 },
      },
      {
        ...{ group: 'law', answerable: 1, found: 1, answered: 1, right: 0 },
        ...{ unanswerable: 0, declined: 0 },
      },
    ]);
  });

  it('says nothing of right answers where no model was asked', () => {
    expect(coverageRows([record()], () => 'all')[0]?.right).toBeNull();
  });
});

it('draws a bar as wide as what was found, declined and missed', () => {
  const rows = coverageRows([record(), record({ rank: null }), record()], () => 'R&D <x>');
  const svg = coveragePicture('Coverage', rows);
  expect(svg).toContain('R&amp;D &lt;x&gt;');
  expect(svg).toContain('2/3 found');
  const widths = [...svg.matchAll(/ width="(\d+)" height="14"/gu)].map(([, width]) => width);
  expect(widths).toEqual(['48', '0', '24']);
});
