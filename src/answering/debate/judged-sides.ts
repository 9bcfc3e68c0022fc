import { foldWord } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';
import { findBad, findGood } from './judging-words.ts';
import type { Mentions } from './side-names.ts';

/*
 * Where a text names the sides, as what, and which of them each word that judges is about.
 */

/** Turns the judgement that follows. */
const NOT =
  /(?<!\p{L})(?:not|no|never|hardly|barely|without|less|neither|nor|nicht|kein\p{L}{0,2}|nie|niemals|kaum|ohne|weniger|weder)(?:\s\p{L}+){0,2}\s$|n['’]t(?:\s\p{L}+){0,2}\s$/iu;
/** "A is not the answer". */
const IS_NOT =
  /^\S{1,30}(?:\s[\p{L}-]{1,15})?\s(?:(?:is|are|was|ist|sind|war|sei|seien)(?: also| auch)? (?:not|no|nicht|kein\p{L}{0,2})|isn['’]t|aren['’]t)\s(?:(?:the|a|an|die|der|das|eine?) )?(?:\p{L}+ )?(?:answer|solution|option|alternative|way|future|choice|antwort|lösung|option|weg|zukunft|wahl)(?!\p{L})/iu;
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
/** What a speaker does to a side: more than a word that judges. */
const TAKES_SIDES =
  /^(?:kritisier|criticis|criticiz|lobt|prais|lehnt|reject|defend|verteidig|oppos|prefer|bevorzug|recommend|empf[aei]|favou?r|befürwort|unterstütz|backs|backed|endors|welcome[sd])/iu;
/** In front of what somebody wishes for, or cannot do without. */
const WANTED =
  /(?<!\p{L})(?:brauch(?:e|t|en|te|ten)?|bräuchten?|wollen|will|möchten?|wünsch\p{L}{1,4}(?: sich)?|vermiss\p{L}{1,3}|needs?|needed|wants?|wanted|misses|choose|chose) (?:\p{Ll}{1,12} ){0,3}$/iu;
/** "kein" between the wish and what is wished for. */
const UNWANTED = /(?<!\p{L})(?:kein\p{L}{0,2}|no|nicht)(?!\p{L})/iu;
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
/** Begins another sentence that goes on with something else. */
const NEXT_SENTENCE = /[.!?][”"“]?\s(?!(?:sie|er|es|it|they|this|that|these|dies)\s)/giu;
/** Characters in which a sign in front of a word or behind it is looked for. */
export const SIGN_CHARS = 40;
/** In which a comparative in front of "als" is looked for. */
const REACH_CHARS = 100;
/** How much further away another clause is, and another sentence; what is further says nothing of it. */
const CLAUSE_CHARS = 40;
const SENTENCE_CHARS = 200;
const MAX_DISTANCE_CHARS = 200;
/** What somebody says well is about where they stand, most of it; what is bad may be what they want to mend. */
const MAX_SPOKEN_CHARS = 400;
/** Most that the words of one statement count for or against a side; one of them is 1. */
const MOST_JUDGED = 2;

/** A place where a side is named. */
export interface NamedAt {
  readonly side: 0 | 1;
  readonly at: number;
  readonly role: Role;
}

/** `own`: what is spoken of; `compared`: what it is measured against; `down`: "not this"; `missed`: "without this". */
type Role = 'own' | 'compared' | 'down' | 'missed';

/** Where each side is named and as what, in the order of the text. */
export function placesOf(text: string, mentions: Mentions): NamedAt[] {
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
export function judged(
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
  const [a, b] = scores.map((score) => Math.max(-MOST_JUDGED, Math.min(MOST_JUDGED, score)));
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
