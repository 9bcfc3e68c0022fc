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
  ])('%s is one', (text) => {
    expect(isRefusal(text)).toBe(true);
  });

  it('an answer that mentions the mark far behind is none, nor is an empty text', () => {
    expect(isRefusal(`${'Die Gewichte sickerten durch [1]. '.repeat(3)}${NO_ANSWER}`)).toBe(false);
    expect(isRefusal('')).toBe(false);
  });
});
