import { findMentions, type Mentions, type SidePair } from './side-names.ts';
import { TURNS, type Statement } from './statements.ts';
import { findBad, findGood } from './word-lists.ts';

/*
 * Where a statement stands by what it names and how it judges that. Everything here is about how
 * things are weighed against each other, in German and English, never about what they are.
 */

/** Turns the judgement that follows. */
const NOT =
  /(?<!\p{L})(?:not|no|never|hardly|barely|without|less|neither|nor|nicht|kein\p{L}{0,2}|nie|niemals|kaum|ohne|weniger|weder)(?:\s\p{L}+){0,2}\s$|n['’]t(?:\s\p{L}+){0,2}\s$/iu;
const NOBODY = /(?<!\p{L})(?:niemand|niemandem|niemanden|nobody) (?:\p{L}{1,20} )?$/iu;
/** The same behind a German verb: "nützt mir nichts". */
const NOT_BEHIND = /^\p{L}+ (?:\p{Ll}{1,12} ){0,2}(?:nichts?|kaum|nie|nothing|little)(?!\p{L})/iu;
/** In front of what something is compared with, and does better than. */
const COMPARED =
  /(?<!\p{L})(?:than|rather than|instead of|unlike|over|compared (?:with|to)|in contrast to|not just|als(?: bei| mit| das| die| der| den)?|anstatt|statt|anstelle von|gegenüber|im gegensatz zu|im vergleich (?:mit|zu)|verglichen mit|compar(?:e|es|ing) (?:\p{L}{1,12} )?(?:with|to)|vergleich\p{L}{0,4}|anders als|wie es|nicht nur)\s+(?:(?:the|a|an|dem|der|den|die|das|bei|von)\s)?$/iu;
/** "als" compares only behind a comparative, else it says what something is. */
const ALS = /(?<!\p{L})als(?: \p{L}{2,6})?\s$/iu;
const THAN_IN_GERMAN =
  /(?:\p{Ll}er|\p{Ll}ere[nmrs]?|anders) als(?: bei| mit)?\s(?:(?:dem|der|den|die|das)\s)?$/iu;
/** "not A but B": turned down. */
const TURNED_DOWN =
  /(?<!\p{L})(?:not|nicht|no longer|against|gegen|stop|anti)\s(?:(?:the|a|der|die|das|dem|den)\s)?$/iu;
/** "Without A it would not …", "with A it would …": praise. */
const WITHOUT = /(?<!\p{L})(?:without|ohne)\s(?:(?:the|a|den|das|die|einen?)\s)?$/iu;
const WITH = /(?<!\p{L})(?:with|mit)\s(?:(?:the|a|an|dem|der|einem|einer)\s)?$/iu;
const UNREAL =
  /(?<!\p{L})(?:would|wouldn['’]t|could|couldn['’]t|wären?|gäbe|hätten?|würden?|könnten?|nicht|not|kein\p{L}{0,2}|impossible|unmöglich)(?!\p{L})/iu;
/** In front of what a clause is about. */
const OPENS =
  /(?:^|[.,;:!?"”“„»«]|(?<!\p{L})(?:that|dass|and|und|but|aber))\s?(?:the |a |an |der |die |das |ein |eine |my |our )?$/iu;
/** "A would let me …": what somebody expects of it. */
const PROMISES =
  /^\S{2,30}(?: \p{Ll}{1,12})? (?:would|could|lets?|allows?|gives?|saves?|helps?|würden?|könnten?|hätten?|wären?|erlaub\p{L}{1,3}|spar\p{L}{1,3}|lass\p{L}{1,2}|lässt)(?!\p{L})/iu;
const WOULD = /(?<!\p{L})(?:would|could|wären?|gäbe|hätten?|würden?|könnten?)(?!\p{L})/iu;
/** In front of what somebody wishes for, keeps or turns to. */
const WANTED =
  /(?<!\p{L})(?:brauch(?:e|t|en|te|ten)?|bräuchten?|wollen|will|möchten?|wünsch\p{L}{1,4}(?: sich)?|vermiss\p{L}{1,3}|needs?|needed|wants?|wanted|misses|choose|chose|use|uses|used|keep|keeps|lieber|rather|back to|zurück zu[mr]?|stick with|stay with|switched to|moved to) (?:\p{Ll}{1,12} ){0,2}$/iu;
const UNWANTED = /(?<!\p{L})(?:kein\p{L}{0,2}|no|nicht|not)(?!\p{L})/iu;
/** Between a speaker and where they work: ", head of A," or " of A". */
const EMPLOYED =
  /^(?:,[^,.;:]{0,60})?\s(?:of|at|from|von|vom|des|der|bei|beim|für|for)\s(?:the |der |dem |\p{Lu}\p{L}{1,30} )?$/iu;
/** Somebody's vote: "A, because", "A. It is", "A for me". */
const VOTE = /^\S{2,30}(?:[,.!]\s|\s(?:for me|all the way|für mich)(?!\p{L}))/iu;
/** What a speaker does to a side: more than a word that judges. */
const TAKES_SIDES =
  /^(?:kritisier|critici[sz]|lobt|prais|lehnt|reject|defend|verteidig|oppos|prefer|bevorzug|recommend|empf[aei]|favou?r|befürwort|unterstütz|backs|backed|endors|welcome[sd]|warb|wirbt|plädier|fürcht|fear|hate|love)/iu;
const OBJECT = /^[^,.;:]{1,80}$/u;
/** Begins another sentence that goes on with something else. */
const NEXT_SENTENCE = /[.!?][”"“]?\s(?!(?:sie|er|es|it|they|this|that|these|dies)\s)/giu;
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
  /(?<!\p{L})(?:umstritten|strittig|offenbleibt|bleibt offen|ist offen|offene frage|remains open|is open|unclear|unklar|disputed|unsettled|open question|hängt davon ab|je nach|depends on|positions part|ungeklärt|abzuwarten|remains to be seen|not been settled)(?!\p{L})/iu;
/** Takes no side, whatever it names. */
const UNDECIDED =
  /(?<!\p{L})(?:nicht (?:auf )?(?:\p{Ll}{1,12} ){0,4}fest(?:legen)?|unentschieden|gleich(?:gültig)?|egal|(?:either|any|no|keine[rmns]?) (?:a )?(?:side|position|camp|seite|lager|partei)|undecided|(?:not|n['’]t) care|neither (?:is|are|was|were|of|side|option)|either (?:is|one|option|way)|beide[ns]? (?:hätten|haben|seien|sind|müsse\p{L}{0,2}))(?!\p{L})|(?<!\p{L})(?:both|neither|beide[ns]?|keine[ns] von beiden)(?=[.,;!?”"“]|$)/iu;
/** Says the opposite of who spoke before. */
export const CONTRADICTS =
  /(?<!\p{L})(?:widersp(?:rach|rachen|richt|ruch)|entgegnete[nt]?|anders sieht|(?:sieht|sah) (?:das|es) (?:ganz )?anders|ganz anders|(?:hält|hielt|halten) dagegen|dagegenh\p{L}{2,4}|disagree[sd]?|begs to differ|would not hear of it|countered|counters|objected|objects|took issue|einspruch|davon (?:gar |überhaupt |rein )?nichts|(?:less|not so|not) (?:sure|convinced)|nicht (?:so )?(?:sicher|überzeugt)|anderer meinung)(?!\p{L})/iu;
/** Turns from one to the other within a statement. */
const CONTRAST =
  /(?<!\p{L})(?:but|yet|while|whereas|also said|aber|doch|während|zugleich|umgekehrt)(?!\p{L})/iu;

/** Characters in which a sign in front of a word or behind it is looked for. */
const SIGN_CHARS = 40;
/** Where a sentence that is about a side names it, at most. */
const MAX_SUBJECT_CHARS = 16;
/** How much further away another clause is, and another sentence; what is further says nothing of it. */
const CLAUSE_CHARS = 40;
const SENTENCE_CHARS = 200;
/** What somebody says well is about where they stand, most of it; what is bad may be what they want to mend. */
const MAX_DISTANCE_CHARS = { plain: 200, praise: 400 } as const;
/** Most that the words of one statement count for or against a side; one of them is 1. */
const MOST_JUDGED = 2;
/** Weights of the signs; a judgement in the words themselves is 1. */
const WEIGHTS = {
  /** A speaker names this side alone, without a word that judges. */
  namedAlone: 0.3,
  moodAlone: 0.6,
  heading: 1.6,
  /** An article's sentence begins with the side it praises. */
  subject: 0.6,
  /** Of a heading's weight for the article's own sentences, which may only describe. */
  articlesShare: 0.6,
} as const;

/** For side A and side B: above 0 it speaks for the side, below 0 against it. */
type Scores = [number, number];

/** What is said of a statement by rules alone. */
export interface Lean {
  readonly scores: Readonly<Scores>;
  readonly names: readonly [boolean, boolean];
  /** Whether it gives something to one and then to the other. */
  readonly isTwofold: boolean;
  /** Whether it says that it takes no side. */
  readonly isUndecided: boolean;
  /** Whether it, or what it stands under, names the side. */
  readonly about: readonly [boolean, boolean];
  readonly agrees: boolean;
  readonly isOpen: boolean;
}

/** A place where a side is named. `own`: what is spoken of; `compared`: what it is measured against. */
interface NamedAt {
  readonly side: 0 | 1;
  readonly at: number;
  readonly role: 'own' | 'compared' | 'down' | 'wanted' | 'vote';
}

/** Weighs a statement. */
export function leanOf(statement: Statement, pair: SidePair): Lean {
  const { text, who, passage, trail, lead } = statement;
  const isSpoken = who !== null;
  const places = placesOf(text, findMentions(text, pair), who);
  const own = new Set(
    places.flatMap(({ side, role }) => (role === 'compared' || role === 'down' ? [] : [side])),
  );
  const { scores, isPlain } = judged(text, places, isSpoken);
  const [only] = own.size === 1 ? own : [];
  const isFirst = places.some(({ at }) => at <= MAX_SUBJECT_CHARS);
  const heading = passage.section.split(' > ').at(-1) ?? '';
  if (only !== undefined) {
    const isPraised = isFirst && scores[only] >= 1;
    if (isSpoken && isPlain) scores[only] += namedAlone(text);
    if (!isSpoken && isPraised) scores[only] += WEIGHTS.subject;
  }
  if (!TURNS.test(text)) {
    const share = isSpoken ? 1 : WEIGHTS.articlesShare;
    addTo(scores, given(heading, pair), share);
    addTo(scores, given(lead, pair), 1);
  }
  const under = findMentions(trail, pair);
  const names = onBoth((side) => places.some((one) => one.side === side));
  const about = onBoth((side) => names[side] || under[side].length > 0);
  return {
    scores,
    names,
    about,
    isUndecided: UNDECIDED.test(text),
    isTwofold: own.size === 2 && CONTRAST.test(text),
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

function onBoth(tell: (side: 0 | 1) => boolean): readonly [boolean, boolean] {
  return [tell(0), tell(1)];
}

function addTo(scores: Scores, more: Scores, share: number): void {
  for (const side of [0, 1] as const) scores[side] += share * more[side];
}

/** What a heading, or a list's introduction ("A has two benefits:"), gives each side for what stands below. */
function given(above: string, pair: SidePair): Scores {
  const [a, b] = findMentions(above, pair);
  const scores: Scores = [0, 0];
  if (a.length > 0 === b.length > 0 || OPEN.test(above)) return scores;
  const side = a.length > 0 ? 0 : 1;
  const isFor = FOR.test(above) || [...a, ...b].some((at) => RIGHT_FOR.test(above.slice(0, at)));
  if (AGAINST.test(above)) scores[side] = -WEIGHTS.heading;
  else if (isFor) scores[side] = WEIGHTS.heading;
  return scores;
}

/** Where each side is named and as what, in the order of the text. */
function placesOf(text: string, mentions: Mentions, who: string | null): NamedAt[] {
  const from = who === null ? -1 : text.indexOf(who);
  const isEmployer = (at: number): boolean => {
    if (who === null || from < 0 || from > at) return false;
    const between = text.slice(from + who.length, at);
    return EMPLOYED.test(between);
  };
  return ([0, 1] as const)
    .flatMap((side) => mentions[side].filter((at) => !isEmployer(at)).map((at) => ({ side, at })))
    .map((place) => ({ ...place, role: roleOf(text, place.at, who !== null) }))
    .sort((one, other) => one.at - other.at);
}

function isAs(ahead: string): boolean {
  return ALS.test(ahead) && !THAN_IN_GERMAN.test(ahead);
}

function roleOf(text: string, at: number, isSpoken: boolean): NamedAt['role'] {
  const ahead = text.slice(Math.max(0, at - SIGN_CHARS), at);
  const behind = text.slice(at, at + SIGN_CHARS);
  if (WITHOUT.test(ahead)) return UNREAL.test(text) ? 'wanted' : 'own';
  if (TURNED_DOWN.test(ahead)) return 'down';
  if (COMPARED.test(ahead)) return isAs(ahead) ? 'own' : 'compared';
  if (!isSpoken) return 'own';
  return at === 0 && VOTE.test(behind) ? 'vote' : wishFor(ahead, text.slice(at));
}

/** What somebody who speaks wants of a side that is named in front of `from`. */
function wishFor(ahead: string, from: string): NamedAt['role'] {
  const isPromising = OPENS.test(ahead) && PROMISES.test(from.slice(0, SIGN_CHARS));
  if (isPromising || (WITH.test(ahead) && WOULD.test(from))) return 'wanted';
  const [wish] = WANTED.exec(ahead) ?? [];
  if (wish === undefined) return 'own';
  return UNWANTED.test(wish) ? 'down' : 'wanted';
}

/** Each word that judges counts for the side named nearest to it; `isPlain`: none does. */
function judged(
  text: string,
  places: readonly NamedAt[],
  isSpoken: boolean,
): { readonly scores: Scores; readonly isPlain: boolean } {
  const scores: Scores = [0, 0];
  let isPlain = true;
  const add = (side: 0 | 1, sign: number): void => {
    scores[side] += sign;
    isPlain = false;
  };
  for (const { side, role } of places) {
    if (role === 'wanted' || role === 'vote') add(side, role === 'vote' ? MOST_JUDGED : 1);
    if (role === 'down') add(side, -1);
  }
  const own = places.filter(({ role }) => role !== 'compared' && role !== 'down');
  const subjects = own.length > 0 ? own : places.filter(({ role }) => role === 'compared');
  for (const judgement of judgements(text)) {
    const side = judgedSide(text, judgement, { subjects, isSpoken });
    if (side !== null) add(side, judgement.sign);
  }
  const [a, b] = scores.map((score) => Math.max(-MOST_JUDGED, Math.min(MOST_JUDGED, score)));
  return { scores: [a ?? 0, b ?? 0], isPlain };
}

interface Judgement {
  readonly from: number;
  /** Above 0: judges well. */
  readonly sign: number;
}

function judgements(text: string): Judgement[] {
  const read = (find: typeof findGood, plain: number): Judgement[] =>
    find(text).map(({ from }) => {
      const ahead = text.slice(Math.max(0, from - SIGN_CHARS), from);
      const behind = text.slice(from, from + SIGN_CHARS);
      const isNot = NOT.test(ahead) || NOBODY.test(ahead) || NOT_BEHIND.test(behind);
      const weight = TAKES_SIDES.test(behind) ? 2 : 1;
      return { from, sign: (isNot ? -plain : plain) * weight };
    });
  return [...read(findGood, 1), ...read(findBad, -1)];
}

/** What naming a side alone is worth: more where something is judged, whatever it is. */
function namedAlone(text: string): number {
  const mood = Math.sign(judgements(text).reduce((sum, { sign }) => sum + sign, 0));
  return mood === 0 ? WEIGHTS.namedAlone : WEIGHTS.moodAlone * mood;
}

/** The side that is named nearest to a word that judges; null where none is near. */
function judgedSide(
  text: string,
  { from, sign }: Judgement,
  { subjects, isSpoken }: { subjects: readonly NamedAt[]; isSpoken: boolean },
): 0 | 1 | null {
  const isObject = ({ at }: NamedAt): boolean => at > from && OBJECT.test(text.slice(from, at));
  if (Math.abs(sign) > 1) return subjects.find(isObject)?.side ?? null;
  const isPraise = isSpoken && sign > 0;
  const [nearest] = subjects
    .map((place) => ({ ...place, distance: distanceIn(text, place.at, from, isPraise) }))
    .sort((one, other) => one.distance - other.distance || one.at - other.at);
  const reach = MAX_DISTANCE_CHARS[isPraise ? 'praise' : 'plain'];
  return nearest === undefined || nearest.distance > reach ? null : nearest.side;
}

/**
 * Characters from where a side is named to a word that judges; another clause is far away, another
 * sentence further. What an earlier sentence says is not about a side that is named later.
 */
function distanceIn(text: string, named: number, judging: number, isPraise: boolean): number {
  const between = text.slice(Math.min(named, judging), Math.max(named, judging));
  const clauses = between.match(/[,;:]\s/gu)?.length ?? 0;
  const sentences = between.match(NEXT_SENTENCE)?.length ?? 0;
  if (judging < named && sentences > 0) return Infinity;
  const further = sentences * (isPraise ? CLAUSE_CHARS : SENTENCE_CHARS);
  return between.length + clauses * CLAUSE_CHARS + further;
}
