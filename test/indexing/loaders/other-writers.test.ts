/** What people and programs write in other ways than those of `documents` and `other-generators`. */
import { describe, expect, test } from 'vitest';
import { extract } from './extract.ts';
import {
  docxFiles,
  epubFiles,
  makeDocx,
  makeEpub,
  makePdf,
  makeZip,
  pdfLines,
  wordParagraph,
} from './make-documents.ts';

const PROSE =
  'Wer ein Modell im eigenen Haus betreibt, muss niemanden um Erlaubnis fragen, und die Daten seiner Kundinnen und Kunden verlassen das Gebäude zu keiner Zeit.';
const LINES = [
  'Open language models run on hardware that people own themselves, since',
  'their weights can be downloaded by anybody, and nobody has to be asked.',
];
const BODY = '\n\n# Offene Gewichte\n\nLlama ist ein Modell, dessen Gewichte frei sind.\n';

describe('what stands before a text', () => {
  const FIELDS = 'title: Offene Gewichte\ndate: 2024-07-23\nauthor: A. Roe';
  test.each([
    ['empty lines before it', `\n\n---\n${FIELDS}\n---`],
    ['a comment before it', `<!-- made by a program -->\n---\n${FIELDS}\n---`],
    ['more dashes', `-----\n${FIELDS}\n-----`],
    ['a comment that is it', `<!--\n${FIELDS}\n-->`],
    [
      'several days, a handle in brackets',
      '---\ntitle: Offene Gewichte\ndate:\n  created: 2024-07-23\n  updated: 2025-01-01\nauthor: "[[A. Roe]]"\n---',
    ],
    [
      'fields of its own kind in a table',
      "+++\ntitle = 'Offene Gewichte'\ndate = 2024-07-23\n[params]\nauthor = 'A. Roe'\n+++",
    ],
    [
      'German names',
      '---\nTitel: Offene Gewichte\nDatum: 23. Juli 2024\nAutorin: A. Roe\nSprache: Deutsch\n---',
    ],
    ['German lines', 'Titel: Offene Gewichte\nDatum: 23. Juli 2024\nAutor: A. Roe'],
    ['lines behind a hash', '#+TITLE: Offene Gewichte\n#+DATE: 2024-07-23\n#+AUTHOR: A. Roe'],
    ['lines between colons', ':title: Offene Gewichte\n:date: 2024-07-23\n:author: A. Roe'],
    ['a byline', '---\ntitle: Offene Gewichte\nbyline: By A. Roe\npubDate: July 23, 2024\n---'],
  ])('%s', async (_, head) => {
    expect(await extract(head + BODY, 'a.md')).toMatchObject({
      title: 'Offene Gewichte',
      published: '2024-07-23',
      author: 'A. Roe',
      markdown: 'Llama ist ein Modell, dessen Gewichte frei sind.',
    });
  });

  test.each([
    ['18 juillet 2023', '2023-07-18'],
    ['1er août 2023', '2023-08-01'],
    ['18 de julio de 2023', '2023-07-18'],
    ['18 luglio 2023', '2023-07-18'],
    ['18 lipca 2023', '2023-07-18'],
    ['18 июля 2023', '2023-07-18'],
    ['18 Temmuz 2023', '2023-07-18'],
    ['3 févr. 2023', '2023-02-03'],
    ['2023年7月18日', '2023-07-18'],
    ['3 Foobar 2023', null],
  ])('the day of %s is %s', async (date, published) => {
    const text = `---\ntitle: A\ndate: ${date}\n---\n\nEin Satz.`;
    expect((await extract(text, 'a.md')).published).toBe(published);
  });

  test.each([
    ['between two lines', '===============\nOffene Gewichte\n===============\n\nEin Satz.'],
    ['behind an equals sign', '= Offene Gewichte\n\nEin Satz.'],
  ])('the title of a plain text: %s', async (_, text) => {
    expect(await extract(text, 'a.txt')).toMatchObject({
      title: 'Offene Gewichte',
      markdown: 'Ein Satz.',
    });
  });
});

