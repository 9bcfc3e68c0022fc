import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  Command,
  CommandContext,
  CommandDefinition,
  Suggestion,
  SuggestionRequest,
} from '../../src/application/command.ts';
import { commandList } from '../../src/discord/command-json.ts';
import { checkCommands } from '../fakes/discord-server/rules.ts';
import { checkSchema } from '../fakes/discord-server/schemas.ts';
import type { Json } from '../fakes/discord-server/wire.ts';
import { startBench, view, type Bench } from './surface-bench.ts';

const both = (text: string): { de: string; en: string } => ({ de: text, en: text });

const DEFINITION: CommandDefinition = {
  name: { en: 'books', de: 'bücher' },
  description: both('Books'),
  options: [],
  subcommands: [
    { name: { en: 'list', de: 'liste' }, description: both('Lists them'), options: [] },
    {
      name: { en: 'add', de: 'hinzufügen' },
      description: both('Adds one'),
      options: [
        { kind: 'file', key: 'upload', name: both('file'), description: both('A file') },
        {
          kind: 'text',
          key: 'what',
          name: { en: 'title', de: 'titel' },
          description: both('A title'),
          required: true,
          maxChars: 100,
          suggest: (request) => suggest(request),
        },
      ],
    },
  ],
};

/** What the option `title` suggests in the test at hand. */
let suggest: (request: SuggestionRequest) => Promise<readonly (string | Suggestion)[]>;

const wireOf = (definition: CommandDefinition): Json[] =>
  JSON.parse(JSON.stringify(commandList([definition], []))) as Json[];

describe('the definition of subcommands', () => {
  test('becomes what Discord takes, localised, required options first', () => {
    const wire = wireOf(DEFINITION);
    for (const command of wire) checkSchema('command-update', command);
    checkCommands(wire);
    expect(wire[0]).toMatchObject({
      name: 'books',
      options: [
        { type: 1, name: 'list', name_localizations: { de: 'liste' }, options: [] },
        {
          type: 1,
          name: 'add',
          name_localizations: { de: 'hinzufügen', 'en-US': 'add' },
          options: [
            { type: 3, name: 'title', required: true, autocomplete: true },
            { type: 11, name: 'file' },
          ],
        },
      ],
    });
  });

  const [list, add] = DEFINITION.subcommands!;
  test.each([
    ['beside options', { ...DEFINITION, options: add!.options }, /beside/u],
    [
      'that are too many',
      { ...DEFINITION, subcommands: Array.from({ length: 26 }, () => list!) },
      /too many/u,
    ],
    [
      'with a name that is none',
      { ...DEFINITION, subcommands: [{ ...list!, name: both('List all') }] },
      /books List all.*List all/u,
    ],
    [
      'with too much text in all',
      {
        ...DEFINITION,
        subcommands: Array.from({ length: 4 }, () => ({
          ...add!,
          options: Array.from({ length: 25 }, () => ({
            ...add!.options[0]!,
            description: both('x'.repeat(90)),
          })),
        })),
      },
      /characters in all/u,
    ],
  ])('%s is refused', (_what, definition: CommandDefinition, message) => {
    expect(() => commandList([definition], [])).toThrow(message);
  });
});

describe('on Discord', () => {
  let bench: Bench;
  let seen: CommandContext[];
  let suggested: SuggestionRequest[];

  beforeEach(async () => {
    seen = [];
    suggested = [];
    const command: Command<object> = {
      definition: DEFINITION,
      prepare: async () => ({
        ok: true,
        isPrivate: false,
        async run(context) {
          seen.push(context);
          const bytes = await context.files.get('upload')?.read(1_000, context.signal);
          await context.reply.finish(view(bytes === undefined ? 'no file' : String(bytes.length)));
        },
      }),
    };
    suggest = async (request) => {
      suggested.push(request);
      return [
        { label: `Titel\u202e\n  zwei ${'x'.repeat(200)}`, value: 'id-1' },
        { label: 'A second of that value', value: 'id-1' },
        { label: 'Too long to be named', value: 'v'.repeat(101) },
        { label: '  ', value: 'id-2' },
        'plain',
        ...Array.from({ length: 40 }, (_, at) => `more ${at}`),
      ];
    };
    bench = await startBench([command]);
    await bench.surface.start();
  });
  afterEach(() => bench.end());

  test('options of the chosen one arrive with its name', async () => {
    const handle = bench.server.interact.command({
      name: 'books',
      subcommand: 'add',
      options: { title: 'Leck' },
    });
    await bench.until(() => handle.texts[0] === 'no file');
    expect(Object.fromEntries(seen[0]!.options)).toEqual({ subcommand: 'add', what: 'Leck' });
    bench.server.interact.command({ name: 'books', subcommand: 'list' });
    await bench.until(() => seen.length === 2);
    expect(Object.fromEntries(seen[1]!.options)).toEqual({ subcommand: 'list' });
    expect(seen[1]!.files.size).toBe(0);
  });

  test('a file is what the user handed in', async () => {
    const file = bench.server.attach('Ein Artikel.md', Buffer.from('# Hallo'), {
      contentType: 'text/markdown',
    });
    const options = { title: 'x', file };
    const handle = bench.server.interact.command({ name: 'books', subcommand: 'add', options });
    await bench.until(() => handle.texts[0] === '7');
    expect(seen[0]!.files.get('upload')).toMatchObject({
      name: 'Ein Artikel.md',
      contentType: 'text/markdown',
      sizeBytes: 7,
    });
  });

  test('suggestions show a label and give a value', async () => {
    const handle = bench.server.interact.autocomplete({
      name: 'books',
      subcommand: 'add',
      options: { title: 'Ti' },
      focused: 'title',
      locale: 'de',
    });
    await bench.until(() => handle.response !== null);
    const { guildId, userId, channelId } = bench.server;
    expect(suggested).toMatchObject([
      {
        text: 'Ti',
        limit: 25,
        maxChars: 100,
        call: {
          caller: { kind: 'member', id: userId },
          language: 'de',
          guildId,
          place: { channelId },
        },
      },
    ]);
    expect(Object.fromEntries(suggested[0]!.call.options)).toEqual({
      subcommand: 'add',
      what: 'Ti',
    });
    const choices = handle.choices as { name: string; value: string }[];
    expect(choices).toHaveLength(25);
    expect(choices[0]!.value).toBe('id-1');
    expect(choices[0]!.name).toMatch(/^Titel zwei x+…$/u);
    expect(choices[0]!.name.length).toBeLessThanOrEqual(100);
    expect(choices.slice(1, 3)).toEqual([
      { name: 'plain', value: 'plain' },
      { name: 'more 0', value: 'more 0' },
    ]);
  });
});
