import fc from 'fast-check';

const NASTY = [
  '@everyone',
  '@here',
  '@\u200Beveryone',
  '<@123456789012345678>',
  '<@!123456789012345678>',
  '<@&123456789012345678>',
  '<#123456789012345678>',
  '</ask:123456789012345678>',
  '<a:party:123456789012345678>',
  '<t:1700000000:R>',
  'https://discord.gg/abc',
  'discord.gg/abc',
  'https://discord.com/invite/abc',
  'discordapp.com/invite/xyz',
  '[click](https://evil.example/a_(b)_c)',
  '[x [y](http://a.example)](http://b.example)',
  '![pic](https://i.example/x.png "t")',
  '[1](https://a.example)',
  '[label]\u200B(https://evil.example)',
  '`](https://evil.example)`',
  '[`',
  '`](https://evil.example/',
  '](https://evil.example)',
  ']\\(https://evil.example)',
  '\\\\[x](https://evil.example)',
  '[x](<https://evil.example/_a_>)',
  '@[everyone](https://evil.example)',
  '<[@123456789012345678>](https://evil.example)',
  'https://user@evil.example/',
  'https://evil.example/**a`b',
  '<https://evil.example/a`b>',
  '<mailto:a@evil.example>',
  '<steam://evil.example>',
  '\\https://evil.example',
  '-# [1] Title <https://evil.example>',
  '- # list heading',
  '> -# small quote',
  '**a `b ** c` d**',
  '_a `b_ c` d_',
  '~~a',
  '__',
  '_x_',
  '*y*',
  '||spoiler||',
  '|||',
  '**bold',
  '***',
  '**',
  '~~strike',
  '__under__',
  '`code',
  '``co`de``',
  '```',
  '```ts',
  '~~~',
  '````',
  '- item',
  '1. item',
  '> quote',
  '>>> all',
  '# h',
  '###### deep',
  '-# small',
  '| a | b |',
  '|---|:-:|',
  '| 1 | `x|y` |',
  '[1]',
  '[2, 3]',
  '[12]',
  'word',
  'Ein Satz. ',
  'Another one! ',
  'z. B. so',
  '\u202Eabc\u202C',
  '\u2066x',
  '\u200F',
  'a\u200D\u200Db',
  '👨‍👩‍👧‍👦',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '🇩🇪',
  'é',
  'ö',
  '\uD83D',
  '\uDE00',
  '\u0000',
  '漢字',
  'https://a.example/path?x=1&y=2).',
  '<https://b.example>',
  '\\',
  '\\`',
  '\\*',
  '*',
  '_',
  '⚠️',
  '(',
  ')',
  '<',
  '>',
  '"',
  "'",
  ':',
  '.',
];

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 3, arbitrary: fc.constantFrom(' ', '\n', '\n\n', '  ', '\n  ', '. ', '\t') },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);

/** Short Markdown made of everything that ever went wrong. */
export const nastyMarkdown = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

const word = fc.constantFrom(
  'Llama',
  'is',
  'a',
  'model',
  'und',
  'frei',
  'weights',
  'Lizenz',
  'the',
  'größer',
  '🦙',
);
const mark = fc.constantFrom('', '', ' [1]', ' [2]', ' [12]', ' [3, 4]', ' ⚠️');
const sentence = fc
  .tuple(fc.array(word, { minLength: 3, maxLength: 25 }), mark)
  .map(([words, cited]) => `${words.join(' ')}.${cited}`);
const paragraph = fc.array(sentence, { minLength: 1, maxLength: 12 }).map((all) => all.join(' '));
const list = fc
  .array(sentence, { minLength: 2, maxLength: 14 })
  .map((items) => items.map((item) => `- ${item}`).join('\n'));
const fence = fc
  .tuple(fc.constantFrom('', 'ts', 'python'), fc.array(sentence, { minLength: 1, maxLength: 60 }))
  .map(([language, lines]) => `\`\`\`${language}\n${lines.join('\n')}\n\`\`\``);
const table = fc
  .array(fc.tuple(word, word, word), { minLength: 1, maxLength: 30 })
  .map((rows) =>
    ['| a | b | c |', '|---|---|---|', ...rows.map((r) => `| ${r.join(' | ')} |`)].join('\n'),
  );
const run = fc.integer({ min: 1, max: 5_000 }).map((length) => 'x'.repeat(length));

/** Long, mostly well-formed answers of up to some ten thousand characters. */
export const longMarkdown = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: paragraph },
      { weight: 3, arbitrary: list },
      { weight: 2, arbitrary: fence },
      { weight: 2, arbitrary: table },
      { weight: 1, arbitrary: run },
      { weight: 1, arbitrary: sentence.map((text) => `## ${text}`) },
      { weight: 1, arbitrary: nastyMarkdown },
    ),
    { minLength: 1, maxLength: 14 },
  )
  .map((blocks) => blocks.join('\n\n'));
