import { describe, expect, it } from 'vitest';
import { isRefusal, RefusalGate } from '../../src/answering/hold-back.ts';
import { NO_ANSWER } from '../../src/text/prompt-marks.ts';

function shown(...pieces: readonly string[]): string[] {
  const gate = new RefusalGate();
  return pieces.map((piece) => gate.push(piece));
}

describe('RefusalGate', () => {
  it('shows nothing of the mark, however it is cut', () => {
    expect(shown('NO', '_AN', 'SWER').join('')).toBe('');
    expect(shown(...Array.from(NO_ANSWER)).join('')).toBe('');
    expect(shown('\n **', 'NO_ANSWER', '**\n').join('')).toBe('');
  });

  it('lets everything through at once when the beginning cannot become the mark', () => {
    expect(shown('Die ', 'Gewichte')).toEqual(['Die ', 'Gewichte']);
  });

  it('holds a beginning that may become it and gives it back in full', () => {
    expect(shown('NO', 'VA ist', ' ein Modell')).toEqual(['', 'NOVA ist', ' ein Modell']);
    expect(shown('N', 'ein.')).toEqual(['', 'Nein.']);
  });

  it('loses no white space in front', () => {
    expect(shown('  ', 'Die').join('')).toBe('  Die');
  });

  it('lets a later mark through: only the beginning is watched', () => {
    expect(shown('Ja. ', NO_ANSWER).join('')).toBe(`Ja. ${NO_ANSWER}`);
  });
});

describe('isRefusal', () => {
  it.each([
    'NO_ANSWER',
    '**NO_ANSWER**\n',
    '"NO_ANSWER".',
    'NO ANSWER',
    'NO_ANSWER, sorry',
    'Sorry: NO_ANSWER',
  ])('%s is one', (text) => {
    expect(isRefusal(text)).toBe(true);
  });

  it('an answer that mentions the mark far behind is none, nor is an empty text', () => {
    expect(isRefusal(`${'Die Gewichte sickerten durch [1]. '.repeat(3)}${NO_ANSWER}`)).toBe(false);
    expect(isRefusal('')).toBe(false);
  });
});
