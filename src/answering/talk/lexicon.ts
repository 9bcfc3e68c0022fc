import { LANGUAGES, type Language } from '../../domain/language.ts';
import { foldWord } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';

/** Words by what they do, folded; `*` at the end: however the word goes on. A word may do several things. */
export type Lexicon = Readonly<Record<Language, Readonly<Record<string, string>>>>;

/** A short text of which every word is known. */
export interface ReadText {
  readonly tags: ReadonlySet<string>;
  /** What most of its words belong to; null for a draw. */
  readonly language: Language | null;
  readonly words: readonly string[];
}

/** Longer texts are more than a line said to the bot, in words. */
const MAX_WORDS = 16;
const MAX_CHARS = 160;

interface Entry {
  readonly tags: Set<string>;
  readonly languages: Set<Language>;
}

/** Reads short texts with one lexicon. */
export class LexiconReader {
  readonly #whole = new Map<string, Entry>();
  readonly #beginnings = new Map<string, Entry>();

  constructor(lexicon: Lexicon) {
    for (const language of LANGUAGES) {
      for (const [tag, words] of Object.entries(lexicon[language])) {
        for (const word of words.split(/\s+/u)) this.#add(word, tag, language);
      }
    }
  }

  /** What the words of a text do; null as soon as one is neither listed nor a function word. */
  read(text: string): ReadText | null {
    if (text.length > MAX_CHARS) return null;
    const words = shortWords(text);
    if (words.length === 0 || words.length > MAX_WORDS) return null;
    const tags = new Set<string>();
    const votes = { de: 0, en: 0 };
    for (const word of words) {
      const entries = this.#entriesOf(word);
      if (entries.length === 0 && !isFunctionWord(word) && !/^\p{L}$/u.test(word)) return null;
      for (const entry of entries) for (const tag of entry.tags) tags.add(tag);
      for (const language of LANGUAGES) {
        const isListed = entries.some((entry) => entry.languages.has(language));
        if (isListed || isFunctionWord(word, language)) votes[language] += 1;
      }
    }
    const language = votes.de === votes.en ? null : votes.de > votes.en ? 'de' : 'en';
    return { tags, language, words };
  }

  /** What one word does; empty for a word that is not listed. */
  tagsOf(word: string): ReadonlySet<string> {
    const [folded = ''] = shortWords(word);
    return new Set(this.#entriesOf(folded).flatMap(({ tags }) => [...tags]));
  }

  #entriesOf(word: string): readonly Entry[] {
    const entries = [this.#whole.get(word)];
    for (let length = 3; length <= word.length; length += 1) {
      entries.push(this.#beginnings.get(word.slice(0, length)));
    }
    return entries.filter((entry) => entry !== undefined);
  }

  #add(written: string, tag: string, language: Language): void {
    const isBeginning = written.endsWith('*');
    const map = isBeginning ? this.#beginnings : this.#whole;
    const word = isBeginning ? written.slice(0, -1) : written;
    const entry = map.get(word) ?? { tags: new Set(), languages: new Set() };
    entry.tags.add(tag);
    entry.languages.add(language);
    map.set(word, entry);
  }
}

/** Folded words; a letter that is drawn out ("haaallo") counts once. */
function shortWords(text: string): string[] {
  const words = text.slice(0, MAX_CHARS).match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => foldWord(word).replace(/(\p{L})\1{2,}/gu, '$1'));
}

/**
 * What a text's words have to do: `a b` both, `a|b` one of them, `!a` none of them does it. Behind ` = `
 * stands what else they may do; without it, anything.
 */
export function tagRule(rule: string): (tags: ReadonlySet<string>) => boolean {
  const [needed = '', beside] = rule.split(' = ');
  const terms = needed.split(' ').map((term) => term.split('|'));
  // Whether it is asked is no matter where nothing is said of it.
  const allowed =
    beside === undefined ? null : new Set(['question', ...terms.flat(), ...beside.split(' ')]);
  const holds = (tags: ReadonlySet<string>, tag: string): boolean =>
    tag.startsWith('!') ? !tags.has(tag.slice(1)) : tags.has(tag);
  return (tags) =>
    terms.every((term) => term.some((tag) => holds(tags, tag))) &&
    (allowed === null || [...tags].every((tag) => allowed.has(tag)));
}
