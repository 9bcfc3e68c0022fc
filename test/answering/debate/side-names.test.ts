import { describe, expect, it, test } from 'vitest';
import {
  corpusSpelling,
  findMentions,
  sidePair,
  squash,
} from '../../../src/answering/debate/side-names.ts';

function named(text: string, names: [string, string], texts: string[] = []): string {
  const [a, b] = findMentions(text, sidePair(names, texts));
  return `${a.length > 0 ? 'A' : ''}${b.length > 0 ? 'B' : ''}`;
}

describe('a side is named', () => {
  test.each([
    ['Atlas beats all.', ['Atlas', 'Zephyr'], 'A'],
    ['ATLAS 3 came.', ['Atlas', 'Zephyr'], 'A'],
    ['Chat-GPT and chat gpt.', ['ChatGPT', 'Zephyr'], 'A'],
    ['atlas.cpp is a program.', ['Atlas', 'Zephyr'], ''],
    ['Der Motor Atlas 2 ist da.', ['Atlas', 'Atlas 2'], 'B'],
    ['Atlas, and Atlas 2 later.', ['Atlas', 'Atlas 2'], 'AB'],
    ['Open models will win.', ['open weights', 'closed weights'], 'A'],
    ['Weights matter.', ['open weights', 'closed weights'], ''],
    ['Das kleine Gerät im Hause.', ['kleines Gerät zu Hause', 'großes Gerät'], 'A'],
    ['In 2023 it was 2.', ['Atlas 2', 'Atlas 3'], ''],
    ['Two wind farms were built.', ['wind farm', 'reactor'], 'A'],
    ['The farm stands still, any farm does.', ['wind farm', 'reactor'], 'A'],
    ['Any farm stands still.', ['wind farm', 'reactor'], ''],
    ['Each word gets a number.', ['word-based engine', 'sign-based engine'], ''],
    ['It is word-based.', ['word-based engine', 'sign-based engine'], 'A'],
    ['Wärmepumpen sind teuer.', ['Wärmepumpe', 'Fernwärme'], 'A'],
  ] as [string, [string, string], string][])('%s %j: %s', (text, names, expected) => {
    expect(named(text, names)).toBe(expected);
  });

  it('by another name that a text gives it in brackets or in another language', () => {
    const texts = [
      'Man kann nachschlagen lassen (RAG).',
      'Feinabstimmung, englisch Fine-Tuning, heißt weiter trainieren.',
      'Retrieval-augmented generation (RAG) answers from documents.',
    ];
    const names: [string, string] = ['RAG', 'Fine-Tuning'];
    expect(named('Nachschlagen ist besser.', names, texts)).toBe('A');
    expect(named('Retrieval-augmented generation helps.', names, texts)).toBe('A');
    expect(named('Feinabstimmung wird unterschätzt.', names, texts)).toBe('B');
    expect(named('Feinabstimmung wird unterschätzt.', names)).toBe('');
  });
});

describe('a name', () => {
  it('is spelled as the corpus spells it most often', () => {
    const texts = ['ChatGPT here, ChatGPT there, Chat-GPT once.'];
    expect(corpusSpelling(' chat  gpt ', texts)).toBe('ChatGPT');
    expect(corpusSpelling('unknown thing', texts)).toBe('unknown thing');
  });

  it('is compared by letters and digits alone', () => {
    expect(squash('Chat-GPT 4')).toBe(squash('chatgpt4'));
  });
});
