import type { Passage } from '../domain/passage.ts';
import { foldText, foldWord } from '../text/fold-word.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { hasGermanNounEnding } from '../text/german-nouns.ts';
import { aliasesOf, holdsAlias, MAX_WHOLE_CHARS } from '../text/same-names.ts';

/** Capitalised words that are no names besides function words: times, titles, amounts. Folded. */
const NOT_NAMES = new Set(
  `monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag
  januar februar marz april mai juni juli august september oktober november dezember january february march may june july
  october december ende anfang mitte
  chef chefin analyst analystin forscher forscherin professor professorin senator senatorin senatoren prasident prasidentin
  grunder grunderin mitgrunder mitgrunderin herr frau leiter leiterin ceo mr mrs ms dr prof unternehmen firma konzern modell
  modelle modellen modells gewicht gewichte gewichten
  millionen million milliarden milliarde billionen prozent dutzend hunderte tausende nutzer parameter nutzern parametern
  model company analysts chief head co-founder founder vice`.split(/\s+/u),
);

/** German nouns that need no article, as names do. Folded. */
const BARE_NOUNS = new Set(
  'anfang bedarf beginn code dauer energie geld hand hardware haus interesse macht musik natur nutzen software sprache strom text vorteil zeit'.split(
    ' ',
  ),
);
/** Plural nouns need no article. */
const GERMAN_PLURAL = /(?:en|ern|eln)$/u;
/** English nouns that need no article in front of a verb. */
const ENGLISH_BARE_NOUN = /(?:s|ing|ion|ment|ity|ance|ence|ship|ure|age|acy|ism|ware|work|data)$/u;
const VERB: Readonly<Record<string, RegExp>> = {
  de: /^(?:\p{Ll}+te|ist|war|hat|gab|kam|nahm|ging|schrieb|bot|trug|will|wird|kann|\p{Ll}{3,}t)$/u,
  en: /^(?:\p{Ll}+ed|is|was|has|had|gave|made|built|said|did|wrote|took|came|went|sold|led|put|let|began|won|\p{Ll}{3,}s)$/u,
};

interface Word {
  readonly text: string;
  readonly folded: string;
  readonly isFirst: boolean;
  /** Folded word in front of it, with one blank between; null at the beginning and behind a mark. */
  readonly previous: string | null;
}

/** Folded words that are names because passages write them as one. */
export type ShownNames = ReadonlySet<string>;

/** Words with a capital inside a sentence, one blank behind another word. */
const INNER_CAPITAL = /(?<=[\p{L}\p{N},;] )\p{Lu}[\p{L}\p{N}]+(?: \p{Lu}[\p{L}\p{N}]+)*/gu;
const LOWER_CASE = /(?<![\p{L}\p{N}])\p{Ll}[\p{L}\p{N}]*/gu;

/**
 * Names that passages show: what an English sentence writes with a capital, what a German one
 * writes with capitals in a row, and never in lower case anywhere.
 */
export function namesShown(passages: readonly NamingText[]): ShownNames {
  return new Set(nameRuns(passages).flat());
}

/** What names are read from. */
type NamingText = Pick<Passage, 'text' | 'language'>;

/** The same as runs of folded words, as often as they stand there. */
export function nameRuns(passages: readonly NamingText[]): string[][] {
  const common = new Set(
    passages.flatMap(({ text }) => [...text.matchAll(LOWER_CASE)].map(([word]) => foldWord(word))),
  );
  return passages.flatMap(({ text, language }) =>
    [...text.matchAll(INNER_CAPITAL)]
      .map(([run]) => run.split(' ').map(foldWord))
      .filter((words) => !words.some((word) => common.has(word) || isNoName(word)))
      .filter((words) => language !== 'de' || (words.length > 1 && words.every(isNoGermanNoun))),
  );
}

function isNoGermanNoun(folded: string): boolean {
  return !hasGermanNounEnding(folded);
}

