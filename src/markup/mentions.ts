import type { CommandDefinition } from '../application/command.ts';

/** Commands by what is typed for them, in every language: `/frage` to `</ask:1>`. */
export type CommandMentions = ReadonlyMap<string, string>;

/** How commands are shown so that a click begins them, by Discord's ids of them. */
export function commandMentions(
  definitions: readonly CommandDefinition[],
  ids: ReadonlyMap<string, string>,
): [typed: string, mention: string][] {
  return definitions.flatMap(({ name, subcommands = [] }) => {
    const id = ids.get(name.en);
    if (id === undefined) return [];
    // Where there are subcommands only those can be begun.
    const parts = subcommands.map((part) => ({
      typed: [`/${name.en} ${part.name.en}`, `/${name.de} ${part.name.de}`],
      mention: `</${name.en} ${part.name.en}:${id}>`,
    }));
    const whole = { typed: [`/${name.en}`, `/${name.de}`], mention: `</${name.en}:${id}>` };
    return (parts.length > 0 ? parts : [whole]).flatMap(({ typed, mention }) =>
      typed.map((text): [string, string] => [text, mention]),
    );
  });
}

/** What Discord shows as the name of a channel, a role or a member. */
const MENTION = /^<(?:#|@&|@)\d{1,21}>$/u;
/** Stand for a mention while the text around it is made harmless: nothing Discord or Markdown knows. */
const OPEN = '\uE000';
const FILL = '\uE001';
const FIRST_NUMBER = 0xe100;
/** Most mentions of one text; the rest is shown as it was written. */
const MAX_MENTIONS = 200;

/** A text whose mentions are masked, and how they come back. */
export interface MaskedText {
  /** As long as the text with its mentions. */
  readonly text: string;
  restore(shown: string): string;
}

/**
 * Lets those mentions through that a reply names as its own. Everything else that looks like one is
 * broken by the cleaning. Nobody is pinged: no message allows it.
 */
export function maskMentions(
  text: string,
  mentions: readonly string[],
  commands: CommandMentions,
): MaskedText {
  const shown = new Map<string, string>();
  let masked = text;
  const longestFirst = [...new Set(mentions)].sort((one, other) => other.length - one.length);
  for (const mention of longestFirst.slice(0, MAX_MENTIONS)) {
    const real = MENTION.test(mention) ? mention : commands.get(mention);
    if (real === undefined) continue;
    const number = String.fromCharCode(FIRST_NUMBER + shown.size);
    shown.set(number, real);
    const mask = OPEN + number + FILL.repeat(real.length - 2);
    masked = masked.replaceAll(`\`${mention}\``, mask).replaceAll(mention, mask);
  }
  return {
    text: masked,
    restore: (cleaned) =>
      cleaned.replace(/\uE000(.)\uE001*/gu, (mask, number: string) => shown.get(number) ?? mask),
  };
}
