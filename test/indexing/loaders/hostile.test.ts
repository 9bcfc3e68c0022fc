import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/domain/errors.ts';
import {
  MAX_UNZIPPED_BYTES,
  MAX_ZIP_ENTRIES,
} from '../../../src/indexing/loaders/document-limits.ts';
import { extract } from './extract.ts';
import {
  assemblePdf,
  docxFiles,
  makeDocx,
  makeEpub,
  makePdf,
  makeZip,
  pdfLines,
  wordParagraph,
} from './make-documents.ts';

/** Writes into the central directory of an archive: the size it says its files `name` unpack to. */
function lieAboutSize(zip: Uint8Array, name: string, bytes: number): Uint8Array {
  const lie = Buffer.from(zip);
  const entry = Buffer.from('PK\x01\x02', 'latin1');
  for (let at = lie.indexOf(entry); at !== -1; at = lie.indexOf(entry, at + 4)) {
    if (lie.subarray(at + 46).indexOf(name) === 0) lie.writeUInt32LE(bytes, at + 24);
  }
  return Uint8Array.from(lie);
}

const EMPTY_XML = Object.fromEntries(
  Array.from({ length: 130 }, (_, index) => [`word/many${index}.xml`, 'x']),
);
const BOMB = new Uint8Array(12_000_000);

describe('documents that want too much', () => {
  test.each<[string, () => string | Uint8Array, string]>([
    ['20,000 nested elements', () => `<html>${'<div>'.repeat(20_000)}x`, 'nesting'],
    ['millions of elements', () => `<html>${'<p>x'.repeat(1_000_000)}`, 'elements'],
    ['millions of brackets', () => `<html><p>${'<'.repeat(5_000_000)}`, 'elements'],
    ['a PDF of 10,000 pages', () => makePdf(Array.from({ length: 10_000 }, () => [])), 'pages'],
    ['a book in one file', () => `<html><p>${'Wort '.repeat(300_000)}`, 'characters'],
    [
      'one large file in an archive',
      () => makeZip({ ...docxFiles(''), 'word/a.xml': BOMB }),
      'archive',
    ],
    [
      'many files that are large together',
      () => lieAboutSize(makeZip({ ...docxFiles(''), ...EMPTY_XML }), 'word/many', 900_000),
      'archive',
    ],
    [
      'an archive that says it is small',
      () => lieAboutSize(makeZip({ ...docxFiles(''), 'word/a.xml': BOMB }), 'word/a.xml', 10),
      'archive',
    ],
    [
      'an archive that says it is enormous',
      () => lieAboutSize(makeDocx(''), 'word/document.xml', MAX_UNZIPPED_BYTES + 1),
      'archive',
    ],
    [
      'an archive of countless files',
      () =>
        makeZip({
          ...docxFiles(''),
          ...Object.fromEntries(
            Array.from({ length: MAX_ZIP_ENTRIES }, (_, index) => [`${index}`, '']),
          ),
        }),
      'archive',
    ],
    [
      'a DOCX nested without end',
      () => makeZip({ ...docxFiles(''), 'word/document.xml': `<a>${'<b>'.repeat(10_000)}` }),
      'nesting',
    ],
    [
      'a chapter nested without end',
      () => makeEpub({ '1.xhtml': '<div>'.repeat(10_000) }),
      'nesting',
    ],
    [
      'a table whose cells span everything',
      () => {
        const cell = '<td rowspan=60000 colspan=1000>x</td>';
        return `<html><table>${`<tr>${cell.repeat(2)}</tr>`.repeat(2_000)}`;
      },
      'characters',
    ],
  ])('%s', async (_, make, limit) => {
    await expect(extract(make(), 'a')).rejects.toMatchObject({
      code: 'document-too-large',
      details: { limit },
    });
  });

  test('what looks quadratic is not', async () => {
    for (const [text, name] of [
      [`x ${'<a '.repeat(300_000)}`, 'a.md'],
      [`x ${'['.repeat(900_000)}`, 'a.md'],
      [`<p>x${'&'.repeat(900_000)}`, 'a.html'],
      [`<p>x <b ${'a='.repeat(900_000)}`, 'a.html'],
      [`<!DOCTYPE [${'<!DOCTYPE ['.repeat(90_000)}<html><p>x`, 'a.html'],
      [`WEBVTT\n\n00:01.000 --> 00:02.000\nx ${'<v '.repeat(300_000)}`, 'a.vtt'],
    ] as const) {
      await expect(extract(text, name).catch((error: unknown) => error)).resolves.toBeDefined();
    }
  });
});