describe('markup of other generators', () => {
  test.each([
    [
      'Eins.\n% ein Kommentar\n\n+++\n\nZwei.\n\n+++ {"a": 1}\n\nDrei, um 50\n% mehr.',
      'Eins.\n\nZwei.\n\nDrei, um 50\n% mehr.',
    ],
    ['{% tab title="Linux" %}\nText.\n{% endtab %}', '**Linux**\n\nText.'],
    ['Siehe {{< figure src="a.png" title="Ein Bild" >}} hier.', 'Siehe Ein Bild hier.'],
    ['{% highlight python %}\n# x\n{% endhighlight %}', '```python\n# x\n```'],
    ['{{< highlight go "linenos=1" >}}\n# x\n{{< /highlight >}}', '```go\n# x\n```'],
    ['<TabItem value="a" label="Linux">\n\nText.\n\n</TabItem>', '**Linux**\n\nText.'],
    ['::: {.callout-note title="Merke"}\nText.\n:::', '**Merke**\n\nText.'],
    [
      ':::image src="a.png" alt-text="Ein Bild":::\n\n::: moniker range=">=1"\nText.',
      '**Ein Bild**\n\nText.',
    ],
    ['> [!div class="next"]\n> Weiter.\n\n[!INCLUDE [a](b.md)]\n\nText.', '> Weiter.\n\nText.'],
    ['* TOC\n{:toc}\n\nText.', 'Text.'],
    ['*[RAG]: Retrieval Augmented Generation', 'RAG: Retrieval Augmented Generation'],
    ['Das gilt [siehe @roe2024, S. 3; @b] oft. Mail [a@b.de].', 'Das gilt oft. Mail [a@b.de].'],
  ])('%s', async (text, markdown) => {
    const read = await extract(`Davor steht ein Satz.\n\n${text}`, 'a.md');
    expect(read.markdown.replace('Davor steht ein Satz.', '').trim()).toBe(markdown);
  });

  test('dots that somebody typed mark items', async () => {
    const text =
      'Modelle:\n\n• Llama\n·   Qwen\n▪ Gemma\no\tPhi\n–\tFalcon\n\n„o weh“, sagte sie.\n– so ist es';
    expect((await extract(text, 'a.txt')).markdown).toBe(
      'Modelle:\n\n- Llama\n- Qwen\n- Gemma\n- Phi\n- Falcon\n\n„o weh“, sagte sie.\n– so ist es',
    );
  });

  test('ligatures and quotes of windows-1252 in UTF-8', async () => {
    const text = 'Die Eﬃzienz ist groß, sagt \u0093sie\u0094.';
    expect((await extract(text, 'a.md')).markdown).toBe('Die Effizienz ist groß, sagt “sie”.');
  });
});

