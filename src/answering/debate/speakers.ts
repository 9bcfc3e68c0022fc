import { foldWord } from '../../text/fold-word.ts';
import { hasGermanNounEnding } from '../../text/german-nouns.ts';
import { isNoName } from '../names.ts';
import { isNameToVerb, leadOf } from './speech-parts.ts';

/*
 * Who speaks in a sentence, told by how speech is reported in German and English, never by who it
 * might be: a name that says, thinks or judges, a source ("according to"), a bold name in front.
 */

/** Verbs that let somebody speak, judge or decide. */
const SAYS =
  /(?<!\p{L})(?:said|says|say|states?|stated|told|calls?|called|names|named|argues?|argued|praises?|praised|finds|found|sees|saw|considers?|considered|credits|credited|concludes?|concluded|believes?|believed|thinks?|thought|prefers?|preferred|holds|held|insists?|insisted|warns?|warned|observed|notes?|noted|adds|added|claims?|claimed|explains?|explained|describes?|described|stresse[sd]|emphasi[sz]e[sd]|expects?|expected|doubts?|doubted|favou?rs?|favou?red|writes?|wrote|recommends?|recommended|advises?|advised|points? out|pointed out|pointed to|reports?|reported|rejects?|rejected|defends?|defended|critici[sz]e[sd]|replied|responds?|responded|counter(?:s|ed)|disagree[sd]?|advocate[sd]|supports?|supported|tells|contends|suggests?|suggested|admits?|admitted|concedes?|conceded|agrees?|agreed|charged|urged|puts? it|sag(?:t|te|en|ten)|nenn(?:t|en)|nannten?|hält|halten|hielt|hielten|sieht|sehen|sah|sahen|finde[tn]|fand|fanden|mein(?:t|te|en|ten)|begründe(?:t|te|n|ten)|beton(?:t|te|en|ten)|bezeichne(?:t|te|n|ten)|erklär(?:t|te|en|ten)|behaupte(?:t|te|n|ten)|argumentier(?:t|te|en|ten)|schreib(?:t|en)|schrieb(?:en)?|forder(?:t|te|n|ten)|verlang(?:t|te|en|ten)|urteil(?:t|te|en|ten)|glaub(?:t|te|en|ten)|erwarte(?:t|te|n|ten)|kritisier(?:t|te|en|ten)|plädier(?:t|te|en|ten)|tritt|trat|traten|treten|spricht(?! über)|sprach(?! über)|gab(?=[^.]{0,40}zu Protokoll)|hebt|hob|verweis(?:t|en)|verwies|lob(?:t|te|en|ten)|warn(?:t|te|en|ten)|verspricht|versprach|wirbt|warb|rät|riet|empfiehlt|empfahl|empfehlen|bevorzug(?:t|te|en|ten)|berichte(?:t|te|n|ten)|beschreibt|beschrieb|rechne(?:t|te|n|ten)|wende(?:t|te|n|ten)|entgegne(?:t|te)|räum(?:t|te)|schwärm(?:t|te)|setz(?:t|te) (?:sich|auf)|verteidig(?:t|te|en)|verglich(?:en)?|vergleicht|fügt|fügte|ergänz(?:t|te)|entscheidet sich|entschied sich|vertritt|vertrat|äußer(?:t|te)|bezweifel(?:t|te)|kam zu dem Schluss|kommt zu dem Schluss)(?!\p{L})/giu;
/** German tells reported speech by the verb's form alone. */
const REPORTED =
  /(?<!\p{L})(?:sei|seien|habe|hätten?|werde|würden?|könne|könnten?|müsse|müssten?|solle|dürfe|wolle|möge|wären?|gäben?|gebe|gehe|komme|stehe|lasse|ließen?|führe|mache|bringe|halte|bleibe|liege|nehme|zeige|brauche|bräuchten?|beruhe|teile|diene|biete|schaffe|spiele|gelte|trage|helfe|entstehe|bestehe|gehöre|vergleiche|erreiche|schütze|reiche|reichten|koste|zahle|heiße|veralte|erledigten)(?!\p{L})/u;
/** Capitals in a row, small words of names between them. */
const NAME =
  /(?<![\p{L}\p{N}-])\p{Lu}(?:\.|[\p{L}\p{N}'’-]*)(?: (?:(?:van|von der|van der|de|den|di|da|le|bin) )?\p{Lu}(?:\.|[\p{L}\p{N}'’-]*)){0,6}/gu;
const TITLE = /^(?:ceo|cto|cfo|coo|mr|mrs|ms|dr|prof|sir|herr|frau)\.?$/iu;
/** Professions and kinds of firms that German writes with a capital in front of a name. */
const ROLE =
  /(?:chefin|chef|firma|unternehmen|konzern|verein|verband|behörde|leiter|forscher|gründer|entwickler|berater|professor|direktor|sprecher|autor|lehrer|trainer|anwalt|anwält|ingenieur|analyst|journalist|ökonom|minister|präsident|manager|experte?|philosoph|politiker|wissenschaftler|informatiker|ärzt|arzt|köch|koch|kritiker|president|director|professor|founder|fellow|emeritus|officer|scientist|secretary|chairman|editor|author)(?:in|innen|en|n|s)?$/iu;
/** A name behind these is not who speaks. */
const NO_SUBJECT =
  /(?<!\p{L})(?:that|which|what|wie|als|zu|zum|zur|gegen|gegenüber|mit|über|von|vom|bei|beim|aus|für|an|außerhalb|innerhalb|outside|inside|within|unlike|like|than|against|to|with|about|of|by|from|at|for|in|on)(?: (?:der|dem|den|die|das|the|a|einer|einem))?(?: [\p{L}-]{1,30})?\s*\**$/iu;
