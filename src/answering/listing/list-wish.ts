import { foldWord } from '../../text/fold-word.ts';
import { NUMBER_WORDS } from '../numbers.ts';

/** A wish for many things of one kind. */
export interface ListWish {
  /** The kind with what narrows it down, as it was asked: `Modelle unter Apache 2.0`. */
  readonly what: string;
  /** How many are wished for; null: all. */
  readonly most: number | null;
}

/** A word with its place in the text. */
interface Token {
  /** Folded, without punctuation. */
  readonly word: string;
  readonly start: number;
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

const POLITE = words(
  'bitte mal mir uns kannst kannst konntest konnt du ihr please can could would you me us ich mochte hatte gern gerne brauche will wurde i want need would like have',
);
const GIVE = words(
  'gib gebe schreib schreibe erstell erstelle mach mache zeig zeige give show write make',
);
/** Verbs that ask for a list of whatever follows. */
const LIST_VERB = words('liste list auflisten aufzahlen enumerate zahl zahle');
/** Verbs that do so where all are asked for, or a number of them. */
const NAME_VERB = words('nenne nenn nennen sag sage name zeig zeige show tell');
const LIST_NOUN = words('liste auflistung aufzahlung ubersicht list overview');
const ALL = words('alle aller allen samtliche samtlicher jede all every each any');
/** Said instead of a number. */
const SOME = words('einige einigen mehrere some several');
/** The same in two words: "ein" alone asks for one. */
const A_FEW = /(?<!\p{L})(?:ein paar|a few)(?!\p{L})/giu;
const DETERMINER = words('die der das den des dem the');
const WHICH = words('welche welchen welches welcher what which');
const AND = words('und and sowie');
const ASKING = words(
  'wie was wann warum wieso wer wem wen wo woher welche welcher welches how what when why who whom where which',
);
const ARTICLES = words('eine a an the die');
const LIST_OF = words('der von mit of');
const OF = words('von aller aus of with mit fur for');
/** What stands behind the kind where a question asks which there are. */
const THERE_ARE = [
  'gibt es',
  'gab es',
  'gibts',
  'existieren',
  'kennst du',
  'werden genannt',
  'werden erwahnt',
  'werden beschrieben',
  'sind bekannt',
  'are there',
  'exist',
  'do you know',
  'are mentioned',
  'are named',
  'are described',
  'are listed',
  'are known',
];
const NUMBERS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(NUMBER_WORDS).map(([word, value]) => [foldWord(word), value]),
);
/** Said of all that is listed here: it narrows nothing down. */
const IN_ARTICLES = / (?:in|aus) (?:den|deinen|euren|the|your) (?:artikeln|articles)$/iu;
const NAMED =
  /,? (?:die (?:genannt|erwähnt|beschrieben) (?:werden|sind)|(?:that (?:are|were) )?(?:mentioned|named|listed|described|covered))$/iu;
/** What opens a wish without a verb. */
const ALONE = words('alle samtliche all');
/** Verbs of sentences that say something of all. */
const SAYS = words(
  'ist sind war waren hat haben kann konnen wird werden muss mussen darf durfen soll sollen is are was were has have can will must may should do does',
);
/** Longest wish without a verb. */
const MAX_ALONE_WORDS = 5;
/** "Arten von X" are X. */
const KINDS_OF =
  /^(?:arten|sorten|typen|kinds|types|sorts|examples|beispiele) (?:von|an|für|of|for) /iu;
/** Words that only colour a question. */
const PARTICLES = / (?:denn|eigentlich|überhaupt|alles|noch|so)$/iu;
/** What may stand between a wish and the kind of thing. */
const BEFORE_KIND = [ALL, SOME, DETERMINER, POLITE, words('of')];
/** A longer text is a question with a story. */
const MAX_CHARS = 200;
/** Most words of the kind in front of "are there". */
const MAX_KIND_WORDS = 6;

/**
 * A wish for a list, told by how it is put alone: "nenne alle X", "liste X auf", "welche X gibt es",
 * "list all X", "which X are there", "eine Liste der X"; null for anything else.
 */
