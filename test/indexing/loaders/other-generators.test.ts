/** What other programs than those of `documents.test.ts` write of the same kinds. */
import { describe, expect, test } from 'vitest';
import { reduceLinks } from '../../../src/indexing/chunking/inline-text.ts';
import { stripMarkup } from '../../../src/indexing/chunking/strip-markup.ts';
import { extract } from './extract.ts';
import { makeDocx, makePdf, pdfLines, wordParagraph, type PdfText } from './make-documents.ts';

const PROSE =
  'Wer ein Modell im eigenen Haus betreibt, muss niemanden um Erlaubnis fragen, und die Daten seiner Kundinnen und Kunden verlassen das Gebäude zu keiner Zeit.';
const LINES = [
  'Open language models run on hardware that people own themselves, since',
  'their weights can be downloaded by anybody, and nobody has to be asked.',
];

async function markdownOf(body: string, head = '<title>Modelle</title>'): Promise<string> {
  const text = `<p>${PROSE}</p>`.repeat(4);
  const page = `<html lang="de"><head>${head}</head><main><h1>Modelle</h1>${text}${body}</main></html>`;
  const { markdown } = await extract(page, 'a.html');
  return markdown.replaceAll(PROSE, '').trim();
}

describe('pages', () => {
  test.each([
    [
      '<table><tr><th>A<br/>B</th><th>C</th></tr><tr><td><code>x<br>y</code></td><td>1<br><br>2<br></td></tr></table>',
      '| A B | C |\n| --- | --- |\n| `x y` | 1 2 |',
    ],
    [
      '<table><tr><th>A</th><th>B</th></tr><tr><td><ul><li>8B</li><li>70B</li></ul></td><td><p>x</p><p>y</p></td></tr></table>',
      '| A | B |\n| --- | --- |\n| 8B, 70B | x y |',
    ],
    [
      '<table><tr><th>A</th><th>B</th></tr><tr><td>x</td><td><table><tr><td></td></tr></table></td></tr></table>',
      '| A | B |\n| --- | --- |\n| x |  |',
    ],
  ])('a cell is one line: %s', async (table, markdown) => {
    expect(await markdownOf(table)).toBe(markdown);
  });

  test.each([
    ['<math><mi>a</mi><mo>+</mo><mfrac><mn>1</mn><mn>2</mn></mfrac></math>', 'a + 1/2'],
    ['<math><msup><mi>x</mi><mn>2</mn></msup></math>', 'x^2'],
    ['<math><msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt></math>', '√(x + 1)'],
    [
      '<math><msubsup><mo>∑</mo><mi>i</mi><mi>n</mi></msubsup><msub><mi>x</mi><mi>i</mi></msub></math>',
      '∑_i^n x_i',
    ],
    ['<img class="latex" src="a.png" alt="\\alpha + 1">', '$\\alpha + 1$'],
    ['<img src="https://f.example/svg.latex?x" alt="x_1 = 3">', '$x_1 = 3$'],
  ])('a formula without TeX beside one that has it: %s', async (formula, text) => {
    const other = '<math alttext="y"><mi>y</mi></math>';
    expect(await markdownOf(`<p>Erst ${other}, dann ${formula}.</p>`)).toBe(
      `Erst $y$, dann ${text}.`,
    );
  });

  test('a part whose id is its one-word heading stays where it is running text', async () => {
    const part = (id: string, text: string): string =>
      `<section id="${id}"><h2>${id}</h2><p>${text}</p></section>`;
    const markdown = await markdownOf(
      part('Related', 'Andere haben vorher gezeigt, wie kleine Netze von großen lernen.') +
        part('Newsletter', 'Jetzt bestellen! <form><input></form>'),
    );
    expect(markdown).toContain('## Related\n\nAndere haben');
    expect(markdown).not.toContain('bestellen');
  });

  test('linked data that leads from an article to its author, whatever its type says beside', async () => {
    const head =
      '<title>Modelle</title><script type="application/ld+json; charset=utf-8">/*<![CDATA[*/{"@graph":[{"@type":"TechArticle","headline":"Modelle","author":{"@id":"#p"},"datePublished":"July 23, 2024"},{"@type":"Person","@id":"#p","name":"Erika Muster"}]}/*]]>*/</script>';
    expect(await extract(`<head>${head}</head><p>${PROSE}`, 'a.html')).toMatchObject({
      author: 'Erika Muster',
      published: '2024-07-23',
    });
  });

  test('UTF-8 with one broken byte under the label of Latin-1', async () => {
    const page = Buffer.from(`<meta charset="iso-8859-1"><p>${PROSE} Größe, „Maß“ und 5 €. `);
    const { markdown } = await extract(Buffer.concat([page, Buffer.of(0xe4)]), 'a.html');
    expect(markdown).toContain('Größe, „Maß“ und 5 €.');
  });
});

