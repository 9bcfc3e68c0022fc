import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { asSpelt } from '../../../src/application/asking/as-spelt.ts';
import {
  updateKeywordIndex,
  writeKeywordIndex,
} from '../../../src/indexing/keywords/keyword-index.ts';
import { KeywordSearch } from '../../../src/indexing/keywords/keyword-search.ts';
import { editDistance } from '../../../src/text/edit-distance.ts';
import { passage } from '../../fakes/passages.ts';

const PASSAGES = [
  passage({
    id: 'a#0',
    language: 'en',
    text: 'Then ChatGPT came, and Yann LeCun wrote on Hugging Face.',
  }),
  passage({
    id: 'b#0',
    language: 'de',
    text: 'Die Quantisierung macht Llama 2 klein; Banken mögen das.',
  }),
  passage({
    id: 'b#1',
    language: 'en',
    text: 'They asked Mistral about reasoning and GGUF; Mistral said nothing.',
  }),
].map((one, at) => ({ ...one, id: `x#${at}`, articleId: `x${at}`, title: 'Probe', section: '' }));

const db = new Database(':memory:');
let search: KeywordSearch;
beforeAll(() => {
  writeKeywordIndex(db, { articles: [], passages: PASSAGES });
  search = new KeywordSearch(db);
});
afterAll(() => {
  db.close();
});

const understood = (question: string): string => asSpelt(question, search.spellings(question));

describe('a near spelling is read as the name it is near to', () => {
  it.each([
    ['Was ist ChatGTP?', 'Was ist ChatGPT?'],
    ['was ist Chat GTP', 'was ist ChatGPT'],
    ['Was sagt Yan LeCun?', 'Was sagt Yann LeCun?'],
    ['Was ist Hugginface?', 'Was ist Hugging Face?'],
    ['What is huging face?', 'What is Hugging Face?'],
    ['What did Mistrel say?', 'What did Mistral say?'],
    ['Wofür ist Quantisirung gut?', 'Wofür ist Quantisierung gut?'],
    ['Was ist Lama 2?', 'Was ist Llama 2?'],
    ['Was ist GGFU?', 'Was ist GGUF?'],
    ['Was ist GUFF?', 'Was ist GGUF?'],
    ['Was ist Lamma 2?', 'Was ist Llama 2?'],
    ['Was sagt Jan LeCun?', 'Was sagt Yann LeCun?'],
    ['Was ist Iama 2?', 'Was ist Llama 2?'],
  ])('%s', (written, meant) => {
    expect(understood(written)).toBe(meant);
  });
});

describe('what is known, or far from everything, stays', () => {
  it.each([
    'Was ist ChatGPT?',
    'Was sagt LeCun?',
    'Wie backen wir Brot?',
    'Wie hoch ist der Mount Everest?',
    'Was kostet eine Quantenbank?',
    'Wer gewann die Meisterschaft?',
    'Wie viele Banken?',
    'Was ist ein Kamel?',
    '',
  ])('%s', (question) => {
    expect(understood(question)).toBe(question);
  });
});

test('goes with its passages', () => {
  const copy = new Database(db.serialize());
  updateKeywordIndex(copy, { articles: [], passages: [], dropped: ['x0'], slots: PASSAGES.length });
  const { respellings } = new KeywordSearch(copy).spellings('Was ist ChatGTP?');
  expect(respellings).toEqual([]);
  expect(copy.prepare("SELECT count(*) FROM spellings WHERE shown = 'ChatGPT'").pluck().get()).toBe(
    0,
  );
  copy.close();
});

test.each([
  ['chatgtp', 'chatgpt', 1],
  ['yan', 'yann', 1],
  ['abc', 'abc', 0],
  ['kitten', 'sitting', null],
])('%s and %s', (a, b, slips) => {
  expect(editDistance(a, b, 2)).toBe(slips);
});
