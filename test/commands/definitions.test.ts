import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as index from '../../commands/index.ts';
import type { CommandOption, Localised } from '../../src/application/command.ts';
import { commandList } from '../../src/discord/command-json.ts';

const NAME = /^[-_\p{Ll}\p{N}]{1,32}$/u;

const { commands } = index;

const inBoth = ({ de, en }: Localised): readonly string[] => [de, en];
const isRequired = (option: CommandOption): boolean => option.kind === 'text' && option.required;
/** Commands, and subcommands as what is typed for them. */
const listed = commands.flatMap(({ definition }) => {
  const { name, subcommands = [] } = definition;
  return [
    { name: name.en, definition },
    ...subcommands.map((one) => ({ name: `${name.en} ${one.name.en}`, definition: one })),
  ];
});

describe.each(listed)('/$name', ({ definition }) => {
  const named = [definition, ...definition.options];

  it('has names and descriptions within Discord’s limits, in both languages', () => {
    for (const { name, description } of named) {
      for (const text of inBoth(name)) expect(text).toMatch(NAME);
      for (const text of inBoth(description)) {
        expect(text.length).toBeGreaterThanOrEqual(1);
        expect(text.length).toBeLessThanOrEqual(100);
        expect(text.trim()).toBe(text);
      }
    }
  });

  it('asks for what is required first', () => {
    const order = definition.options.map(isRequired);
    expect(order).toEqual([...order].sort((a, b) => Number(b) - Number(a)));
  });

  it('has each option name and key once', () => {
    const names = definition.options.flatMap(({ name }) => [...new Set(inBoth(name))]);
    const keys = definition.options.map(({ key }) => key);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeLessThanOrEqual(25);
  });

  it('has choices and lengths that Discord takes', () => {
    for (const option of definition.options) {
      if (option.kind === 'text') expect(option.maxChars).toBeLessThanOrEqual(6_000);
      if (option.kind === 'text') expect(option.maxChars).toBeGreaterThanOrEqual(1);
      if (option.kind === 'choice') expect(option.choices.length).toBeLessThanOrEqual(25);
    }
  });
});

describe('the list', () => {
  it('holds what every file of commands/ exports, as the lists beside it do', async () => {
    const folder = fileURLToPath(new URL('../../commands/', import.meta.url));
    const files = readdirSync(folder).filter((file) => file !== 'index.ts');
    const all = Object.values(index).flat();
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const file of files) {
      const module = (await import(`${folder}${file}`)) as Record<string, (typeof all)[number]>;
      const exported = Object.values(module);
      expect(exported.length, file).toBeGreaterThan(0);
      for (const one of exported) expect(all, file).toContain(one);
    }
    expect(new Set(all).size).toBe(all.length);
  });

  it('names each command once, and no command by the German name of another', () => {
    const names = commands.flatMap(({ definition }) => [...new Set(inBoth(definition.name))]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('names each subcommand of a command once', () => {
    for (const { definition } of commands) {
      const names = (definition.subcommands ?? []).flatMap(({ name }) => [
        ...new Set(inBoth(name)),
      ]);
      expect(new Set(names).size).toBe(names.length);
      if (names.length > 0) expect(definition.options).toEqual([]);
    }
  });

  it('is what Discord’s own builder takes', () => {
    const definitions = commands.map(({ definition }) => definition);
    expect(commandList(definitions, []).map(({ name }) => name)).toEqual(
      commands.map(({ definition }) => definition.name.en),
    );
  });
});
