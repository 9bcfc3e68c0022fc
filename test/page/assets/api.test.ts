import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

interface Api {
  fill(text: string, values: Readonly<Record<string, unknown>>): string;
}

/** As a browser loads it, on a page in that language. */
async function api(lang: string): Promise<Api> {
  vi.stubGlobal('document', { documentElement: { lang } });
  const file = new URL('../../../src/page/assets/api.mjs', import.meta.url).href;
  return (await import(file)) as Api;
}

it.each([
  ['en', '{n|article|articles}, {more} more', { n: 1, more: 2 }, '1 article, 2 more'],
  ['en', '{n|article|articles}', { n: 0 }, '0 articles'],
  ['de', 'aus {n|Artikel|Artikeln}', { n: 3 }, 'aus 3 Artikeln'],
  ['de', '{name} hat gefragt, {other}', { name: 'Ada' }, 'Ada hat gefragt, {other}'],
])('fills in, in %s: %s', async (lang, text, values, filled) => {
  expect((await api(lang)).fill(text, values)).toBe(filled);
});
