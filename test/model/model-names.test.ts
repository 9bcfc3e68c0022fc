import { expect, test } from 'vitest';
import { fullModelName, isSameModel } from '../../src/model/model-names.ts';

test('a name without a tag means its latest', () => {
  expect(fullModelName(' bge-m3 ')).toBe('bge-m3:latest');
  expect(fullModelName('qwen3:0.6b')).toBe('qwen3:0.6b');
  expect(fullModelName('reg.lan:5000/me/bge-m3')).toBe('reg.lan:5000/me/bge-m3:latest');
});

test('names are compared with their tags', () => {
  expect(isSameModel('bge-m3', 'bge-m3:latest')).toBe(true);
  expect(isSameModel('Bge-M3:Latest', 'bge-m3')).toBe(true);
  expect(isSameModel('library/llama3.2', 'llama3.2')).toBe(true);
  expect(isSameModel('registry.ollama.ai/library/llama3.2:latest', 'llama3.2')).toBe(true);
  expect(isSameModel('me/library/llama3.2', 'llama3.2')).toBe(false);
  expect(isSameModel('qwen3', 'qwen3:0.6b')).toBe(false);
  expect(isSameModel('me/bge-m3', 'bge-m3')).toBe(false);
});
