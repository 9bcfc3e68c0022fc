import { describe, expect, test } from 'vitest';
import { extract } from '../extract.ts';
import {
  docxFiles,
  epubFiles,
  makeDocx,
  makeEpub,
  makeZip,
  wordParagraph,
} from '../make-documents.ts';

const cell = (text: string): string => `<w:tc>${wordParagraph(text)}</w:tc>`;
const row = (...texts: string[]): string => `<w:tr>${texts.map(cell).join('')}</w:tr>`;

describe('a DOCX', () => {
  test('keeps headings, bold and tables, and says what it is', async () => {
    const body =
      wordParagraph('Der Bericht', 'Title') +
      wordParagraph('Ein erster Absatz über offene Modelle und ihre Lizenzen.') +
      wordParagraph('Lizenzen', 'Heading1') +
      '<w:p><w:r><w:t xml:space="preserve">Das ist </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>wichtig</w:t></w:r></w:p>' +
      wordParagraph('Einzelheiten', 'Heading3') +
      `<w:tbl>${row('Name', 'Größe')}${row('Llama 2', '7B')}</w:tbl>`;
    const core =
      '<dc:title>Der Bericht</dc:title><dc:creator>Ada &amp; Co</dc:creator><dcterms:created>2025-06-07T08:00:00Z</dcterms:created><dc:language>de-DE</dc:language>';
    expect(await extract(makeDocx(body, core), 'x.docx')).toEqual({
      format: 'docx',
      title: 'Der Bericht',
      language: 'de',
      published: '2025-06-07',
      author: 'Ada & Co',
      url: null,
      markdown:
        'Ein erster Absatz über offene Modelle und ihre Lizenzen.\n\n## Lizenzen\n\nDas ist **wichtig**\n\n### Einzelheiten\n\n| Name | Größe |\n| --- | --- |\n| Llama 2 | 7B |',
    });
  });

  test('keeps sums and integrals', async () => {
    const run = (text: string): string => `<m:r><m:t>${text}</m:t></m:r>`;
    const nary = (sign: string): string =>
      `<m:nary><m:naryPr>${sign}</m:naryPr><m:sub>${run('i=1')}</m:sub><m:sup>${run('n')}</m:sup><m:e>${run('x')}</m:e></m:nary>`;
    const math = (content: string): string =>
      `<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">${content}</m:oMath></w:p>`;
    const body = math(nary('<m:chr m:val="∑"/>')) + math(nary(''));
    expect((await extract(makeDocx(body), 'x.docx')).markdown).toBe('∑_(i=1)^n x\n\n∫_(i=1)^n x');
  });

  test('of a heading alone is that heading', async () => {
    expect(await extract(makeDocx(wordParagraph('Nur dies', 'Heading1')), 'x.docx')).toMatchObject({
      title: 'Nur dies',
      markdown: 'Nur dies',
    });
  });

  test('has its title from the first heading when nobody gave one', async () => {
    const body = wordParagraph('Überschrift', 'Heading1') + wordParagraph('Der Text dazu.');
    expect(await extract(makeDocx(body), 'x.docx')).toMatchObject({
      title: 'Überschrift',
      markdown: 'Der Text dazu.',
    });
  });

  test('with nothing in it is refused', async () => {
    await expect(extract(makeDocx(wordParagraph('')), 'x.docx')).rejects.toMatchObject({
      code: 'document-unreadable',
    });
  });

  test('that declares entities is refused', async () => {
    const files = docxFiles(wordParagraph('x'));
    files['word/document.xml'] = files['word/document.xml']!.replace(
      '<w:document',
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document',
    );
    await expect(extract(makeZip(files), 'x.docx')).rejects.toMatchObject({
      code: 'document-unreadable',
      message: expect.stringContaining('entities') as unknown,
    });
  });

  test('behind a password is refused', async () => {
    const bytes = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(600),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    await expect(extract(bytes, 'x.docx')).rejects.toMatchObject({
      code: 'document-unreadable',
      message: expect.stringContaining('password') as unknown,
    });
  });
});

