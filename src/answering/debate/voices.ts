import { foldWord } from '../../text/fold-word.ts';
import { hasGermanNounEnding } from '../../text/german-nouns.ts';
import { isNoName } from '../names.ts';
import { findSpeaking, type Place } from './word-lists.ts';

/*
 * Who speaks in a sentence, told by how speech is reported in German and English, never by who it
 * might be: a name that says, thinks or judges, a source ("according to"), a name in front.
 */

/** Capitals in a row, small words of names between them. */
const NAME =
  /(?<![\p{L}\p{N}-])\p{Lu}(?:\.|[\p{L}\p{N}'’-]*)(?: (?:(?:van|von der|van der|de|den|di|da|le|bin) )?\p{Lu}(?:\.|[\p{L}\p{N}'’-]*)){0,6}/gu;
const PARTICLE = /^(?:van|von|der|de|den|di|da|le|bin)$/u;
/** In front of a name, whatever else it looks like. */
const TITLE =
  /^(?:ceo|cto|cfo|coo|mr|mrs|ms|dr|prof|sir|herr|frau|firma|unternehmen|konzern|verein|verband)\.?$|(?:chef|leiter|professor|director|direktor|president|präsident|minister|manager|sprecher|spokesman)(?:in|en|s)?$/iu;
/** What somebody is, in front of a first and a last name: as such words are formed. */
const PROFESSION =
  /\p{L}{3}(?:er|or|ist|yst|ian|ent|ant|eur|nom|loge|ekt|arzt|man|mann|herr|wirt|nte|ete|tige|frau|woman|rat)(?:en|rn|n|s)?$|\p{L}{4}in$/u;
const PROFESSION_AHEAD = /(?<!\p{L})(\p{Ll}{3,20}(?:er|or|ist|ian|ant|man|woman)),? $/u;
/** A name behind these is not who speaks. */
const NO_SUBJECT =
  /(?<!\p{L})(?:that|which|what|wie|als|zu|zum|zur|gegen|gegenüber|mit|über|von|vom|bei|beim|aus|für|an|unter|außerhalb|innerhalb|outside|inside|within|unlike|like|than|against|to|with|about|of|by|from|at|for|in|on)(?: (?:der|dem|den|die|das|the|a|einer|einem))?(?: [\p{L}-]{1,30})?\s*\**$/iu;
const BRACKET = /^\**(?:\s?\([^()]{1,60}\))?/u;
/** Between a single word, which might be anything, and its verb. In English a noun would be who speaks: "the Norda report said". */
const WORD_TO_VERB: Readonly<Record<string, RegExp>> = {
  de: /^\s(?:[\p{L}]{1,12}\s)?$/u,
  en: /^\s(?:(?:\p{L}{1,12}ly|also|then|later|has|had|even|now|once|still)\s)?$/u,
};
/** Between a verb and the name behind it: small words and what they are. */
const VERB_TO_NAME = /^[\s*]*(?:(?:[\p{L}-]{1,30}\s){1,6}\**)?$/u;
/** Whoever was named last is meant. */
const PRONOUN = /(?<!\p{L})(?:he|she|they|er|sie)(?!\p{L})/iu;
const HIS =
  /^(?:(?:nach|laut|für|in|by|according to|for) )?(?:seine?[mnr]?|ihre?[mnr]?|his|her|their)\s/iu;
/** "Her neighbour, Name,": somebody else. */
const HIS_OTHER = /^\p{L}{3,6} [\p{L}-]+,? \p{Lu}/u;
const HE_THINKS =
  /(?<!\p{L})(?:in (?:his|her|their) (?:view|opinion|eyes|words)|(?:seiner|ihrer) (?:Ansicht|Meinung|Sicht|Überzeugung) nach|(?:hat|hatte|habe|wird|werde|will|wolle|möchte|had|has) (?:er|sie|he|she))(?!\p{L})/iu;
