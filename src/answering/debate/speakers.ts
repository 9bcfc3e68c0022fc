import { foldWord } from '../../text/fold-word.ts';
import { hasGermanNounEnding } from '../../text/german-nouns.ts';
import { isNoName } from '../names.ts';
import { smallVerbsIn, verbsIn } from './speaking-verbs.ts';
import { isNameToVerb, leadOf } from './speech-parts.ts';

/*
 * Who speaks in a sentence, told by how speech is reported in German and English, never by who it
 * might be: a name that says, thinks or judges, a source ("according to"), a bold name in front.
 */

/** German tells reported speech by the verb's form alone. */
const REPORTED =
  /(?<!\p{L})(?:sei|seien|habe|hätten?|werde|würden?|könne|könnten?|müsse|müssten?|solle|dürfe|wolle|möge|wären?|gäben?|gebe|gehe|komme|stehe|lasse|ließen?|führe|mache|bringe|halte|bleibe|liege|nehme|zeige|brauche|bräuchten?|beruhe|teile|diene|biete|schaffe|spiele|gelte|trage|helfe|entstehe|bestehe|gehöre|vergleiche|erreiche|schütze|reiche|reichten|koste|zahle|heiße|veralte|erledigten)(?!\p{L})/u;
/** The same of any other verb: "-e" right behind a noun or a pronoun, and before no other noun. */
const SMALL_E = /(?<= )\p{Ll}{3,20}e(?![\p{L}-])/gu;
const SUBJECT = /^(?:\p{Lu}[\p{L}-]{2,40}|er|sie|es|man|wer)$/u;
/** Ends like it: the past, and words that are no verbs. */
const NOT_REPORTED =
  /te$|^(?:ohne|heute|gerne|beide|lange|nahe|gerade|solche|manche|viele|wenige|andere|allzu)$/u;
/** Capitals in a row, small words of names between them. */
const NAME =
  /(?<![\p{L}\p{N}-])\p{Lu}(?:\.|[\p{L}\p{N}'’-]*)(?: (?:(?:van|von der|van der|de|den|di|da|le|bin) )?\p{Lu}(?:\.|[\p{L}\p{N}'’-]*)){0,6}/gu;
const TITLE = /^(?:ceo|cto|cfo|coo|mr|mrs|ms|dr|prof|sir|herr|frau)\.?$/iu;
/** Professions and kinds of firms that German writes with a capital in front of a name. */
const ROLE =
  /(?:chefin|chef|firma|unternehmen|konzern|verein|verband|behörde|leiter|forscher|gründer|entwickler|berater|professor|direktor|sprecher|autor|lehrer|trainer|anwalt|anwält|ingenieur|analyst|journalist|ökonom|minister|präsident|manager|experte?|philosoph|politiker|wissenschaftler|informatiker|ärzt|arzt|köch|koch|kritiker|president|director|professor|founder|fellow|emeritus|officer|scientist|secretary|chairman|editor|author)(?:in|innen|en|n|s)?$/iu;
/** What somebody is, in front of a first and a last name: as German forms such words. */
const PROFESSION =
  /^\p{Lu}[\p{L}-]{2,40}(?:er|erin|or|orin|istin?|entin?|antin?|eurin?|login?|loge|arzt|ärztin|mann|frau|rat|rätin|herr|(?<=\p{L}{4})in|nte[rn]?|ete[rn]?|tige[rn]?)$/u;
/** The same in English, with a small letter. */
const PROFESSION_AHEAD = /(?<!\p{L})\p{Ll}{3,20}(?:er|or|ist|ian|man|woman),? $/u;
/** A name behind these is not who speaks. */
const NO_SUBJECT =
  /(?<!\p{L})(?:that|which|what|wie|als|zu|zum|zur|gegen|gegenüber|mit|über|von|vom|bei|beim|aus|für|an|unter|außerhalb|innerhalb|outside|inside|within|unlike|like|than|against|to|with|about|of|by|from|at|for|in|on)(?: (?:der|dem|den|die|das|the|a|einer|einem))?(?: [\p{L}-]{1,30})?\s*\**$/iu;
/** Between a single word, which might be anything, and its verb: hardly a word. */
const WORD_TO_VERB = /^\**(?:\s?\([^()]{1,60}\))?\s(?:[\p{L}]{1,12}\s)?$/u;
/** In English a noun would be who speaks: "the Norda report said". */
const ENGLISH_TO_VERB =
  /^\**(?:\s?\([^()]{1,60}\))?\s(?:(?:\p{L}{1,12}ly|also|then|later|has|had|even|now|once|still)\s)?$/u;