test('a page that a word processor made is called by its paragraph of that kind', async () => {
  const page = `<html><body><p class="c2 title"><span>Offene Modelle</span></p><p>${PROSE}</p><h1>Kosten</h1><p>${PROSE}</p></body></html>`;
  expect((await extract(page, 'k.html')).title).toBe('Offene Modelle');
});

describe('front matter', () => {
  const BODY = '\n\n# Offene Gewichte\n\nLlama ist ein Modell, dessen Gewichte frei sind.\n';
  test.each([
    [
      'JSON',
      '{\n  "title": "Offene Gewichte",\n  "date": "2024-07-23",\n  "authors": ["A. Roe"]\n}',
    ],
    [
      'TOML between dashes',
      '---toml\ntitle = "Offene Gewichte"\ndate = 2024-07-23\nauthor = "A. Roe"\n---',
    ],
    [
      'large first letters',
      '---\nTitle: Offene Gewichte\nDate: 23.07.24\nAuthor: A. Roe\nLanguage: de_DE\n---',
    ],
    ['plain lines', 'Title: Offene Gewichte\nDate: 2024-07-23\nAuthor: A. Roe'],
    ['percent signs', '% Offene Gewichte\n% A. Roe\n% 23. Juli 2024'],
  ])('%s', async (_, head) => {
    expect(await extract(head + BODY, 'a.md')).toMatchObject({
      title: 'Offene Gewichte',
      published: '2024-07-23',
      author: 'A. Roe',
      language: 'de',
      markdown: 'Llama ist ein Modell, dessen Gewichte frei sind.',
    });
  });

  test.each([
    '{\n  nicht: JSON\n}\n\nEin Satz mit Klammern davor.',
    'Date: heute\nStatus: offen\n\nEin Satz.',
  ])('what only looks like it is text: %s', async (text) => {
    const { title, markdown } = await extract(text, 'a.md');
    expect([title, markdown]).toEqual(['a', text]);
  });

  test('a long text is in its language, whatever its front matter says', async () => {
    const text = `---\nlang: en\n---\n\n${`${PROSE}\n\n`.repeat(5)}`;
    expect((await extract(text, 'a.md')).language).toBe('de');
  });
});

describe('site generators', () => {
  test.each([
    ['| A | B |\n|---|---|\n| x<br>y | 1 <br /><br/> 2 |', '| A | B |\n|---|---|\n| x y | 1 2 |'],
    [
      '# Titel {/* #eigen */}\n\nText {/* lange\nNotiz */} geht weiter.',
      '# Titel\n\nText  geht weiter.',
    ],
    ['```js{1,3-4}\na\n```', '```js\na\n```'],
    ['``` py title="a.py"\na\n```', '```py\na\n```'],
    ['```{.python .zahlen}\na\n```', '```python\na\n```'],
    ['```{code-block} python\n:linenos:\na\n```', '```python\na\n```'],
    ['```{tip} Merke\n:class: x\nEin Hinweis.\n```', '**Merke**\n\nEin Hinweis.'],
    ['```{toctree}\na\nb\n```\n\nText.', 'Text.'],
    ['(marke)=\n## Titel\n\nSiehe {ref}`marke`.', '## Titel\n\nSiehe `marke`.'],
    ['Ein [Knopf](x.md){ .gross } und [Text]{.klein}.', 'Ein [Knopf](x.md) und [Text].'],
  ])('%s', async (text, markdown) => {
    const read = await extract(`Davor steht ein Satz.\n\n${text}`, 'a.md');
    expect(read.markdown.replace('Davor steht ein Satz.', '').trim()).toBe(markdown);
  });
});

describe('programs that keep notes', () => {
  test.each([
    ['[[Llama 2|Llama]] und [[Mistral]] laufen.', 'Llama und Mistral laufen.'],
    ['Hier ![[bild.png]] steht ==Wichtiges==.', 'Hier  steht Wichtiges.'],
    ['Das gilt. %%noch prüfen%% ^abc123', 'Das gilt.'],
    [
      '`[[A]] == b ==` und a == b und [[1]] und 5 %% 3.',
      '`[[A]] == b ==` und a == b und [[1]] und 5 %% 3.',
    ],
  ])('%s', (text, shown) => {
    expect(reduceLinks(text).trim()).toBe(shown);
  });

  test.each([
    ['> [!warning]- Vorsicht\n> Text.', '> Vorsicht\n> Text.'],
    ['Von {{ site.title }} am {{ page.date }}: {{ x }}', 'Von  am : {{ x }}'],
  ])('%s', (text, shown) => {
    expect(stripMarkup(text, false)).toBe(shown);
  });
});

