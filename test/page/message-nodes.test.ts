import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { nastyTexts } from '../../evals/bench/nasty-texts.ts';
import {
  lineNodes,
  messageNodes,
  plainName,
  safeAddress,
  type MessageNode,
} from '../../src/page/message-nodes.ts';
import { nastyMarkdown } from '../discord/markdown-arbitrary.ts';
import { cpuMs, MAX_CPU_MS } from '../cpu-time.ts';

function flat(nodes: readonly MessageNode[]): MessageNode[] {
  return nodes.flatMap((node) => ('c' in node ? [node, ...flat(node.c)] : [node]));
}

describe('a text as nodes', () => {
  test('keeps its marks, lists, code and quotes', () => {
    const nodes = messageNodes(
      '**bold** and `code`\n- one\n  - two\n1. three\n> said\n```js\nx\n```',
    );
    const kinds = flat(nodes).map(({ t }) => t);
    expect(kinds).toEqual(expect.arrayContaining(['b', 'code', 'li', 'quote', 'pre']));
    expect(nodes.filter(({ t }) => t === 'li')).toMatchObject([
      { mark: '•', depth: 0 },
      { mark: '•', depth: 1 },
      { mark: '1.', depth: 0 },
    ]);
  });

  test('links only what shows where it leads', () => {
    const links = flat(
      messageNodes(
        'see https://example.org/a, <https://example.org/b>, [here](https://evil.example/c), [x](javascript:alert(1)), javascript:alert(1), https://u:p@evil.example/',
      ),
    ).flatMap((node) => (node.t === 'link' ? [node.href] : []));
    expect(links).toEqual(
      expect.arrayContaining(['https://example.org/a', 'https://example.org/b']),
    );
    for (const href of links)
      expect(href).toMatch(/^https?:\/\/(?:example\.org|evil\.example\/c)/u);
  });

  test('names only those whom the reply names itself', () => {
    const commands = new Map([['/ask', '</ask:100000000000000001>']]);
    const nodes = flat(
      messageNodes(
        '<#12345678901234567> <@12345678901234567> /ask',
        ['<#12345678901234567>', '/ask'],
        commands,
      ),
    );
    const named = nodes.filter(({ t }) => ['channel', 'user', 'role', 'command'].includes(t));
    expect(named).toEqual([
      { t: 'channel', id: '12345678901234567' },
      { t: 'command', v: 'ask' },
    ]);
    expect(flat(lineNodes('@everyone <@&12345678901234567>')).every(({ t }) => t === 'text')).toBe(
      true,
    );
  });

  test('is nothing but what the browser knows, whatever it is', () => {
    fc.assert(
      fc.property(nastyMarkdown, (text) => {
        for (const node of flat(messageNodes(text))) {
          if (node.t === 'link') expect(safeAddress(node.href)).toBe(node.href);
          expect([
            'text',
            'code',
            'pre',
            'b',
            'i',
            'u',
            's',
            'quote',
            'small',
            'li',
            'p',
            'link',
            'br',
          ]).toContain(node.t);
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each(nastyTexts(100_000))('of $name takes no time', ({ text }) => {
    const tookMs = cpuMs(() => {
      messageNodes(text);
    });
    expect(tookMs).toBeLessThan(MAX_CPU_MS);
  });
});

test('an address is http(s), without a user', () => {
  expect(safeAddress('https://example.org/ä')).toBe('https://example.org/%C3%A4');
  for (const address of [
    'javascript:alert(1)',
    'data:text/html,x',
    '//example.org',
    'https://a@b/',
    'x',
  ]) {
    expect(safeAddress(address), address).toBeNull();
  }
});

test('a name is one line without what is not seen', () => {
  expect(plainName(' a\n\u202Eb\u0000 ', 10)).toBe('a b');
  expect(plainName('x'.repeat(20), 10).length).toBeLessThanOrEqual(10);
});
