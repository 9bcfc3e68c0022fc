import { foldText, foldWord } from '../../text/fold-word.ts';
import { isFunctionWord } from '../../text/function-words.ts';
import { passageTrail, type Passage } from '../../domain/passage.ts';
import { factBase, factsOf, missingFacts, type FactBase, type Facts } from '../facts.ts';
import { holdsNameAbroad, namesShown, type ShownNames } from '../names.ts';
import { findNumberWords } from '../numbers.ts';
import { ASKING } from '../choosing/answer-kind.ts';
import { contentWords, heldShare, wordBag, type WordBag } from '../choosing/word-match.ts';
import { pointsBack } from '../choosing/points-back.ts';
import { isReversed } from './agent.ts';
import { isMisbound } from './binding.ts';
import { clausesOf } from './clauses.ts';
import { isCrossed, isNeighbours } from './crossed.ts';
import { isNegated, isOpen, widens } from './small-words.ts';
import { thingsOf } from './segments.ts';

/** Least share of a claim's words that its evidence must hold with its neighbours, in one language. */
const LEAST_HELD_AROUND = 0.6;
/** Least share of its words but for names and numbers that the very sentence must hold: a neighbour may name the thing. */
const LEAST_HELD_ITSELF = 0.5;
const YES_OR_NO = /^\P{L}*(?:ja|nein|doch|yes|no)(?!\p{L})/iu;

/** Asks for a thing that is not among its own words, unlike "Is it free?" and "Which is older, A or B?". */
const OPENS_ASKING = new RegExp(`^\\P{L}*(?:\\p{L}{2,6}\\s)?${ASKING.source}`, 'iu');
const CHOICE = /(?<!\p{L})(?:which|welche[mnrs]?|oder|or)(?!\p{L})/iu;

/** Fewer words say nothing without their numbers. */
const MIN_OWN_WORDS = 2;

/** Words of a claim that a sentence of another language must have where there are no vectors. */
const LEAST_SHARED_WORDS = 2;

/** Least relevance of a sentence that an answer may rest on. */
const LEAST_RELEVANCE = 0.6;

/** Share of the question's words in a claim from which on it is an answer to it. */
const LEAST_RESTATED = 0.6;

/** Why a claim does not stand on a sentence. */
export type ClaimFault =
  | 'says-nothing'
  | 'off-topic'
  | 'facts'
  | 'other-thing'
  | 'binding'
  | 'direction'
  | 'negation'
  | 'scope'
  | 'words';

/** A sentence that claims may rest on, with what stands around it. */
export interface Evidence {
  readonly text: string;
  readonly passage: Passage;
  /** The statement before and the one behind it in its passage; empty where there is none. */
  readonly before: string;
  readonly after: string;
  /** Its score as a share of the best one's of its language, (0, 1]: a claim about something else answers nothing. Default 1. */
  readonly relevance?: number;
  /** What is shown of it. Default: its text. */
  readonly quote?: string | undefined;
}

interface Prepared extends Evidence {
  readonly language: string;
  readonly own: FactBase;
  readonly around: FactBase;
  readonly ownWords: WordBag;
  readonly aroundWords: WordBag;
  readonly shown: ShownNames;
}

export interface ClaimInput {
  /** Without citation marks. */
  readonly text: string;
  readonly language: string;
  readonly question: string;
  /** Places in the evidence that the claim cites, from 0; they are tried first. */
  readonly cited: readonly number[];
  /** Whether it translates a claim that stands: names may be written otherwise, unless they have digits or capitals inside. */
  readonly isTranslation?: boolean | undefined;
  /** For evidence in another language, whose words cannot be compared; null without vectors. */
  readonly isClose: (at: number) => boolean | null;
}

export type ClaimVerdict =
  | { readonly stands: true; readonly at: number }
  | { readonly stands: false; readonly fault: ClaimFault };

/** Holds claims to sentences: a claim stands where one sentence, with its neighbours, carries it. */
export class ClaimChecker {
  readonly #evidence: readonly Prepared[];

  constructor(evidence: readonly Evidence[]) {
    const shown = namesShown(evidence.map(({ passage }) => passage));
    this.#evidence = evidence.map((one) => prepared(one, shown));
  }

  /** The evidence a claim rests on, cited ones first; else why it does not stand on the one it cites. */
  check(claim: ClaimInput): ClaimVerdict {
    // A translation is one of the very sentence it cites.
    const all = claim.isTranslation === true ? [] : this.#evidence.map((_, at) => at);
    const rest = all.filter((at) => !claim.cited.includes(at));
    let fault: ClaimFault | null = null;
    for (const at of [...claim.cited, ...rest]) {
      const evidence = this.#evidence[at];
      if (evidence === undefined) continue;
      const found = faultOf(claim, evidence, () => claim.isClose(at));
      if (found === null && !this.#isDenied(claim, at)) return { stands: true, at };
      fault ??= found ?? 'negation';
    }
    return { stands: false, fault: fault ?? 'words' };
  }

  /** Whether another sentence holds as much of a claim as the one it stands on, and says the opposite. */
  #isDenied(claim: ClaimInput, at: number): boolean {
    const isNo = isNegated(claim.text);
    const words = contentWords(claim.text, claim.language);
    const sharedBy = ({ ownWords }: Prepared): number => heldOf(words, ownWords);
    const own = this.#evidence[at];
    if (own?.language !== claim.language || words.length === 0) return false;
    const least = Math.max(sharedBy(own), LEAST_HELD_ITSELF);
    return this.#evidence.some(
      (other) =>
        other !== own &&
        other.language === claim.language &&
        sharedBy(other) >= least &&
        isNegated(saidClauses(claim, other)) !== isNo &&
        !lacksFacts(claim, factsOf(claim.text, claim.language, other.shown), other),
    );
  }
}

