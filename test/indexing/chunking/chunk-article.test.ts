import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passageTrail, type Article } from '../../../src/domain/passage.ts';
import { chunkArticle, MAX_PASSAGE_TOKENS } from '../../../src/indexing/chunking/chunk-article.ts';
import { estimateTokens } from '../../../src/text/token-estimate.ts';

const MAX_TOKENS = 462;

function article(body: string, title = 'Titel'): Article {
  return {
    id: 'a',
    title,
    language: 'de',
    published: null,
    author: null,
    licence: null,
    url: null,
    tags: [],
    body,
    hash: '',
  };
}

function chunk(body: string, maxTokens = MAX_TOKENS) {
  return chunkArticle(article(body), { maxTokens });
}

function sentences(count: number, start = 0): string {
  return Array.from(
    { length: count },
    (_, index) => `Das ist der Satz mit der Nummer ${start + index} in diesem Absatz.`,
  ).join(' ');
}

describe('chunkArticle', () => {
  test('gives each section its own passage, with its heading trail', () => {
    const passages = chunk(
      'Lead.\n\n## Lizenz\n\nText A.\n\n### Grenzen\n\nText B.\n\n## Ende\n\nText C.',
    );
    expect(passages.map(({ id, section, text }) => [id, section, text])).toEqual([
      ['a#0', '', 'Lead.'],
      ['a#1', 'Lizenz', 'Text A.'],
      ['a#2', 'Lizenz > Grenzen', 'Text B.'],
      ['a#3', 'Ende', 'Text C.'],
    ]);
  });

  test('takes no comment in code for a heading and no text for a section without any', () => {
    const passages = chunk('# Titel\n\n## Leer\n\n## Code\n\n```py\n# kein Titel\nx = 1\n```');
    expect(passages.map(({ section }) => section)).toEqual(['Code']);
    expect(passages[0]?.text).toBe('```py\n# kein Titel\nx = 1\n```');
  });

  test('reads underlined headings, and a rule below two lines as a rule', () => {
    const passages = chunk('Kopf\n====\n\nA.\n\nUnter\n---\n\nB eins\nB zwei\n---\nC.');
    expect(passages.map(({ section, text }) => [section, text])).toEqual([
      ['Kopf', 'A.'],
      ['Kopf > Unter', 'B eins B zwei\n\nC.'],
    ]);
  });

  test('unwraps lines and reduces links to their text', () => {
    const [passage] = chunk(
      'Ein [Link](https://x.org/a_(b) "t") und\n![Bild](b.png) und [Ref][1] und <https://y.org>\nund [`code`](z) und `[kein](link)`.\n\n[1]: https://r.org\n',
    );
    expect(passage?.text).toBe(
      'Ein Link und Bild und Ref und https://y.org und `code` und `[kein](link)`.',
    );
  });

  test('splits a long paragraph between sentences, with one sentence of overlap', () => {
    const passages = chunk(sentences(40));
    expect(passages.length).toBeGreaterThan(2);
    for (const [index, { text }] of passages.entries()) {
      expect(text).toMatch(/^Das ist .* Absatz\.$/u);
      const next = passages[index + 1];
      const last = text.split('. ').pop()?.replace(/\.$/u, '') ?? '';
      if (next !== undefined) expect(next.text.startsWith(last)).toBe(true);
    }
  });

  test('does not overlap between paragraphs', () => {
    const passages = chunk([sentences(8, 0), sentences(8, 100), sentences(8, 200)].join('\n\n'));
    const numbers = passages.flatMap(({ text }) => text.match(/Nummer \d+/gu) ?? []);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test('does not split after abbreviations and ordinals', () => {
    const filler = sentences(16);
    const passages = chunk(
      `${filler} Das gilt z. B. seit dem 30. November laut Dr. Meier für alle. ${filler}`,
    );
    expect(
      passages.some(({ text }) =>
        text.includes('z. B. seit dem 30. November laut Dr. Meier für alle.'),
      ),
    ).toBe(true);
  });

  test('repeats the header of a table that is split', () => {
    const rows = Array.from(
      { length: 80 },
      (_, index) => `| Modell ${index} | ${index} Parameter |`,
    );
    const passages = chunk(['| Name | Größe |', '|---|---|', ...rows].join('\n'));
    expect(passages.length).toBeGreaterThan(1);
    for (const { text } of passages) expect(text).toMatch(/^\| Name \| Größe \|\n\|---\|---\|\n/u);
    expect(passages.flatMap(({ text }) => text.match(/Modell \d+/gu) ?? [])).toHaveLength(80);
  });

  test('closes and opens the fence of code that is split', () => {
    const lines = Array.from({ length: 120 }, (_, index) => `wert_${index} = ${index}`);
    const passages = chunk(['```python', ...lines, '```'].join('\n'));
    expect(passages.length).toBeGreaterThan(1);
    for (const { text } of passages) expect(text).toMatch(/^```python\n[\s\S]*\n```$/u);
  });

  test('keeps list items whole and together', () => {
    const [passage] = chunk(
      'Es gibt:\n\n- eins und\n  weiter\n- zwei\n  - innen\n\n1. erstens\n2. zweitens\n',
    );
    expect(passage?.text).toBe(
      'Es gibt:\n\n- eins und weiter\n- zwei\n  - innen\n1. erstens\n2. zweitens',
    );
  });

  test('keeps a quotation marked as one', () => {
    const [passage] = chunk('> Das ist\n> ein Zitat.\n>\n> - mit Liste');
    expect(passage?.text).toBe('> Das ist ein Zitat.\n\n> - mit Liste');
  });

  test('splits one endless word', () => {
    const passages = chunk('x'.repeat(20_000));
    expect(passages.map(({ text }) => text).join('')).toBe('x'.repeat(20_000));
    for (const { text } of passages)
      expect(estimateTokens(text)).toBeLessThanOrEqual(MAX_PASSAGE_TOKENS);
  });

  test('joins a tiny leftover to its neighbour', () => {
    const passages = chunk(`${sentences(14)}\n\n${sentences(8)}\n\nKurzer Rest.`);
    expect(passages[passages.length - 1]?.text).toMatch(/Absatz\.\n\nKurzer Rest\.$/u);
  });
});

const word = fc.oneof(
  fc.stringMatching(/^[a-zäöüß]{1,12}$/u),
  fc.constantFrom(
    'Modell',
    'z. B.',
    '30.',
    'GPT-4',
    '3,5',
    '🤗',
    '`code`',
    '**fett**',
    'Ende.',
    'was?',
  ),
);
const line = fc.array(word, { minLength: 1, maxLength: 40 }).map((words) => words.join(' '));
const block = fc.oneof(
  line,
  fc
    .array(line, { minLength: 1, maxLength: 6 })
    .map((lines) => lines.map((text) => `- ${text}`).join('\n')),
  fc
    .array(line, { minLength: 1, maxLength: 8 })
    .map((lines) => `\`\`\`js\n${lines.join('\n')}\n\`\`\``),
  fc
    .array(line, { minLength: 1, maxLength: 8 })
    .map((lines) =>
      ['| a | b |', '|---|---|', ...lines.map((text) => `| ${text} | x |`)].join('\n'),
    ),
  fc
    .array(line, { minLength: 1, maxLength: 3 })
    .map((lines) => lines.map((text) => `> ${text}`).join('\n')),
);
const markdown = fc
  .array(fc.tuple(fc.constantFrom('', '## Eins\n\n', '### Zwei\n\n', '# Drei\n\n'), block), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => parts.map(([heading, text]) => heading + text).join('\n\n'));

function wordsOf(text: string): Set<string> {
  return new Set(text.match(/[\p{L}\p{N}]+/gu) ?? []);
}

describe('chunkArticle on any Markdown', () => {
  test('loses no word', () => {
    fc.assert(
      fc.property(markdown, (body) => {
        const kept = wordsOf(
          chunk(body)
            .map((passage) => `${passage.section} ${passage.text}`)
            .join('\n'),
        );
        const text = body.replace(/^#.*$/gmu, ''); // a heading without text below it is dropped
        const lost = [...wordsOf(text)].filter((part) => !kept.has(part));
        expect(lost).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('keeps to the budget', () => {
    fc.assert(
      fc.property(
        fc.oneof(markdown, fc.string({ unit: 'grapheme', maxLength: 3_000 })),
        fc.integer({ min: 120, max: 500 }),
        (body, maxTokens) => {
          for (const passage of chunk(body, maxTokens)) {
            expect(estimateTokens(`${passageTrail(passage)}\n${passage.text}`)).toBeLessThanOrEqual(
              maxTokens,
            );
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test('is deterministic and numbers its passages', () => {
    fc.assert(
      fc.property(markdown, (body) => {
        const passages = chunk(body);
        expect(chunk(body)).toEqual(passages);
        expect(passages.map(({ id }) => id)).toEqual(passages.map((_, index) => `a#${index}`));
      }),
      { numRuns: 50 },
    );
  });
});