/** Whether a folded word is capitalised without being a name: function words, times, titles, amounts. */
export function isNoName(folded: string): boolean {
  return isFunctionWord(folded) || NOT_NAMES.has(folded);
}

/**
 * Names in a sentence: groups of folded words. English: every capitalised word that does not open
 * the sentence. German: capitals in a row, inner capitals and names the passages show, because
 * ordinary nouns have a capital, too.
 */
export function findNames(
  sentence: string,
  language: string,
  shown: ShownNames = new Set(),
): string[][] {
  const groups: string[][] = [];
  let run: Word[] = [];
  const closeRun = (): void => {
    const kept = run.filter((word) => isNameLike(word, { language, shown, length: run.length }));
    if (kept.length > 0) groups.push(kept.map((word) => word.folded));
    run = [];
  };
  for (const word of wordsOf(sentence)) {
    if (word.previous === null) closeRun();
    if (/^\p{Lu}/u.test(word.text) && (!isNoName(word.folded) || isAbbreviated(word)))
      run.push(word);
    else closeRun();
  }
  closeRun();
  return groups;
}

/** "US" is a country, "us" is not. */
function isAbbreviated({ text, folded }: Word): boolean {
  return /^\p{Lu}+$/u.test(text) && aliasesOf(folded).includes(folded);
}

/** Words of a text that look like names by their form or place, folded. */
export function nameWordsOf(text: string, language: string): readonly string[] {
  const byForm = wordsOf(text)
    .filter((word) => /^\p{Lu}/u.test(word.text) && !isNoName(word.folded))
    .filter((word) => isNameLike(word, { language, shown: new Set(), length: 1 }))
    .map((word) => word.folded);
  return [...byForm, ...findLikelyNames(text, language).flat()];
}

interface Surroundings {
  readonly language: string;
  readonly shown: ShownNames;
  /** Words with capitals in a row, this one included. */
  readonly length: number;
}