describe('PDFs that lead in circles', () => {
  const catalog = '<< /Type /Catalog /Pages 2 0 R >>';

  test('a tree of pages that holds itself', async () => {
    const pdf = assemblePdf([
      catalog,
      '<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>',
      '<< >>',
      '<< >>',
      '<< >>',
    ]);
    await expect(extract(pdf, 'a.pdf')).rejects.toMatchObject({ code: 'document-unreadable' });
  });

  test('a form that draws itself', async () => {
    const pdf = assemblePdf([
      catalog,
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Contents 6 0 R >>',
      '<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Length 11 >>\nstream\n/X Do /X Do\nendstream',
      '<< >>',
      '<< /Length 5 >>\nstream\n/X Do\nendstream',
    ]);
    await expect(extract(pdf, 'a.pdf')).rejects.toMatchObject({ code: 'document-unreadable' });
  });
});

describe('damaged documents', () => {
  const TEXT = 'Offene Modelle werden von vielen Firmen selbst betrieben.';
  const WHOLE: Readonly<Record<string, Uint8Array>> = {
    'a.pdf': makePdf([pdfLines([TEXT, TEXT]), pdfLines([TEXT])]),
    'a.docx': makeDocx(wordParagraph(TEXT)),
    'a.epub': makeEpub({ '1.xhtml': `<p>${TEXT}</p>` }, '<dc:title>x</dc:title>'),
    'a.html': Buffer.from(`<!doctype html><html><body><article><h1>x</h1><p>${TEXT}</p></article>`),
    'a.srt': Buffer.from(`1\n00:00:01,000 --> 00:00:02,000\n${TEXT}\n`),
    'a.md': Buffer.from(`---\ntitle: x\n---\n\n${TEXT}\n`),
  };

  test.each(Object.keys(WHOLE))('%s, cut anywhere or with a byte changed', async (name) => {
    const whole = WHOLE[name]!;
    const step = Math.max(1, Math.floor(whole.length / 60));
    for (let at = 0; at < whole.length; at += step) {
      const flipped = Uint8Array.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 0x55;
      for (const bytes of [whole.slice(0, at), flipped]) {
        const outcome = await extract(bytes, name).then(
          ({ markdown }) => markdown,
          (error: unknown) => (error instanceof AppError ? error.code : String(error)),
        );
        expect(outcome).toMatch(/\S/u);
        expect(outcome).not.toMatch(/^\w*Error|^(?:internal|cancelled)$/u);
      }
    }
  });

  test.each(['a.pdf', 'a.docx', 'a.epub'])('half of %s is refused', async (name) => {
    const whole = WHOLE[name]!;
    const half = whole.slice(0, whole.length / 2);
    await expect(extract(half, name)).rejects.toMatchObject({
      code: expect.stringMatching(/^document-un/u) as unknown,
    });
  });

  test('an encrypted archive', async () => {
    const zip = Uint8Array.from(zipSync({ 'word/document.xml': new Uint8Array(10) }));
    const view = new DataView(zip.buffer);
    const at = Buffer.from(zip).lastIndexOf('word/document.xml') - 46;
    view.setUint16(at + 8, 1, true);
    await expect(extract(zip, 'a.docx')).rejects.toMatchObject({
      code: 'document-unreadable',
      message: expect.stringContaining('encrypted') as unknown,
    });
  });
});
