import fc from 'fast-check';
import { longMarkdown, nastyMarkdown } from '../discord/markdown-arbitrary.ts';

/** A file somebody hands in, as text. */
export interface FuzzFile {
  readonly name: string;
  readonly text: string;
}

/** Times a piece stands in a run: enough for quadratic time to show, and some 100 kB at most. */
const MAX_TIMES = 20_000;

/** What a scanner could take more than linear time over. */
const PIECES = [
  ' ',
  '\t',
  '\n',
  '\n\n',
  '\n- ',
  '\n> ',
  '\n# ',
  '> ',
  '- ',
  '*',
  '_',
  '`',
  '~',
  '[',
  '](',
  '![',
  '<',
  '</',
  '<!--',
  '&',
  '&#',
  '|',
  '| ',
  '-:',
  '\\',
  ':',
  '.',
  '...',
  '......x',
  'z.B. ',
  'S. 1',
  '1.',
  '\n1. ',
  '„',
  '"',
  '(',
  '-',
  '=',
  'a',
  'A. ',
  'a\n===\n',
  '---\n',
  'ä',
  '🦙',
  '\u200B',
  'https://a.b/',
  '[1]: x\n',
];
const HTML_PIECES = [
  '<div>',
  '<b>',
  '<p>x',
  '<table><tr><td>',
  '<td>',
  '<li>',
  '<a href="x">',
  '<a href="javascript:alert(1)">a</a>',
  '<pre>',
  '<br>',
  '<h2>x</h2>',
  '<span ',
  '<!--',
  '<script>',
  '</div>',
  '<svg>',
  '<img src=x alt="',
  '<blockquote>',
  '&nbsp;',
  '<p>, , ,</p>',
];
const FACT = 'Llama 2 came out on 18 July 2023 together with Microsoft, and its weights are free.';

const run = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...pieces), fc.nat(MAX_TIMES), fc.constantFrom('', 'x', '\n', '-:'))
    .map(([piece, times, end]) => `a${piece.repeat(Math.floor(times / piece.length))}${end}`);

const blocks = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: run(pieces) },
        { weight: 2, arbitrary: nastyMarkdown },
        { weight: 2, arbitrary: longMarkdown.map((text) => text.slice(0, 10_000)) },
        { weight: 2, arbitrary: fc.constant(FACT.repeat(4)) },
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((all) => all.join('\n\n'));

const frontMatter = fc.constantFrom(
  '',
  '---\ntitle: Llama @everyone\nlanguage: de\n---\n',
  '---\ntitle: "[x](https://evil.example)"\nurl: javascript:alert(1)\n---\n',
  '---\na: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: *c\n---\n',
  '---\ntitle: |\n  # heading\n  -# small\nurl: https://ai.meta.com@evil.example/\n---\n',
  '---\n__proto__: {title: x}\nlanguage: constructor\n---\n',
  '---\ntitle: [\n',
);
const markdown = fc
  .tuple(frontMatter, blocks(PIECES))
  .map(([front, text]) => `${front}${FACT}\n\n${text}\n`);
const html = fc
  .tuple(
    nastyMarkdown.map((text) => text.replaceAll('<', '&lt;').slice(0, 200)),
    blocks(HTML_PIECES),
  )
  .map(
    ([title, text]) =>
      `<html><head><title>Llama ${title}</title></head><body><article><h1>Llama</h1><p>${FACT.repeat(3)}</p>${text}</article></body></html>`,
  );
const subtitles = blocks(PIECES).map(
  (text) => `1\n00:00:01,000 --> 00:00:04,000\n${FACT}\n\n2\n00:00:05,000 --> x\n${text}\n`,
);

const named = (names: readonly string[], text: fc.Arbitrary<string>): fc.Arbitrary<FuzzFile> =>
  fc.record({ name: fc.constantFrom(...names), text });

/** Small hostile files of each format that is text. */
export const hostileFile: fc.Arbitrary<FuzzFile> = fc.oneof(
  named(['notiz.md', '@everyone.md', '..%2f..%2fx.md'], markdown),
  named(['seite.html', '`x`.htm'], html),
  named(['text.txt', 'constructor', '[x](y).txt'], blocks(PIECES)),
  named(['film.srt'], subtitles),
);
