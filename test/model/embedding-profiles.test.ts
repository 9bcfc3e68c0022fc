import { describe, expect, test } from 'vitest';
import {
  embeddingProfile,
  EMBEDDING_PROFILES,
  FALLBACK_PROFILE,
} from '../../src/model/embedding-profiles.ts';

const QWEN3 =
  'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:';

describe('embeddingProfile', () => {
  const rows: readonly (readonly [string, string, string, number | null, number])[] = [
    ['bge-m3', '', '', 1024, 8_192],
    ['snowflake-arctic-embed2', 'query: ', '', 1024, 8_192],
    ['nomic-embed-text-v2-moe', 'search_query: ', 'search_document: ', 768, 512],
    ['embeddinggemma', 'task: search result | query: ', 'title: none | text: ', 768, 2_048],
    ['qwen3-embedding:0.6b', QWEN3, '', null, 32_768],
    ['granite-embedding:278m', '', '', 768, 512],
    ['multilingual-e5-small', 'query: ', 'passage: ', 384, 512],
    ['paraphrase-multilingual', '', '', 768, 512],
  ];
  test.each(rows)('knows %s', (...row) => {
    const [model, queryPrefix, passagePrefix, dimensions, maxTokens] = row;
    const profile = embeddingProfile(model);
    expect(profile).not.toBe(FALLBACK_PROFILE);
    expect(profile).toMatchObject({ queryPrefix, passagePrefix, dimensions, maxTokens });
  });

  test.each([
    ['bge-m3:latest', 'bge-m3'],
    ['bge-m3:567m-fp16', 'bge-m3'],
    ['snowflake-arctic-embed2:568m', 'snowflake-arctic-embed2'],
    ['hf.co/someone/multilingual-e5-small-GGUF:Q8_0', 'multilingual-e5-small'],
    ['someone/Qwen3-Embedding-4B:latest', 'qwen3-embedding'],
    ['granite-embedding:278m-fp16', 'granite-embedding:278m'],
  ])('finds %s whatever its tag and namespace', (model, name) => {
    expect(embeddingProfile(model).name).toBe(name);
  });

  test.each([
    'multilingual-e5-large-instruct', // wants an instruction, not "query: "
    'snowflake-arctic-embed', // the English first version
    'granite-embedding', // its latest is the English 30m
    'nomic-embed-text',
    'bge-m3-something-else',
    'llama3.2',
  ])('is careful with %s', (model) => {
    expect(embeddingProfile(model)).toBe(FALLBACK_PROFILE);
  });

  test('has one row a model, and a licence in each', () => {
    expect(new Set(EMBEDDING_PROFILES.map(({ name }) => name)).size).toBe(
      EMBEDDING_PROFILES.length,
    );
    for (const { name, licence } of EMBEDDING_PROFILES) {
      expect(licence).not.toBe('');
      expect(embeddingProfile(name).name).toBe(name);
    }
  });
});
