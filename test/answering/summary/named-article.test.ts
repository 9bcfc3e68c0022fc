import { describe, expect, it } from 'vitest';
import { namedArticle } from '../../../src/answering/summary/named-article.ts';

const ARTICLES = [
  ['stimmen-der-debatte', 'Wer was über offene Modelle sagt', 'de'],
  ['das-leck', 'Das Leck: wie die Gewichte durchsickerten', 'de'],
  ['quantisierung', 'Quantisierung und Speicherbedarf', 'de'],
  ['models/ferry-act', 'The ferry act of 2024 in short', 'en'],
  ['lights', 'Lights of the coast', 'en'],
  ['lights-2', 'Lights of the coast 2', 'en'],
].map(([id, title, language]) => ({ id: id!, title: title!, language: language!, url: null }));

function found(name: string, isArticle = true): string | null {
  return namedArticle({ name, isArticle }, ARTICLES).article?.id ?? null;
}

describe('an article is found', () => {
  it.each([
    ['stimmen-der-debatte', 'stimmen-der-debatte'],
    ['Stimmen der Debatte', 'stimmen-der-debatte'],
    ['Wer was über offene Modelle sagt', 'stimmen-der-debatte'],
    ['stimen der debate', 'stimmen-der-debatte'],
    ['Quantisierung', 'quantisierung'],
    ['Quantisirung', 'quantisierung'],
    ['Leck', 'das-leck'],
    ['leak', 'das-leck'],
    ['ferry-act', 'models/ferry-act'],
    ['ferry act', 'models/ferry-act'],
    ['Lights of the coast', 'lights'],
    ['Lights of the coast 2', 'lights-2'],
  ])('%s', (name, id) => {
    expect(found(name)).toBe(id);
  });

  it('without being called an article only by nearly all of its title', () => {
    expect(found('stimmen-der-debatte', false)).toBe('stimmen-der-debatte');
    expect(found('Lights of the coast', false)).toBe('lights');
    expect(found('die Gewichte', false)).toBeNull();
    expect(found('Stimmen der Fähren', false)).toBeNull();
    expect(found('offene Modelle und die Fähren', false)).toBeNull();
  });
});

it('offers the nearest titles where none is meant', () => {
  const { article, nearest } = namedArticle(
    { name: 'Quantisierung von Leuchttürmen im Sturm', isArticle: true },
    ARTICLES,
  );
  expect(article).toBeNull();
  expect(nearest).toEqual(['Quantisierung und Speicherbedarf']);
  expect(namedArticle({ name: 'Sauerteig', isArticle: true }, ARTICLES)).toEqual({
    article: null,
    nearest: [],
  });
});
