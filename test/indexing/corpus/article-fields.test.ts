import { expect, it } from 'vitest';
import { articleFields } from '../../../src/indexing/corpus/article-fields.ts';
import { splitFrontMatter } from '../../../src/indexing/corpus/front-matter.ts';

it.each([
  ['https://articles.example/a', 'https://articles.example/a'],
  ['https://ai.meta.com@evil.example/', null],
  ['https://me:secret@articles.example/', null],
  ['ftp://articles.example/a', null],
])('the address %j of a file is %j', (url, expected) => {
  const matter = splitFrontMatter(`---\ntitle: A\nurl: ${url}\n---\nText.`);
  const notes: string[] = [];
  if (!matter.ok) throw new Error(matter.fault.message);
  const fields = articleFields(matter.value, (_, message) => notes.push(message));
  expect(fields.url).toBe(expected);
  expect(notes).toHaveLength(expected === null ? 1 : 0);
});