/** Between a single word, which might be anything, and its verb: hardly a word. */
const WORD_TO_VERB = /^\**(?:\s?\([^()]{1,60}\))?\s(?:[\p{L}]{1,12}\s)?$/u;
/** Between a verb and the name behind it: small words and what they are. */
const VERB_TO_NAME = /^[\s*]*(?:(?:[\p{L}-]{1,30}\s){1,6}\**)?$/u;
const PRONOUN = /(?<!\p{L})(?:he|she|they|er|sie)(?!\p{L})/iu;
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
const SAID_BEFORE = /^(?: auch| dagegen| etwa| zudem)?\s$/u;
const SMALL_WORD = /(?<![\p{L}\p{N}])\p{Ll}\p{L}*/gu;
const INNER_WORD = /(?<=\p{Ll},? )\p{Lu}[\p{L}\p{N}'’-]*/gu;
/** Tells that who spoke, or was named, before is meant. */
const POSSESSIVE = /^(?:seine?r?|ihre?r?|his|her|their)\s/iu;

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
  /** Full names by last name. */
  readonly full: Map<string, string>;
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
  const names: Names = { language, common, inner: new Set(inner), full: new Map(), isSide };
  const places = texts.flatMap((text) => placesIn(text).map((place) => ({ ...place, text })));
  const introduced = new Set(
    places.filter((place) => language !== 'de' || isIntroduced(place)).map(lastNameOf),
  );
  for (const place of places) {
    const last = lastNameOf(place);
    const isName = introduced.has(last) && isFullName(place.name, names) && !isSide(place.name);
    if (isName) names.full.set(last, place.name);
  }
  return names;
}

/** German writes every noun with a capital: a name is one that is said to be somebody. */
function isIntroduced(place: NamePlace & { readonly text: string }): boolean {
  const { text, name, start, end, isNamed } = place;
  const behind = text.slice(end, end + INTRODUCTION_CHARS);
  const before = text.slice(Math.max(0, start - INTRODUCTION_CHARS), start);
  return (
    isNamed ||
    (/^\s/u.test(behind) && verbsIn(behind).some(({ from }) => from === 1)) ||
    verbsIn(before).some(({ to }) => SAID_BEFORE.test(before.slice(to))) ||
    (name.includes(' ') && INTRODUCED.test(behind))
  );
}

/** Verbs that let somebody speak; German writes the nouns made of them with a capital. */
function verbsIn(text: string): { readonly from: number; readonly to: number }[] {
  return [...text.matchAll(SAYS)]
    .filter(({ 0: verb }) => !/^\p{Lu}/u.test(verb))
    .map(({ 0: verb, index }) => ({ from: index, to: index + verb.length }));
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
  const isUnsure = names.language === 'de' && place.name.includes(' ') && full === undefined;
  const who = isUnsure ? null : known({ ...place, isNamed: place.isNamed || isClear }, names);
  return who === null ? null : { who, isWhole: lead.isWhole };
}

/** Whom a sentence begins with, by full name; null for nobody known. */
export function namedFirst(sentence: string, names: Names): string | null {
  const [place] = placesIn(sentence.slice(0, MAX_HEARD_CHARS));
  return place?.start === 0 ? (names.full.get(lastName(place.name)) ?? null) : null;
}

/** Who speaks in a sentence. */
export function hear(sentence: string, names: Names): Heard {
  if (sentence.length > MAX_HEARD_CHARS) return null;
  const places = placesIn(sentence);
  const source = sourceIn(sentence, places, names);
  if (source !== null) return { who: source };
  let isHe = POSSESSIVE.test(sentence);
  for (const { 0: verb, index } of sentence.matchAll(SAYS)) {
    const heard = subject(sentence, { from: index, to: index + verb.length, places }, names);
    if (heard === 'he') isHe = true;
    else if (heard !== null) return heard;
  }
  if (isHe) return 'he';
  if (names.language === 'de' && REPORTED.test(sentence)) {
    const who = namedFirst(sentence, names);
    return who === null ? 'reported' : { who };
  }
  return QUOTED.test(sentence) ? 'quoted' : null;
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
    const reaches = isLong ? isNameToVerb(gap) : WORD_TO_VERB.test(gap);
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
  const isNamed = title >= 0 && title < words.length - 1;
  if (isNamed) words = words.slice(title + 1);
  while (words.length > 0 && isNoName(foldWord(words[0] ?? ''))) words = words.slice(1);
  return { name: words.join(' ').replace(/['’]s?$/u, ''), isNamed };
}

function lastName(name: string): string {
  return foldWord(name.split(' ').at(-1) ?? name).replace(/s$/u, '');
}

function isFullName(name: string, { common }: Names): boolean {
  const words = name.split(' ');
  return (
    words.length >= 2 &&
    words.every((word) => {
      const folded = foldWord(word);
      const isWord = common.has(folded) && !/^(?:van|von|der|de|den|di|da|le|bin)$/u.test(word);
      return !isWord && !isNoName(folded) && !/\d/u.test(word) && !hasGermanNounEnding(folded);
    })
  );
}

/** The full name of whom a text means; null for what is no name of anybody. */
function known({ name, isNamed }: NamePlace, names: Names): string | null {
  if (name === '' || /\d|^I(?:['’]|$)/u.test(name) || names.isSide(name)) return null;
  const isOneWord = !name.includes(' ');
  const full = names.full.get(lastName(name));
  if (full !== undefined && (isOneWord || full === name)) return full;
  if (isFullName(name, names)) return name;
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