function prepared(evidence: Evidence, shown: ShownNames): Prepared {
  const { text, passage, before, after } = evidence;
  const { language } = passage;
  const trail = passageTrail(passage);
  const around = [trail, before, text, after];
  return {
    ...evidence,
    language,
    shown,
    own: factBase([text], language),
    around: factBase(around, language),
    ownWords: wordBag(text, language),
    aroundWords: wordBag(around.join('\n'), language),
  };
}

function faultOf(
  claim: ClaimInput,
  evidence: Prepared,
  isClose: () => boolean | null,
): ClaimFault | null {
  if (isOffTopic(claim, evidence)) return 'off-topic';
  const facts = factsOf(claim.text, claim.language, evidence.shown);
  const words = contentWords(claim.text, evidence.language);
  const hasFacts = facts.numbers.length + facts.dates.length + facts.names.length > 0;
  if (!hasFacts && saysNothing(claim.text, words)) return 'says-nothing';
  if (restates(claim)) return 'says-nothing';
  if (lacksFacts(claim, facts, evidence)) return 'facts';
  if (claim.isTranslation !== true && speaksOfOther(claim, evidence)) return 'other-thing';
  if (givesToOther(claim, evidence)) return 'binding';
  if (isReversed(claim, { text: evidence.text, language: evidence.language })) return 'direction';
  const turned = turnedFault(claim, evidence);
  if (turned !== null) return turned;
  const isHeld =
    claim.language === evidence.language || words.every((word) => /^\d+$/u.test(word))
      ? holds(evidence, words, facts)
      : (isClose() ?? sharesNames(words, evidence));
  return isHeld ? null : 'words';
}

export function isYesOrNo(text: string): boolean {
  return YES_OR_NO.test(text);
}

/** "Yes.", "Yes, that may be very fast.": a yes needs more than one word of what it says. */
function saysNothing(text: string, words: readonly string[]): boolean {
  return words.length === 0 || (words.length === 1 && isYesOrNo(text));
}

/** Whether a claim gives one thing what its sentence gives another. */
function givesToOther({ text, language, question }: ClaimInput, evidence: Prepared): boolean {
  const pair = {
    ...{ claim: text, claimLanguage: language, question },
    ...{ evidence: evidence.text, evidenceLanguage: evidence.language },
  };
  const { passage, before, after } = evidence;
  const around = { trail: passageTrail(passage), around: `${before}\n${after}` };
  return isMisbound(pair) || isCrossed(pair) || isNeighbours({ ...pair, ...around });
}

/** The question itself behind a "yes", or its words and no others where a thing was asked for. */
function restates({ text, question, language }: ClaimInput): boolean {
  const wordsOf = (of: string): string => foldText(of.replace(YES_OR_NO, '')).trim();
  if (wordsOf(text) === wordsOf(question)) return true;
  if (!OPENS_ASKING.test(question) || CHOICE.test(question)) return false;
  const asked = wordBag(question, language);
  return contentWords(text, language).every((word) => asked.stems.has(word));
}

/** Small words that make another statement of the same one. */
function turnedFault(claim: ClaimInput, evidence: Prepared): 'negation' | 'scope' | null {
  const said = saidClauses(claim, evidence);
  if (isNegated(claim.text) !== isNegated(said)) return 'negation';
  if (isOpen(said) && !isOpen(claim.text)) return 'scope';
  return widens(claim.text, `${evidence.text} ${evidence.before}`) ? 'scope' : null;
}

/** A claim that says again what was asked is about that, whatever its evidence scored. */
function isOffTopic(
  { text, language, question }: ClaimInput,
  { relevance = 1 }: Evidence,
): boolean {
  if (relevance >= LEAST_RELEVANCE) return false;
  return heldOf(contentWords(question, language), wordBag(text, language)) < LEAST_RESTATED;
}

/** Numbers and dates must stand in the sentence itself, names in it or around it. */
function lacksFacts(claim: ClaimInput, facts: Facts, evidence: Prepared): boolean {
  const values: Facts = { ...facts, names: [], likelyNames: [] };
  if (missingFacts(withoutYear(values, evidence), evidence.own).length > 0) return true;
  const counted = findNumberWords(claim.text);
  if (counted.some(({ value }) => !evidence.own.numbers.some((one) => one.value === value))) {
    return true;
  }
  const names = facts.names.filter((name) => mustStand(name, claim));
  return missingFacts({ ...facts, names, numbers: [], dates: [] }, evidence.around).length > 0;
}

