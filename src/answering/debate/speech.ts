import { namesPerson, type Person } from './person-names.ts';

/*
 * Who speaks in a sentence. A sentence that stands near a name is not yet that person's: articles
 * add remarks of their own. Everything here is about how speech is reported, never about what.
 */

/** Verbs that let somebody speak, judge or decide. */
const REPORTING =
  /(?<!\p{L})(?:said|says|say|stated|states|told|called|calls|named|names|argued|argues|praised|praises|finds|found|sees|saw|considers|considered|credits|credited|concluded|concludes|maintains|believes|believed|thinks|thought|prefers|holds|insists|warns|warned|observed|observes|noted|notes|added|adds|claimed|claims|explained|explains|described|describes|emphasised|emphasized|expects|expected|doubts|doubted|favours|favors|wrote|writes|spoke out|in favou?r of|sagte?|nennt|nannte|hält|hielt|sieht|sah|findet|fand|meinte?|begründete?|betonte?|bezeichnete?|erklärte?|behauptete?|argumentierte?|schreibt|schrieb|forderte?|urteilte?|glaubte?|erwartete?|kritisierte?|plädierte?|trat für|tritt für|sprach sich|spricht sich|setzte? sich für|hebt hervor|hob hervor|verweist|verwies|lobte?|warnte?|versprach|verspricht|wirbt|warb)(?!\p{L})/giu;
/** "laut X", "according to X", "for X it was", "nach Ansicht von X". */
const SOURCE_BEFORE =
  /(?:\blaut|\baccording to|\bin the (?:view|words) of|(?:Ansicht|Sicht|Meinung|Worten|Aussage) von|(?:^|[,;:] )(?:für|for)(?: (?:den|die|the)[^,.;:]{0,40})?)\s?$/iu;
