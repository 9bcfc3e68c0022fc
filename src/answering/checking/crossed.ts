import { foldText } from '../../text/fold-word.ts';
import { contentWords, heldShare, wordBag, type WordBag } from '../choosing/word-match.ts';
import { clausesOf } from './clauses.ts';
import { holdsWords, thingsOf } from './segments.ts';

/** A claim beside the sentence it is held to. */
export interface CrossedInput {
  readonly claim: string;
  readonly claimLanguage: string;
  readonly evidence: string;
  readonly evidenceLanguage: string;
}

interface Clause {
  /** What it is about, folded: the thing it names first; null where it names none. */
  readonly about: string | null;
  /** The words behind that. */
  readonly said: WordBag;
  readonly words: readonly string[];
}

/** Names without a capital: `node.js`. */
const DOTTED = /(?<![\p{L}\p{N}.])\p{Ll}[\p{L}\p{N}]*\.\p{L}{2,}(?![\p{L}\p{N}.])/u;

/**
 * Whether a claim says of one thing what its sentence says of another: "The Heron carries cars" of "The Kestrel
 * carries cars, and the Heron carries goats". Told by rivals, as `isMisbound` tells it of values: most of what
 * the claim says stands behind something else, and its own thing has a part of the sentence to itself.
 */
export function isCrossed(input: CrossedInput): boolean {
  const { claim, claimLanguage, evidence, evidenceLanguage } = input;
  const clauses = clausesOf(evidence).map((clause) => clauseOf(clause, evidenceLanguage));
  if (clauses.length < 2) return false;
  return clausesOf(claim).some((part) => {
    const { about, words } = clauseOf(part, claimLanguage);
    const named = foldText(part);
    const own = clauses.filter((one) => isAbout(one, about));
    const others = clauses.filter((one) => one.about !== null && !holdsWords(named, one.about));
    if (!own.some((one) => one.words.length > 0) || others.length === 0) return false;
    const isIn = (word: string, ones: readonly Clause[]): boolean =>
      ones.some(({ said }) => heldShare(said, word) > 0);
    const rest = clauses.filter((one) => !others.includes(one));
    const inBoth = words
      .filter((word) => !/^\d/u.test(word))
      .map((word) => [isIn(word, others), isIn(word, rest)] as const);
    const crossed = inBoth.filter(([isTheirs, isOwn]) => isTheirs && !isOwn).length;
    return crossed > inBoth.filter(([isTheirs, isOwn]) => isOwn && !isTheirs).length;
  });
}

export interface NeighbourInput extends CrossedInput {
  /** Title and headings of the passage, and the sentences around the evidence. */
  readonly trail: string;
  readonly around: string;
}

const POINTING =
  /(?<!\p{L})(?:er|sie|es|ih[mnr]|ihnen|ihre?[mnrs]?|seine?[mnrs]?|dies(?:e[mnrs]?)?|dessen|deren|da(?:für|mit|von|zu|rauf|rin)|it|its|they|them|their|he|she|him|his|her|this|that|these|those|which|who|whose|both|beiden?)(?!\p{L})/iu;

/**
 * Whether a claim says of a thing that only the sentences around its own name what that one says of another:
 * "The Heron was launched by Harland" of "The Kestrel was launched by Harland", beside "The Heron carries goats".
 */
export function isNeighbours(input: NeighbourInput): boolean {
  const { claim, claimLanguage, evidence, evidenceLanguage, trail, around } = input;
  if (POINTING.test(evidence)) return false;
  const [named, stated] = [foldText(claim), foldText(evidence)];
  return clausesOf(claim).some((part) => {
    const { about, words } = clauseOf(part, claimLanguage);
    if (about === null || holdsWords(stated, about) || holdsWords(foldText(trail), about))
      return false;
    if (!holdsWords(foldText(around), about)) return false;
    const holding = clausesOf(evidence)
      .map((clause) => clauseOf(clause, evidenceLanguage))
      .filter(({ said }) => words.some((word) => heldShare(said, word) > 0));
    return (
      holding.length > 0 &&
      holding.every((one) => one.about !== null && !holdsWords(named, one.about))
    );
  });
}

function isAbout({ about }: Clause, thing: string | null): boolean {
  return about !== null && thing !== null && (holdsWords(about, thing) || holdsWords(thing, about));
}

function clauseOf(text: string, language: string): Clause {
  const [capital] = thingsOf(text);
  const dotted = DOTTED.exec(text)?.[0];
  const folded = foldText(text);
  const [about = null] = [capital, dotted === undefined ? undefined : foldText(dotted)]
    .filter((thing) => thing !== undefined)
    .sort((a, b) => folded.indexOf(a) - folded.indexOf(b));
  const behind = about === null ? text : folded.slice(folded.indexOf(about) + about.length);
  return { about, said: wordBag(behind, language), words: contentWords(behind, language) };
}
