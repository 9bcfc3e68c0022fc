/** What is repeated, and what stands around it; each once made something take seconds. */
const SEEDS: readonly (readonly [string, string, string?])[] = [
  ['blanks', ' ', 'a'],
  ['tabs in a table', '\t', 'a|b\n-|-\n'],
  ['a rule of tabs', '\t', 'a|b\n'],
  ['full stops', '.', 'a'],
  ['letters', 'a'],
  ['abbreviations', 'z.B. '],
  ['citations', '[1] '],
  ['digits', '1'],
  ['brackets of an address', ')', 'https://a.b/'],
  ['addresses', 'https://a.b/ '],
  ['schemes', 'https://'],
  ['links', '[a](https://a.b) '],
  ['half links', '[a](h:'],
  ['open brackets', '['],
  ['angles', '<'],
  ['backticks', '`'],
  ['code', '`a` '],
  ['half code', '`a'],
  ['code of two lengths', '` `` '],
  ['stars', '*'],
  ['half bold', '**a '],
  ['marks', '*a_b~~c '],
  ['backslashes', '\\'],
  ['pipes', '|'],
  ['rows', 'a|b\n-|-\n'],
  ['quotes', '> '],
  ['items', '- a\n'],
  ['fences', '```\n'],
  ['a language', 'x', '```'],
  ['line ends', '\n'],
  ['invites', 'discord.gg/'],
  ['mentions', '@here'],
  ['emoji', '👨‍👩‍👧'],
  ['joiners', '\u200D'],
  ['tags', '\u{E0061}', '🏴'],
];

/** Texts of `chars` characters each, by name. */
export function nastyTexts(chars: number): { readonly name: string; readonly text: string }[] {
  return SEEDS.map(([name, unit, head = '']) => ({
    name,
    text: (head + unit.repeat(Math.ceil(chars / unit.length))).slice(0, chars),
  }));
}