/** "X zufolge", "X's view is". */
const SOURCE_BEHIND =
  /^(?:, [^,.;:]{1,60},)?[^,.;:]{0,40}?(?:\s|^)(?:zufolge|['’]s? (?:view|opinion|concern|argument|reason|point|position)s?)(?!\p{L})/iu;
/** "His concern is": what somebody thinks, told by a noun. */
const ATTITUDE =
  /(?<!\p{L})(?:his|her|their|seine|ihre) (?:\p{L}{1,30} )?(?:concern|view|opinion|argument|reason|point|position|sorge|ansicht|sicht|meinung|begründung|haltung|argument)(?!\p{L})/iu;
const PRONOUN = /(?<!\p{L})(?:he|she|they|er|sie)(?!\p{L})/giu;
/** German marks reported speech by the verb's form alone. */
const REPORTED =
  /(?<!\p{L})(?:sei|seien|habe|hätten?|werde|würden?|könne|könnten?|müsse|müssten?|solle|dürfe|wolle|möge|wären?|gäben?|gebe|gehe|komme|stehe|lasse|ließen?|führe|mache|bringe|halte|bleibe|liege|nehme|zeige|brauche|bräuchten?|beruhe|teile|diene|biete|schaffe|spiele|gelte|trage|helfe|entstehe|bestehe|gehöre|vergleiche|verändere|ermögliche|erlaube|erreiche|schütze|verhindere|flössen?|kämen?)(?!\p{L})/u;
/** A name behind these is whom or what the sentence is about, not who speaks in it. */
const NOT_SUBJECT =
  /(?<!\p{L})(?:wie|als|zu|gegen|gegenüber|mit|über|unlike|like|than|against|to|with|about|of|by)\s*$/iu;
/** A word of other names in front that share the preposition: "gegen Anna Berg und". */
const JOINED_NAME = /^(?:\p{Lu}[\p{L}'’-]*,?|und|and|,)$/u;
/** Most words of such names. */
const MAX_JOINED_WORDS = 6;
/** Most characters between a pronoun and its verb. */
const PRONOUN_REACH = 24;

/** Whether a text lets anybody speak. */
export function reportsSpeech(text: string): boolean {
  return text.search(REPORTING) >= 0;
}

/** "X is the spark and said that …": the speaker was lost, and a thing speaks in their place. */
const SAYS_THAT =
  /(?<!\p{L})(?:said|says|argued|argues|stated|claimed|claims|believes|thinks|warned|sagte?|meinte?|erklärte?|behauptete?|betonte?)(?: (?:also|auch))?,? (?:that|dass)(?!\p{L})/iu;

/** Whether a text reports speech and names no pronoun for who speaks; names are for the caller. */
export function speaksItself(text: string): boolean {
  return SAYS_THAT.test(text) && !hasSpeakingPronoun(text);
}

/** What came before a sentence in the same statement. */
export type Before = 'nothing' | 'named' | 'spoke' | 'silent';

export interface Hearing {
  readonly person: Person;
  /** Everybody else. */
  readonly others: readonly Person[];
  readonly before: Before;
  /** Language of the passage; only German has reported speech by form. */
  readonly language: string;
}

/** Whether a person is the speaker of a sentence, or thinks what it tells. */
export function isSpokenBy(sentence: string, hearing: Hearing): boolean {
  const { person, before } = hearing;
  const strangers = hearing.others.filter((other) => namesPerson(sentence, other));
  const isReported = hearing.language === 'de' && REPORTED.test(sentence);
  if (namesPerson(sentence, person)) {
    return isSpeaker(sentence, person, strangers) || (isReported && isSubject(sentence, person));
  }
  if (strangers.length > 0) return false;
  if (hasSpeakingPronoun(sentence) || ATTITUDE.test(sentence)) return before !== 'nothing';
  const goesOn = before === 'spoke' || before === 'named';
  return goesOn && (isReported || /^["“„»]/u.test(sentence));
}

function isSpeaker(sentence: string, person: Person, strangers: readonly Person[]): boolean {
  const at = placeOf(sentence, person);
  if (at === null) return false;
  if (SOURCE_BEFORE.test(sentence.slice(0, at.start))) return true;
  if (SOURCE_BEHIND.test(sentence.slice(at.end))) return true;
  if (!isSubject(sentence, person)) return false;
  const places = strangers.flatMap((other) => placeOf(sentence, other) ?? []);
  return [...sentence.matchAll(REPORTING)].some(({ index }) => {
    const own = distance(at, index);
    return places.every((place) => own <= distance(place, index));
  });
}

function isSubject(sentence: string, person: Person): boolean {
  const at = placeOf(sentence, person);
  if (at === null) return false;
  const ahead = sentence.slice(0, at.start);
  return !NOT_SUBJECT.test(ahead) && !NOT_SUBJECT.test(withoutJoinedNames(ahead));
}

function withoutJoinedNames(ahead: string): string {
  const words = ahead.trimEnd().split(/\s/u);
  for (let taken = 0; taken < MAX_JOINED_WORDS; taken += 1) {
    if (!JOINED_NAME.test(words.at(-1) ?? '')) break;
    words.pop();
  }
  return words.join(' ');
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where a person is named: from the first name, if it is there, to the last one. */
function placeOf(sentence: string, { name, key }: Person): Place | null {
  const full = sentence.indexOf(name);
  if (full >= 0) return { start: full, end: full + name.length };
  const words = [...sentence.matchAll(/[\p{L}\p{N}]+/gu)];
  const last = words.find(([word]) => namesPerson(word, { name: word, key }));
  return last === undefined ? null : { start: last.index, end: last.index + last[0].length };
}

function distance({ start, end }: Place, index: number): number {
  return index >= end ? index - end : Math.max(0, start - index);
}

function hasSpeakingPronoun(sentence: string): boolean {
  const verbs = [...sentence.matchAll(REPORTING)];
  return [...sentence.matchAll(PRONOUN)].some(({ index, 0: word }) =>
    verbs.some((verb) => {
      const gap =
        verb.index > index
          ? sentence.slice(index + word.length, verb.index)
          : sentence.slice(verb.index + verb[0].length, index);
      return gap.length <= PRONOUN_REACH && !/[.,;:]/u.test(gap);
    }),
  );
}
