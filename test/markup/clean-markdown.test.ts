import { describe, expect, test } from 'vitest';
import { cleanLine, cleanMarkdown } from '../../src/markup/clean-markdown.ts';
import { cleanCharacters } from '../../src/markup/plain-text.ts';
import { splitMessages } from '../../src/discord/split-message.ts';

const clean = (markdown: string): string => splitMessages(cleanMarkdown(markdown)).join('\n---\n');
const Z = '\u200B';

describe('mentions', () => {
  test.each([
    ['hey @everyone', `hey @${Z}everyone`],
    ['hey @Here', `hey @${Z}Here`],
    ['<@123> <@!1> <@&2> <#3>', `\\<${Z}@123> \\<${Z}@!1> \\<${Z}@&2> \\<${Z}#3>`],
    ['</ask:1> <t:1:R> <:x:1> <a:x:1>', `\\<${Z}/ask:1> \\<${Z}t:1:R> \\<${Z}:x:1> \\<${Z}a:x:1>`],
    ['@\u200Beveryone', `@${Z}everyone`],
    ['@\u2060every\u200Done', `@${Z}everyone`],
    ['a < b and c@d.example', 'a < b and c@d.example'],
  ])('%s lose their effect', (given, expected) => expect(clean(given)).toBe(expected));

  test('stay as they are in a fence', () => {
    expect(clean('```\n@everyone <@1>\n```')).toBe('```\n@everyone <@1>\n```');
  });
});

describe('links', () => {
  test.each([
    ['[click](https://evil.example)', 'click (<https://evil.example>)'],
    [
      '[https://good.example](https://evil.example)',
      '<https://good.example> (<https://evil.example>)',
    ],
    ['[a](https://x.example/a_(b))!', 'a (<https://x.example/a_(b)>)!'],
    ['![pic](https://x.example/p.png "t")', 'pic (<https://x.example/p.png> "t")'],
    ['[1](https://x.example)', '[1] (<https://x.example>)'],
    ['[run](javascript:alert)', 'run (javascript:alert)'],
    ['[a **b** [c]](https://x.example)', 'a **b** [c] (<https://x.example>)'],
    ['see https://x.example/a?b=c.', 'see <https://x.example/a?b=c>.'],
    ['(https://x.example/a)', '(<https://x.example/a>)'],
    ['<https://x.example>', '<https://x.example>'],
    ['join discord.gg/abc', 'join discord[.]gg/abc'],
    ['https://discord.com/invite/abc', `https:${Z}//discord[.]com/invite/abc`],
    ['[join](https://discord.gg/abc)', `join (https:${Z}//discord[.]gg/abc)`],
    ['https://discord.com/developers', '<https://discord.com/developers>'],
    ['`https://x.example`', '`https://x.example`'],
  ])('%s', (given, expected) => expect(clean(given)).toBe(expected));
});

describe('marks', () => {
  test.each([
    ['||secret||', '\\|\\|secret\\|\\|'],
    ['a | b', 'a | b'],
    ['###### deep', '**deep**'],
    ['## fine **and** `good`', '**fine and `good`**'],
    ['- # in a list', '- \\# in a list'],
    ['-# small', '\\-# small'],
    ['> -# small', '> \\-# small'],
    ['>>> all of it', '> all of it'],
    ['some **bold', 'some **bold**'],
    ['some ~~old', 'some ~~old~~'],
    ['**a** and **', '**a** and \\*\\*'],
    ['**a `b ** c` d**', '\\*\\*a `b ** c` d\\*\\*'],
    ['***both*** **x', '***both*** **x**'],
    ['2 * 3 * 4 and snake_case_name', '2 \\* 3 \\* 4 and snake\\_case\\_name'],
    ['open `code', 'open `code`'],
    ['a ` alone\nnext', 'a ` alone`\nnext'],
    ['ends with `', 'ends with \\`'],
    ['inline ```x``` fence', 'inline `x` fence'],
    ['two ``a`b`` ticks', 'two ``a`b`` ticks'],
    ['`**` stays', '`**` stays'],
  ])('%s', (given, expected) => expect(clean(given)).toBe(expected));

  test('an open fence is closed, and one with tildes becomes one Discord knows', () => {
    expect(clean('```ts\nlet a = 1;')).toBe('```ts\nlet a = 1;\n```');
    expect(clean('~~~\na ``` b\n~~~')).toBe(`\`\`\`\na \`${Z}\`\` b\n\`\`\``);
  });

  test.each(['](https://evil.example)', '] (x', '](', ']( <https://evil.example>'])(
    'a bracket opened in prose finds no address in a fence: %s',
    (line) => {
      const shown = clean(`[3, 4] before\n\n\`\`\`\n${line}\n\`\`\``);
      expect(shown).not.toMatch(/\]\([\s<]*(?:https:|\n)/u);
      expect(shown.replaceAll('\u200B', '')).toContain(line);
    },
  );

  test('and other code keeps its brackets', () => {
    const code = '```\nhandlers[name](event)\n```';
    expect(clean(code)).toBe(code);
  });

  test('a fence inside a list is found', () => {
    expect(clean('- item\n  ```py\n  x = 1\n  ```\n- next')).toBe(
      '- item\n\n```py\nx = 1\n```\n\n- next',
    );
  });
});