/** "the mayor", in front of a verb: whoever was named last. */
const THE_ONE = /(?:^|["”“,] )(?:the|der|die) [\p{L}-]{3,20} $/iu;
/** A source. */
const SOURCE_BEFORE =
  /(?:\blaut|\baccording to|\bin the (?:view|words|eyes) of|(?:Ansicht|Sicht|Meinung|Worten|Aussage|Angaben|Einschätzung) von)(?: (?:der|die|den|dem|the|a))?(?: [\p{L}-]{1,30}){0,2}\s?\**$/iu;
/** German ", so Name". */
const SO_BEFORE = /, so (?:der |die )?(?:\p{Lu}[\p{L}-]{1,30} )?$/u;
const SOURCE_BEHIND =
  /^\**(?:, [^,.;:]{1,80},)?[^,.;:]{0,30}?(?:\s|^)(?:zufolge|['’]s? (?:view|opinion|concern|argument|account|reason|point|position)s?)(?!\p{L})/iu;
/** "For Name, …": what a person thinks, at the head of a sentence only. */
const THINKS_BEFORE = /^(?:for|to|für)(?: (?:den|die|the|a))?(?: [\p{L}-]{1,30}){0,2}\s?\**$/iu;
/** German tells reported speech by the verb's form: modal verbs, and "-e" behind a noun or a pronoun. */
const REPORTED =
  /(?<!\p{L})(?:sei|seien|habe|hätten?|werde|würden?|könne|könnten?|müsse|müssten?|solle|dürfe|wolle|wollten|möge|wären?|gäben?|gebe|gehe|komme|lasse|ließen?|bräuchten?)(?!\p{L})/u;
const SMALL_E = /(?<= )\p{Ll}{3,20}e(?![\p{L}-])/gu;
const SUBJECT = /^(?:\p{Lu}[\p{L}-]{2,40}|er|sie|es|man|wer)$/u;
/** Ends like it: the past, and words that are no verbs. */
const NOT_REPORTED =
  /te$|^(?:ohne|heute|gerne|beide|lange|nahe|gerade|solche|manche|viele|wenige|andere|allzu)$/u;
const QUOTED = /^["“„»]/u;
const BEHIND_QUOTE = /[,”"“?!]["”]?\s*$/u;
/** Whatever stands behind a quotation is a verb. */
const SAYS = /(?<=["”“«] )\p{Ll}{3,20}(?= )/gu;
/** Where German, which writes every noun with a capital, shows that a run of them is a name. */
const INTRODUCED =
  /^\**(?:,(?! \p{Ll}{3,20} (?:er|sie|der|die)(?!\p{L}))|\s\(|\s(?:von|vom|bei|aus)\s)/u;
/** Longer sentences are not heard: nobody speaks like that, and names are looked for around each verb. */
const MAX_HEARD_CHARS = 1_200;
/** Most characters between a pronoun and its verb, around a name, from a name to its verb. */
const PRONOUN_CHARS = 24;
const AROUND_CHARS = 30;
const MAX_NOUN_CHARS = 41;
const TO_VERB_CHARS = 230;
const FEW_WORDS_CHARS = 70;
/**
 * Who speaks in a sentence: a name; `he`, whoever was named last; `his`, whoever was before; `reported` or `quoted`, whoever
 * speaks around it; or nobody that it tells.
 */
export type Heard = { readonly who: string } | 'he' | 'his' | 'reported' | 'quoted' | null;

/** What is known of an article's names. */
export interface Names {
  readonly language: string;
  /** Words it also writes small, folded. */
  readonly common: ReadonlySet<string>;
  /** Full names by last name. */
  readonly full: Map<string, string>;
  readonly people: Set<string>;
  /** Not heard: the sides themselves. */
  readonly isSide: (name: string) => boolean;
}

/** Reads an article's names for `hear`; `texts` are those of its passages. */
export function namesOf(
  texts: readonly string[],
  language: string,
  isSide: Names['isSide'],
): Names {
  const wordsOf = (pattern: RegExp): string[] => texts.flatMap((text) => text.match(pattern) ?? []);
  const common = new Set(wordsOf(/(?<![\p{L}\p{N}])\p{Ll}\p{L}*/gu).map(foldWord));
  const [full, people] = [new Map<string, string>(), new Set<string>()];
  const names: Names = { language, common, full, people, isSide };
  const places = texts.flatMap((text) => placesIn(text).map((place) => ({ ...place, text })));
  const introduced = new Set(places.filter(isIntroduced).map(lastName));
  for (const place of places) {
    const isPerson = introduced.has(lastName(place));
    const isName = (language !== 'de' || isPerson) && isFullName(place, names);
    if (!isName || isSide(place.name)) continue;
    if (isPerson) people.add(place.name);
    full.set(lastName(place), place.name);
  }
  return names;
}

/** Whether a profession stands in front, or a verb of speaking or what they are behind. */
function isIntroduced({ text, start, end, name, isTitled }: NamePlace & { text: string }): boolean {
  const behind = text.slice(end, end + AROUND_CHARS);
  const before = text.slice(Math.max(0, start - AROUND_CHARS), start);
  return (
    isTitled ||
    (name.includes(' ') && INTRODUCED.test(behind)) ||
    !isNoName(PROFESSION_AHEAD.exec(before)?.[1] ?? 'the') ||
    (/^ \p{Ll}/u.test(behind) && verbsIn(behind).some(({ from }) => from === 1))
  );
}

/** Whom a sentence is about, by full name: the only one it names, else whom it begins with; null for nobody known. */
export function namedIn(sentence: string, names: Names): string | null {
  const people = placesIn(sentence.slice(0, MAX_HEARD_CHARS)).flatMap((place) => {
    const who = known(place, names) ?? '';
    const isLast = /^[.:!]?\s*$/u.test(sentence.slice(place.end)); // "There came a word from Name."
    const isMeant = place.start === 0 || isLast || !NO_SUBJECT.test(sentence.slice(0, place.start));
    return names.people.has(who) && isMeant ? [{ who, start: place.start }] : [];
  });
  const [first] = people;
  if (first === undefined) return null;
  return first.start === 0 || people.every(({ who }) => who === first.who) ? first.who : null;
}

/** The full name of whom a lead names; null for what is no name of anybody. */
export function namedAhead(lead: string, names: Names): string | null {
  const [place] = placesIn(lead);
  if (place === undefined || !/^(?:$|[,:(]| \()/u.test(lead.slice(place.end))) return null;
  const isClear = names.language !== 'de' && /[,(]/u.test(lead);
  return known({ ...place, isTitled: place.isTitled || isClear }, names);
}

/** Who speaks in a sentence. */
export function hear(sentence: string, names: Names): Heard {
  if (sentence.length > MAX_HEARD_CHARS) return null;
  const places = placesIn(sentence);
  const source = sourceIn(sentence, places, names);
  if (source !== null) return { who: source };
  let isHe = HE_THINKS.test(sentence);
  for (const verb of verbsIn(sentence)) {
    const heard = subject(sentence, { ...verb, places }, names);
    if (heard === 'he') isHe = true;
    else if (heard !== null) return heard;
  }
  if (HIS.test(sentence)) {
    const who = HIS_OTHER.test(sentence) ? namedIn(sentence, names) : null;
    return who === null ? 'his' : { who };
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

function verbsIn(text: string): Place[] {
  const others = [...text.matchAll(SAYS)].map(({ 0: { length }, index }) => {
    return { from: index, to: index + length };
  });
  return [...findSpeaking(text), ...others].sort((one, other) => one.from - other.from);
}

/** "according to Name", "Name zufolge", "for Name it was"; a full name before any other. */
function sourceIn(sentence: string, places: readonly NamePlace[], names: Names): string | null {
  const sources = places.filter(({ name, start, end }) => {
    const ahead = sentence.slice(0, start);
    return (
      SOURCE_BEHIND.test(sentence.slice(end)) ||
      SOURCE_BEFORE.test(ahead) ||
      (names.language === 'de' && SO_BEFORE.test(ahead)) ||
      (name.includes(' ') && THINKS_BEFORE.test(ahead))
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
  readonly isTitled: boolean;
}

function placesIn(text: string): NamePlace[] {
  return [...text.matchAll(NAME)].flatMap(({ 0: run, index }) => {
    const { name, isTitled } = tidyName(run);
    const start = index + run.lastIndexOf(name);
    const end = start + name.length;
    const isQuoted = /["“„«]$/u.test(text.slice(0, start)) && /^["”“»]/u.test(text.slice(end));
    return name === '' || isQuoted ? [] : [{ name, isTitled, start, end }];
  });
}

interface VerbPlace extends Place {
  readonly places: readonly NamePlace[];
}

/** Whose verb it is: the nearest fitting name in front of it, else the one behind. */
function subject(
  sentence: string,
  { from, to, places }: VerbPlace,
  names: Names,
): { readonly who: string } | 'he' | null {
  const ahead = sentence.slice(0, from);
  const behind = sentence.slice(to);
  for (const place of places.filter(({ end }) => end <= from).reverse()) {
    const gap = sentence.slice(place.end, from);
    if (PRONOUN.test(gap)) return 'he';
    const before = sentence.slice(0, place.start);
    if (!isNearVerb(place, { gap, before }, names.language) || NO_SUBJECT.test(before)) continue;
    const who = known(place, names);
    if (who !== null) return { who };
  }
  const isHe =
    PRONOUN.test(ahead.slice(-PRONOUN_CHARS)) ||
    PRONOUN.test(behind.slice(0, PRONOUN_CHARS)) ||
    THE_ONE.test(ahead.slice(-AROUND_CHARS));
  if (isHe) return 'he';
  // German turns subject and verb round at will, English behind a quotation.
  const isTurned = names.language === 'de' || BEHIND_QUOTE.test(ahead);
  return isTurned ? subjectBehind(sentence, { from, to, places }, names) : null;
}

function subjectBehind(
  sentence: string,
  { to, places }: VerbPlace,
  names: Names,
): { readonly who: string } | null {
  for (const place of places.filter(({ start }) => start >= to)) {
    const gap = sentence.slice(to, place.start);
    if (!VERB_TO_NAME.test(gap) || NO_SUBJECT.test(gap)) return null;
    const who = known(place, names);
    if (who !== null) return { who };
  }
  return null;
}

/** Whether a name is close enough in front of a verb; `gap` stands between them, `before` in front. */
function isNearVerb(
  { name, isTitled }: NamePlace,
  { gap, before }: { readonly gap: string; readonly before: string },
  language: string,
): boolean {
  if (gap === ', ' && before.endsWith(', ')) return true; // "the head of research, Name, said"
  if (name.includes(' ') || isTitled) return isNameToVerb(gap);
  return WORD_TO_VERB[language]?.test(gap.replace(BRACKET, '')) === true;
}

/** Between a name and its verb: a bracket, what they are between commas, a few words. */
function isNameToVerb(gap: string): boolean {
  if (gap.length > TO_VERB_CHARS) return false;
  const rest = gap.replace(BRACKET, '');
  const parts = rest.split(',');
  if (/[;:!?“”„"]|\.\s/u.test(rest) || (parts.at(-1)?.length ?? 0) > FEW_WORDS_CHARS) return false;
  return parts.length === 1 || (parts.length > 2 && parts[0] === '' && parts[1] !== '');
}

/** A name without titles and professions in front, and without the genitive behind. */
function tidyName(run: string): { readonly name: string; readonly isTitled: boolean } {
  let words = run.split(' ');
  const place = words.findIndex(
    (word, at) => at > 1 && word === 'von' && /^de[rmn]$/u.test(words[at + 1] ?? ''),
  );
  if (place > 0) words = words.slice(0, place); // "Anna Berg von der Hochschule", never "Anna von der Berg"
  const title = words.findLastIndex((word) => TITLE.test(word));
  let isTitled = title >= 0 && title < words.length - 1;
  if (isTitled) words = words.slice(title + 1);
  while (words.length > 0 && isNoName(foldWord(words[0] ?? ''))) words = words.slice(1);
  const spare = words.slice(0, -2).findLastIndex((word) => PROFESSION.test(word));
  if (spare >= 0 && !PARTICLE.test(words[spare + 1] ?? '')) {
    isTitled = true;
    words = words.slice(spare + 1);
  }
  return { name: words.join(' ').replace(/['’]s?$/u, ''), isTitled };
}

function lastName({ name }: Pick<NamePlace, 'name'>): string {
  return foldWord(name.split(' ').at(-1) ?? name).replace(/s$/u, '');
}

function isFullName(
  { name, isTitled }: Pick<NamePlace, 'name' | 'isTitled'>,
  names: Names,
): boolean {
  const words = name.split(' ');
  const isNoun = (word: string): boolean =>
    !isTitled && names.language === 'de' && hasGermanNounEnding(word);
  return (
    words.length >= 2 &&
    words.every((word) => {
      const folded = foldWord(word);
      const isWord = names.common.has(folded) && !PARTICLE.test(word);
      return !isWord && !isNoun(folded) && !isNoName(folded) && !/\d/u.test(word);
    })
  );
}

/** The full name of whom a text means; null for what is no name of anybody. */
function known(place: Pick<NamePlace, 'name' | 'isTitled'>, names: Names): string | null {
  const { name, isTitled } = place;
  if (name === '' || /\d|^I(?:['’]|$)/u.test(name) || names.isSide(name)) return null;
  const isOneWord = !name.includes(' ');
  const full = names.full.get(lastName(place));
  const isRanked = PROFESSION.test(name.split(' ')[0] ?? '');
  if (full !== undefined && (isOneWord || (isRanked && !names.people.has(name)))) return full;
  if (isFullName(place, names)) return name;
  return (isOneWord ? isWordName(name, isTitled, names) : isTitled) ? name : null;
}

/** A single word that is a name: by its inner capitals, or by what stands around it. */
function isWordName(name: string, isTitled: boolean, { common }: Names): boolean {
  if (name.length > 2 && /^\p{Lu}[\p{L}]*\p{Lu}/u.test(name) && !name.includes('-')) return true;
  const folded = foldWord(name);
  return isTitled && !common.has(folded) && !hasGermanNounEnding(folded);
}