/** Between a verb and the name behind it: small words and what they are. */
const VERB_TO_NAME = /^[\s*]*(?:(?:[\p{L}-]{1,30}\s){1,6}\**)?$/u;
/** Who is named behind these is not who speaks next. */
const MEASURED_BY =
  /(?<!\p{L})(?:wie|als|gegen|gegenüber|über|mit|zu|unlike|like|than|against|about|with|to)(?: (?:der|dem|den|die|the))?(?: [\p{L}-]{1,30})?\s*\**$|["“„«]$/iu;
const PRONOUN = /(?<!\p{L})(?:he|she|they|er|sie)(?!\p{L})/iu;
/** "… had he called it …": the verb comes much later. */
const HE_HAS =
  /(?<!\p{L})(?:hat|hatte|habe|wird|werde|will|wolle|möchte|had|has) (?:er|sie|he|she)(?!\p{L})/iu;
/** Whoever was named last, as a source. */
const HE_THINKS =
  /(?<!\p{L})(?:in (?:his|her|their) (?:view|opinion|eyes|words)|(?:seiner|ihrer) (?:Ansicht|Meinung|Sicht|Überzeugung) nach)(?!\p{L})/iu;
const SOURCE_BEFORE =
  /(?:\blaut|\baccording to|\bin the (?:view|words|eyes) of|(?:Ansicht|Sicht|Meinung|Worten|Aussage|Angaben|Einschätzung) von)(?: (?:der|die|den|dem|the|a))?(?: [\p{L}-]{1,30}){0,2}\s?\**$/iu;
/** German ", so Name". */
const SO_BEFORE = /, so (?:der |die )?(?:\p{Lu}[\p{L}-]{1,30} )?$/u;
/** "For Name, …": what a person thinks, at the head of a sentence only. */
const THINKS_BEFORE = /^(?:for|to|für)(?: (?:den|die|the|a))?(?: [\p{L}-]{1,30}){0,2}\s?\**$/iu;
const SOURCE_BEHIND =
  /^\**(?:, [^,.;:]{1,80},)?[^,.;:]{0,30}?(?:\s|^)(?:zufolge|['’]s? (?:view|opinion|concern|argument|account|reason|point|position)s?)(?!\p{L})/iu;
/** Longer sentences are not heard: nobody speaks like that, and names are looked for around each verb. */
const MAX_HEARD_CHARS = 1_200;
/** Most characters between a pronoun and its verb. */
const PRONOUN_REACH = 24;
const BEHIND_QUOTE = /[,”"“?!]["”]?\s*$/u;
const QUOTED = /^["“„»]/u;

/** Where German, which writes every noun with a capital, shows that a run of them is a name. */
const INTRODUCTION_CHARS = 30;
const INTRODUCED = /^\**(?:,|\s\(|\s(?:von|vom|bei|aus)\s)/u;
/** Between a verb and the name right behind it. */
const SAID_BEFORE = /^(?: auch| dagegen| etwa| zudem| sich)?\s$/u;
/** Longest noun in front of a verb, in characters. */
const MAX_NOUN_CHARS = 41;
const SMALL_WORD = /(?<![\p{L}\p{N}])\p{Ll}\p{L}*/gu;
const INNER_WORD = /(?<=\p{Ll},? )\p{Lu}[\p{L}\p{N}'’-]*/gu;
/** Somebody speaks for themselves: a letter, an interview. */
const FIRST_PERSON = /(?<!\p{L})(?:ich|mir|mich|meine?[mnrs]?|wir)(?!\p{L})/iu;
const CAPITAL_WORD = /(?<![\p{L}\p{N}-])\p{Lu}\p{L}+/gu;
/** Shortest noun that others begin with, and the longest ending that makes no other word, in letters. */
const MIN_NOUN_CHARS = 4;
const LONGEST_ENDING_CHARS = 2;
/** Tells that who spoke, or was named, before is meant. */
const POSSESSIVE =
  /^(?:(?:nach|laut|für|in|by|according to|for) )?(?:seine?[mnr]?|ihre?[mnr]?|his|her|their)\s/iu;

/**
 * Who speaks in a sentence: a name; `he`, whoever was named last; `reported` or `quoted`, whoever
 * speaks around it; or nobody that it tells.
 */
export type Heard = { readonly who: string } | 'he' | 'reported' | 'quoted' | null;

/** What is known of an article's names. */
export interface Names {
  readonly language: string;
  /** Words it also writes small, folded. */
  readonly common: ReadonlySet<string>;
  /** Words with a capital inside a sentence. */
  readonly inner: ReadonlySet<string>;
  /** German words that others begin with: nouns, which have a capital like names. */
  readonly nouns: ReadonlySet<string>;
  /** Full names by last name. */
  readonly full: Map<string, string>;
  /** Last names of those who were seen to speak, or to have a profession. */
  readonly people: ReadonlySet<string>;
  /** Not heard: the sides themselves. */
  readonly isSide: (name: string) => boolean;
}

/** Reads an article's names for `hear`; `texts` are those of its passages. */
export function namesOf(
  texts: readonly string[],
  language: string,
  isSide: Names['isSide'],
): Names {
  const small = texts.flatMap((text) => text.match(SMALL_WORD) ?? []);
  const inner = texts.flatMap((text) => text.match(INNER_WORD) ?? []);
  const common = new Set(small.map(foldWord));
  const nouns = new Set(language === 'de' ? beginningsOf(texts) : []);
  const places = texts.flatMap((text) => placesIn(text).map((place) => ({ ...place, text })));
  const people = new Set(places.filter((place) => speaks(place)).map(lastNameOf));
  const full = new Map<string, string>();
  const names: Names = { language, common, nouns, inner: new Set(inner), people, full, isSide };
  const introduced = new Set(
    places.filter((place) => language !== 'de' || isIntroduced(place)).map(lastNameOf),
  );
  for (const place of places) {
    const last = lastNameOf(place);
    const isName = introduced.has(last) && isFullName(place, names) && !isSide(place.name);
    if (isName) names.full.set(last, place.name);
  }
  return names;
}

/** Words that begin longer ones, by more than an ending. */
function beginningsOf(texts: readonly string[]): string[] {
  const words = texts.flatMap((text) => text.match(CAPITAL_WORD) ?? []).map(foldWord);
  const sorted = [...new Set(words)].sort();
  return sorted.filter((word, at) => {
    if (word.length < MIN_NOUN_CHARS) return false;
    for (const longer of sorted.slice(at + 1)) {
      if (!longer.startsWith(word)) return false;
      if (longer.length - word.length > LONGEST_ENDING_CHARS) return true;
    }
    return false;
  });
}

/** German writes every noun with a capital: a name is one that is said to be somebody. */
function isIntroduced(place: NamePlace & { readonly text: string }): boolean {
  const behind = place.text.slice(place.end, place.end + INTRODUCTION_CHARS);
  return speaks(place) || (place.name.includes(' ') && INTRODUCED.test(behind));
}

/** Whether a profession stands in front, or a verb of speaking right beside. */
function speaks({ text, start, end, isNamed }: NamePlace & { readonly text: string }): boolean {
  const behind = text.slice(end, end + INTRODUCTION_CHARS);
  const before = text.slice(Math.max(0, start - INTRODUCTION_CHARS), start);
  return (
    isNamed ||
    isProfession(PROFESSION_AHEAD.exec(before)?.[0].replace(/,? $/u, '') ?? '') ||
    (/^\s/u.test(behind) && smallVerbsIn(behind).some(({ from }) => from === 1)) ||
    smallVerbsIn(before).some(({ to }) => SAID_BEFORE.test(before.slice(to)))
  );
}

function isProfession(word: string): boolean {
  return word !== '' && !isNoName(word);
}

function lastNameOf({ name }: NamePlace): string {
  return lastName(name);
}

/** The speaker a block names in front, in bold or before a colon; null when it names none. */
export function leadSpeaker(block: string, names: Names): { who: string; isWhole: boolean } | null {
  const lead = leadOf(block);
  if (lead === null) return null;
  const [place] = placesIn(lead.named);
  const behind = lead.named.slice(place?.end);
  if (place === undefined || !/^(?:$|[,:(]| \()/u.test(behind)) return null;
  const isClear = names.language !== 'de' && /[,(]/u.test(lead.named);
  const full = names.full.get(lastName(place.name));
  const isUnsure =
    names.language === 'de' &&
    place.name.includes(' ') &&
    full === undefined &&
    !FIRST_PERSON.test(block.slice(lead.named.length));
  const who = isUnsure ? null : known({ ...place, isNamed: place.isNamed || isClear }, names);
  return who === null ? null : { who, isWhole: lead.isWhole };
}

/** Whom a sentence is about, by full name: the only one it names, else whom it begins with; null for nobody known. */
export function namedIn(sentence: string, names: Names): string | null {
  const places = placesIn(sentence.slice(0, MAX_HEARD_CHARS));
  const people = places.flatMap(({ name, start }) => {
    const [last, ahead] = [lastName(name), sentence.slice(0, start)];
    const full = names.full.get(last);
    const isMeant = start === 0 || (names.people.has(last) && !MEASURED_BY.test(ahead));
    return full === undefined || !isMeant ? [] : [{ full, start }];
  });
  const [first] = people;
  if (first === undefined) return null;
  return first.start === 0 || people.every(({ full }) => full === first.full) ? first.full : null;
}

/** Who speaks in a sentence. */
export function hear(sentence: string, names: Names): Heard {
  if (sentence.length > MAX_HEARD_CHARS) return null;
  const places = placesIn(sentence);
  const source = sourceIn(sentence, places, names);
  if (source !== null) return { who: source };
  let isHe = POSSESSIVE.test(sentence) || HE_HAS.test(sentence) || HE_THINKS.test(sentence);
  for (const verb of verbsIn(sentence)) {
    const heard = subject(sentence, { ...verb, places }, names);
    if (heard === 'he') isHe = true;
    else if (heard !== null) return heard;
  }
  if (isHe) return 'he';
  if (names.language === 'de' && isReported(sentence)) {
    const who = namedIn(sentence, names);
    return who === null ? 'reported' : { who };
  }
  return QUOTED.test(sentence) ? 'quoted' : null;
}

function isReported(sentence: string): boolean {
  if (REPORTED.test(sentence)) return true;
  return [...sentence.matchAll(SMALL_E)].some(({ 0: verb, index }) => {
    const before = sentence.slice(Math.max(0, index - MAX_NOUN_CHARS), index - 1);
    const isVerb = SUBJECT.test(before.split(' ').at(-1) ?? '') && !NOT_REPORTED.test(verb);
    return isVerb && !isNoName(verb) && !/^ \p{Lu}/u.test(sentence.slice(index + verb.length));
  });
}

/** "according to Name", "Name zufolge", "for Name it was"; a full name before any other. */
function sourceIn(sentence: string, places: readonly NamePlace[], names: Names): string | null {
  const sources = places.filter((place) => {
    const ahead = sentence.slice(0, place.start);
    return (
      SOURCE_BEHIND.test(sentence.slice(place.end)) ||
      SOURCE_BEFORE.test(ahead) ||
      (names.language === 'de' && SO_BEFORE.test(ahead)) ||
      (place.name.includes(' ') && THINKS_BEFORE.test(ahead))
    );
  });
  const found = sources.flatMap((place) => known(place, names) ?? []);
  return found.find((name) => name.includes(' ')) ?? found[0] ?? null;
}

interface NamePlace {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Whether a profession or a kind of firm stands in front, so that it is a name. */
  readonly isNamed: boolean;
}

function placesIn(text: string): NamePlace[] {
  return [...text.matchAll(NAME)].flatMap(({ 0: run, index }) => {
    const { name, isNamed } = tidyName(run);
    const start = index + run.lastIndexOf(name);
    return name === '' ? [] : [{ name, isNamed, start, end: start + name.length }];
  });
}

interface VerbPlace {
  readonly from: number;
  readonly to: number;
  readonly places: readonly NamePlace[];
}

/** Whose verb it is: the nearest fitting name in front of it, else the one behind. */
function subject(
  sentence: string,
  { from, to, places }: VerbPlace,
  names: Names,
): { readonly who: string } | 'he' | null {
  for (const place of places.filter(({ end }) => end <= from).reverse()) {
    const gap = sentence.slice(place.end, from);
    if (PRONOUN.test(gap)) return 'he';
    const isLong = place.name.includes(' ') || place.isNamed;
    const wordToVerb = names.language === 'de' ? WORD_TO_VERB : ENGLISH_TO_VERB;
    const reaches = isLong ? isNameToVerb(gap) : wordToVerb.test(gap);
    const ahead = sentence.slice(0, place.start);
    const isApposed = gap === ', ' && ahead.endsWith(', '); // "the head of research, Name, said"
    if (!(isApposed || reaches) || NO_SUBJECT.test(ahead)) continue;
    const who = known(place, names);
    if (who !== null) return { who };
  }
  const isHe =
    PRONOUN.test(sentence.slice(Math.max(0, from - PRONOUN_REACH), from)) ||
    PRONOUN.test(sentence.slice(to, to + PRONOUN_REACH));
  return isHe ? 'he' : subjectBehind(sentence, { from, to, places }, names);
}

/** German turns subject and verb round at will, English behind a quotation. */
function subjectBehind(
  sentence: string,
  { from, to, places }: VerbPlace,
  names: Names,
): { readonly who: string } | null {
  const isTurned = names.language === 'de' || BEHIND_QUOTE.test(sentence.slice(0, from));
  for (const place of isTurned ? places.filter(({ start }) => start >= to) : []) {
    const gap = sentence.slice(to, place.start);
    if (!VERB_TO_NAME.test(gap) || NO_SUBJECT.test(gap)) return null;
    const who = known(place, names);
    if (who !== null) return { who };
  }
  return null;
}

/** A name without titles and professions in front, and without the genitive behind. */
function tidyName(run: string): { readonly name: string; readonly isNamed: boolean } {
  let words = run.split(' ');
  const owner = words.findLastIndex((word) => /['’]s?$/u.test(word));
  if (owner >= 0 && owner < words.length - 1) words = words.slice(owner + 1);
  const title = words.findLastIndex((word) => TITLE.test(word) || ROLE.test(word));
  const of = words.indexOf('von');
  if (of > 0 && title > of) return { name: words.slice(0, of).join(' '), isNamed: false };
  const isTitled = title >= 0 && title < words.length - 1;
  if (isTitled) words = words.slice(title + 1);
  while (words.length > 0 && isNoName(foldWord(words[0] ?? ''))) words = words.slice(1);
  words = withoutPlace(words);
  const isProfessional = words.length > 2 && PROFESSION.test(words[0] ?? '');
  if (isProfessional) words = words.slice(1);
  const name = words.join(' ').replace(/['’]s?$/u, '');
  return { name, isNamed: isTitled || isProfessional };
}

/** "Anna Berg von der Hochschule", never "Anna von der Berg". */
function withoutPlace(words: readonly string[]): string[] {
  const at = words.findIndex((word, place) => place > 1 && word === 'von');
  const isPlace = at > 0 && /^de[rmn]$/u.test(words[at + 1] ?? '');
  return words.slice(0, isPlace ? at : undefined);
}

function lastName(name: string): string {
  return foldWord(name.split(' ').at(-1) ?? name).replace(/s$/u, '');
}

function isFullName(
  { name, isNamed }: Pick<NamePlace, 'name' | 'isNamed'>,
  { common, nouns, language }: Names,
): boolean {
  const words = name.split(' ');
  return (
    words.length >= 2 &&
    words.every((word) => {
      const folded = foldWord(word);
      const isWord = common.has(folded) && !/^(?:van|von|der|de|den|di|da|le|bin)$/u.test(word);
      const isNoun = !isNamed && language === 'de' && hasGermanNounEnding(folded);
      return !isWord && !isNoun && !nouns.has(folded) && !isNoName(folded) && !/\d/u.test(word);
    })
  );
}

/** The full name of whom a text means; null for what is no name of anybody. */
function known({ name, isNamed }: NamePlace, names: Names): string | null {
  if (name === '' || /\d|^I(?:['’]|$)/u.test(name) || names.isSide(name)) return null;
  const isOneWord = !name.includes(' ');
  const full = names.full.get(lastName(name));
  if (full !== undefined && (isOneWord || full === name)) return full;
  if (isFullName({ name, isNamed }, names)) return name;
  const isBelieved = isOneWord ? isWordName(name, isNamed, names) : isNamed;
  return isBelieved ? name : null;
}

/** A single word that is a name: by its inner capitals, or by what stands around it. */
function isWordName(name: string, isNamed: boolean, { language, common, inner }: Names): boolean {
  if (name.length > 2 && /^\p{Lu}[\p{L}]*\p{Lu}/u.test(name) && !name.includes('-')) return true;
  const folded = foldWord(name);
  if (common.has(folded) || hasGermanNounEnding(folded)) return false;
  return isNamed || (language !== 'de' && inner.has(name));
}
