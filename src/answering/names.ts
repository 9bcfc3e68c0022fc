import { foldWord } from '../text/fold-word.ts';

/**
 * Names of the field that must be recognised even where form does not tell them from a noun (in
 * German every noun has a capital). Folded, see `foldWord`.
 */
const KNOWN_NAMES = new Set(
  `openai meta google microsoft anthropic amazon apple nvidia ibm tesla twitter facebook deepmind
  mistral stanford berkeley databricks llama chatgpt claude gemini bard alpaca vicuna koala dolly
  falcon redpajama azure musk altman nadella zuckerberg lecun pineau ng sutskever hinton bengio
  amodei hassabis curran carlsson shumer ramaswamy prakash vasiloglou lyotier fan forrester neeva
  blumenthal hawley huggingface eleutherai deepseek grok qwen kimi cohere stability midjourney palm bloom opt gopher
  chinchilla pythia perplexity xai geoffrey elon`.split(/\s+/u),
);

/** Whether a folded word is a name of the field, whatever its capitals. */
export function isKnownName(word: string): boolean {
  return KNOWN_NAMES.has(word);
}

/** The same thing in two languages or spellings; folded, longest first where they overlap. */
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

/** Capitalised words that are no names: sentence openers, titles, times. Folded. */
const NOT_NAMES = new Set(
  `der die das ein eine einen einem einer eines es er sie ich wir ihr im in am an auf aus bei mit nach seit von vom zu zum zur
  laut fur durch uber unter vor gegen ohne um und oder aber denn doch auch dies diese dieser dieses diesen daher damit
  dazu dabei danach dagegen zudem ausserdem jedoch hier dort heute nur nicht kein keine als wenn weil dass ob wie was wer wo wann
  warum welche welcher welches beide alle viele einige mehr ja nein so sein seine ihre ihr man
  the a an it he she they we i you in on at of for from by with to as and or but if when while because since this that these
  those his her its their our your there here not no yes only also both many some more most after before during under over
  however moreover according what who which where why how all each every
  monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag
  januar februar marz april mai juni juli august september oktober november dezember january february march may june july
  october december ende anfang mitte
  chef chefin analyst analystin forscher forscherin professor professorin senator senatorin senatoren prasident prasidentin
  grunder grunderin mitgrunder mitgrunderin herr frau leiter leiterin ceo mr mrs ms dr prof unternehmen firma konzern modell
  millionen million milliarden milliarde billionen prozent dutzend hunderte tausende nutzer parameter nutzern parametern
  model company analysts chief head former co-founder founder vice`.split(/\s+/u),
);

const GERMAN_NOUN_ENDING =
  /(?:ungen|ung|heit|heiten|keit|keiten|schaft|tion|tionen|tat|ismus|nis|nisse|tum|ment|enz|anz|ik|modelle?n?s?|gewichte?n?)$/u;

interface Word {
  readonly text: string;
  readonly folded: string;
  readonly at: number;
  readonly isFirst: boolean;
}

/**
 * Names in a sentence: groups of folded words. English: every capitalised word that does not open
 * the sentence. German: capitals in a row, inner capitals, digits with letters, and known names,
 * because ordinary nouns have a capital, too.
 */
export function findNames(sentence: string, language: string): string[][] {
  const words = wordsOf(sentence);
  const groups: string[][] = [];
  let run: Word[] = [];
  const closeRun = (): void => {
    const kept = run.filter((word) => isNameLike(word, language, run.length));
    if (kept.length > 0) groups.push(kept.map((word) => word.folded));
    run = [];
  };
  words.forEach((word, at) => {
    const previous = words[at - 1];
    const isJoined =
      previous !== undefined &&
      /^ $/u.test(sentence.slice(previous.at + previous.text.length, word.at));
    if (!isJoined) closeRun();
    if (/^\p{Lu}/u.test(word.text) && !NOT_NAMES.has(word.folded)) run.push(word);
    else closeRun();
  });
  closeRun();
  return groups;
}

function isNameLike(word: Word, language: string, runLength: number): boolean {
  if (KNOWN_NAMES.has(word.folded)) return true;
  if (/\p{L}\p{Lu}/u.test(word.text) && !word.text.includes('-')) return true;
  if (language === 'de') return runLength > 1 && !GERMAN_NOUN_ENDING.test(word.folded);
  return !word.isFirst || runLength > 1;
}

function wordsOf(sentence: string): Word[] {
  const matches = [...sentence.matchAll(/[\p{L}\p{N}][\p{L}\p{N}'’.-]*[\p{L}\p{N}]|\p{L}/gu)];
  return matches.map((match, at) => ({
    text: match[0],
    folded: foldWord(match[0]),
    at: match.index,
    isFirst: at === 0,
  }));
}

/** Whether a text holds at least half of a name's words, or another name for the same thing. */
export function holdsName(name: readonly string[], foldedText: string): boolean {
  const found = name.filter((word) => hasWord(foldedText, word));
  if (found.length * 2 >= name.length) return true;
  const joined = name.join(' ');
  const aliases = ALIASES.find((group) => group.some((alias) => joined.startsWith(alias)));
  return aliases?.some((alias) => hasWord(foldedText, alias)) ?? false;
}

/** Matches a word or a stem of it: a genitive s and hyphenated neighbours do not matter. */
function hasWord(foldedText: string, word: string): boolean {
  const bare = word.replace(/(?:'s|s)$/u, '');
  const stem = bare.length >= 3 ? bare : word;
  return ` ${foldedText}`.includes(` ${stem}`);
}
