import type { DebatePoint, DropReason } from '../../domain/debate.ts';
import { factsOf } from '../facts.ts';
import { contentStems, overlap, STEM_CHARS } from '../../text/content-stems.ts';
import { foldText, foldWord } from '../../text/fold-word.ts';
import type { CheckInput, Drop } from './check-input.ts';
import { faultOfText, tidy } from './claim-text.ts';
import { kindOf, type NumberedPassage } from './extract-points.ts';
import { isArgument, type Voice } from './leaning.ts';
import {
  addsDuty,
  factsStand,
  follows,
  FOREIGN_SHARED_WORDS,
  nearestSentence,
  proseIn,
} from './passage-support.ts';
import { namesPerson } from './person-names.ts';
import { needsContext } from './quotable.ts';
import { retold, type Told } from './retelling.ts';
import type { RawPoint } from './schema.ts';
import { hasVerb } from './sentence-shape.ts';
import { foldedWords, mentionsName } from './side-names.ts';
import { speaksItself } from './speech.ts';

/** Least share of a claim's words that its person's own sentences must hold, in one language. */
const PERSON_OVERLAP = 0.35;
/** How much better it may fit another person's sentences. */
const OTHER_PERSON_MARGIN = 0.15;
/** From this share on a claim is another person's, where its own is quoted in the other language. */
const FOREIGN_OTHER_OVERLAP = 0.35;
/** From so many words, and this share of a claim, it holds what the article adds of its own. */
const REMARK_WORDS = 2;
const REMARK_SHARE = 0.2;
/** From this share on two claims of one person say the same. */
const DUPLICATE_OVERLAP = 0.6;
/** Most points of one person. */
const MAX_POINTS_EACH = 2;

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

/** Somebody's claim: from sentences in which they speak, in a passage of their side. */
function checkSpoken(claim: string, voice: Voice, input: CheckInput): DebatePoint | DropReason {
  const { side, sides, language } = input;
  if (voice.leaning !== side) return 'wrong-side';
  const spoken = input.passages.filter(({ passage }) =>
    voice.statements.some((one) => one.passage.id === passage.id),
  );
  if (spoken.length === 0) return 'who-not-in-passage';
  const fault = faultOfSpeech(claim, voice, input);
  if (fault !== null) return fault;
  const told = retold(claim, sentencesOf(voice, language), language);
  const isLoose = !namesPerson(claim, voice.person) && speaksItself(claim);
  if (!told.verbatim && (isLoose || !hasVerb(claim, language))) return 'no-sentence';
  if (needsContext(told.text)) return 'out-of-context';
  if (told.verbatim && !isArgument(told.text, side, sides)) return 'wrong-side';
  const [first, ...also] = statingOf(told, spoken, { voice, language });
  if (first === undefined) return 'facts-missing';
  return {
    claim: told.text,
    who: voice.person.name,
    kind: kindOf(claim, side, sides),
    n: first,
    also: also.sort((x, y) => x - y),
    verbatim: told.verbatim,
    language,
  };
}

function faultOfSpeech(claim: string, voice: Voice, input: CheckInput): DropReason | null {
  const stating = input.passages.filter(
    (numbered) =>
      voice.statements.some((one) => one.passage.id === numbered.passage.id) &&
      factsStand(claim, numbered, input.language),
  );
  if (stating.length === 0) return 'facts-missing';
  const support = supportOf(claim, voice, input);
  if (support === 'none') return 'unsupported';
  if (support === 'other') return 'wrong-person';
  if (holdsRemark(claim, voice)) return 'not-their-words';
  const spoken = voice.statements.flatMap((statement) => statement.spoken);
  return addsDuty(claim, spoken) ? 'unsupported' : null;
}

/** Words that only the article's own remarks about a person have, and that person's speech has not. */
function holdsRemark(claim: string, voice: Voice): boolean {
  const own = spokenStems(voice);
  const remarks = contentStems(
    voice.statements
      .flatMap(({ sentences, spoken }) => sentences.filter((one) => !spoken.includes(one)))
      .join(' '),
  );
  const stems = contentStems(claim);
  const taken = [...stems].filter((stem) => remarks.has(stem) && !own.has(stem)).length;
  return taken >= REMARK_WORDS && taken >= REMARK_SHARE * stems.size;
}

/** The sentences in which somebody speaks, in one language. */
function sentencesOf({ statements }: Voice, language: string): string[] {
  return statements
    .filter(({ kind, passage }) => kind === 'prose' && passage.language === language)
    .flatMap(({ spoken }) => spoken);
}

/** Numbers of the passages that state a claim; first the one it is taken from, or can be read in. */
function statingOf(
  { text, verbatim }: Told,
  spoken: readonly NumberedPassage[],
  { voice, language }: { voice: Voice; language: CheckInput['language'] },
): number[] {
  const rank = ({ passage }: NumberedPassage): number => {
    const isSource = voice.statements.some(
      (one) => one.passage.id === passage.id && one.spoken.includes(text),
    );
    return (isSource ? 0 : 2) + (passage.language === language ? 0 : 1);
  };
  return spoken
    .filter((numbered) => (verbatim && rank(numbered) < 2) || factsStand(text, numbered, language))
    .sort((x, y) => rank(x) - rank(y) || x.n - y.n)
    .map(({ n }) => n);
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

function spokenStems({ statements }: Voice): Set<string> {
  return contentStems(statements.flatMap(({ spoken }) => spoken).join(' '));
}

function withoutNames(claim: string, names: readonly string[]): Set<string> {
  const stems = contentStems(claim);
  for (const word of names.flatMap((name) => foldedWords(name)))
    stems.delete(word.slice(0, STEM_CHARS));
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
  const { sentence } = nearestSentence(claim, found);
  const other = side === 'a' ? 'b' : 'a';
  const speakers = input.voices.filter(({ statements }) =>
    statements.some(
      (one) => one.passage.id === found.passage.id && one.sentences.includes(sentence),
    ),
  );
  if (speakers.some(({ leaning }) => leaning === other || leaning === 'both')) return 'wrong-side';
  const own = speakers.find(({ leaning }) => leaning === side);
  if (own !== undefined) return checkSpoken(claim, own, input);
  if (!mentionsName(claim, side === 'a' ? sides[0] : sides[1])) return 'unsupported';
  const told = retold(claim, proseIn(found, language), language);
  if (!told.verbatim && !hasVerb(claim, language)) return 'no-sentence';
  const kind = kindOf(claim, side, sides);
  const { text, verbatim } = told;
  return { claim: text, who: null, kind, n: found.n, also: [], verbatim, language };
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
