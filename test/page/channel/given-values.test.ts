import { describe, expect, test } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { SUBCOMMAND } from '../../../src/application/command.ts';
import { optionsOf, readValues } from '../../../src/page/channel/given-values.ts';

const NONE = { subcommand: null, values: {}, files: new Map<string, File>() };
const definition = (name: string) =>
  commands.find((each) => each.definition.name.en === name)!.definition;

describe('values of a browser', () => {
  test('are taken as the options allow them, anything else is not given', () => {
    const options = optionsOf(definition('ask'), null)!;
    const values = { question: 'What?', private: 'yes', language: 'fr', more: 1 };
    const read = readValues(options, { ...NONE, values }, 'en');
    expect(read.ok && [...read.options]).toEqual([['question', 'What?']]);
    const fine = readValues(
      options,
      { ...NONE, values: { question: 'What?', private: true, language: 'de' } },
      'en',
    );
    expect(fine.ok && Object.fromEntries(fine.options)).toEqual({
      question: 'What?',
      private: true,
      language: 'de',
    });
  });

  test('name what is missing, in the language of the page', () => {
    const options = optionsOf(definition('ask'), null)!;
    expect(readValues(options, NONE, 'de')).toEqual({ ok: false, missing: 'frage' });
    const long = { question: 'x'.repeat(100_000) };
    expect(readValues(options, { ...NONE, values: long }, 'en').ok).toBe(false);
  });

  test('need a subcommand where there are some, and none elsewhere', () => {
    expect(optionsOf(definition('knowledge'), null)).toBeNull();
    expect(optionsOf(definition('knowledge'), 'nonsense')).toBeNull();
    expect(optionsOf(definition('ask'), 'list')).toBeNull();
    const list = optionsOf(definition('knowledge'), 'list')!;
    const read = readValues(list, { ...NONE, subcommand: 'list' }, 'en');
    expect(read.ok && read.options.get(SUBCOMMAND)).toBe('list');
  });

  test('bring a file, which is refused when it is larger than somebody takes', async () => {
    const options = optionsOf(definition('knowledge'), 'add')!;
    const key = options.find(({ kind }) => kind === 'file')!.key;
    const files = new Map([[key, new File(['twelve bytes'], 'a.md', { type: 'text/markdown' })]]);
    const read = readValues(options, { subcommand: 'add', values: {}, files }, 'en');
    const file = read.ok ? read.files.get(key) : undefined;
    expect(file).toMatchObject({ name: 'a.md', contentType: 'text/markdown', sizeBytes: 12 });
    expect(new TextDecoder().decode(await file!.read(12))).toBe('twelve bytes');
    await expect(file!.read(11)).rejects.toMatchObject({ code: 'document-too-large' });
  });
});
