import { describe, expect, it, test } from 'vitest';
import { normaliseMarks, withoutMarks } from '../../src/answering/marks.ts';
import { cpuMs, MAX_CPU_MS } from '../cpu-time.ts';

describe('a citation in any form', () => {
  it.each([
    ['[1]', '[1]'],
    ['[^1]', '[1]'],
    ['(1)', '[1]'],
    ['(1, 2)', '[1][2]'],
    ['[1, 2]', '[1][2]'],
    ['[1;2]', '[1][2]'],
    ['[1 und 2]', '[1][2]'],
    ['[1, 2 and 3]', '[1][2][3]'],
    ['[1 & 2]', '[1][2]'],
    ['[1-3]', '[1][2][3]'],
    ['[1–2]', '[1][2]'],
    ['[1 bis 3]', '[1][2][3]'],
    ['[1] – [3]', '[1][2][3]'],
    ['[1], [2]', '[1][2]'],
    ['[1] und [2]', '[1][2]'],
    ['[Passage: 1]', '[1]'],
    ['[Passage 1]', '[1]'],
    ['[Passagen 1, Passage 2]', '[1][2]'],
    ['[Nummer 2]', '[2]'],
    ['[Quelle: 1]', '[1]'],
    ['(Quelle 1)', '[1]'],
    ['(Source: 1)', '[1]'],
    ['(siehe Passage 2)', '[2]'],
    ['(laut Passage 1)', '[1]'],
    ['(according to passages 1 and 2)', '[1][2]'],
    ['(vgl. [1], [2])', '[1][2]'],
    ['([1])', '[1]'],
    ['［1］', '[1]'],
    ['［１］', '[1]'],
    ['（1）', '[1]'],
    ['【1】', '[1]'],
    ['【1†L3】', '[1]'],
    ['[1†source]', '[1]'],
    ['[ 1 ]', '[1]'],
    ['[[1]]', '[1]'],
    ['[[1], [2]]', '[1][2]'],
    ['[[1]](https://example.org/a)', '[1]'],
    ['[1](#quelle-1)', '[1]'],
    ['<sup>1</sup>', '[1]'],
    ['<sup>[1]</sup>', '[1]'],
    ['<cite>1, 2</cite>', '[1][2]'],
    ['(vgl. 2)', '[2]'],
    ['[Fundstelle 1]', '[1]'],
    ['(Textstelle 2)', '[2]'],
    ['[Aussage 2]', '[2]'],
    ['[Statement 3]', '[3]'],
    ['[Ergebnis 1]', '[1]'],
    ['[doc1]', '[1]'],
    ['[doc_2]', '[2]'],
    ['[source-1]', '[1]'],
    ['[citation:3]', '[3]'],
    ['[cite: 1, 2]', '[1][2]'],
    ['[#1]', '[1]'],
    ['\\[1\\]', '[1]'],
    ['**[1]**', '[1]'],
    ['*[1][2]*', '[1][2]'],
    ['^[1]^', '[1]'],
    ['`[1]`', '[1]'],
    ['{1}', '[1]'],
    ['{{1}}', '[1]'],
    ['{1, 2}', '[1][2]'],
    ['{source: 1}', '[1]'],
    ['^1', '[1]'],
    ['^{1}', '[1]'],
    ['^1,2', '[1][2]'],
    ['$^{1}$', '[1]'],
    ['¹', '[1]'],
    ['①', '[1]'],
    ['❷', '[2]'],
    ['⟨1⟩', '[1]'],
    ['「1」', '[1]'],
    ['<1>', '[1]'],
    ['<cite:1>', '[1]'],
    ['<ref name="1"/>', '[1]'],
    ['<citation>1</citation>', '[1]'],
    ['<sup id="a">1</sup>', '[1]'],
    ['\\cite{1}', '[1]'],
    ['[[1]', '[1]'],
    ['[1]]', '[1]'],
    ['[1|2]', '[1][2]'],
    ['[1a]', '[1]'],
    ['[1b, 2c]', '[1][2]'],
    ['(#1)', '[1]'],
    ['#1', '[1]'],
    ['[№ 1]', '[1]'],
    ['[1)]', '[1]'],
    ['[→ 1]', '[1]'],
    ['[**1**]', '[1]'],
    ['<<1>>', '[1]'],
    ['^[1]', '[1]'],
    ['~~[1]~~', '[1]'],
    ['<b>[1]</b>', '[1]'],
    ['<cite id="1"></cite>', '[1]'],
    ['[1]<sup></sup>', '[1]'],
    ['[ref]1[/ref]', '[1]'],
    ['\\textsuperscript{1}', '[1]'],
    ['\\footnotemark[1]', '[1]'],
    ['[\u200B1]', '[1]'],
    ['[cite_start] [1]', '[1]'],
    ['(as stated in passage 1)', '[1]'],
    ['(wie in Passage 1 beschrieben)', '[1]'],
    ['[Datei 1]', '[1]'],
    ['[line 3]', '[3]'],
    ['[Q1]', '[1]'],
    ['[id=1]', '[1]'],
    ['[P1]', '[1]'],
    ['[Satz 2]', '[2]'],
    ['[sentence 2]', '[2]'],
    ['[Artikel 1]', '[1]'],
    ['[Absatz 2]', '[2]'],
    ['[Anmerkung 1]', '[1]'],
    ['(note 2)', '[2]'],
    ['(siehe 2)', '[2]'],
    ['(see [1] and [2])', '[1][2]'],
    ['[1, S. 3]', '[1]'],
    ['[Quelle 1, Seite 3-4]', '[1]'],
    ['[1: Das Leck]', '[1]'],
    ['[Passage 1 – The leak]', '[1]'],
    ['(Passage 1: "Das Leck")', '[1]'],
  ])('%s is read as %s', (mark, expected) => {
    expect(normaliseMarks(`Die Gewichte erschienen ${mark}.`, 'de')).toBe(
      `Die Gewichte erschienen ${expected}.`,
    );
    expect(normaliseMarks(`The weights came out. ${mark}\nMore.`, 'en')).toBe(
      `The weights came out. ${expected}\nMore.`,
    );
  });

  it.each([
    ['Die Gewichte erschienen.¹', 'Die Gewichte erschienen.[1]'],
    ['Die Gewichte erschienen¹².', 'Die Gewichte erschienen[12].'],
    ['Es kam 2023 (1) und dann 2024 (2).', 'Es kam 2023 [1] und dann 2024 [2].'],
  ])('%s', (text, expected) => {
    expect(normaliseMarks(text, 'de')).toBe(expected);
  });
});

