import { describe, expect, it, test } from 'vitest';
import {
  corpusSpelling,
  findMentions,
  mentionsName,
} from '../../src/answering/debate/side-names.ts';

describe('the corpus spelling of a name', () => {
  const titles = ['Llama oder ChatGPT', 'Llama 2 and its licence', 'Hugging Face'];
  test.each([
    ['chat gpt', 'ChatGPT'],
    ['CHAT-GPT', 'ChatGPT'],
    ['ChatGTP', 'ChatGPT'],
    ['Lama', 'Llama'],
    ['llama2', 'Llama 2'],
    ['huggingface', 'Hugging Face'],
    ['Llama 3', 'Llama 3'],
    ['Zorgblatt', 'Zorgblatt'],
  ])('of %s is %s', (typed, spelled) => {
    expect(corpusSpelling(typed, titles)).toBe(spelled);
  });
});

describe('mentions', () => {
  it('count the longer of two names that hold each other first, in either order', () => {
    const text = 'Llama 2 followed Llama.';
    expect(findMentions(text, ['Llama', 'Llama 2'])).toEqual({ a: [3], b: [0] });
    expect(findMentions(text, ['Llama 2', 'Llama'])).toEqual({ a: [0], b: [3] });
  });

  test.each([
    ['Llama-Leck', 'Llama', true],
    ['offene Modelle', 'open models', true],
    ['OpenAI models', 'open models', false],
    ['Llama 3', 'Llama 2', false],
    ['the models that are closed', 'closed models', false],
  ])('%s names %s: %s', (text, name, isNamed) => {
    expect(mentionsName(text, name)).toBe(isNamed);
  });
});