function isNameLike(word: Word, { language, shown, length }: Surroundings): boolean {
  const { text, folded } = word;
  if (shown.has(folded) || shown.has(folded.replace(/'?s$/u, ''))) return true;
  if (/\p{L}\p{Lu}/u.test(text) && !text.includes('-')) return true;
  if (language === 'de') return length > 1 && isNoGermanNoun(folded);
  return !word.isFirst || length > 1;
}

/**
 * Words that are names by their place, most likely: a common noun would have an article there
 * ("Airbus sold it", "von Airbus"). Each in a group of its own, folded.
 */
export function findLikelyNames(sentence: string, language: string): string[][] {
  const words = wordsOf(sentence);
  return words
    .filter((word, at) => {
      if (!/^\p{Lu}\p{Ll}{2,}$/u.test(word.text) || isNoName(word.folded)) return false;
      const next = words[at + 1];
      const isSubject =
        word.isFirst && next?.previous != null && (VERB[language]?.test(next.text) ?? false);
      if (language !== 'de') return isSubject && !ENGLISH_BARE_NOUN.test(word.folded);
      const isAgent = word.previous === 'von' || word.previous === 'bei';
      return (isSubject || isAgent) && !isBareNoun(word.folded);
    })
    .map(({ folded }) => [folded]);
}

function isBareNoun(folded: string): boolean {
  return hasGermanNounEnding(folded) || GERMAN_PLURAL.test(folded) || BARE_NOUNS.has(folded);
}

function wordsOf(sentence: string): Word[] {
  const words: Word[] = [];
  let end = -1;
  for (const match of sentence.matchAll(/[\p{L}\p{N}][\p{L}\p{N}'’.-]*[\p{L}\p{N}]|\p{L}/gu)) {
    const isJoined = end !== -1 && sentence.slice(end, match.index) === ' ';
    words.push({
      text: match[0],
      folded: foldWord(match[0]),
      isFirst: end === -1,
      previous: isJoined ? (words.at(-1)?.folded ?? null) : null,
    });
    end = match.index + match[0].length;
  }
  return words;
}

/** Whether a text holds at least half of a name's words, or another name for the same thing. */
export function holdsName(name: readonly string[], foldedText: string): boolean {
  return holdsHalf(name, foldedText, hasWord);
}

/**
 * The same for a text in another language, in which names may be written and inflected otherwise:
 * "Castilian" and "kastilisch", "Brazil" and "Brasilien".
 */
export function holdsNameAbroad(name: readonly string[], foldedText: string): boolean {
  return holdsHalf(name, foldedText, (text, word) => hasWord(text, word) || hasKin(text, word));
}

function holdsHalf(
  name: readonly string[],
  foldedText: string,
  has: (foldedText: string, word: string) => boolean,
): boolean {
  const found = name.filter((word) => has(foldedText, word));
  if (found.length * 2 >= name.length) return true;
  return aliasesOf(name.join(' ')).some((alias) => holdsAlias(foldedText, alias));
}

/** Letters that two languages write differently for one sound. */
const SAME_SOUND: readonly (readonly [RegExp, string])[] = [
  [/ph/gu, 'f'],
  [/th/gu, 't'],
  [/ck?|qu/gu, 'k'],
  [/z/gu, 's'],
  [/y/gu, 'i'],
  [/w/gu, 'v'],
  [/(\p{L})\1/gu, '$1'],
];
/** Shorter words are too often alike by chance. */
const MIN_KIN_CHARS = 4;
/** Share of the shorter word that both must begin with. */
const KIN_SHARE = 0.6;

function hasKin(foldedText: string, word: string): boolean {
  if (word.length < MIN_KIN_CHARS || /\d/u.test(word)) return false;
  const own = bySound(word);
  return bySound(foldedText)
    .split(' ')
    .some((other) => {
      if (other.length < MIN_KIN_CHARS) return false;
      let shared = 0;
      while (shared < own.length && own[shared] === other[shared]) shared += 1;
      return shared >= Math.max(MIN_KIN_CHARS - 1, KIN_SHARE * Math.min(own.length, other.length));
    });
}

function bySound(folded: string): string {
  return SAME_SOUND.reduce((text, [written, sound]) => text.replace(written, sound), folded);
}

/**
 * Matches a word or a stem of it: a genitive s and hyphenated neighbours do not matter, nor does it
 * where the parts of a hyphenated word stand (`Fern-Sendungen`, `Sendungen für die Ferne`).
 */
function hasWord(foldedText: string, word: string): boolean {
  const folded = foldText(word);
  if (beginsWord(foldedText, folded.replace(/(?<=.{3})(?:'s|s)$/u, ''))) return true;
  const parts = folded.split(' ');
  if (parts.length === 1 || /\d/u.test(folded)) return false;
  return parts.every((part) =>
    beginsWord(foldedText, part.length >= MIN_STEM_CHARS ? part.slice(0, -ENDING_CHARS) : part),
  );
}

/** Letters that the ending of a German word may have, in a word that is long enough. */
const ENDING_CHARS = 2;
const MIN_STEM_CHARS = 6;

/** A plural or a genitive is still the word. */
const WHOLE = /^'?s?(?!\p{L})/u;

/** A number goes on to its end: "gpt 4" is not in "gpt 40". */
function beginsWord(foldedText: string, folded: string): boolean {
  const text = ` ${foldedText} `;
  const isShort = folded.length <= MAX_WHOLE_CHARS;
  for (let at = text.indexOf(` ${folded}`); at !== -1; at = text.indexOf(` ${folded}`, at + 1)) {
    const end = at + folded.length + 1;
    if (isShort && !WHOLE.test(text.slice(end))) continue;
    if (!/\d$/u.test(folded) || !/[\d.,]/u.test(text.charAt(end))) return true;
  }
  return false;
}
