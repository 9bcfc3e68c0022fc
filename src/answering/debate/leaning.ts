import { foldWord } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';
import { findBad, findGood } from './judging-words.ts';
import { findMentions, type Mentions, type SidePair } from './side-names.ts';
import { TURNS, type Statement } from './statements.ts';

/*
 * Where a statement stands by what it names and how it judges that. Everything here is about how
 * things are weighed against each other, in German and English, never about what they are.
 */

/** For side A and side B: above 0 it speaks for the side, below 0 against it. */
export type Scores = readonly [number, number];

/** Turns the judgement that follows. */
const NOT =
  /(?<!\p{L})(?:not|no|never|hardly|barely|without|less|neither|nor|nicht|kein\p{L}{0,2}|nie|niemals|kaum|ohne|weniger|weder)(?:\s\p{L}+){0,2}\s$|n['’]t(?:\s\p{L}+){0,2}\s$/iu;
/** "A is not the answer". */
const IS_NOT =
  /^\S{1,30}(?:\s[\p{L}-]{1,15})?\s(?:(?:is|are|was|ist|sind|war|sei|seien)(?: also| auch)? (?:not|no|nicht|kein\p{L}{0,2})|isn['’]t|aren['’]t)\s(?:(?:the|a|an|die|der|das|eine?) )?(?:\p{L}+ )?(?:answer|solution|option|alternative|way|future|choice|antwort|lösung|option|weg|zukunft|wahl)(?!\p{L})/iu;
/** Says what something is not. */
const DENIED =
  /(?<!\p{L})(?:is|are|was|were|does|do|ist|sind|war|waren|sei|seien) (?:also |auch )?(?:not|no|nicht|kein\p{L}{0,2})(?!\p{L})/iu;
/** In front of what something is compared with, and does better than. */
const COMPARED =
  /(?<!\p{L})(?:than|rather than|instead of|unlike|over|compared (?:with|to)|in contrast to|not just|als(?: bei| mit| das| die| der| den)?|anstatt|statt|anstelle von|gegenüber|im gegensatz zu|im vergleich (?:mit|zu)|verglichen mit|compar(?:e|es|ing) (?:\p{L}{1,12} )?(?:with|to)|vergleich\p{L}{0,4}|anders als|wie es|nicht nur)\s+(?:(?:the|a|an|dem|der|den|die|das|bei|von)\s)?$/iu;
/** "not A but B": the first is turned down. */
const TURNED_DOWN = /(?<!\p{L})(?:not|nicht)\s(?:(?:the|a|der|die|das|dem|den)\s)?$/iu;
/** "as A did not": A lags behind. */
const LIKE = /(?<!\p{L})(?:wie|as|way|was|what|than)\s(?:es\s)?$/iu;
const LACKS =
  /^\S{1,30}(?:\s\S{1,30})?\s(?:es\s)?(?:did not|does not|do not|had not|has not|could not|cannot|never|nicht|nie)(?!\p{L})/iu;
/** "Without A it would not …": praise. */
const WITHOUT = /(?<!\p{L})(?:without|ohne)\s(?:(?:the|a|den|das|die)\s)?$/iu;
const UNREAL =
  /(?<!\p{L})(?:would|wouldn['’]t|could|couldn['’]t|wären?|gäbe|hätten?|würden?|nicht|not|kein\p{L}{0,2}|impossible|unmöglich)(?!\p{L})/iu;
/** Between a speaker and where they work: ", head of A," or " of A". */
const EMPLOYER =
  /^\**,\s[^,.;:]{0,60}\s(?:of|at|from|von|des|der|bei|für|for)\s(?:\p{Lu}\p{L}{1,30} )?$/iu;
const EMPLOYED_AT = /^\**\s(?:of|at|from|von|vom|bei|beim)\s(?:the |der |dem )?$/iu;
const COMMA_SOON = /^[^,.;:]{1,32},/u;
/** Headings that let one side have its say, and those that weigh against it. */
const FOR =
  /(?<!\p{L})(?:case for|arguments?|in favou?r|advocates?|supporters?|advantages?|benefits?|strengths?|better|best|spricht|speaks|stimmen|voices|vorteile?|stärken|argumente|befürworter|besser|vernünftig\p{L}*|genügt|unterschätzt|gegenthese|die these)(?!\p{L})|^(?:position|side|seite|standpunkt|lager|camp|option)\s?[\p{L}\d]?\s?[:–-]\s/iu;
const RIGHT_FOR = /(?<!\p{L})(?:for|pro|für)\s(?:(?:the|a|der|die|das|den|ein|eine)\s)?$/iu;
const AGAINST =
  /(?<!\p{L})(?:against|contra|cons|disadvantages?|drawbacks?|criticism|critics|limits|limitations|problems?|risks?|doubts?|gegen|nachteile?|schwächen|kritik|kritiker|grenzen|probleme?|risiken|einwände|eingewandt|zweifel|überschätzt)(?!\p{L})/iu;
/** Speaks of what both have in common, or of what is not settled. */
const AGREES =
  /(?<!\p{L})(?:einig|agree|agrees|agreed|agreement|common ground|beieinander|coexist|bestreite[tn]|undisputed|unstrittig|gemeinsam|in common|verbindet|ergänz(?:en|t|ung)|complement|complements|(?:use|using|combine|need|brauchen|nutzen) both|beides|positions meet|come together)(?!\p{L})|(?:^|[,;:.]\s)(?:both|beiden?)\s(?!\p{L}+ and)/iu;
const OPEN =
  /(?<!\p{L})(?:umstritten|strittig|offenbleibt|bleibt offen|ist offen|offene frage|remains open|is open|unclear|unklar|disputed|unsettled|open question|hängt davon ab|je nach|depends on|strittig bleibt|positions part|ungeklärt|abzuwarten|remains to be seen|not been settled)(?!\p{L})/iu;

/** Takes no side, whatever it names. */
const UNDECIDED =
  /(?<!\p{L})(?:nicht fest(?:legen)?|unentschieden|takes? no side|took no side|(?:either|any|no|keine[rmns]?) (?:side|camp|seite|lager|partei)|undecided|neither (?:is|are|was|were|of|side|option))(?!\p{L})|(?<!\p{L})(?:both|neither|beide[ns]?|keine[ns] von beiden)(?=[.,;!?”"“]|$)/iu;
/** Says the opposite of who spoke before. */
export const CONTRADICTS =
  /(?<!\p{L})(?:widersp(?:rach|rachen|richt|ruch)|entgegnete[nt]?|anders sieht|sieht (?:das|es) anders|ganz anders|hält dagegen|hielt dagegen|disagree[sd]?|begs to differ|would not hear of it|countered|counters|objected|objects|took issue|einspruch|davon (?:gar |überhaupt |rein )?nichts|less sure|not so sure|nicht so sicher|anderer meinung)(?!\p{L})/iu;
/** What a speaker does to a side: more than a word that judges. */
const TAKES_SIDES =
  /^(?:kritisier|criticis|criticiz|lobt|prais|lehnt|reject|defend|verteidig|oppos|prefer|bevorzug|recommend|empf[aei]|favou?r|befürwort|unterstütz|backs|backed|endors|welcome[sd])/iu;
/** In front of what somebody wishes for, or cannot do without. */
const WANTED =
  /(?<!\p{L})(?:brauch(?:e|t|en|te|ten)?|bräuchten?|wollen|will|möchten?|wünsch\p{L}{1,4}(?: sich)?|vermiss\p{L}{1,3}|needs?|needed|wants?|wanted|misses|choose|chose) (?:\p{Ll}{1,12} ){0,3}$/iu;
/** "kein" between the wish and what is wished for. */
const UNWANTED = /(?<!\p{L})(?:kein\p{L}{0,2}|no|nicht)(?!\p{L})/iu;
/** Says what it is called: by a word that may judge and is not known. */
const CALLS =
  /(?<!\p{L})(?:nenn(?:t|te|en|ten)|nannten?|bezeichne(?:t|te|n|ten)|calls?|called(?! for)|considers?|considered|sees|saw|sieht|sah)(?!\p{L})/iu;
/** Negation behind a German verb: "nützt mir nichts". */
const NOT_BEHIND = /^\p{L}+ (?:\p{Ll}{1,12} ){0,2}(?:nichts?|kaum|nie|nothing|little)(?!\p{L})/iu;
/** Where something is to be forbidden, what is bad about that speaks for it. */
const FORBIDS =
  /(?<!\p{L})(?:verbiet\p{L}{0,4}|verbot\p{L}{0,4}|abschaff\p{L}{0,4}|ban(?:s|ned|ning)?|prohibit\p{L}{0,4}|outlaw\p{L}{0,4}|abolish\p{L}{0,4})(?!\p{L})/iu;
/** From a verb that takes sides to the side it takes. */
const OBJECT = /^[^,.;:]{1,80}$/u;
/** "als" compares only behind one of these; else it says what something is. */
const ALS = /(?<!\p{L})als(?: \p{L}{2,6})?\s$/iu;
const COMPARATIVE = /^(?:\p{Ll}{3,20}er(?:e[nmrs]?)?|mehr|weniger|anders|eher|lieber)$/u;
/** Another thing with a name, behind a word that compares. */
const OTHER_THING =
  /(?<!\p{L})(?:than|unlike|compared (?:with|to)|in contrast to|instead of|rather than) (?:the |a |an )?(\p{Lu}[\p{L}\p{N}.-]*)/gu;
/** Turns from one to the other within a statement. */
const CONTRAST =
  /(?<!\p{L})(?:but|yet|while|whereas|also said|aber|doch|während|zugleich|umgekehrt)(?!\p{L})/iu;
/** Begins another sentence that goes on with something else. */
const NEXT_SENTENCE = /[.!?][”"“]?\s(?!(?:sie|er|es|it|they|this|that|these|dies)\s)/giu;
/** Characters in which a sign in front of a word or behind it is looked for. */
const SIGN_CHARS = 40;
/** In which a comparative in front of "als" is looked for. */
const REACH_CHARS = 100;
/** Where a sentence that is about a side names it, at most. */
const MAX_SUBJECT_CHARS = 16;
/** "Name Other": a thing of its own, or a part. */
const OTHER_WHOLE = /^\S+\s\p{Lu}/u;
/** How much further away another clause is, and another sentence; what is further says nothing of it. */
const CLAUSE_CHARS = 40;
const SENTENCE_CHARS = 200;
const MAX_DISTANCE_CHARS = 200;
/** What somebody says well is about where they stand, most of it; what is bad may be what they want to mend. */
const MAX_SPOKEN_CHARS = 400;

/** Weights of the signs; a judgement in the words themselves is 1. */
const WEIGHTS = {
  /** A speaker names this side alone, without a word that judges. */
  namedAlone: 0.6,
  heading: 1.6,
  plainHeading: 0.4,
  /** An article's sentence begins with the side it praises. */
  subject: 0.6,
  mostJudged: 2,
  /** Of a heading's weight for the article's own sentences, which may only describe. */
  articlesShare: 0.6,
} as const;

/** What is said of a statement by rules alone. */
export interface Lean {
  readonly scores: Scores;
  readonly names: readonly [boolean, boolean];
  /** Whether it gives something to one and then to the other. */
  readonly isTwofold: boolean;
  /** Whether it says that it takes no side. */
  readonly isUndecided: boolean;
  /** Whether it compares with something that is neither. */
  readonly isOfOther: boolean;
  /** Whether it, or what it stands under, names the side. */
  readonly about: readonly [boolean, boolean];
  readonly agrees: boolean;
  readonly isOpen: boolean;
}

/** Weighs a statement. */
export function leanOf(statement: Statement, pair: SidePair): Lean {
  const { text, who, passage, trail } = statement;
  const all = placesOf(text, findMentions(text, pair));
  const mentions = all.filter(({ at }) => !isEmployer(text, who, at));
  const own = new Set(
    mentions.flatMap(({ side, role }) => (role === 'own' || role === 'missed' ? [side] : [])),
  );
  const { scores, words } = judged(text, mentions, who !== null);
  const [only] = own.size === 1 ? own : [];
  const heading = passage.section.split(' > ').at(-1) ?? '';
  if (only !== undefined) {
    const isPlain = words[only] === 0 && !DENIED.test(text) && !CALLS.test(text);
    const isPraised = scores[only] >= 1 && isSubject(text, mentions);
    if (who === null) scores[only] += isPraised ? WEIGHTS.subject : 0;
    else scores[only] += isPlain ? WEIGHTS.namedAlone : 0;
  }
  if (!TURNS.test(text)) {
    addHeading(scores, headingSide(heading, pair), who !== null);
    addLead(scores, headingSide(statement.lead, pair));
  }
  const above = findMentions(trail, pair);
  const names = onBoth((side) => all.some((one) => one.side === side));
  const isGiving = own.size === 2 && Math.min(...scores) >= 0;
  const about = onBoth((side) => names[side] || above[side].length > 0);
  return {
    scores,
    names,
    isUndecided: UNDECIDED.test(text),
    isOfOther: comparesOther(text, pair),
    isTwofold: isGiving && (CONTRAST.test(text) || isInTurn(text, mentions, scores)),
    about,
    agrees: agrees(text, heading, { names, about }),
    isOpen: OPEN.test(text) || OPEN.test(heading),
  };
}

function agrees(
  text: string,
  heading: string,
  { names, about }: Pick<Lean, 'names' | 'about'>,
): boolean {
  return AGREES.test(heading) ? about.some(Boolean) : AGREES.test(text) && names.every(Boolean);
}

/** Whether each side is praised in a sentence of its own, with no comparison in it. */
function isInTurn(text: string, mentions: readonly NamedAt[], scores: Scores): boolean {
  const own = mentions.filter(({ role }) => role === 'own');
  if (own.length !== mentions.length || Math.min(...scores) <= 0) return false;
  const [first, ...rest] = own;
  const other = rest.find(({ side }) => side !== first?.side);
  if (first === undefined || other === undefined) return false;
  return /[.!?;][”"“]?\s/u.test(text.slice(first.at, other.at));
}

function comparesOther(text: string, pair: SidePair): boolean {
  return [...text.matchAll(OTHER_THING)].some(({ 1: other = '' }) =>
    findMentions(other, pair).every(({ length }) => length === 0),
  );
}

function onBoth(tell: (side: 0 | 1) => boolean): readonly [boolean, boolean] {
  return [tell(0), tell(1)];
}

/** The article's own sentences under a heading may only describe: they get a share of its weight. */
function addHeading(
  scores: [number, number],
  told: { side: 0 | 1; weight: number } | null,
  isSpoken: boolean,
): void {
  if (told === null) return;
  const { side, weight } = told;
  scores[side] += isSpoken ? weight : weight * WEIGHTS.articlesShare;
  if (weight < 0 && isSpoken) scores[side === 0 ? 1 : 0] += WEIGHTS.namedAlone;
}

/** A list is what its introduction says: "A has two benefits:". */
function addLead(scores: [number, number], told: { side: 0 | 1; weight: number } | null): void {
  if (told !== null && Math.abs(told.weight) >= WEIGHTS.heading) scores[told.side] += told.weight;
}

/** Whether a sentence begins with the side, and not with another thing of which it is a part. */
function isSubject(text: string, mentions: readonly NamedAt[]): boolean {
  const [first] = mentions;
  if (first === undefined || first.at > MAX_SUBJECT_CHARS) return false;
  return !OTHER_WHOLE.test(text.slice(first.at, first.at + SIGN_CHARS));
}

/** Whether a side is only where the speaker works: "Name, head of A, said". */
function isEmployer(text: string, who: string | null, at: number): boolean {
  const from = who === null ? -1 : text.indexOf(who);
  if (who === null || from < 0 || from > at) return false;
  const between = text.slice(from + who.length, at);
  if (EMPLOYED_AT.test(between)) return true;
  return EMPLOYER.test(between) && COMMA_SOON.test(text.slice(at, at + SIGN_CHARS));
}

/** The one side a heading gives the word to, or weighs. */
function headingSide(heading: string, pair: SidePair): { side: 0 | 1; weight: number } | null {
  const [a, b] = findMentions(heading, pair);
  if (a.length > 0 === b.length > 0 || OPEN.test(heading)) return null;
  const side = a.length > 0 ? 0 : 1;
  if (AGAINST.test(heading)) return { side, weight: -WEIGHTS.heading };
  const isFor =
    FOR.test(heading) || [...a, ...b].some((at) => RIGHT_FOR.test(heading.slice(0, at)));
  return { side, weight: isFor ? WEIGHTS.heading : WEIGHTS.plainHeading };
}

interface NamedAt {
  readonly side: 0 | 1;
  readonly at: number;
  readonly role: Role;
}

/** `own`: what is spoken of; `compared`: what it is measured against; `down`: "not this"; `missed`: "without this". */
type Role = 'own' | 'compared' | 'down' | 'missed';

function placesOf(text: string, mentions: Mentions): NamedAt[] {
  return ([0, 1] as const)
    .flatMap((side) => mentions[side].map((at) => ({ side, at, role: roleOf(text, at) })))
    .sort((one, other) => one.at - other.at);
}

function roleOf(text: string, at: number): Role {
  const ahead = text.slice(Math.max(0, at - SIGN_CHARS), at);
  if (WITHOUT.test(ahead)) return UNREAL.test(text) ? 'missed' : 'own';
  if (TURNED_DOWN.test(ahead)) return 'down';
  if (COMPARED.test(ahead)) {
    const isThan =
      !ALS.test(ahead) || hasComparative(text.slice(Math.max(0, at - REACH_CHARS), at));
    return isThan ? 'compared' : 'own';
  }
  if (IS_NOT.test(text.slice(at, at + SIGN_CHARS))) return 'down';
  const lags = LIKE.test(ahead) && LACKS.test(text.slice(at, at + SIGN_CHARS));
  return lags ? 'compared' : 'own';
}

function hasComparative(text: string): boolean {
  const words = text.split(/[^\p{L}]/u);
  return words.some((word) => COMPARATIVE.test(word) && !isFunctionWord(foldWord(word)));
}

/** Each word that judges counts for the side named nearest to it; `words` counts them. */
function judged(
  text: string,
  places: readonly NamedAt[],
  isSpoken: boolean,
): { readonly scores: [number, number]; readonly words: readonly [number, number] } {
  const own = places.filter(({ role }) => role === 'own');
  const subjects = own.length > 0 ? own : places.filter(({ role }) => role === 'compared');
  const { scores, words } = placed(text, places, isSpoken);
  for (const judgement of judgements(text)) {
    if (!isSpoken && isOwnAct(text, judgement, places)) continue;
    const side = judgedSide(text, judgement, { subjects, isSpoken });
    if (side === null) continue;
    scores[side] += judgement.sign;
    words[side] += 1;
  }
  const [first] = own;
  for (const { side, role } of places) {
    if (role !== 'compared' || first === undefined || first.side === side) continue;
    scores[side] -= Math.sign(scores[first.side]);
  }
  const most = WEIGHTS.mostJudged;
  const [a, b] = scores.map((score) => Math.max(-most, Math.min(most, score)));
  return { scores: [a ?? 0, b ?? 0], words };
}

/** What each place says by itself: "without A …", "not A", "I need A". */
function placed(
  text: string,
  places: readonly NamedAt[],
  isSpoken: boolean,
): { readonly scores: [number, number]; readonly words: [number, number] } {
  const scores: [number, number] = [0, 0];
  const words: [number, number] = [0, 0];
  for (const { side, role, at } of places) {
    if (role === 'missed') scores[side] += 1;
    if (role === 'down') scores[side] -= 1;
    const ahead = text.slice(Math.max(0, at - REACH_CHARS), at);
    const [wish] = isSpoken ? (WANTED.exec(ahead) ?? []) : [];
    if (wish === undefined) continue;
    scores[side] += UNWANTED.test(wish) ? -1 : 1;
    words[side] += 1;
  }
  return { scores, words };
}

/** The side that is named nearest to a word that judges; null where none is near. */
function judgedSide(
  text: string,
  { at, sign }: Judgement,
  { subjects, isSpoken }: { subjects: readonly NamedAt[]; isSpoken: boolean },
): 0 | 1 | null {
  if (Math.abs(sign) > 1) {
    const object = subjects.find((place) => place.at > at && OBJECT.test(text.slice(at, place.at)));
    if (object !== undefined) return object.side;
  }
  const [nearest] = subjects
    .map((place) => ({ ...place, distance: distanceIn(text, place.at, at, isSpoken && sign > 0) }))
    .sort((one, other) => one.distance - other.distance || one.at - other.at);
  const reach = isSpoken && sign > 0 ? MAX_SPOKEN_CHARS : MAX_DISTANCE_CHARS;
  return nearest === undefined || nearest.distance > reach ? null : nearest.side;
}

/** "A recommends …" says what A does, not what it is worth. */
function isOwnAct(text: string, { at, end, sign }: Judgement, places: readonly NamedAt[]): boolean {
  return Math.abs(sign) > 1 && places.some((one) => one.at === end + 1 || endsAt(text, one.at, at));
}

interface Judgement {
  readonly at: number;
  readonly end: number;
  /** Above 0: judges well. */
  readonly sign: number;
}

function sentenceAt(text: string, at: number): string {
  const from = Math.max(text.lastIndexOf('. ', at), text.lastIndexOf('! ', at)) + 1;
  const to = text.indexOf('. ', at);
  return text.slice(from, to < 0 ? undefined : to);
}

/** Whether the word at `from` is followed by what stands at `to`. */
function endsAt(text: string, from: number, to: number): boolean {
  return from < to && /^\S+\s$/u.test(text.slice(from, to));
}

function judgements(text: string): Judgement[] {
  const found = (
    [
      [findGood, 1],
      [findBad, -1],
    ] as const
  ).flatMap(([find, sign]) => find(text).map((at) => ({ at, sign })));
  return found.map(({ at, sign: plain }) => {
    const behind = text.slice(at, at + SIGN_CHARS);
    const isNot = NOT.test(text.slice(Math.max(0, at - SIGN_CHARS), at)) || NOT_BEHIND.test(behind);
    const isTurned = isNot !== (plain < 0 && FORBIDS.test(sentenceAt(text, at)));
    const sign: number = plain;
    const weight = TAKES_SIDES.test(text.slice(at, at + SIGN_CHARS)) ? 2 : 1;
    const end = at + (/^\p{L}+/u.exec(text.slice(at, at + SIGN_CHARS))?.[0].length ?? 0);
    return { at, end, sign: (isTurned ? -sign : sign) * weight };
  });
}

/**
 * Characters from where a side is named to a word that judges; another clause is far away, another
 * sentence further. What an earlier sentence says is not about a side that is named later.
 */
function distanceIn(text: string, named: number, judging: number, isSpoken: boolean): number {
  const between = text.slice(Math.min(named, judging), Math.max(named, judging));
  const clauses = between.match(/[,;:]\s/gu)?.length ?? 0;
  const sentences = between.match(NEXT_SENTENCE)?.length ?? 0;
  if (judging < named && sentences > 0) return Infinity;
  const further = sentences * (isSpoken ? CLAUSE_CHARS : SENTENCE_CHARS);
  return between.length + clauses * CLAUSE_CHARS + further;
}