describe('a DOCX', () => {
  const style = (id: string, inside: string): string =>
    `<w:style w:type="paragraph" w:styleId="${id}">${inside}</w:style>`;
  const withStyles = (body: string, styles: string): Uint8Array => {
    const files = docxFiles(body);
    const known = files['word/styles.xml'] ?? '';
    return makeZip({
      ...files,
      'word/styles.xml': known.replace('</w:styles>', `${styles}</w:styles>`),
    });
  };
  const run = (text: string, properties = ''): string =>
    `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
  const tab = '<w:r><w:tab/></w:r>';

  test.each([
    ['a German name', '<w:name w:val="Überschrift 2"/>'],
    ['what it builds on', '<w:name w:val="Meine"/><w:basedOn w:val="Heading2"/>'],
    ['its place in the outline', '<w:name w:val="Meine"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'],
  ])('headings by %s', async (_, inside) => {
    const body =
      wordParagraph('Bericht', 'Title') + wordParagraph('Kosten', 'X') + wordParagraph(PROSE);
    const { title, markdown } = await extract(withStyles(body, style('X', inside)), 'a.docx');
    expect([title, markdown]).toEqual(['Bericht', `## Kosten\n\n${PROSE}`]);
  });

  test('headings by their own place in the outline, and by bold lines where there are no others', async () => {
    const outlined = `<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr>${run('Strom')}</w:p>`;
    const bold = `<w:p>${run('Strom', '<w:b/>')}</w:p>`;
    for (const heading of [outlined, bold]) {
      const read = await extract(makeDocx(heading + wordParagraph(PROSE)), 'a.docx');
      expect(read.markdown).toBe(`## Strom\n\n${PROSE}`);
    }
    const beside = makeDocx(wordParagraph('Kosten', 'Heading2') + bold + wordParagraph(PROSE));
    expect((await extract(beside, 'a.docx')).markdown).toContain('**Strom**');
  });

  test('items by what somebody typed before them', async () => {
    const item = (mark: string, text: string): string =>
      `<w:p>${run(mark)}${tab}${run(text)}</w:p>`;
    const body =
      wordParagraph('Modelle:') +
      item('•', 'Llama') +
      item('·', 'Qwen') +
      item('o', 'Phi') +
      item('-', 'Gemma');
    const { markdown } = await extract(makeDocx(`${body}${item('1.', 'Erstens')}`), 'a.docx');
    expect(markdown).toBe('Modelle:\n\n- Llama\n- Qwen\n- Phi\n- Gemma\n\n1. Erstens');
  });

  test('raised numbers are powers, hidden runs are nothing, nor is a table of contents', async () => {
    const raised = '<w:vertAlign w:val="superscript"/>';
    const body =
      `<w:p>${run('Das sind 10')}${run('9', raised)}${run(' Parameter auf 5 m')}${run('2', raised)}${run(', im Jahr 2023')}${run('1', raised)}.</w:p>` +
      `<w:p>${run('Sichtbar.')}${run(' Folge mir.', '<w:vanish/>')}</w:p>` +
      wordParagraph('Kosten 3', 'Y');
    const { markdown } = await extract(
      withStyles(body, style('Y', '<w:name w:val="toc 1"/>')),
      'a.docx',
    );
    expect(markdown).toBe('Das sind 10^9 Parameter auf 5 m^2, im Jahr 2023\n\nSichtbar.');
  });

  test('parts in UTF-16, and names with the slashes of Windows', async () => {
    const files: Record<string, string | Uint8Array> = docxFiles(wordParagraph(PROSE));
    const part = Buffer.from(`\uFEFF${String(files['word/document.xml'])}`, 'utf16le');
    const wide = makeZip({ ...files, 'word/document.xml': Uint8Array.from(part) });
    const slashed = makeZip(
      Object.fromEntries(
        Object.entries(files).map(([name, data]) => [name.replaceAll('/', '\\'), data]),
      ),
    );
    for (const bytes of [wide, slashed]) {
      expect((await extract(bytes, 'a.docx')).markdown).toBe(PROSE);
    }
  });

  test('what programs call their user is no author', async () => {
    const core = '<dc:creator>Microsoft Office User</dc:creator>';
    expect((await extract(makeDocx(wordParagraph(PROSE), core), 'a.docx')).author).toBeNull();
  });
});

