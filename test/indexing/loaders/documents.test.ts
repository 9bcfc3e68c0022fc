/** Small files of kinds that were once read wrongly, each with what is right: test/fixtures/documents. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { extract } from './extract.ts';

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
