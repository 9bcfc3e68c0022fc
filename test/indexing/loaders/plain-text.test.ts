import { describe, expect, test } from 'vitest';
import { cleanText } from '../../../src/indexing/corpus/clean-text.ts';
import { extract } from './extract.ts';

const GERMAN = 'Die Gewichte des Modells sind frei verfügbar und werden von vielen genutzt.';

describe('Markdown and text', () => {
  test('front matter and heading as in the knowledge folder', async () => {
    const text = `---\ntitle: Der Titel\nlanguage: de\npublished: 2026-01-02\nauthor: Ada\nurl: https://a.example/x\n---\n\n# Der *Titel*\n\n${GERMAN}\n`;
    expect(await extract(text, 'a.md')).toEqual({
      format: 'markdown',
      title: 'Der Titel',
      language: 'de',
      published: '2026-01-02',
      author: 'Ada',
      url: 'https://a.example/x',
      markdown: GERMAN,
    });
    const fetched = await extract(text, 'a.md', { url: 'https://b.example/raw/a.md' });
    expect(fetched.url).toBe('https://b.example/raw/a.md');
  });

  test('the first heading is the title and not said twice', async () => {
    expect(await extract(`# Eins\n\n${GERMAN}\n\n# Zwei`, 'a.md')).toMatchObject({
      title: 'Eins',
      markdown: `${GERMAN}\n\n# Zwei`,
    });
  });

  test('text without a title is named after its file', async () => {
    expect(await extract(GERMAN, 'mein_erster-text.txt')).toMatchObject({
      format: 'text',
      title: 'mein erster text',
      language: 'de',
    });
  });

  test.each([
    ['code in the front matter', '---js\n{ title: process.exit() }\n---\ntext', '---js'],
    ['broken front matter', '---\ntitle: "a\n---\ntext', 'text'],
    ['nothing but front matter', '---\ntitle: a\n---\n', null],
    ['nothing', ' \n', null],
  ])('%s', async (_, text, kept) => {
    const extracting = extract(text, 'a.md');
    if (kept === null)
      await expect(extracting).rejects.toMatchObject({ code: 'document-unreadable' });
    else expect((await extracting).markdown).toContain(kept);
  });

  test('is refused when it is longer than an article may be', async () => {
    await expect(extract('Wort '.repeat(250_000), 'a.txt')).rejects.toMatchObject({
      code: 'document-too-large',
      details: { limit: 'characters' },
    });
  });
});

describe('cleanText', () => {
  test.each([
    ['control characters', 'a\u0000b\u0007c\u001Bd', 'abcd'],
    ['zero-width characters', 'a\u200Bb\u2060c\uFEFFd\u00ADe', 'abcde'],
    ['overrides of direction', 'a\u202Eb\u2066c\u200Fd', 'abcd'],
    ['letters in tags and selectors', 'a\u{E0041}b\u{E0101}c\uFE01d', 'abcd'],
    ['halves of pairs', 'a\uD800b', 'ab'],
    ['composition', 'u\u0308', 'ü'],
    ['spaces that do not break', 'a\u00A0b', 'a b'],
    ['line ends', 'a\r\nb\rc\u2028d \n\n\n\ne', 'a\nb\nc\nd\n\ne'],
    ['joiners between letters', 'pass\u200Dword\u200C', 'password'],
    ['a family', '👩\u200D👧 ❤\uFE0F', '👩\u200D👧 ❤\uFE0F'],
    ['Persian', 'می\u200Cخواهم', 'می\u200Cخواهم'],
    ['tabs', '\ta', '\ta'],
  ])('%s', (_, text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  test('holds for every format', async () => {
    const hidden = 'Die Ge\u200Bwichte\u202E sind frei.';
    expect((await extract(`<p>${hidden}`, 'a.html')).markdown).toBe('Die Gewichte sind frei.');
    expect((await extract(`1\n00:00:01,000 --> 00:00:02,000\n${hidden}`, 'a.srt')).markdown).toBe(
      'Die Gewichte sind frei.',
    );
  });
});

describe('subtitles', () => {
  test('SubRip becomes sentences and paragraphs', async () => {
    const srt = [
      '1\r\n00:00:01,000 --> 00:00:03,000\r\n<i>Offene Modelle</i> sind\r\nfür alle da,',
      '2\r\n00:00:03,100 --> 00:00:05,000\r\n{\\an8}sagt die Forscherin.',
      '3\r\n00:00:05,100 --> 00:00:06,000\r\n[Applaus]',
      '4\r\n00:00:09,000 --> 00:00:10,000\r\n- Und wer bezahlt das?',
      '5\r\n00:00:10,100 --> 00:00:11,000\r\n- Und wer bezahlt das?',
    ].join('\r\n\r\n');
    expect(await extract(srt, 'Vortrag_1.srt')).toMatchObject({
      format: 'srt',
      title: 'Vortrag 1',
      language: 'de',
      markdown: 'Offene Modelle sind für alle da, sagt die Forscherin.\n\nUnd wer bezahlt das?',
    });
  });

  test('WebVTT as well', async () => {
    const vtt =
      'WEBVTT\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE\nnot for you\n\nintro\n00:01.000 --> 00:02.500 align:start\n<v Ada>Models &amp; <00:00:01.500><c>weights</c>\n\n00:02.600 --> 00:03.000\nare open.';
    expect((await extract(vtt, 'a.vtt')).markdown).toBe('Ada: Models & weights are open.');
  });

  test('long talk is cut at sentences', async () => {
    const cues = Array.from({ length: 60 }, (_, index) => {
      const at = `00:00:${String(index).padStart(2, '0')}`;
      return `${index + 1}\n${at},000 --> ${at},900\nDies ist der Satz mit der Nummer ${index}.`;
    });
    const paragraphs = (await extract(cues.join('\n\n'), 'a.srt')).markdown.split('\n\n');
    expect(paragraphs.length).toBeGreaterThan(2);
    expect(paragraphs.every((each) => each.endsWith('.') && each.length < 700)).toBe(true);
  });
});
