import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { questionParts } from '../../../src/answering/choosing/question-parts.ts';

function parts(question: string): string[] {
  return questionParts(question).map(({ asks }) => asks);
}

describe('questionParts', () => {
  it('tells two things apart that are asked for in one sentence', () => {
    expect(parts('Wo wurde die Fähre gebaut, und wie viele Wagen trägt sie?')).toEqual([
      'Wo wurde die Fähre gebaut',
      'wie viele Wagen trägt sie?',
    ]);
    expect(parts('Who built the ferry and in which year did it sink?')).toEqual([
      'Who built the ferry',
      'in which year did it sink?',
    ]);
  });

  it('takes every sentence that asks for a part of its own', () => {
    expect(parts('Wer hat die Fähre gebaut? Wann sank sie? Danke!')).toEqual([
      'Wer hat die Fähre gebaut?',
      'Wann sank sie? Danke!',
    ]);
  });

  it.each([
    'Was ist der Unterschied zwischen Fähre und Boot?',
    'Was kostet die Überfahrt für Räder und Wagen und Hunde?',
    'What is the ferry called, and where',
    'I sail a lot, and what is a ferry?',
    'Die Fähre ist weiß und wie neu',
    'The ferry was white and how old is it?',
  ])('leaves what asks for one thing alone: %s', (question) => {
    const found = questionParts(question);
    if (question.endsWith('where')) expect(found).toHaveLength(2);
    else expect(found).toEqual([{ text: question, asks: question }]);
  });

  it('reads a part with hardly a word of its own as about the whole', () => {
    const question = 'Who built the white ferry, and when?';
    expect(questionParts(question)).toEqual([
      { text: 'Who built the white ferry', asks: 'Who built the white ferry' },
      { text: question, asks: 'when?' },
    ]);
  });

  it('reads a part that points back as about the whole', () => {
    const question = 'What is a ferry and how many cars does it carry at once?';
    const texts = questionParts(question).map(({ text }) => text);
    expect(texts).toEqual([question, question]);
  });

  it('has at most three parts, each a piece of the question, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (noise) => {
        const question = `${noise} und wann? and who and what and how and why? ${noise}`;
        const found = parts(question);
        expect(found.length).toBeLessThanOrEqual(3);
        for (const part of found) expect(question).toContain(part);
      }),
    );
  });
});
