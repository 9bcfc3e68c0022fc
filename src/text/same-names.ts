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

/** Other names for what a folded name begins with, that name included; empty when there are none. */
export function aliasesOf(foldedName: string): readonly string[] {
  return ALIASES.find((group) => group.some((alias) => foldedName.startsWith(alias))) ?? [];
}
