import { describe, expect, test } from 'vitest';
import { chunkArticle } from '../../../src/indexing/chunking/chunk-article.ts';
import { parseArticle } from '../../../src/indexing/corpus/parse-article.ts';

const CHARS = 100_000;
/** Of the processor, however busy the machine: a scanner that backtracks takes a hundred times as long. */
const LIMIT_MS = 3_000;

const fill = (piece: string): string => piece.repeat(Math.ceil(CHARS / piece.length));
const HALF = CHARS / 2;

/** Texts over which a scanner that goes back on its way would never come to an end, or not soon. */
const HOSTILE: Readonly<Record<string, string>> = {
  'tabs in the rule of a table': `a|b\n${fill('\t')}-:\nx|y\n`,
  'tabs behind a bar': `a|b\n|${fill('\t')}-: x\n`,
  'cells of a rule': `a|b\n${fill('|-')} x\n`,
  'blanks in a line': `x${fill(' ')}y`,
  'blanks before the end of a line': `x${fill(' ')}y  \nz`,
  'blanks in a heading': `# a${fill(' ')}b`,
  'closing marks of a heading': `# a ${fill('# ')}b`,
  'anchors of a heading': `# ${fill('[[a ')}`,
  'anchors that close': `# ${fill('[[a ')}]]`,
  'stars of a heading': `# ${fill('*a ')}`,
  'underscores of a heading': `# ${fill('_a ')}`,
  'backticks, then text': '`'.repeat(HALF) + 'a'.repeat(HALF),
  'backticks of every length': Array.from({ length: 440 }, (_, at) => `${'`'.repeat(at)}a`).join(
    '',
  ),
  'a backtick in every word, one too many': `${fill('`a ')}\`\``,
  'images without an end': fill('!['),
  'images without an address': fill('![a]('),
  'links without an address': fill('[a]('),
  'blanks in an address': `[a](b${fill(' ')}x`,
  brackets: fill('['),
  'nested brackets': `[${fill('[b]')}`,
  'blanks in a fence': `1.${fill(' ')}x`,
  'waves, then a backtick': `${fill('~')}x\``,
  'quotes in a line': `${fill('> ')}x`,
  'breaks that are none': `${fill('* ')}x`,
  'comments without an end': fill('<!--'),
  'tags without an end': fill('<a "'),
  'components without an end': fill('<A {'),
  'empty lines': `${fill('\n')}a`,
  'empty lines in code': `\`\`\`\n${fill('\n')}`.repeat(3),
  'a long word': fill('a'),
  'combining marks': `a${fill('\u0301')}`,
};

describe('a hostile text of a hundred thousand characters', () => {
  test.each(Object.entries(HOSTILE))('%s', (_, body) => {
    const before = process.cpuUsage();
    for (const file of ['a.md', 'a.mdx']) {
      const article = parseArticle(file, body, 'hash');
      if (!('message' in article)) chunkArticle(article, { maxTokens: 400 });
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(LIMIT_MS);
  });
});
