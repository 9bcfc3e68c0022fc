import { describe, expect, test } from 'vitest';
import type { CommandDefinition } from '../../src/application/command.ts';
import { commandList } from '../../src/discord/command-json.ts';
import { AppError } from '../../src/domain/errors.ts';
import { checkCommands } from '../fakes/discord-server/rules.ts';
import { checkSchema } from '../fakes/discord-server/schemas.ts';
import type { Json } from '../fakes/discord-server/wire.ts';

const both = (text: string): { de: string; en: string } => ({ de: text, en: text });

const ASK: CommandDefinition = {
  name: { en: 'ask', de: 'frag' },
  description: { en: 'Asks', de: 'Fragt' },
  options: [
    {
      kind: 'flag',
      key: 'isPrivate',
      name: { en: 'private', de: 'privat' },
      description: both('p'),
    },
    {
      kind: 'choice',
      key: 'language',
      name: { en: 'language', de: 'sprache' },
      description: both('l'),
      choices: [{ value: 'de', label: { en: 'German', de: 'Deutsch' } }],
    },
    {
      kind: 'text',
      key: 'question',
      name: { en: 'question', de: 'frage' },
      description: both('q'),
      required: true,
      maxChars: 500,
      suggest: async () => [],
    },
  ],
};

describe('a definition', () => {
  test('becomes what Discord takes, localised, required options first', () => {
    const list = commandList([ASK], [{}, { menu: both('Ask about this') }]);
    expect(list).toHaveLength(2);
    const wire = JSON.parse(JSON.stringify(list)) as Json[];
    for (const command of wire) checkSchema('command-update', command);
    checkCommands(wire);
    expect(list[0]).toMatchObject({
      name: 'ask',
      name_localizations: { de: 'frag', 'en-US': 'ask', 'en-GB': 'ask' },
      options: [
        { name: 'question', required: true, autocomplete: true, max_length: 500 },
        { name: 'private', type: 5 },
        {
          name: 'language',
          choices: [{ name: 'German', name_localizations: { de: 'Deutsch' }, value: 'de' }],
        },
      ],
    });
    expect(list[1]).toMatchObject({ name: 'Ask about this', type: 3 });
  });

  test.each([
    ['a name with capitals', { ...ASK, name: both('Ask') }, /Ask/u],
    ['a name with spaces', { ...ASK, name: both('ask me') }, /ask me/u],
    ['a long description', { ...ASK, description: both('x'.repeat(101)) }, /1 to 100/u],
    ['an empty description', { ...ASK, description: { en: 'ok', de: '' } }, /1 to 100/u],
    [
      'too many options',
      { ...ASK, options: Array.from({ length: 26 }, () => ASK.options[0]!) },
      /too many/u,
    ],
  ])('with %s is refused by name', (_what, definition: CommandDefinition, message) => {
    expect(() => commandList([definition], [])).toThrow(message);
    expect(() => commandList([definition], [])).toThrow(AppError);
  });

  test('twice is refused', () => expect(() => commandList([ASK, ASK], [])).toThrow(/another/u));
});
