import { describe, expect, it } from 'vitest';
import { inLeadingLanguage } from '../../../src/answering/choosing/leading-language.ts';
import type { Statement } from '../../../src/answering/choosing/score-statements.ts';
import { rankedPassages } from '../../fakes/passages.ts';

const passages = rankedPassages([{ language: 'en' }, { language: 'de' }]).map((ranked) => ({
  ranked,
  statements: ['Text.'],
}));

function statement(source: number, byMeaning: number | null): Statement {
  const signs = { coverage: 0, around: 0, headed: null, hasKind: true, score: 1 };
  return { source, at: 0, text: 'Text.', ...signs, closeness: byMeaning, byMeaning };
}

describe('the leading language', () => {
  const [english, german] = [statement(0, 1.2), statement(1, 0.9)];

  it('is another one where its best statement means more of what was asked', () => {
    expect(inLeadingLanguage({ passages, parts: [[english, german]] }, 'de')).toEqual([[english]]);
  });

  it('leaves everything where the best is in the language of the reader', () => {
    const parts = [[english, german]];
    expect(inLeadingLanguage({ passages, parts }, 'en')).toEqual(parts);
  });

  it('leaves everything without vectors, and tells each thing asked for apart', () => {
    const words = [statement(0, null), statement(1, null)];
    const parts = [words, [english, german]];
    expect(inLeadingLanguage({ passages, parts }, 'de')).toEqual([words, [english]]);
  });
});