describe('a passage that is named in a sentence', () => {
  it.each([
    ['de', 'Laut Passage 1 kam es 2023.', 'Laut der Passage[1] kam es 2023.'],
    ['de', 'Es kam gemäß Quelle 2 im Juli.', 'Es kam gemäß der Quelle[2] im Juli.'],
    ['de', 'Passage 1 sagt, dass es kam.', 'Die Passage[1] sagt, dass es kam.'],
    ['de', 'Das steht in Passagen 1 und 2.', 'Das steht in den Passagen[1][2].'],
    ['de', 'In der Passage [3] steht es.', 'In der Passage[3] steht es.'],
    ['de', 'Im Dokument 1 steht es.', 'Im Dokument[1] steht es.'],
    ['en', 'According to passage 1, it came.', 'According to the passage[1], it came.'],
    ['en', 'Passage 2 states it.', 'The passage[2] states it.'],
    ['en', 'As sources 1 and 3 say, it came.', 'As the sources[1][3] say, it came.'],
    ['en', 'The document #2 says so.', 'The document[2] says so.'],
    ['de', 'Laut Satz 2 kam es 2023.', 'Laut dem Satz[2] kam es 2023.'],
    ['de', 'Wie die Sätze 1 und 2 sagen.', 'Wie die Sätze[1][2] sagen.'],
    ['de', 'Das steht in den Sätzen 1 und 2.', 'Das steht in den Sätzen[1][2].'],
    ['de', 'Laut Source 1 kam es 2023.', 'Laut der Passage[1] kam es 2023.'],
    ['en', 'According to sentence 2, it came.', 'According to the sentence[2], it came.'],
    ['de', 'Quellen: 1, 2', 'Quellen: [1][2]'],
    ['en', '**Sources:** [1], [2]', '**Sources:** [1][2]'],
  ] as const)('%s: %s', (language, text, expected) => {
    expect(normaliseMarks(text, language)).toBe(expected);
  });
});

describe('what is no citation stays', () => {
  it.each([
    'Das Modell hat 13 Milliarden (13 B) Parameter.',
    'Es erschien (2023) als [Preprint].',
    'Im Jahr [2023] kam es.',
    'Schritte: (1) laden, (2) starten.',
    '(1) Zuerst laden.',
    'f(1) = 2 und f(2).',
    'Das Format Q4_K_M (4 Bit).',
    'Eine Fläche von 12 m² und 10⁹ Token.',
    'Es sind 12 Quadratmeter, also 12 Meter², oder 12 Meter^2.',
    'Die Menge {1, 2} hat zwei Elemente, x^2 und e^{2} auch.',
    'Der Bruch \\frac{1}{2} und 10^{9} Token.',
    'Werte <1 und >2 sind <b>selten</b>.',
    '① laden, ② starten.',
    'Nach Artikel 6 (Absatz 2) gilt § 5 Satz 2.',
    'Die Formel $2^{10}$ ist $x_{1}$.',
    'Siehe [Anleitung](https://example.org/1).',
    'Das Modell [7B] oder [13B], auch [7b].',
    'Er steht auf Platz #1.',
    'Das Issue #12 ist offen.',
    'Er ist die #1.',
    'Zwei Passagen 2023 dazu.',
    'Passage 1.5 gibt es nicht.',
    '- [x] erledigt\n- [ ] offen',
    '```py\nx = a[1, 2]\n```\nund `a[1, 2]`.',
  ])('%s', (text) => {
    expect(normaliseMarks(text, 'de')).toBe(text);
    expect(normaliseMarks(text, 'en')).toBe(text);
  });
});

test('the list of footnotes below goes, a statement with a mark in front does not', () => {
  const noted = 'Es kam 2023 [^1].\n\n[^1]: Das Leck, https://example.org';
  expect(normaliseMarks(noted, 'de').trim()).toBe('Es kam 2023 [1].');
  expect(normaliseMarks('[^1]: Es kam 2023.', 'de')).toBe('[1]: Es kam 2023.');
});

test.each(['[', '[[', '(1', '[1,', '`', '<sup>', 'Passage ', '[1]-', '[^1]:', '*[1]'])(
  'a hundred thousand of %s take no time',
  (piece) => {
    const tookMs = cpuMs(() => {
      normaliseMarks(piece.repeat(100_000), 'de');
    });
    expect(tookMs).toBeLessThan(MAX_CPU_MS);
  },
);

test('a full stop that begins a word keeps its blank', () => {
  expect(withoutMarks('safer than .bin files [1] .')).toBe('safer than .bin files.');
});
