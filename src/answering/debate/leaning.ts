import { judged, placesOf, SIGN_CHARS, type NamedAt } from './judged-sides.ts';
import { findMentions, type SidePair } from './side-names.ts';
import { TURNS, type Statement } from './statements.ts';

/*
 * Where a statement stands by what it names and how it judges that. Everything here is about how
 * things are weighed against each other, in German and English, never about what they are.
 */

/** For side A and side B: above 0 it speaks for the side, below 0 against it. */
export type Scores = readonly [number, number];

/** Says what something is not. */
const DENIED =
  /(?<!\p{L})(?:is|are|was|were|does|do|ist|sind|war|waren|sei|seien) (?:also |auch )?(?:not|no|nicht|kein\p{L}{0,2})(?!\p{L})/iu;
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
/** Says what it is called: by a word that may judge and is not known. */
const CALLS =
  /(?<!\p{L})(?:nenn(?:t|te|en|ten)|nannten?|bezeichne(?:t|te|n|ten)|calls?|called(?! for)|considers?|considered|sees|saw|sieht|sah)(?!\p{L})/iu;
/** Another thing with a name, behind a word that compares. */
const OTHER_THING =
  /(?<!\p{L})(?:than|unlike|compared (?:with|to)|in contrast to|instead of|rather than) (?:the |a |an )?(\p{Lu}[\p{L}\p{N}.-]*)/gu;
/** Turns from one to the other within a statement. */
const CONTRAST =
  /(?<!\p{L})(?:but|yet|while|whereas|also said|aber|doch|während|zugleich|umgekehrt)(?!\p{L})/iu;
/** Where a sentence that is about a side names it, at most. */
const MAX_SUBJECT_CHARS = 16;
/** "Name Other": a thing of its own, or a part. */
const OTHER_WHOLE = /^\S+\s\p{Lu}/u;

/** Weights of the signs; a judgement in the words themselves is 1. */
const WEIGHTS = {
  /** A speaker names this side alone, without a word that judges. */
  namedAlone: 0.6,
  heading: 1.6,
  plainHeading: 0.4,
  /** An article's sentence begins with the side it praises. */
  subject: 0.6,
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
