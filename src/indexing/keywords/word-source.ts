/** How often something is written so, and under which key near spellings of it are looked for. */
export interface SpellingRow {
  readonly shown: string;
  readonly key: string;
  readonly seen: number;
  /** Of these, as a name. */
  readonly named: number;
}

/** What a keyword index knows of single words. Its answers do not change while it is open. */
export interface WordSource {
  /** Passages a term occurs in. */
  passagesWith(term: string): number;
  /** How often a German stem occurs. */
  germanOccurrences(stem: string): number;
  /** Terms that hold `piece` and are at least `minChars` long: the shortest, then the rarest first. */
  containing(piece: string, minChars: number, limit: number): readonly string[];
  /** Spellings whose key begins with this letter and has so many characters. */
  near(first: string, minChars: number, maxChars: number): readonly SpellingRow[];
}
