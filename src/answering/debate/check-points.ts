import type { DebatePoint, DropReason, SharedPoint } from '../../domain/debate.ts';
import type { Language } from '../../domain/language.ts';
import { splitSentences } from '../../domain/sentences.ts';
import { detectLanguage } from '../detect-language.ts';
import { isMixed } from './mixed-language.ts';
import { factBase, factsOf, missingFacts } from '../facts.ts';
import { contentStems, foldText, foldWord, overlap } from '../fold-word.ts';
import { kindOf, type NumberedPassage } from './extract-points.ts';
import { sentenceLeaning, type Voice } from './leaning.ts';
import { namesPerson, readUnits } from './persons.ts';
import type { RawPoint, RawShared } from './schema.ts';
import { foldedWords, mentionsName } from './side-names.ts';
import { AGREEMENT, BOTH, INSTRUCTION, OPEN, STANCE, VERDICT } from './stance-words.ts';

/** Longest claim, in characters; longer ones are cut at the end of a sentence or dropped. */
const MAX_CLAIM_CHARS = 320;
const MIN_CLAIM_CHARS = 12;
/** So many words that come twice in a row make a claim a stutter. */
const REPEATED_WORDS = 5;
/** Least share of a claim's words that its person's own sentences must hold, in one language. */
const PERSON_OVERLAP = 0.35;
/** How much better it may fit another person's sentences. */
const OTHER_PERSON_MARGIN = 0.15;
/** From this share on a claim is another person's, where its own is quoted in the other language. */
const FOREIGN_OTHER_OVERLAP = 0.35;
/** Fewest words a claim must share with its person's sentences in the other language. */
const FOREIGN_SHARED_WORDS = 2;
/** Least share of the words of a claim that nobody in particular makes. */
const PASSAGE_OVERLAP = 0.4;
/** From this share on two claims of one person say the same. */
const DUPLICATE_OVERLAP = 0.6;
/** Most points of one person. */
const MAX_POINTS_EACH = 2;

/** Counts what fails. */
export type Drop = (reason: DropReason) => void;

export interface CheckInput {
  readonly side: 'a' | 'b';
  readonly sides: readonly [string, string];
  readonly language: Language;
  /** The side's passages by number: the order that decides which of several is cited. */
  readonly passages: readonly NumberedPassage[];
  /** The same in the order of the prompt, which the model's numbers mean. */
  readonly prompt: readonly NumberedPassage[];
  /** Everybody, whatever the side; their statements in the side's passages. */
  readonly voices: readonly Voice[];
}

/** Checks every point of a reply; what fails is dropped and counted. */
export function checkPoints(
  points: readonly RawPoint[],
  input: CheckInput,
  drop: Drop,
): DebatePoint[] {
  const kept: DebatePoint[] = [];
  for (const raw of points) {
    const checked = checkPoint(raw, input);
    if (typeof checked === 'string') drop(checked);
    else if (kept.some((other) => isSame(other, checked)) || isCrowd(kept, checked))
      drop('duplicate');
    else kept.push(checked);
  }
  return kept;
}

function checkPoint(raw: RawPoint, input: CheckInput): DebatePoint | DropReason {
  const claim = tidy(raw.claim);
  const fault = faultOfText(claim, input);
  if (fault !== null) return fault;
  const passage = input.prompt[raw.passage - 1];
  if (passage === undefined) return 'no-such-passage';
  const voice = voiceOf(raw.who, input.voices);
  if (raw.who.trim() !== '' && voice === null) {
    const isSideItself = input.sides.some((name) => mentionsName(raw.who, name));
    if (!isSideItself && !holdsWords(passage, raw.who)) return 'who-not-in-passage';
  }
  const named = input.voices.filter(({ person }) => namesPerson(claim, person));
  const speaker = voice ?? (named.length === 1 ? (named[0] ?? null) : null);
  if (named.some((one) => one.person.key !== speaker?.person.key)) return 'wrong-person';
  return speaker === null ? checkPlain(claim, raw, input) : checkSpoken(claim, speaker, input);
}

/** Somebody's claim: from their own sentences, in a passage where they speak, on their side. */
function checkSpoken(claim: string, voice: Voice, input: CheckInput): DebatePoint | DropReason {
  const { side, sides, language } = input;
  if (voice.leaning !== side) return 'wrong-side';
  const spoken = input.passages.filter(({ passage }) =>
    voice.statements.some((one) => one.passage.id === passage.id),
  );
  if (spoken.length === 0) return 'who-not-in-passage';
  const stating = spoken.filter((numbered) => factsStand(claim, numbered, language));
  if (stating.length === 0) return 'facts-missing';
  const support = supportOf(claim, voice, input);
  if (support === 'none') return 'unsupported';
  if (support === 'other') return 'wrong-person';
  const [first, ...also] = stating.map(({ n }) => n);
  if (first === undefined) return 'facts-missing';
  const kind = kindOf(claim, side, sides);
  return { claim, who: voice.person.name, kind, n: first, also, verbatim: false };
}

