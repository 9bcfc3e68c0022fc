import { expect, test } from 'vitest';
import { isSameSource, MAX_SHELF_TITLE_CHARS, shelfTitle } from '../../src/domain/documents.ts';
import { documentOf } from '../fakes/documents.ts';

test('a title is one line of bounded length', () => {
  expect(shelfTitle(' A\n title\u0000\twith  gaps ')).toBe('A title with gaps');
  expect(shelfTitle('x'.repeat(500))).toHaveLength(MAX_SHELF_TITLE_CHARS);
  expect(shelfTitle(`${'x'.repeat(MAX_SHELF_TITLE_CHARS - 1)}🦙`)).not.toMatch(/\uD83E/u);
  expect(shelfTitle('\u200B \u2060\u3164\uFE0F')).toBe('');
  expect(shelfTitle('👩\u200D💻')).toBe('👩\u200D💻');
});

test.each([
  [{ url: 'https://a.example/', title: 'Other' }, 'https://a.example/', true],
  [{ url: 'https://b.example/', title: 'A title' }, 'https://a.example/', false],
  [{ url: null, title: 'A title' }, 'https://a.example/', false],
  [{ url: null, title: 'A title' }, null, true],
  [{ url: 'https://a.example/', title: 'A title' }, null, false],
  [{ url: null, title: 'Other' }, null, false],
])('%j is where %s with the title "A  title" comes from: %s', (article, url, isSame) => {
  expect(isSameSource(article, documentOf({ url, title: ' A  title' }))).toBe(isSame);
});
