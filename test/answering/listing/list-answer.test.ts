import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listAnswer, MAX_ITEMS } from '../../../src/answering/listing/list-answer.ts';
import type { Passage } from '../../../src/domain/passage.ts';
import { FakeIndex } from '../../fakes/fake-index.ts';
import { rankedPassages } from '../../fakes/passages.ts';

const TABLE = `| Fähre | Autos |
|---|---|
| Kestrel | 40 |
| Möwe 2 | 60 |
| **Sturmvogel** | 12 |`;

/** The first is found for the question, the rest by the words of the kind. */
function listOf(question: string, texts: readonly Partial<Passage>[], language = 'de') {
  const all = rankedPassages(texts.map((fields) => ({ language, ...fields })));
  return listAnswer(question, { found: all.slice(0, 1), index: new FakeIndex(all), language });
}

const linesOf = (text: string | undefined): string[] => text?.split('\n') ?? [];

describe('a list', () => {
  it('has the cells below a column of the kind, each with its source', async () => {
    const list = await listOf('Nenne alle Fähren', [{ title: 'Flotte', text: TABLE }]);
    expect(linesOf(list?.text)).toEqual(['- Kestrel [1]', '- Möwe 2 [1]', '- Sturmvogel [1]']);
    expect(list?.citations).toMatchObject([
      { n: 1, title: 'Flotte', quote: 'Fähre: Kestrel; Autos: 40' },
    ]);
  });

  it('has the items below a heading of the kind, by what they begin with', async () => {
    const text = '- **MIT**: erlaubt fast alles.\n- Apache 2.0: mit Patenten.\n- GPL v3';
    const list = await listOf('Welche Lizenzen gibt es?', [
      { section: 'Lizenzen im Vergleich', text },
    ]);
    expect(linesOf(list?.text)).toEqual(['- MIT [1]', '- Apache 2.0 [1]', '- GPL v3 [1]']);
  });

  it('has no item that says what to do', async () => {
    const text =
      '- Fähren sicher laden: erst die Lastwagen.\n- Kestrel: groß\n- Möwe 2: klein\n- Sturm Vogel: alt';
    const list = await listOf('Welche Fähren gibt es?', [{ section: 'Fähren im Hafen', text }]);
    expect(linesOf(list?.text)).toEqual(['- Kestrel [1]', '- Möwe 2 [1]', '- Sturm Vogel [1]']);
  });

  it('takes nothing from a heading about one thing, or about two that are set against each other', async () => {
    const text = '- **Kiel**: a board.\n- **Mast**: a pole.\n- **Sail**: cloth.';
    for (const section of ['Building a ferry, board by board', 'Ferries vs. bridges']) {
      expect(await listOf('Which ferries are there?', [{ section, text }], 'en')).toBeNull();
    }
    const section = 'Eine kleine Fähre bauen';
    expect(await listOf('Welche Fähren gibt es?', [{ section, text }])).toBeNull();
  });

  it('has names beside the word of the kind, out of further passages', async () => {
    const list = await listOf(
      'Which ferries are there?',
      [
        { section: '', text: 'Ferries such as Kestrel, Gull 2 and Petrel cross the sound.' },
        { section: '', text: 'Fulmar is a small ferry. The lighthouse is white.' },
        { section: '', text: 'The crew of the ferry has breakfast at six.' },
      ],
      'en',
    );
    expect(linesOf(list?.text)).toEqual([
      '- Kestrel [1]',
      '- Gull 2 [1]',
      '- Petrel [1]',
      '- Fulmar [2]',
    ]);
  });

  it('gathers what only the vectors find, too', async () => {
    const all = rankedPassages([
      { language: 'de', section: '', text: 'Die Überfahrt dauert lange.' },
      { language: 'de', section: '', text: TABLE },
    ]);
    const index = new FakeIndex(all);
    const input = { found: all.slice(0, 1), index, language: 'de' };
    const search = index.search.bind(index);
    index.search = async (query) => ({ ...(await search(query)), keywordOrder: [] });
    expect(await listAnswer('Nenne alle Fähren', input)).toBeNull();
    const embedding = new Float32Array([1]);
    const list = await listAnswer('Nenne alle Fähren', { ...input, embedding });
    expect(linesOf(list?.text)).toHaveLength(3);
    expect(index.queries.at(-1)?.embedding).not.toBe(embedding);
  });

  it('keeps to what narrows the kind down', async () => {
    const rows = `| Model | Licence |
|---|---|
| Alpha 1 | MIT |
| Beta 2 | Apache 2.0 |
| Gamma 3 | MIT |
| Delta 4 | MIT |`;
    const list = await listOf(
      'Which models with MIT are there?',
      [{ section: '', text: rows }],
      'en',
    );
    expect(linesOf(list?.text)).toEqual(['- Alpha 1 [1]', '- Gamma 3 [1]', '- Delta 4 [1]']);
  });

  it('has the sentences that say what is one where nothing has a name', async () => {
    const list = await listOf('Liste die Risiken der Überfahrt auf', [
      { section: '', text: 'Ein Risiko der Überfahrt ist der Wind. Tee gibt es an Bord.' },
      { section: '', text: 'Nebel ist ein weiteres Risiko der Überfahrt.' },
    ]);
    expect(linesOf(list?.text)).toEqual([
      '- Ein Risiko der Überfahrt ist der Wind. [1]',
      '- Nebel ist ein weiteres Risiko der Überfahrt. [2]',
    ]);
  });

  it.each([
    [
      'a word that only holds the kind',
      'Ein Boot ist eingesetzt. Zusammengesetzte Rümpfe sind selten.',
      'Gesetze',
    ],
    [
      'sentences that only speak of it',
      'Ohne Hafen geht nichts. Viele Häfen sind alt. Jeder Hafen kostet.',
      'Häfen',
    ],
    [
      'what is said of something pointed at',
      'Dies ist ein Hafen. Das ist ein Hafen im Norden. Es ist ein Hafen.',
      'Häfen',
    ],
    [
      'columns that count by it',
      '| Boot | Pro Hafen |\n|---|---|\n| Alk | 5 MB |\n| Elster | 6 MB |\n| Möwe | 7 MB |',
      'Häfen',
    ],
    [
      'cells that count it',
      '| Boot | Häfen |\n|---|---|\n| Alk | 24 Häfen |\n| Elster | 31 Häfen |\n| Möwe | 7 Häfen |',
      'Häfen',
    ],
  ])('holds nothing of %s', async (_, text, kind) => {
    expect(await listOf(`Nenne alle ${kind}`, [{ title: 'Flotte', section: '', text }])).toBeNull();
  });

  it.each([
    ['Ferry heads', '- Alpha: one\n- Beta: two\n- Gamma: three', null],
    ['How ferries work', '- Alpha: one\n- Beta: two\n- Gamma: three', null],
    ['Ferries', '- Alpha: one\n- Beta: two\n- Gamma: three', ['Alpha', 'Beta', 'Gamma']],
    [
      'Ferries',
      '- with a rope: one\n- The long way of a small boat round the whole cape: two\n- Ferry: three',
      null,
    ],
  ])('items below the heading %s: %s', async (section, text, items) => {
    const list = await listOf('list all ferries', [{ section, text }], 'en');
    expect(list === null ? null : linesOf(list.text)).toEqual(
      items?.map((one) => `- ${one} [1]`) ?? null,
    );
  });

  it('parts the names of one cell, but no name from its variants', async () => {
    const text =
      '| Fähre | Hafen |\n|---|---|\n| Alk, Elster oder Möwe | x |\n| Kestrel 1A, 2B | y |';
    const list = await listOf('Nenne alle Fähren', [{ title: 'Flotte', section: '', text }]);
    expect(linesOf(list?.text)).toEqual(
      ['Alk', 'Elster', 'Möwe', 'Kestrel 1A, 2B'].map((name) => `- ${name} [1]`),
    );
  });

  it('takes a name with a hyphen for a part of the kind', async () => {
    const text =
      'Kestrel-Fähren wie Alk, Elster und Möwe fahren. Wale wie Orka, Blauwal und Finnwal auch.';
    const list = await listOf('Nenne alle Kestrel-Fähren', [{ section: '', text }]);
    expect(linesOf(list?.text)).toEqual(['- Alk [1]', '- Elster [1]', '- Möwe [1]']);
  });

  it('names no thing twice, stops where it is long, and counts the rest', async () => {
    const rows = Array.from({ length: 40 }, (_, at) => `| Kahn ${at % 30} | x |`).join('\n');
    const list = await listOf('Nenne alle Kähne', [{ text: `| Kahn | y |\n|---|---|\n${rows}` }]);
    expect(linesOf(list?.text)).toHaveLength(MAX_ITEMS);
    expect(list?.more).toBe(30 - MAX_ITEMS);
    const three = await listOf('Nenne drei Kähne', [{ text: `| Kahn | y |\n|---|---|\n${rows}` }]);
    expect(linesOf(three?.text)).toHaveLength(3);
    expect(three?.more).toBe(0);
  });

  it('is none for another question, nor of one thing', async () => {
    expect(await listOf('Welche Liste führt Kestrel an?', [{ text: TABLE }])).toBeNull();
    expect(await listOf('Nenne alle Fähren', [{ text: 'Die Fähre ist weiß.' }])).toBeNull();
    expect(await listOf('Nenne alle Drachen', [{ text: TABLE }])).toBeNull();
  });

  it('holds of any text short lines with marks of its own alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ maxLength: 400 }), { maxLength: 4 }), async (texts) => {
        const passages = texts.map((text) => ({
          text: `Fähren wie Kestrel, Gull und Petrel. ${text}`,
        }));
        const list = await listOf('Nenne alle Fähren', passages);
        for (const line of linesOf(list?.text)) {
          expect(line.length).toBeLessThan(220);
          const n = /^- .* \[(\d+)\]$/u.exec(line)?.[1];
          expect(list?.citations.map((citation) => citation.n)).toContain(Number(n));
        }
      }),
      { numRuns: 60 },
    );
  });
});