/**
 * Whether a claim is what its person says and not what somebody else does: by words in the claim's
 * language. Where the person speaks in the other language only, words that both share and figures
 * have to do, and nobody who is quoted in the claim's language may fit it well.
 */
function supportOf(claim: string, voice: Voice, input: CheckInput): 'own' | 'other' | 'none' {
  const stems = withoutNames(claim, [voice.person.name, ...input.sides]);
  const isReadable = (one: Voice): boolean =>
    one.statements.some(({ passage }) => passage.language === input.language);
  const best = Math.max(
    0,
    ...input.voices
      .filter((other) => other.person.key !== voice.person.key && isReadable(other))
      .map((other) => overlap(stems, spokenStems(other))),
  );
  const share = overlap(stems, spokenStems(voice));
  if (isReadable(voice)) {
    if (best > share + OTHER_PERSON_MARGIN) return 'other';
    return share >= PERSON_OVERLAP ? 'own' : 'none';
  }
  if (best >= FOREIGN_OTHER_OVERLAP) return 'other';
  const hasFigure = factsOf(claim, input.language).numbers.length > 0;
  const shared = Math.round(share * stems.size);
  return shared >= FOREIGN_SHARED_WORDS || (shared > 0 && hasFigure) ? 'own' : 'none';
}

/** Words of the sentences that report what a person says; the rest is the article's own. */
function spokenStems({ statements }: Voice): Set<string> {
  return stemsOf(
    statements.flatMap(({ kind, sentences }) =>
      sentences.filter((text, at) => kind === 'row' || at === 0 || STANCE.test(text)),
    ),
  );
}

function stemsOf(sentences: readonly string[]): Set<string> {
  return contentStems(sentences.join(' '));
}

function withoutNames(claim: string, names: readonly string[]): Set<string> {
  const stems = contentStems(claim);
  for (const word of names.flatMap((name) => foldedWords(name))) stems.delete(word.slice(0, 6));
  return stems;
}

/** Nobody's claim: must follow one sentence of its passage, which must not be the other side's. */
function checkPlain(claim: string, raw: RawPoint, input: CheckInput): DebatePoint | DropReason {
  const { side, sides, language } = input;
  const wanted = input.prompt[raw.passage - 1];
  const order = wanted === undefined ? input.passages : [wanted, ...input.passages];
  const stating = order.filter((numbered) => factsStand(claim, numbered, language));
  if (stating.length === 0) return 'facts-missing';
  const found = stating.find((numbered) => follows(claim, numbered, language));
  if (found === undefined) return 'unsupported';
  const sentence = nearestSentence(claim, found);
  const other = side === 'a' ? 'b' : 'a';
  const speakers = input.voices.filter(({ statements }) =>
    statements.some(
      (one) => one.passage.id === found.passage.id && one.sentences.includes(sentence),
    ),
  );
  if (speakers.some(({ leaning }) => leaning === other || leaning === 'both')) return 'wrong-side';
  const own = speakers.find(({ leaning }) => leaning === side);
  if (!mentionsName(claim, side === 'a' ? sides[0] : sides[1]) && own === undefined) {
    return 'unsupported';
  }
  const who = own?.person.name ?? null;
  return { claim, who, kind: kindOf(claim, side, sides), n: found.n, also: [], verbatim: false };
}

interface SharedCheck extends Omit<CheckInput, 'side'> {
  readonly about: 'common' | 'open';
}

/** What both grant or what is open: from a sentence of a passage that says so. */
export function checkShared(
  items: readonly RawShared[],
  input: SharedCheck,
  drop: Drop,
): SharedPoint[] {
  const kept: SharedPoint[] = [];
  for (const raw of items) {
    const claim = tidy(raw.claim);
    const checked = faultOfText(claim, input) ?? sharedPoint(claim, raw, input);
    if (typeof checked === 'string') drop(checked);
    else {
      const stems = contentStems(claim);
      const isKnown = kept.some(
        (other) => overlap(stems, contentStems(other.claim)) >= DUPLICATE_OVERLAP,
      );
      if (isKnown) drop('duplicate');
      else kept.push(checked);
    }
  }
  return kept;
}

/** In the passage the model names, or in another one that states it. */
function sharedPoint(claim: string, raw: RawShared, input: SharedCheck): SharedPoint | DropReason {
  const wanted = input.prompt[raw.passage - 1];
  if (wanted === undefined) return 'no-such-passage';
  const faults = [wanted, ...input.prompt].map((numbered) => ({
    n: numbered.n,
    fault: faultOfShared(claim, numbered, input),
  }));
  const found = faults.find(({ fault }) => fault === null);
  if (found !== undefined) return { claim, n: found.n, verbatim: false };
  return faults[0]?.fault ?? 'unsupported';
}

function faultOfShared(
  claim: string,
  numbered: NumberedPassage,
  input: SharedCheck,
): DropReason | null {
  if (!factsStand(claim, numbered, input.language)) return 'facts-missing';
  if (!follows(claim, numbered, input.language)) return 'unsupported';
  const source = `${numbered.passage.section} ${nearestSentence(claim, numbered)} ${claim}`;
  if (input.about === 'open') return OPEN.test(claim) ? null : 'unsupported';
  if (OPEN.test(claim)) return 'unsupported';
  return AGREEMENT.test(source) || BOTH.test(source) ? null : 'unsupported';
}

