import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReplyView } from '../../src/application/command.ts';
import { renderView, screenRows, withoutControls } from '../../src/terminal/terminal-text.ts';

const marked = {
  bold: (text: string) => `<b>${text}</b>`,
  dim: (text: string) => `<d>${text}</d>`,
};

function view(fields: Partial<ReplyView>): ReplyView {
  return { tone: 'answer', text: '', citations: [], buttons: [], ...fields };
}

describe('withoutControls', () => {
  it.each([
    ['a colour', '\u001b[31mrot\u001b[0m', 'rot'],
    ['a cleared screen', '\u001b[2J\u001b[Hda', 'da'],
    ['a window title', '\u001b]0;PWNED\u0007da', 'da'],
    ['a link', '\u001b]8;;http://evil.example\u0007Text\u001b]8;;\u0007', 'Text'],
    ['a one-byte sequence', '\u009b31mda', 'da'],
    ['a bare escape', '\u001bda', 'da'],
    ['a carriage return', 'Wahr\rFalsch', 'WahrFalsch'],
    ['a backspace', 'ab\b\bcd', 'abcd'],
    ['a bell', 'a\u0007b', 'ab'],
    ['a turned reading direction', 'a\u202egnp.exe\u202c', 'agnp.exe'],
    ['an isolate', '\u2066a\u2069', 'a'],
    ['lines and tabs, which stay', 'a\n\tb', 'a\n\tb'],
    ['letters of all kinds, which stay', 'Größe 🦙 日本', 'Größe 🦙 日本'],
  ])('%s', (_, text, clean) => {
    expect(withoutControls(text)).toBe(clean);
  });

  it('leaves nothing a terminal would obey, whatever comes', () => {
    const nasty = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            '\u001b',
            '[',
            ']',
            ';',
            'm',
            'J',
            '\u0007',
            '\u009b',
            '\u009d',
            '\r',
            '8',
          ),
          fc.string({ unit: 'binary', maxLength: 3 }),
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(nasty, (text) => {
        const clean = withoutControls(text);
        // eslint-disable-next-line no-control-regex
        expect(clean).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
      }),
    );
  });
});

describe('renderView', () => {
  it('shows heading, text and sources, a blank line apart', () => {
    const text = renderView(
      view({
        language: 'de',
        heading: 'Ich schreibe …',
        text: 'Die **Gewichte** sickerten durch [1].',
        citations: [
          {
            n: 1,
            articleId: 'a',
            title: 'Das Leck',
            section: 'Was',
            url: 'https://a.example',
            published: '2023-07-18',
            quote: '',
          },
          { n: 2, articleId: 'b', title: 'Llama 2', section: '', url: null, quote: '' },
        ],
      }),
      'Quellen',
      marked,
    );
    expect(text).toBe(
      [
        '<d>Ich schreibe …</d>',
        '',
        'Die <b>Gewichte</b> sickerten durch [1].',
        '',
        '<d>Quellen</d>',
        '<d>  [1] Das Leck › Was (18.07.2023)  https://a.example</d>',
        '<d>  [2] Llama 2</d>',
      ].join('\n'),
    );
  });

  it('shows a text alone as it is', () => {
    expect(renderView(view({ text: 'Nichts.' }), 'Quellen', marked)).toBe('Nichts.');
  });

  it('cleans every part', () => {
    const bad = '\u001b[2Jx';
    const citation = { n: 1, articleId: 'a', title: bad, section: bad, url: bad, quote: bad };
    const text = renderView(
      view({ heading: bad, text: bad, citations: [citation] }),
      'Quellen',
      marked,
    );
    expect(text).not.toContain('\u001b');
    expect(text.match(/x/gu)).toHaveLength(5);
  });
});

describe('screenRows', () => {
  it.each([
    ['', 80, 1],
    ['eine Zeile', 80, 1],
    ['a\nb\n\nc', 80, 4],
    ['x'.repeat(80), 80, 1],
    ['x'.repeat(81), 80, 2],
    [`\u001b[1m${'x'.repeat(80)}\u001b[22m`, 80, 1],
    ['abc', 0, 3],
    ['漢'.repeat(40), 80, 1],
    ['漢'.repeat(41), 80, 2],
    ['🦙'.repeat(41), 80, 2],
    [`${'x'.repeat(78)}⚠️`, 80, 1],
    ['e\u0301'.repeat(80), 80, 1],
  ])('%j at %i columns takes %i rows', (text, columns, rows) => {
    expect(screenRows(text, columns)).toBe(rows);
  });
});
