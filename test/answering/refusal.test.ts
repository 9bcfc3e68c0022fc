import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/answering/refusal.ts';
import { NO_ANSWER } from '../../src/text/prompt-marks.ts';

describe('isRefusal', () => {
  it.each([
    'NO_ANSWER',
    '**NO_ANSWER**\n',
    '"NO_ANSWER".',
    'NO ANSWER',
    'NO_ANSWER, sorry',
    'Sorry: NO_ANSWER',
    'Keine Angabe.',
    'Keine Angabe in den Sätzen [1].',
    'Not stated.',
    'The answer is: not stated.',
    'NOANSWER',
    'N/A',
    'Unbekannt.',
    'Nicht erwähnt.',
    'Not specified in the context.',
    'Das steht nicht in den Passagen.',
    'Die Passagen sagen dazu nichts.',
    'The passages do not contain this information.',
    'Leider enthalten die Passagen keine Informationen darüber.',
  ])('%s is one', (text) => {
    expect(isRefusal(text)).toBe(true);
  });

  it.each([
    'Llama 2 ist nicht frei [1].',
    'The licence does not say who may use it [1].',
    'Die Texte von Nutzern werden nicht gespeichert, sagt der Betreiber im Juli 2023 [2].',
  ])('%s is none', (text) => {
    expect(isRefusal(text)).toBe(false);
  });

  it('an answer that mentions the mark far behind is none, nor is an empty text', () => {
    expect(isRefusal(`${'Die Gewichte sickerten durch [1]. '.repeat(3)}${NO_ANSWER}`)).toBe(false);
    expect(isRefusal('')).toBe(false);
  });
});
