/** Countries and terms that are spelled differently in two languages; folded, longest first where they overlap. */
const ALIASES: readonly (readonly string[])[] = [
  [
    'united kingdom',
    'vereinigtes konigreich',
    'vereinigten konigreich',
    'grossbritannien',
    'great britain',
    'britain',
    'uk',
    'britisch',
    'british',
  ],
  [
    'united states',
    'vereinigte staaten',
    'vereinigten staaten',
    'usa',
    'us',
    'amerikanisch',
    'american',
    'amerika',
    'america',
  ],
  [
    'european union',
    'europaische union',
    'europaischen union',
    'eu',
    'europe',
    'europa',
    'european',
  ],
  ['gdpr', 'dsgvo'],
  ['ai', 'ki'],
  ['germany', 'deutschland', 'german', 'deutsch'],
  ['france', 'frankreich', 'french', 'franzosisch'],
];

/** Names up to this length, in characters, are whole words: "us" is no part of "usain". */
export const MAX_WHOLE_CHARS = 3;

/** Other names for what a folded name begins with, that name included; empty when there are none. */
export function aliasesOf(foldedName: string): readonly string[] {
  return ALIASES.find((group) => group.some((alias) => beginsWithAlias(foldedName, alias))) ?? [];
}

/** Whether a folded text has an alias anywhere; a longer one may have an ending. */
export function holdsAlias(foldedText: string, alias: string): boolean {
  const text = ` ${foldedText}`;
  for (let at = text.indexOf(` ${alias}`); at !== -1; at = text.indexOf(` ${alias}`, at + 1)) {
    if (beginsWithAlias(text.slice(at + 1, at + 2 + alias.length), alias)) return true;
  }
  return false;
}

function beginsWithAlias(foldedText: string, alias: string): boolean {
  if (!foldedText.startsWith(alias)) return false;
  return alias.length > MAX_WHOLE_CHARS || !/^\p{L}/u.test(foldedText.slice(alias.length));
}