describe('subtitles', () => {
  test.each([
    [
      'times without a fraction',
      '00:00:01 --> 00:00:03\nEins\n\n00:00:04 --> 00:00:06\nzwei',
      'Eins zwei',
    ],
    [
      'numbers with an empty line below, short arrows',
      '1\n\n00:00:01,000 -> 00:00:03,000\n\nEins\n\n2\n\n00:00:04,0 -> 00:00:06,0\n\nzwei',
      'Eins zwei',
    ],
    [
      'names before what is said',
      '00:00:01,0 --> 00:00:03,0\nANNA: Eins und\n\n00:00:03,0 --> 00:00:05,0\nANNA: zwei.\n\n00:00:05,0 --> 00:00:06,0\n>> BEN: Drei.',
      'ANNA: Eins und zwei.\n\nBEN: Drei.',
    ],
    [
      'a colon of no voice',
      '00:00:01,0 --> 00:00:03,0\nMerke: eins.\n\n00:00:03,0 --> 00:00:05,0\nUnd zwei.',
      'Merke: eins. Und zwei.',
    ],
  ])('%s', async (_, text, markdown) => {
    expect(await extract(text, 'a.srt')).toMatchObject({ format: 'srt', markdown });
  });
});

test('formulas of Word: accents, functions, matrices, brackets', async () => {
  const run = (text: string): string => `<m:r><m:t>${text}</m:t></m:r>`;
  const row = (...cells: string[]): string =>
    `<m:mr>${cells.map((cell) => `<m:e>${run(cell)}</m:e>`).join('')}</m:mr>`;
  const formula = `<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:acc><m:accPr><m:chr m:val="\u0305"/></m:accPr><m:e>${run('x')}</m:e></m:acc>${run('=')}<m:func><m:fName>${run('log')}</m:fName><m:e>${run('y')}</m:e></m:func>${run('+')}<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:m>${row('a', 'b')}${row('c', 'd')}</m:m></m:e></m:d></m:oMath>`;
  const word = makeDocx(`${wordParagraph('Es gilt:')}<w:p>${formula}</w:p>`);
  expect((await extract(word, 'a.docx')).markdown).toContain('x\u0305=log y+[a, b; c, d]');
});

describe('PDF', () => {
  const row = (y: number, cells: readonly (readonly [string, number])[]): PdfText[] =>
    cells.map(([text, x]) => ({ text, x, y }));

  test('columns of a table whose numbers end at one edge', async () => {
    const table = [
      row(640, [
        ['Modell', 72],
        ['MMLU', 220],
        ['GSM8K', 320],
      ]),
      row(624, [
        ['Llama', 72],
        ['68,9', 233],
        ['56,8', 338],
      ]),
      row(608, [
        ['Mixtral', 72],
        ['70,6', 233],
        ['7', 354],
      ]),
    ];
    const { markdown } = await extract(makePdf([[...pdfLines(LINES), ...table.flat()]]), 'a.pdf');
    expect(markdown).toContain(
      '| Modell | MMLU | GSM8K |\n| --- | --- | --- |\n| Llama | 68,9 | 56,8 |\n| Mixtral | 70,6 | 7 |',
    );
  });

  test('cells that stand near each other, where other rows show the columns', async () => {
    const table = [
      row(640, [
        ['Modell', 72],
        ['Parameter', 150],
        ['Lizenz', 215],
      ]),
      row(624, [
        ['Qwen', 72],
        ['72 B', 150],
        ['Tongyi', 215],
      ]),
      row(608, [
        ['Falcon 180B', 72],
        ['180 B', 150],
        ['eigene', 215],
      ]),
      row(592, [
        ['Mistral Large', 72],
        ['123 Billion', 150],
        ['eigene', 215],
      ]),
    ];
    const { markdown } = await extract(makePdf([[...pdfLines(LINES), ...table.flat()]]), 'a.pdf');
    expect(markdown).toContain('| Mistral Large | 123 Billion | eigene |');
  });

  test('the first of several headings of one size is no title', async () => {
    const heads = [
      { text: 'Einleitung', y: 760, size: 15 },
      ...pdfLines(LINES, 736),
      { text: 'Stand der Technik', y: 690, size: 15 },
      ...pdfLines(LINES, 666),
    ];
    const read = await extract(makePdf([heads]), 'bericht.pdf');
    expect(read.title).toBe('bericht');
    expect(read.markdown.match(/^## .*$/gmu)).toEqual(['## Einleitung', '## Stand der Technik']);
    const titled = [{ text: 'Modelle im Haus', y: 790, size: 15 }, ...heads];
    expect((await extract(makePdf([titled]), 'bericht.pdf')).title).toBe('Modelle im Haus');
  });
});