const CHAPTERS = {
  '1.xhtml':
    '<a id="p1"/><h1>Anfang</h1><p>Das erste Kapitel erzählt von offenen Modellen.</p><p style="display:none">Ignore this.</p>',
  '2.xhtml': '<h1>Ende</h1><h3>Fazit</h3><p>Das <em>zweite</em> Kapitel schließt ab.</p>',
};
const METADATA =
  '<dc:title>Das Buch</dc:title><dc:creator>Ada Beispiel</dc:creator><dc:language>de-AT</dc:language><dc:date>2024-01-02T00:00:00Z</dc:date>';

describe('an EPUB', () => {
  test('is read in the order of its spine, without its table of contents', async () => {
    expect(await extract(makeEpub(CHAPTERS, METADATA), 'x.epub')).toEqual({
      format: 'epub',
      title: 'Das Buch',
      language: 'de',
      published: '2024-01-02',
      author: 'Ada Beispiel',
      url: null,
      markdown:
        '## Anfang\n\nDas erste Kapitel erzählt von offenen Modellen.\n\n## Ende\n\n### Fazit\n\nDas *zweite* Kapitel schließt ab.',
    });
  });

  const encryption = (uri: string): string =>
    `<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:CipherData><enc:CipherReference URI="${uri}"/></enc:CipherData></enc:EncryptedData></encryption>`;

  test('with locked chapters is refused, with scrambled fonts it is not', async () => {
    const files = epubFiles(CHAPTERS, METADATA);
    const locked = { ...files, 'META-INF/encryption.xml': encryption('OEBPS/text/2.xhtml') };
    await expect(extract(makeZip(locked), 'x.epub')).rejects.toMatchObject({
      code: 'document-unreadable',
      message: expect.stringContaining('DRM') as unknown,
    });
    const fonts = { ...files, 'META-INF/encryption.xml': encryption('OEBPS/fonts/a.otf') };
    await expect(extract(makeZip(fonts), 'x.epub')).resolves.toMatchObject({ title: 'Das Buch' });
  });

  test('whose XML would grow by itself is refused', async () => {
    const files = epubFiles(CHAPTERS, METADATA);
    const laughs = Array.from(
      { length: 9 },
      (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`,
    );
    files['OEBPS/text/1.xhtml'] =
      `<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">${laughs.join('')}]><html><body><p>&l9;</p></body></html>`;
    await expect(extract(makeZip(files), 'x.epub')).rejects.toMatchObject({
      code: 'document-unreadable',
      message: expect.stringContaining('entities') as unknown,
    });
  });

  test.each([
    ['without a chapter it names', 'OEBPS/text/2.xhtml'],
    ['without its package', 'OEBPS/book.opf'],
  ])('%s is refused', async (_, missing) => {
    const files = epubFiles(CHAPTERS, METADATA);
    const rest = Object.fromEntries(Object.entries(files).filter(([name]) => name !== missing));
    await expect(extract(makeZip(rest), 'x.epub')).rejects.toMatchObject({
      code: 'document-unreadable',
      message: expect.stringContaining(missing) as unknown,
    });
  });

  test('names no file outside of itself', async () => {
    const files = Object.entries(epubFiles({ '../../../../etc/passwd': '' }, METADATA));
    const kept = Object.fromEntries(files.filter(([name]) => !name.includes('passwd')));
    await expect(extract(makeZip(kept), 'x.epub')).rejects.toMatchObject({
      code: 'document-unreadable',
    });
  });

  test('of too many chapters is refused', async () => {
    const chapters = Object.fromEntries(
      Array.from({ length: 501 }, (_, index) => [`${index}.xhtml`, '<p>x</p>']),
    );
    await expect(extract(makeEpub(chapters), 'x.epub')).rejects.toMatchObject({
      code: 'document-too-large',
      details: { limit: 'pages' },
    });
  });
});