export function listWish(question: string): ListWish | null {
  const text = question
    .trim()
    .slice(0, MAX_CHARS + 1)
    .replace(A_FEW, 'some');
  if (text.length > MAX_CHARS) return null;
  const tokens = tokensOf(text);
  if (asksMore(tokens)) return null;
  const at = skip(tokens, 0, POLITE);
  const wish =
    ofWhich(tokens, at, text) ??
    ofVerb(tokens, at, text) ??
    ofNoun(tokens, at, text) ??
    ofAllAlone(tokens, at, text);
  return wish !== null && /\p{L}{2}/u.test(wish.what) ? wish : null;
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(/\S+/gu)].map((match) => ({
    word: foldWord(match[0]).replace(/[^\p{L}\p{N}-]+/gu, ''),
    start: match.index,
  }));
}

/** "... und wie groß sind sie?": a list alone would be half of an answer. */
function asksMore(tokens: readonly Token[]): boolean {
  return tokens.some(({ word }, at) => AND.has(word) && ASKING.has(wordAt(tokens, at + 1)));
}

/** "Alle X?", "all X please", "top 5 X": nothing but the kind follows. */
function ofAllAlone(tokens: readonly Token[], at: number, text: string): ListWish | null {
  const first = wordAt(tokens, at);
  if (first === 'top' && isCount(wordAt(tokens, at + 1))) return wishFrom(tokens, at + 1, text);
  const isShort =
    tokens.length - at <= MAX_ALONE_WORDS &&
    !text.includes(',') &&
    !tokens.some(({ word }) => SAYS.has(word));
  return isShort && ALONE.has(first) ? wishFrom(tokens, at, text) : null;
}

/** "Welche X gibt es (in Y)?", "which X are mentioned?" */
function ofWhich(tokens: readonly Token[], at: number, text: string): ListWish | null {
  if (wordAt(tokens, at) === 'was') return ofWhatFor(tokens, at, text);
  if (!WHICH.has(wordAt(tokens, at))) return null;
  const are = wordAt(tokens, at + 1) === 'are' && ALL.has(wordAt(tokens, at + 2));
  if (are) return wishFrom(tokens, at + 2, text);
  for (let end = at + 2; end <= at + 1 + MAX_KIND_WORDS; end += 1) {
    const pair = `${wordAt(tokens, end)} ${wordAt(tokens, end + 1)}`;
    const found = THERE_ARE.find((one) => pair === one || pair.startsWith(`${one} `));
    if (found === undefined) continue;
    const length = found.split(' ').length;
    const kind = textOf(tokens, at + 1, end, text);
    const rest = textOf(tokens, end + length, tokens.length, text);
    return { what: trimmed(`${kind} ${rest}`), most: null };
  }
  return null;
}

/** "Was für X gibt es?", "was gibt es für X?" */
function ofWhatFor(tokens: readonly Token[], at: number, text: string): ListWish | null {
  const begins = (from: number, ...asked: string[]): boolean =>
    asked.every((word, index) => wordAt(tokens, from + index) === word);
  const isParted = begins(at + 1, 'gibt', 'es') && ['fur', 'an'].includes(wordAt(tokens, at + 3));
  if (isParted) return wishFrom(tokens, at + 4, text);
  return wordAt(tokens, at + 1) === 'fur' ? ofWhich(asWhich(tokens, at + 1), at + 1, text) : null;
}

/** The same with "welche" for one of its words. */
function asWhich(tokens: readonly Token[], at: number): readonly Token[] {
  return tokens.map((token, index) => (index === at ? { ...token, word: 'welche' } : token));
}

