import { contentStems, overlap, STEM_CHARS } from '../../text/content-stems.ts';
import type { CheckInput, Drop } from './check-input.ts';
import { faultOfText, tidy } from './claim-text.ts';
import { sentenceLeaning } from './leaning.ts';
import { factsStand, follows, proseIn } from './passage-support.ts';
import { namesPerson } from './person-names.ts';
import { sharedRun } from './retelling.ts';
import { hasVerb } from './sentence-shape.ts';
import { foldedWords } from './side-names.ts';
import { speaksItself } from './speech.ts';
import type { DropReason } from '../../domain/debate.ts';

/** From so many content words in a row on a position is copied, from one person or from the article. */
const COPIED_WORDS = 4;

/** Least share of a position's words that its supporters' own sentences must hold. */
const HELD_OVERLAP = 0.5;

/**
 * A position is one side's own view: true to the passages, without a verdict of ours, and nobody's
 * words alone. It has no person and no passage of its own that a reader could hold it to, so what
 * small models make of it (two people's sentences joined, or one person's for all) is not shown.
 * @returns an empty text for what was dropped
 */
export function checkPosition(raw: string, input: CheckInput, drop: Drop): string {
  const position = tidy(raw);
  if (position === '') return '';
  const fault = faultOfText(position, input) ?? faultOfPosition(position, input);
  if (fault === null) return position;
  drop(fault);
  return '';
}

function faultOfPosition(position: string, input: CheckInput): DropReason | null {
  const { side, sides, language, voices, passages } = input;
  const other = side === 'a' ? 'b' : 'a';
  const leaning = sentenceLeaning(position, sides);
  const isOwnView = leaning === side || leaning === null; // of both is nobody's position
  const namesStranger = voices.some(
    (voice) => voice.leaning === other && namesPerson(position, voice.person),
  );
  if (namesStranger || !isOwnView) return 'wrong-side';
  if (!hasVerb(position, language) || speaksItself(position)) return 'no-sentence';
  const spoken = voices.flatMap(({ statements }) => statements.flatMap((one) => one.spoken));
  if (spoken.some((one) => sharedRun(position, one) >= COPIED_WORDS)) return 'one-voice';
  const written = passages.flatMap((one) => proseIn(one, one.passage.language));
  if (written.some((one) => sharedRun(position, one) >= COPIED_WORDS)) return 'not-their-words';
  if (!passages.some((one) => factsStand(position, one, language))) return 'facts-missing';
  return isHeld(position, input) ? null : 'unsupported';
}

/** Whether the side's voices, or its passages where it has none, hold most of the words. */
function isHeld(
  position: string,
  { side, sides, language, voices, passages }: CheckInput,
): boolean {
  const own = voices.filter(({ leaning }) => leaning === side);
  if (own.length === 0) return passages.some((one) => follows(position, one, language));
  const statements = own.flatMap((voice) => voice.statements);
  const readable = statements.filter(({ passage }) => passage.language === language);
  const spoken = (readable.length > 0 ? readable : statements).flatMap((one) => one.spoken);
  const stems = contentStems(position);
  for (const word of sides.flatMap(foldedWords)) stems.delete(word.slice(0, STEM_CHARS));
  return overlap(stems, contentStems(spoken.join(' '))) >= HELD_OVERLAP;
}
