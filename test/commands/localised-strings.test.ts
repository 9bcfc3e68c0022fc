import { describe, expect, test } from 'vitest';
import { actions, commands } from '../../commands/index.ts';
import type { Localised, SubcommandDefinition } from '../../src/application/command.ts';
import { LANGUAGES } from '../../src/domain/language.ts';
import { knowledgeWordsFor } from '../../src/words/knowledge-words.ts';
import { reindexWordsFor } from '../../src/words/reindex-words.ts';
import { wordsFor } from '../../src/words/words.ts';

/** A string users read, by where it stands. */
interface Entry {
  readonly place: string;
  readonly text: Localised;
}

const entry = (place: string, text: Localised): Entry => ({ place, text });

/** Everything Discord shows before a command is run. */
function registered(): Entry[] {
  const chat = commands.flatMap(({ definition }) => {
    const place = `/${definition.name.en}`;
    const subcommands = definition.subcommands ?? [];
    return [
      ...typed(place, definition),
      ...subcommands.flatMap((one) => typed(`${place} ${one.name.en}`, one)),
    ];
  });
  const menus = actions.flatMap(({ verb, menu }) =>
    menu === undefined ? [] : entry(`menu ${verb}`, menu),
  );
  return [...chat, ...menus];
}

/** Name and description of a command or a subcommand, and of what it takes. */
function typed(at: string, { name, description, options }: SubcommandDefinition): Entry[] {
  return [
    entry(at, name),
    entry(`${at} description`, description),
    ...options.flatMap((option) => {
      const place = `${at} ${option.name.en}`;
      const choices = option.kind === 'choice' ? option.choices : [];
      return [
        entry(place, option.name),
        entry(`${place} description`, option.description),
        ...choices.map(({ value, label }) => entry(`${place} = ${value}`, label)),
      ];
    }),
  ];
}

/** Every sentence of the dictionaries; one made of numbers and names stands for all it can say. */
function sentences(): Entry[] {
  const found: Entry[] = [];
  const visit = (path: string, de: unknown, en: unknown): void => {
    if (typeof de === 'string' || typeof en === 'string') {
      found.push(entry(path, { de: String(de), en: String(en) }));
    } else if (typeof de === 'function') {
      // A sentence's own parts are in its source: calling it with anything would prove less.
      found.push(entry(`${path}()`, { de: sourceOf(de), en: sourceOf(en) }));
    } else if (typeof de === 'object' && de !== null) {
      const other = (en ?? {}) as Record<string, unknown>;
      for (const key of new Set([...Object.keys(de), ...Object.keys(other)])) {
        visit(
          path === '' ? key : `${path}.${key}`,
          (de as Record<string, unknown>)[key],
          other[key],
        );
      }
    } else {
      found.push(entry(path, { de: '', en: '' }));
    }
  };
  visit('', wordsFor('de'), wordsFor('en'));
  visit('reindex', reindexWordsFor('de'), reindexWordsFor('en'));
  visit('knowledge', knowledgeWordsFor('de'), knowledgeWordsFor('en'));
  return found;
}

const sourceOf = (made: unknown): string => (typeof made === 'function' ? String(made) : '');

const ALL = [...registered(), ...sentences()];

/** The same in both languages, and meant to be. */
const SAME = [
  '/status',
  'buttons.up',
  'inLanguage()',
  'buttons.down',
  'knowledge.format.markdown',
  'knowledge.format.pdf',
];

describe('every localised string', () => {
  test.each(ALL.map(({ place, text }) => [place, text] as const))('%s', (place, text) => {
    for (const language of LANGUAGES) {
      expect(text[language].trim(), language).not.toBe('');
      expect(text[language], language).not.toMatch(/undefined|\[object/u);
    }
    expect(text.de === text.en).toBe(SAME.includes(place));
  });

  test('has a place of its own', () => {
    const places = ALL.map(({ place }) => place);
    expect(new Set(places).size).toBe(places.length);
    expect(places.length).toBeGreaterThan(150);
    if (process.env['CRIA_FIGURES'] !== undefined) {
      const lines = ALL.map(
        ({ place, text }) => `${place}\t${oneLine(text.de)}\t${oneLine(text.en)}`,
      );
      process.stdout.write(`${lines.join('\n')}\n`);
    }
  });

  test('fits where Discord puts it', () => {
    for (const language of LANGUAGES) {
      const { buttons, forms } = wordsFor(language);
      const labels = [...Object.values(buttons), ...Object.values(buttons.otherLanguage)];
      for (const label of labels.filter((each) => typeof each === 'string')) {
        expect(label.length, label).toBeLessThanOrEqual(80);
      }
      for (const text of Object.values(forms)) expect(text.length, text).toBeLessThanOrEqual(45);
    }
  });
});

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ');