describe('characters', () => {
  test('direction marks and hidden characters go, emoji and scripts stay', () => {
    expect(clean('a\u202Eb\u2066c\u200Fd\u00ADe\uFEFF')).toBe('abcde');
    expect(clean('👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 می‌خواهم')).toBe('👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 می‌خواهم');
    expect(clean('a\u{E0041}b')).toBe('ab');
    expect(clean('half \uD83D pair')).toBe('half \uFFFD pair');
  });

  test.each(['👩🏽‍🚀', '🏳️‍🌈', '❤️‍🔥', '1️⃣', '🇩🇪', '🏴󠁧󠁢󠁷󠁬󠁳󠁿', '⚠️', '👨‍👩‍👧‍👦', '✌🏿', 'क्‍ष', 'می‌خواهم'])(
    '%s stays whole',
    (given) => expect(cleanCharacters(`a${given}b`)).toBe(`a${given}b`),
  );

  test('nothing that is never seen passes, not even behind an emoji', () => {
    const hidden: string[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code);
      if (/\p{Default_Ignorable_Code_Point}/u.test(character)) hidden.push(character);
    }
    expect(hidden.length).toBeGreaterThan(4_000);
    expect(cleanCharacters(hidden.map((each) => `a${each}b`).join(''))).toBe(
      'ab'.repeat(hidden.length),
    );
    const behind = cleanCharacters(hidden.map((each) => `🦙${each}`).join('x'));
    expect(behind.replaceAll('🦙\uFE0F', '🦙').replaceAll('🦙\uFE0E', '🦙')).toBe(
      hidden.map(() => '🦙').join('x'),
    );
    expect(cleanCharacters('🏴\u{E0061}\u{E0062}\u{E007F}')).toBe('🏴');
  });
});

describe('tables', () => {
  test('a narrow one becomes an aligned block', () => {
    const table = '| Model | **Size** |\n|:--|--:|\n| Llama 2 | 7B |\n| 漢字 | 70B |';
    expect(clean(table)).toBe(
      ['```', 'Model    Size', '───────  ────', 'Llama 2  7B', '漢字     70B', '```'].join('\n'),
    );
  });

  test('a wide one, or one with links, becomes a list', () => {
    const wide = `| Name | Text |\n|---|---|\n| A | ${'long '.repeat(20)}[1] |\n| B |  |`;
    expect(clean(wide)).toBe(`- Name: A · Text: ${'long '.repeat(20)}[1]\n- Name: B · Text: –`);
    expect(clean('| a | b |\n|---|---|\n| x | https://x.example |')).toBe(
      '- a: x · b: <https://x.example>',
    );
  });

  test('a break in a cell is a blank, in a block and in a list', () => {
    expect(clean('| A | B |\n|---|---|\n| 7B<br>13B | x<br/>y |')).toContain('7B 13B  x y');
    const wide = `| A | B |\n|---|---|\n| 7B<br>13B | ${'long '.repeat(20)}|`;
    expect(clean(wide)).toContain('- A: 7B 13B · B:');
  });

  test('a line with pipes alone is none', () => expect(clean('a | b\nc | d')).toBe('a | b\nc | d'));
});

test('a line for headings cannot become a block', () => {
  expect(cleanLine('# big\n- list')).toBe('\\# big - list');
  expect(cleanLine('1. first')).toBe('1\\. first');
});

test('a table in a quote is a table as well', () => {
  expect(clean('> | a | bb |\n> |---|---|\n> | 1 | 2 |\n> and on')).toBe(
    '```\na  bb\n─  ──\n1  2\n```\n\n> and on',
  );
});
