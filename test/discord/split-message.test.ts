import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanMarkdown } from '../../src/markup/clean-markdown.ts';
import { splitMessages } from '../../src/discord/split-message.ts';

const split = (markdown: string): string[] => splitMessages(cleanMarkdown(markdown));
const sentences = (count: number, tail = ''): string =>
  Array.from({ length: count }, (_unused, n) => `This is sentence number ${n} here.${tail}`).join(
    ' ',
  );

describe('where messages part', () => {
  test('nothing becomes no message', () => expect(split(' \n\n ')).toEqual([]));

  test('between paragraphs when the first message is full enough', () => {
    const first = sentences(40);
    const second = sentences(40);
    expect(split(`${first}\n\n${second}`)).toEqual([first, second]);
  });

  test('between sentences, with the marks that belong to them', () => {
    const messages = split(sentences(120, ' [1] ⚠️'));
    expect(messages.length).toBeGreaterThan(1);
    for (const message of messages) expect(message).toMatch(/^This .* \[1\] ⚠️$/u);
  });

  test('not behind an abbreviation when there is a real end', () => {
    const text = `${'Wort '.repeat(380)}Ende. ${'wort '.repeat(8)}z. B. ${'mehr '.repeat(50)}`;
    expect(split(text)[0]).toMatch(/Ende\.$/u);
  });

  test('a list that fits stays whole', () => {
    const list = Array.from({ length: 30 }, (_unused, n) => `- item ${n} ${'x'.repeat(40)}`).join(
      '\n',
    );
    const [first, second] = split(`${sentences(20)}\n\n${list}`);
    expect(first).toBe(sentences(20));
    expect(second).toBe(list);
  });

  test('a longer list parts between items', () => {
    const items = Array.from({ length: 60 }, (_unused, n) => `- item ${n} ${'x'.repeat(60)}`);
    const messages = split(items.join('\n'));
    expect(messages.flatMap((message) => message.split('\n'))).toEqual(items);
  });

  test('a heading goes along with what it heads', () => {
    const messages = split(`${sentences(45)}\n\n## Next\n\n${sentences(30)}`);
    expect(messages[0]).not.toContain('Next');
    expect(messages[1]?.startsWith('**Next**\n\n')).toBe(true);
  });

  test('a fence that fits stays whole, a longer one is closed and opened again', () => {
    const lines = Array.from({ length: 150 }, (_unused, n) => `  const value${n} = ${n} * 2;`);
    const messages = split(`Intro.\n\n\`\`\`ts\n${lines.join('\n')}\n\`\`\`\n\nOutro.`);
    expect(messages.length).toBe(3);
    for (const message of messages) expect(message.split('```').length).toBe(3);
    expect(messages[1]).toMatch(/^```ts\n {2}const value/u);
    const shown = messages
      .join('\n')
      .split('\n')
      .filter((line) => line.startsWith('  const'));
    expect(shown).toEqual(lines);
  });

  test('an address, a bold span and code are never cut', () => {
    const url = `https://x.example/${'a'.repeat(300)}`;
    const text = `${'word '.repeat(370)}see ${url} and **${'bold '.repeat(40)}end** or \`${'code '.repeat(40)}\` ${'more '.repeat(300)}`;
    const messages = split(text);
    expect(messages.some((message) => message.includes(`<${url}>`))).toBe(true);
    for (const message of messages) expect(message.split('**').length % 2).toBe(1);
    for (const message of messages) expect(message.split('`').length % 2).toBe(1);
  });

  test('a fence whose language is longer than a message ends', () => {
    for (const length of [41, 1_990, 1_991, 5_000]) {
      const messages = split(`\`\`\`${'x'.repeat(length)}\nlet a = 1;\n\`\`\``);
      expect(messages.join('')).toContain('let a = 1;');
      for (const message of messages) expect(message.length).toBeLessThanOrEqual(2_000);
    }
  });

  test('any block of any length becomes messages, and none begins with what the text did not', () => {
    const start = fc.constantFrom('- ', '> ', '1. ', '', '# ', '```', '~~~', '|a|b|\n|-|-|\n|');
    const unit = fc.constantFrom('x', ' # h ', ' -# [1] T ', ' > q ', '\\|', '**', '`a` ', '🦙');
    const run = fc.tuple(
      start,
      unit,
      fc.integer({ min: 1, max: 4_500 }),
      fc.constantFrom('\n', ''),
    );
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 3 }), (runs) => {
        const text = runs
          .map(([lead, each, count, end]) => lead + each.repeat(count) + end)
          .join('\n');
        for (const message of split(text)) {
          expect(message.length).toBeLessThanOrEqual(2_000);
          expect(message).not.toMatch(/^(?:#{1,3}|-#) /u);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('one endless word parts between clusters', () => {
    const family = '👨‍👩‍👧‍👦';
    const messages = split(family.repeat(500));
    expect(messages.join('')).toBe(family.repeat(500));
    for (const message of messages) expect(message.length % family.length).toBe(0);
  });
});
