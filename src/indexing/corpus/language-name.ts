/** Languages that are known by name, as ISO 639-1 codes. */
const CODES: readonly string[] =
  'ar bg cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sr sv th tr uk vi zh'.split(
    ' ',
  );
const TAG = /^([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*(?:\.[\w-]+)?$/u;

let byName: ReadonlyMap<string, string> | null = null;

/**
 * The primary tag of a language, in lower case, from a tag (`de-AT`, `en_US.UTF-8`) or from its name in
 * German, in English or in itself; null for neither.
 */
export function languageOf(text: string | null): string | null {
  const given = text?.trim() ?? '';
  byName ??= namesOfLanguages();
  const tag = TAG.exec(given)?.[1]?.toLowerCase();
  return byName.get(given.toLowerCase()) ?? (tag === undefined ? null : shortest(tag));
}

/** "ger" and "deu" are "de". */
function shortest(tag: string): string {
  return Intl.getCanonicalLocales(tag)[0] ?? tag;
}

function namesOfLanguages(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const code of CODES) {
    for (const locale of ['de', 'en', code]) {
      const name = new Intl.DisplayNames([locale], { type: 'language' }).of(code);
      if (name !== undefined) names.set(name.toLowerCase(), code);
    }
  }
  return names;
}