/** "Nenne alle X", "liste X auf", "name three X", "alle X auflisten". */
function ofVerb(tokens: readonly Token[], at: number, text: string): ListWish | null {
  const verb = wordAt(tokens, at);
  const next = skip(tokens, at + 1, POLITE);
  if (namesAll(verb, wordAt(tokens, next), wordAt(tokens, next + 1))) {
    return wishFrom(tokens, next, text);
  }
  const last = tokens.at(-1)?.word ?? '';
  if (isInfinitive(last, isCount(verb), at)) return withoutLast(tokens, at, text);
  if (!LIST_VERB.has(verb) || OF.has(wordAt(tokens, next))) return null;
  const isParted = last === 'auf';
  if (!isParted && (verb.startsWith('zahl') || !startsMany(wordAt(tokens, next)))) return null;
  return isParted ? withoutLast(tokens, next, text) : wishFrom(tokens, next, text);
}

/** "Nenne alle X", "gib mir alle X"; not "give me all you know". */
function namesAll(verb: string, all: string, kind: string): boolean {
  if (!isCount(all) || POLITE.has(kind)) return false;
  return NAME_VERB.has(verb) || (GIVE.has(verb) && !LIST_NOUN.has(kind));
}

/** What stands before a verb at the end. */
function withoutLast(tokens: readonly Token[], from: number, text: string): ListWish | null {
  return wishFrom(tokens.slice(0, -1), from, text.slice(0, tokens.at(-1)?.start));
}

/** "Kannst du alle X nennen", "bitte X auflisten". */
function isInfinitive(last: string, isAll: boolean, at: number): boolean {
  if (last === 'nennen') return at > 0 && isAll;
  return (last === 'auflisten' || last === 'aufzahlen') && (at > 0 || isAll);
}

function isCount(word: string): boolean {
  if (ALL.has(word) || SOME.has(word)) return true;
  return Object.hasOwn(NUMBERS, word) || /^\d{1,2}$/u.test(word);
}

/** "List the models", "list models": more than one thing follows. */
function startsMany(word: string): boolean {
  return isCount(word) || DETERMINER.has(word) || isPlural(word);
}

/** "(Gib mir) eine Liste der X", "a list of all X". */
function ofNoun(tokens: readonly Token[], at: number, text: string): ListWish | null {
  const given = skip(tokens, skip(tokens, skip(tokens, at, GIVE), POLITE), ARTICLES);
  if (!LIST_NOUN.has(wordAt(tokens, given))) return null;
  const follows = wordAt(tokens, given + 1);
  if (follows === 'aller') return wishFrom(tokens, given + 1, text);
  return LIST_OF.has(follows) ? wishFrom(tokens, given + 2, text) : null;
}

function wordAt(tokens: readonly Token[], at: number): string {
  return tokens[at]?.word ?? '';
}

function skip(tokens: readonly Token[], from: number, words: ReadonlySet<string>): number {
  let at = from;
  while (words.has(wordAt(tokens, at))) at += 1;
  return at;
}

function isPlural(word: string): boolean {
  return /^[a-z]{3,}s$/u.test(word) && !word.endsWith('ss');
}

/** What follows "all" or a number, and how many. */
function wishFrom(tokens: readonly Token[], from: number, text: string): ListWish | null {
  let at = from;
  let most: number | null = null;
  for (;;) {
    const word = wordAt(tokens, at);
    const number = /^\d{1,2}$/u.test(word) ? Number(word) : (NUMBERS[word] ?? null);
    if (number !== null && at === from) most = number;
    else if (!BEFORE_KIND.some((words) => words.has(word))) break;
    at += 1;
  }
  const what = trimmed(textOf(tokens, at, tokens.length, text));
  return what === '' ? null : { what, most };
}

function textOf(tokens: readonly Token[], from: number, to: number, text: string): string {
  const start = tokens[from]?.start;
  if (start === undefined || to <= from) return '';
  return text.slice(start, tokens[to]?.start ?? text.length);
}

function trimmed(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/(?<![\s?!.,:;])[\s?!.,:;]+$/u, '')
    .replace(/,? (?:bitte|please)$/iu, '')
    .replace(PARTICLES, '')
    .replace(IN_ARTICLES, '')
    .replace(NAMED, '')
    .replace(KINDS_OF, '')
    .trim();
}