/** A position is one side's own view: true to the passages, without a verdict of ours. */
export function checkPosition(raw: string, input: CheckInput, drop: Drop): string {
  const position = tidy(raw);
  if (position === '') return '';
  const other = input.side === 'a' ? 'b' : 'a';
  const strangers = input.voices.filter(
    ({ person, leaning }) => leaning === other && namesPerson(position, person),
  );
  const fault =
    faultOfText(position, input) ??
    (strangers.length > 0 || !isOwnView(position, input) ? 'wrong-side' : null) ??
    (input.passages.some((numbered) => factsStand(position, numbered, input.language))
      ? null
      : 'facts-missing');
  if (fault === null) return position;
  drop(fault);
  return '';
}

/** Speaks for the side, or for none by name; what is said of both is nobody's position. */
function isOwnView(position: string, { side, sides }: CheckInput): boolean {
  const leaning = sentenceLeaning(position, sides);
  return leaning === side || leaning === null;
}

function faultOfText(
  claim: string,
  { language, passages }: Pick<CheckInput, 'language' | 'passages'>,
): DropReason | null {
  if (claim.length < MIN_CLAIM_CHARS || claim.length > MAX_CLAIM_CHARS) return 'malformed';
  if (repeatsItself(claim)) return 'malformed';
  if (INSTRUCTION.test(claim)) return 'instruction';
  if (VERDICT.test(claim)) return 'verdict';
  const detected = detectLanguage(claim);
  if (detected !== null && detected !== language) return 'wrong-language';
  const isForeign = isMixed(
    claim,
    language,
    passages.map(({ passage }) => passage),
  );
  return isForeign ? 'wrong-language' : null;
}

/** Small models run in circles: the same words in a row come twice. */
function repeatsItself(claim: string): boolean {
  const words = foldedWords(claim);
  const seen = new Set<string>();
  for (let at = 0; at + REPEATED_WORDS <= words.length; at += 1) {
    const run = words.slice(at, at + REPEATED_WORDS).join(' ');
    if (seen.has(run)) return true;
    seen.add(run);
  }
  return false;
}

/** The first sentence without citation marks and line breaks: what follows it is rarely the person's. */
function tidy(claim: string): string {
  const flat = claim
    .replace(/\s*\[\d{1,3}\]/gu, '')
    .replace(/[*_`#]+/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
  const [first = ''] = splitSentences(flat);
  const sentence = first.length >= MIN_CLAIM_CHARS ? first.trim() : flat;
  return sentence === '' || /[.!?…"”“»]$/u.test(sentence) ? sentence : `${sentence}.`;
}

function factsStand(claim: string, { passage }: NumberedPassage, language: Language): boolean {
  const base = factBase([passage.title, passage.section, passage.text]);
  return missingFacts(factsOf(claim, language), base).length === 0;
}

/** Whether a claim follows a passage: by its words in one language, by some word across two. */
function follows(claim: string, { passage }: NumberedPassage, language: Language): boolean {
  const stems = contentStems(claim);
  const share = overlap(stems, contentStems(`${passage.section} ${passage.text}`));
  if (passage.language === language) return share >= PASSAGE_OVERLAP;
  return Math.round(share * stems.size) >= FOREIGN_SHARED_WORDS;
}

function nearestSentence(claim: string, { passage }: NumberedPassage): string {
  const stems = contentStems(claim);
  const sentences = readUnits(passage).flatMap((unit) => unit.sentences);
  let best = '';
  let bestShare = -1;
  for (const sentence of sentences) {
    const share = overlap(stems, contentStems(sentence));
    if (share > bestShare) [best, bestShare] = [sentence, share];
  }
  return best;
}

function voiceOf(who: string, voices: readonly Voice[]): Voice | null {
  const wanted = foldWord(who.trim());
  if (wanted === '') return null;
  return (
    voices.find(({ person }) => foldWord(person.name) === wanted) ??
    voices.find(({ person }) => foldedWords(who).includes(person.key)) ??
    null
  );
}

function holdsWords({ passage }: NumberedPassage, who: string): boolean {
  const text = ` ${foldText(`${passage.title} ${passage.section} ${passage.text}`)} `;
  const words = foldedWords(who);
  return words.length > 0 && words.every((word) => text.includes(` ${word}`));
}

function isSame(one: DebatePoint, other: DebatePoint): boolean {
  if (one.who !== other.who) return one.claim === other.claim;
  const [x, y] = [contentStems(one.claim), contentStems(other.claim)];
  return Math.max(overlap(x, y), overlap(y, x)) >= DUPLICATE_OVERLAP;
}

function isCrowd(kept: readonly DebatePoint[], point: DebatePoint): boolean {
  if (point.who === null) return false;
  return kept.filter(({ who }) => who === point.who).length >= MAX_POINTS_EACH;
}
