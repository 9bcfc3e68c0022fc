import { describe, expect, test } from 'vitest';
import {
  MAX_FRONT_MATTER_CHARS,
  splitFrontMatter,
} from '../../../src/indexing/corpus/front-matter.ts';

function faultOf(text: string): { line: number; message: string } | null {
  const result = splitFrontMatter(text);
  return result.ok ? null : result.fault;
}

describe('splitFrontMatter', () => {
  test('parts fields and body and knows their lines', () => {
    const result = splitFrontMatter('---\ntitle: A\nlanguage: de\n---\nText.\n');
    expect(result).toMatchObject({
      ok: true,
      value: { fields: { title: 'A', language: 'de' }, body: 'Text.\n', bodyLine: 5 },
    });
    expect(result.ok && result.value.fieldLines.get('language')).toBe(3);
  });

  test.each([
    ['no front matter', 'Just text.'],
    ['a thematic break first', '---\n\nText without fields.'],
    ['nothing', ''],
  ])('takes %s as body', (_, text) => {
    expect(splitFrontMatter(text)).toMatchObject({ ok: true, value: { body: text, fields: {} } });
  });

  test('keeps a date as text', () => {
    const result = splitFrontMatter('---\npublished: 2026-11-21\n---\nx');
    expect(result.ok && result.value.fields['published']).toBe('2026-11-21');
  });

  test.each([
    ['broken YAML', '---\ntitle: "A\n---\nx', 'not valid YAML'],
    ['a key twice', '---\ntitle: A\ntitle: B\n---\nx', 'not valid YAML'],
    ['a list', '---\n- a\n---\nx', 'name: value'],
    ['a fence never closed', '---\ntitle: A\nText', 'never closed'],
    ['code in a tag', '---\ntitle: !!js/function "function(){}"\n---\nx', 'not valid YAML'],
    ['an unknown tag', '---\ntitle: !secret x\n---\nx', 'not valid YAML'],
    ['too much', `---\ntitle: ${'a'.repeat(MAX_FRONT_MATTER_CHARS)}\n---\nx`, 'longer than'],
  ])('refuses %s', (_, text, message) => {
    expect(faultOf(text)?.message).toContain(message);
  });

  test('refuses a bomb of aliases', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      'b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]',
      'c: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]',
    ].join('\n');
    expect(faultOf(`---\n${bomb}\n---\nx`)?.message).toContain('alias');
  });

  test('names the line of broken YAML in the file', () => {
    expect(faultOf('---\ntitle: A\ntags: [a, b\nurl: x\n---\ny')?.line).toBeGreaterThanOrEqual(3);
  });

  test('never runs what gray-matter would', () => {
    expect(splitFrontMatter('---js\nprocess.exit(1)\n---\nx')).toMatchObject({
      ok: true,
      value: { hasFrontMatter: false },
    });
  });
});
