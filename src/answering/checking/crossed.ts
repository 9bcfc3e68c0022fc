import { foldText } from '../../text/fold-word.ts';
import { contentWords, heldShare, wordBag, type WordBag } from '../choosing/word-match.ts';
import { clausesOf } from './clauses.ts';
import { thingsOf } from './segments.ts';

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

function holdsWords(text: string, words: string): boolean {
  return ` ${text} `.includes(` ${words} `);
}
