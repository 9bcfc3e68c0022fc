import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreStatements } from '../../src/answering/choosing/score-statements.ts';
import { statementsOf } from '../../src/answering/choosing/statements.ts';
import { passageAnswer as answerFrom, SHOWN_PASSAGES } from '../../src/answering/passage-answer.ts';
import type { RankedPassage } from '../../src/domain/passage.ts';
import { rankedPassages } from '../fakes/passages.ts';

function passageAnswer(question: string, ranked: readonly RankedPassage[]) {
  const passages = ranked.map((one) => ({
    ranked: one,
    statements: statementsOf(one.passage.text),
  }));
  const statements = scoreStatements({ question, passages, vectors: null });
  return answerFrom(question, { passages, statements }, 'de');
}

const LONG = Array.from(
  { length: 30 },
  (_, at) => `Satz Nummer ${at} handelt von etwas anderem als alle seine Nachbarn.`,
);
const WANTED = 'Die Lizenz verbietet große Anbieter mit vielen Nutzern.';

describe('passageAnswer', () => {
  it('numbers the passages and names article and section', () => {
    const { text, citations } = passageAnswer(
      'lizenz',
      rankedPassages([
        {
          title: 'Llama 2',
          section: 'Lizenz > Grenzen',
          text: 'Eins.\nZwei.',
          url: 'https://a.example',
        },
        { title: 'Das Leck', section: '', text: 'Drei.' },
      ]),
    );
    expect(text).toBe(
      '**[1] Llama 2 › Lizenz › Grenzen**\n> **Eins.**\n> Zwei.\n\n**[2] Das Leck**\n> Drei.',
    );
    expect(citations).toEqual([
      {
        n: 1,
        articleId: 'article-1',
        title: 'Llama 2',
        section: 'Lizenz > Grenzen',
        url: 'https://a.example',
        quote: 'Eins.',
      },
      { n: 2, articleId: 'article-2', title: 'Das Leck', section: '', url: null, quote: 'Drei.' },
    ]);
  });

  it('shows a few passages only, each with its citation', () => {
    const many = rankedPassages(Array.from({ length: 9 }, (_, at) => ({ text: `Text ${at}.` })));
    const { text, citations } = passageAnswer('text', many);
    expect(citations.map(({ n }) => n)).toEqual(
      Array.from({ length: SHOWN_PASSAGES }, (_, at) => at + 1),
    );
    expect(text.match(/\*\*\[\d\]/gu)).toHaveLength(SHOWN_PASSAGES);
  });

  it.each([0, 14, 29])('cuts a long passage around the sentence that fits (place %i)', (place) => {
    const sentences = LONG.map((sentence, at) => (at === place ? WANTED : sentence));
    const { text, citations } = passageAnswer(
      'Was verbietet die Lizenz großen Anbietern?',
      rankedPassages([{ text: sentences.join(' ') }]),
    );
    const excerpt = text.split('\n> ').slice(1).join('\n');
    expect(excerpt).toContain(WANTED);
    expect(citations[0]!.quote).toBe(WANTED);
    expect(excerpt.length).toBeLessThan(500);
    expect(excerpt.startsWith('… ')).toBe(place !== 0);
    expect(excerpt.endsWith(' …')).toBe(place !== 29);
  });

  it('says so when one endless sentence is cut', () => {
    const { text } = passageAnswer('x', rankedPassages([{ text: `${'wort '.repeat(400)}ende.` }]));
    expect(text).toMatch(/ …$/u);
  });

  it('never cuts a character in two', () => {
    const { text } = passageAnswer('x', rankedPassages([{ text: `a${'🦙'.repeat(500)}` }]));
    expect(text).not.toMatch(/\p{Surrogate}/u);
  });

  it('quotes verbatim, and keeps every line inside the quotation', () => {
    const line = fc
      .stringMatching(/^[a-zäöü .!?\n]{0,300}$/u)
      .filter((text) => /[a-z]/u.test(text));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), line, (texts, question) => {
        const entries = rankedPassages(texts.map((text) => ({ text })));
        const { text, citations } = passageAnswer(question, entries);
        for (const { quote, articleId } of citations) {
          const source = entries.find(({ passage }) => passage.articleId === articleId);
          const flat = (some: string): string => some.replace(/\s+/gu, ' ');
          expect(flat(source!.passage.text)).toContain(flat(quote));
        }
        for (const shown of text.split('\n').filter((one) => one !== '')) {
          expect(shown).toMatch(/^(?:\*\*\[\d\]|> ?)/u);
        }
      }),
    );
  });

  it('lets no bracket number of an article pass for one of ours', () => {
    const { text, citations } = passageAnswer(
      'x',
      rankedPassages([{ text: 'Siehe [7], [1][12] und den Code `a[1][0]`.' }]),
    );
    expect(text).toContain('> Siehe (7), (1)(12) und den Code `a[1][0]`.');
    expect(citations[0]!.quote).toBe('Siehe [7], [1][12] und den Code `a[1][0]`.');
  });

  it('is empty for nothing', () => {
    expect(passageAnswer('x', [])).toEqual({ text: '', citations: [], disagreement: null });
  });
});
