import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { detectFormat } from '../../../src/indexing/loaders/detect-format.ts';
import { makeDocx, makeEpub, makePdf, makeZip, sourceOf } from './make-documents.ts';

const HTML = '<!DOCTYPE html><html><body><p>x</p></body></html>';
const SRT = '1\n00:00:01,000 --> 00:00:02,000\nHallo';

describe('detectFormat', () => {
  test.each<[string, string | Uint8Array, string, string | null, string]>([
    ['a PDF called page', makePdf([[]]), 'a.html', 'text/html', 'pdf'],
    ['a DOCX called PDF', makeDocx(''), 'a.pdf', 'application/pdf', 'docx'],
    ['an EPUB called ZIP', makeEpub({}), 'a.zip', 'application/zip', 'epub'],
    ['a page called PDF', HTML, 'a.pdf', 'application/pdf', 'html'],
    ['a page called text', `\uFEFF\n<!-- a --><html>`, 'a.txt', 'text/plain', 'html'],
    ['XHTML', `<?xml version="1.0"?>\n${HTML}`, 'a.xml', null, 'html'],
    ['subtitles called text', SRT, 'a.txt', 'text/plain', 'srt'],
    ['WebVTT', 'WEBVTT\n\n00:01.000 --> 00:02.000\nx', '', null, 'srt'],
    ['text called subtitles', 'Hallo', 'a.srt', null, 'text'],
    ['Markdown', '<div align="center">\n\n# Titel', 'README.md', 'text/plain', 'markdown'],
    ['Markdown by its type', '# Titel', 'raw', 'text/markdown; charset=utf-8', 'markdown'],
    ['a piece of a page', '<p>Hallo', '', 'text/html', 'html'],
    ['a piece nobody named', '<div><h1>a</h1><p>b</p>', '', null, 'html'],
    ['text', 'PKW und LKW', 'notiz', null, 'text'],
    ['UTF-16', Buffer.from('\uFEFFHallo', 'utf16le'), 'a.txt', null, 'text'],
  ])('%s', (...[, content, name, contentType, format]) => {
    expect(detectFormat(sourceOf(content, name, { contentType }))).toBe(format);
  });

  test.each<[string, string | Uint8Array]>([
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3)],
    ['a program', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 0)],
    ['gzip', gzipSync('x')],
    ['another archive', makeZip({ 'a.txt': 'x' })],
    ['RTF', '{\\rtf1 x}'],
    ['a feed', '<?xml version="1.0"?><rss><channel/></rss>'],
    ['JSON', '{"a": [1]}'],
    ['Word of 2003', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ])('%s is refused whatever it is called', (_, content) => {
    for (const name of ['a.md', 'a.pdf', 'a.docx']) {
      expect(() => detectFormat(sourceOf(content, name))).toThrow(
        expect.objectContaining({ code: 'document-unsupported' }) as Error,
      );
    }
  });

  test('nothing is refused', () => {
    expect(() => detectFormat(sourceOf('', 'a.md'))).toThrow(/empty/u);
  });
});
