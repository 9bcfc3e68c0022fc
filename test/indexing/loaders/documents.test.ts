/** Small files of kinds that were once read wrongly, each with what is right: test/fixtures/documents. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chunkArticle } from '../../../src/indexing/chunking/chunk-article.ts';
import { articleFromFile } from '../../../src/indexing/corpus/article-from-file.ts';
import { parseArticle } from '../../../src/indexing/corpus/parse-article.ts';
import { readArticleFile } from '../../../src/indexing/corpus/read-article-file.ts';
import { analysePassageText } from '../../../src/text/text-analysis.ts';
import { tempFolder, writeFiles } from '../temp-folder.ts';
import { extract } from './extract.ts';
import { extractArticle } from '../../../src/indexing/loaders/extract-article.ts';

const FOLDER = new URL('../../fixtures/documents/', import.meta.url);

async function read(name: string) {
  return extract(readFileSync(new URL(name, FOLDER)), name);
}

describe('tables', () => {
  test('an empty table is no reason to refuse the rest', async () => {
    const word = await read('01-empty-table.docx');
    expect(word.markdown).toContain('Gewichte frei verfügbar');
    expect(word.markdown).not.toContain('|');
    const empty = '<table><tr><td></td><td> </td></tr><tr><td><script>1</script></td></tr></table>';
    const page = await extract(`<h1>Titel</h1><p>Davor.</p>${empty}<p>Danach.</p>`, 'a.html');
    expect(page.markdown).toBe('Davor.\n\nDanach.');
  });

  test('a break in a cell is a blank', async () => {
    expect((await read('10-cell-breaks.html')).markdown).toContain('| Llama 2 Chat | 7B 70B |');
  });
});

describe('what stands around an article', () => {
  test('a heading whose id is made of its own words is no furniture', async () => {
    const { markdown } = await read('02-slug-ids.html');
    for (const heading of ['Skip connections', 'Related work', 'Social impact'])
      expect(markdown).toContain(`## ${heading}\n\n`);
    for (const text of ['A skip connection adds', 'Highway networks', 'Open weights moved'])
      expect(markdown).toContain(text);
  });

  test('a page without a main part is not its whole body', async () => {
    const { markdown } = await read('03-body-fallback.html');
    expect(markdown).toContain('Gewichte frei verfügbar');
    expect(markdown).not.toMatch(/Kasten|anderen Ressort/u);
  });
});

describe('what a page says about itself', () => {
  test('a headline that nothing on the page repeats is not its title', async () => {
    expect(await read('04-wikipedia-title.html')).toMatchObject({
      title: 'Llama (Sprachmodell)',
      published: '2023-02-25',
    });
  });

  test('linked data within CDATA marks', async () => {
    expect(await read('05-jsonld-cdata.html')).toMatchObject({
      author: 'Jane Roe',
      published: '2024-07-23',
    });
  });

  test('a long German text is German, whatever its page says', async () => {
    expect((await read('24-lang-en-german-text.html')).language).toBe('de');
  });
});

describe('encodings', () => {
  test.each([
    '06a-latin1-label-utf8-bytes.html',
    '06b-utf8-label-cp1252-bytes.html',
    '06c-unicode-label.html',
  ])('%s: the bytes tell, not the label', async (name) => {
    const { title, markdown } = await read(name);
    expect(title).toBe('Größe und Übermaß');
    expect(markdown).toContain('Für größere Modelle braucht es mehr Speicher: äöüß, „Gänsefü');
    expect(markdown).toContain('– und 5 €.');
  });
});

describe('formulas', () => {
  test('of Word', async () => {
    expect((await read('14-omml.docx')).markdown).toContain(
      'Die Fläche beträgt A = π r² und wächst',
    );
  });

  test('of a page, hidden beside their picture', async () => {
    const { markdown } = await read('23-wikipedia-formula.html');
    expect(markdown).toMatch(
      /Sie ist definiert als \$[^$]*\\sigma[^$]*\$, wobei \$[^$]*K[^$]*\$ die Zahl/u,
    );
    expect(markdown.match(/\$[^$]+\$/gu)).toHaveLength(3);
  });
});

describe('Word', () => {
  test('the main part is the one the package names', async () => {
    const { markdown, author, published } = await read('15-document2.docx');
    expect(markdown).toContain('Gewichte frei verfügbar');
    expect([author, published]).toEqual(['Erika Muster', null]); // the template's day
  });
});

describe('front matter of other programs', () => {
  test.each([
    ['07a-author-list.md', { published: '2021-05-24', author: 'Leo Gao, Stella Biderman' }],
    ['07b-published-true.md', { published: '2024-07-23', author: null }],
    ['07c-relative-url.md', { published: null, url: null }],
    ['07d-spelled-date.md', { published: '2024-07-23' }],
    ['07e-toml.md', { published: '2024-07-23', author: 'Leo Gao' }],
  ])('%s', async (name, fields) => {
    expect(await read(name)).toMatchObject({
      title: 'Offene Gewichte',
      language: 'de',
      markdown: 'Llama ist ein Sprachmodell von Meta, dessen Gewichte frei verfügbar sind.',
      ...fields,
    });
  });
});

describe('markup of sites', () => {
  test('VitePress and MkDocs', async () => {
    const { markdown } = await read('08-vitepress.md');
    expect(markdown).toBe(
      [
        '## Beobachter anhalten',
        'Text über Beobachter, die man anhalten kann.',
        '**Tipp**',
        'Ein Hinweis im Kasten.',
        '**Vorsicht**',
        'Ein Hinweis von MkDocs.',
      ].join('\n\n'),
    );
  });

  test('imports over several lines', async () => {
    expect((await read('25-multiline-import.mdx')).markdown).toBe(
      'Llama ist ein Sprachmodell von Meta, dessen Gewichte frei verfügbar sind.',
    );
  });

  test('a link that mixes code and text is its text', () => {
    const text = readFileSync(new URL('09-link-with-code.md', FOLDER), 'utf8');
    const article = parseArticle('a.md', text, '');
    if ('message' in article) throw new Error(article.message);
    expect(chunkArticle(article, { maxTokens: 300 }).map((passage) => passage.text)).toEqual([
      'Nutze die `LLM`-Klasse für Stapel oder den Parameter `max_tokens`.',
    ]);
  });

  test('initials in bold are letters of their words', async () => {
    const terms = analysePassageText((await read('13-bold-initials.md')).markdown, 'de');
    const plain = analysePassageText('Retrieval-Augmented Generation Large Language Model', 'de');
    expect(terms).toEqual(expect.arrayContaining(plain));
    expect(analysePassageText('Gr&ouml;&szlig;e Daten&shy;schutz Daten\u00ADschutz', 'de')).toEqual(
      analysePassageText('Größe Datenschutz Datenschutz', 'de'),
    );
  });
});

describe('subtitles', () => {
  test('a voice is named where it changes', async () => {
    expect((await read('11-vtt-voices.vtt')).markdown).toBe(
      'Anna Weiß: Die Gewichte von Llama sind frei verfügbar, sagt Meta seit 2023.\n\nBen Lang: Frei ist nicht offen.',
    );
  });

  test('times as people write them, and an empty line in a cue', async () => {
    const { format, markdown } = await read('12-srt-blank-and-times.srt');
    expect(format).toBe('srt');
    expect(markdown).toBe('Erste Zeile zweite Zeile nach Leerzeile Dritte Zeile');
  });
});

test('a book keeps heads, boxes and notes, and loses the marks of notes', async () => {
  const { markdown } = await read('16-epub-header-aside.epub');
  for (const text of ['Kapitel 1: Gewichte', 'Was ein Parameter ist', 'Kasten: Quantisierung'])
    expect(markdown).toMatch(new RegExp(`^#+ ${text}$`, 'mu'));
  expect(markdown).toContain('eine gelernte Zahl.\n');
  expect(markdown).toContain('70 Milliarden davon');
});

describe('PDF', () => {
  test('accents that are printed apart', async () => {
    expect((await read('17-tex-umlauts.pdf')).markdown).toBe(
      'Die Größe der Modelle wächst, und für viele Zwecke genügt ein kleineres. Gemäß der Lizenz dürfen sie geändert werden. Übungen und Beispiele stehen im nächsten Abschnitt des Buches.',
    );
  });

  test('words that soft hyphens break over lines', async () => {
    expect((await read('22-soft-hyphen-lines.pdf')).markdown).toBe(
      'Der betriebliche Datenschutz verlangt für jede Verarbeitung eine Rechtsgrundlage. Offene Sprachmodelle lassen sich im eigenen Rechenzentrum betreiben.',
    );
  });

  test('short lines in bold are headings', async () => {
    const { markdown } = await read('18-bold-headings.pdf');
    expect(markdown.match(/^## .*$/gmu)).toEqual([
      '## 1 Einleitung',
      '## 2 Lizenzen',
      '## 2.1 Grenzen der Lizenz',
    ]);
  });

  test('placeholders of programs are no metadata', async () => {
    expect(await read('19-reportlab-anonymous.pdf')).toMatchObject({
      title: 'Offene Modelle im Betrieb',
      author: null,
    });
  });

  test('rows with wide gaps are rows of a table', async () => {
    const { markdown } = await read('20-table.pdf');
    expect(markdown).toContain(
      '| Modell | Parameter | Lizenz | Kontextfenster |\n| --- | --- | --- | --- |\n| Llama 2 | 70 Milliarden | Llama 2 Community | 4096 Token |\n',
    );
  });

  test('a page that lies on its side', async () => {
    const { markdown } = await read('21-rotated-page.pdf');
    expect(markdown).toContain('Diese Seite steht hoch');
    expect(markdown).toContain('Llama 2 hat in der größten Fassung 70 Milliarden Parameter.');
  });
});

/** One reader: what a file in the corpus is, and what the same file is when somebody adds it. */
describe('both ways in', () => {
  test.each([
    ['07a-author-list.md', null],
    ['07e-toml.md', null],
    ['08-vitepress.md', null],
    ['13-bold-initials.md', null],
    ['25-multiline-import.mdx', null],
    ['latin-1.md', Buffer.from('# Größe\n\nFür größere Modelle gilt: Übung.\n', 'latin1')],
    ['erste-zeile.txt', Buffer.from('Die erste Zeile\n\nDann ein Satz, der den Text trägt.\n')],
    ['unterstrichen.md', Buffer.from('Ein Titel\n=========\n\nDann ein Satz, der trägt.\n')],
    ['ohne_titel-2.md', Buffer.from('Nur ein Satz, der den ganzen Text trägt.\n')],
    ['hidden.md', Buffer.from('# Titel\n\nEin Wort\u200Bteil und Daten\u00ADschutz.\n')],
  ])('%s', async (name, given) => {
    const bytes = given ?? readFileSync(new URL(name, FOLDER));
    const folder = await tempFolder();
    await writeFiles(folder, { [name]: bytes });
    const file = await readArticleFile(folder, name);
    const article = await articleFromFile(name, file, extractArticle, () => undefined);
    const { title, language, published, author, url, markdown } = await extract(bytes, name);
    expect(article).toMatchObject({ title, language, published, author, url, body: markdown });
  });

  test('titles are the first line, not the file name', async () => {
    const title = async (text: string, name: string): Promise<string> =>
      (await extract(text, name)).title;
    expect(await title('Die erste Zeile\n\nDann ein Satz.', 'a.txt')).toBe('Die erste Zeile');
    expect(await title('Ein Titel\n===\n\nDann ein Satz.', 'a.md')).toBe('Ein Titel');
    expect(await title('Zweite Ebene\n---\n\nDann ein Satz.', 'a.md')).toBe('Zweite Ebene');
    expect(await title('Ein Satz als Anfang.\n\nDann noch einer.', 'a.md')).toBe('a');
  });
});