describe('a page', () => {
  const read = (body: string, head = '<title>Modelle</title>') =>
    extract(
      `<html lang="de"><head>${head}</head><body><main><h1>Modelle</h1>${`<p>${PROSE}</p>`.repeat(4)}${body}</main></body></html>`,
      'a.html',
    );
  const markdownOf = async (body: string): Promise<string> =>
    (await read(body)).markdown.replaceAll(PROSE, '').trim();

  test.each([
    [
      '<p>Das sind 10<sup>9</sup> Parameter, seit 2023<sup>1</sup>.</p>',
      'Das sind 10^9 Parameter, seit 2023.',
    ],
    [`<h2>Kosten<br>und Strom</h2><p>Ja.</p>`, '## Kosten und Strom\n\nJa.'],
    ['<div role="heading" aria-level="2">Kosten</div><p>Ja.</p>', '## Kosten\n\nJa.'],
    [
      '<div role="table"><div role="row"><b role="columnheader">Name</b><b role="columnheader">B</b></div><div role="row"><i role="cell">Llama</i><i role="cell">7</i></div></div>',
      '| Name | B |\n| --- | --- |\n| Llama | 7 |',
    ],
    [
      '<h2 class="accordion-header"><button aria-controls="p">Was kostet das?</button></h2><div id="p" hidden><p>Strom.</p></div>',
      '## Was kostet das?\n\nStrom.',
    ],
    ['<p hidden>Verborgen.</p><p>Ja.</p>', 'Ja.'],
    ['<p>Ja.<a href="#f">↩︎</a></p><p><a href="/e">Edit this page</a></p>', 'Ja.'],
    [
      '<p><a href="https://www.google.com/url?q=https://a.example/x&amp;sa=D">Quelle</a></p>',
      '[Quelle](https://a.example/x)',
    ],
    ['<p>• Eins</p><p>·&nbsp;&nbsp; Zwei</p>', '- Eins\n- Zwei'],
    ['<p><b>Kosten</b></p><p>Strom kostet Geld.</p>', '## Kosten\n\nStrom kostet Geld.'],
    ['<label>Linux</label><label>Windows</label><p>Ja.</p>', 'Linux Windows\n\nJa.'],
  ])('%s', async (body, markdown) => {
    expect(await markdownOf(body)).toBe(markdown);
  });

  test('of documentation: its title is its heading, without the mark of a link', async () => {
    const heading = '<h1>Kosten<a class="headerlink" href="#k">¶</a></h1>';
    const page = `<title>Kosten - Projekt 1.2 documentation</title>${heading}${`<p>${PROSE}</p>`.repeat(3)}`;
    expect(await extract(page, 'a.html')).toMatchObject({ title: 'Kosten' });
    expect((await extract(page, 'a.html')).markdown).not.toContain('Kosten');
  });

  test('an element that holds a date by its name, and a title that was escaped twice', async () => {
    const { published, title } = await read(
      '<span id="revdate">23. Juli 2024</span>',
      '<title>R &amp;amp; D</title>',
    );
    expect([published, title]).toEqual(['2024-07-23', 'R & D']);
  });
});

describe('a book', () => {
  test('its language in three letters, its table of contents among the chapters, powers', async () => {
    const chapters = {
      'toc.xhtml':
        '<h1>Inhalt</h1><ul><li><a href="1.xhtml">Der Anfang</a></li><li><a href="2.xhtml">Das Ende</a></li></ul>',
      '1.xhtml': '<h1><span>1</span><br/>Der Anfang</h1><p>Es sind 2<sup>10</sup> Token.</p>',
    };
    const book = makeEpub(chapters, '<dc:title>Buch</dc:title><dc:language>ger</dc:language>');
    expect(await extract(book, 'a.epub')).toMatchObject({
      language: 'de',
      markdown: '## 1 Der Anfang\n\nEs sind 2^10 Token.',
    });
    expect(Object.keys(epubFiles(chapters))).toContain('OEBPS/text/toc.xhtml');
  });
});

describe('a PDF', () => {
  test('powers, marks of notes, spaced letters, lines of contents', async () => {
    const pdf = makePdf([
      [
        { text: 'E i n l e i t u n g', y: 760, size: 16 },
        { text: 'Kosten ................ 12', y: 740 },
        { text: 'Das Modell hat 10', y: 720 },
        { text: '9', x: 164, y: 725, size: 7 },
        { text: 'Parameter und ist frei', x: 172, y: 720 },
        { text: '1', x: 280, y: 725, size: 7 },
        { text: 'fuer alle, die es laden.', x: 288, y: 720 },
        ...pdfLines(LINES, 706),
      ],
    ]);
    const { title, markdown } = await extract(pdf, 'a.pdf');
    expect(title).toBe('Einleitung');
    expect(markdown).toContain('Das Modell hat 10^9 Parameter und ist frei fuer alle');
    expect(markdown).not.toContain('Kosten');
  });
});