function mustStand(
  name: readonly string[],
  { text, question, isTranslation }: ClaimInput,
): boolean {
  if (isTranslation === true && !hardNames(text).some((hard) => name.includes(hard))) return false;
  return !isAskedAbbreviation(name, question);
}

/** Names no language writes otherwise: with a digit or a capital inside. Folded. */
function hardNames(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}.-]*/gu) ?? [];
  const found = words.filter((word) => /^\p{L}.*[\p{Lu}\p{N}]/u.test(word));
  return found.map(foldWord);
}

/** "LLMs" of the question, where the sentence says "language models". */
function isAskedAbbreviation(name: readonly string[], question: string): boolean {
  const [word] = name;
  const asked = question.match(/(?<![\p{L}\p{N}])\p{Lu}{2,6}s?(?![\p{L}\p{N}])/gu) ?? [];
  return name.length === 1 && asked.some((one) => foldText(one) === word);
}

/** A year that the heading or a neighbour gives ("in August" below "The year 2023") may be said. */
function withoutYear(facts: Facts, { around }: Prepared): Facts {
  const hasYear = (year: number): boolean => around.numbers.some(({ value }) => value === year);
  return {
    ...facts,
    dates: facts.dates.map((date) =>
      date.month !== null && date.year !== null && hasYear(date.year)
        ? { ...date, year: null }
        : date,
    ),
  };
}

/**
 * Whether the sentence names something else where the claim names its own: a value beside "Llama 2"
 * is none of a neighbour's "Code Llama", unless the sentence points back to it.
 */
function speaksOfOther(claim: ClaimInput, evidence: Prepared): boolean {
  const said = names(claim.text, claim.language);
  if (said.length === 0) return false;
  const things = thingsOf(evidence.text);
  const stated = foldText(evidence.text).split(' ');
  const isAbroad = claim.language !== evidence.language;
  const isThere = (name: string): boolean =>
    (isAbroad && holdsNameAbroad(name.split(' '), stated.join(' '))) ||
    holdsWords(stated, name) ||
    things.some((thing) => holdsWords(name.split(' '), thing));
  if (said.some(isThere) || pointsBack(evidence.text)) return false;
  const own = names(evidence.text, evidence.language);
  const asked = foldText(`${claim.text} ${claim.question}`).split(' ');
  return own.length > 0 && !own.some((name) => holdsWords(asked, name));
}

/** Letters of a word that an ending may add: "Metas", "Kessels". */
const ENDING_CHARS = 2;
const MIN_WORD_CHARS = 3;

function holdsWords(words: readonly string[], name: string): boolean {
  return name.split(' ').every((word) => words.some((other) => isSameWord(word, other)));
}

function isSameWord(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short === long) return true;
  const isEnding = short.length >= MIN_WORD_CHARS && long.startsWith(short);
  return isEnding && long.length - short.length <= ENDING_CHARS && !/\d/u.test(long);
}

/** Things that are names for sure: with a digit, an inner capital, or not opening an English sentence. */
function names(text: string, language: string): string[] {
  const opening = /^\p{L}+/u.exec(text.replace(/^[^\p{L}\p{N}]+/u, ''))?.[0] ?? '';
  return thingsOf(text).filter((thing) => {
    if (/\d/u.test(thing) || thing.includes(' ')) return true;
    if (language === 'de') return false;
    return thing !== foldText(opening) && !isFunctionWord(thing);
  });
}

/** Names, numbers and words that two languages share. */
function sharesNames(words: readonly string[], { ownWords }: Prepared): boolean {
  return words.filter((word) => ownWords.stems.has(word)).length >= LEAST_SHARED_WORDS;
}

function holds(evidence: Prepared, words: readonly string[], facts: Facts): boolean {
  const named = wordBag(facts.names.flat().join(' '), evidence.language);
  const others = words.filter((word) => !named.stems.has(word));
  const withoutNumbers = others.filter((word) => !/^\d/u.test(word));
  const own = withoutNumbers.length >= MIN_OWN_WORDS ? withoutNumbers : others;
  return (
    heldOf(words, evidence.aroundWords) >= LEAST_HELD_AROUND &&
    heldOf(own, evidence.ownWords) >= LEAST_HELD_ITSELF
  );
}

function heldOf(words: readonly string[], bag: WordBag): number {
  if (words.length === 0) return 1;
  return words.reduce((sum, stem) => sum + (heldShare(bag, stem) > 0 ? 1 : 0), 0) / words.length;
}

/** The clauses of the evidence that the claim says again; all of it where languages differ. */
function saidClauses(claim: ClaimInput, { text, language }: Prepared): string {
  if (claim.language !== language) return text;
  const said = wordBag(claim.text, language);
  const held = clausesOf(text).map((clause) => {
    const words = contentWords(clause, language);
    const count = words.filter((word) => heldShare(said, word) > 0).length;
    return { clause, count, isSaid: count * 2 >= words.length };
  });
  const most = Math.max(...held.map(({ count }) => count));
  const spanning = held.filter(({ count, isSaid }) => isSaid || count === most);
  return spanning.map(({ clause }) => clause).join(', ');
}
