import type { DropReason, SharedPoint } from '../../domain/debate.ts';
import { contentStems, overlap } from '../../text/content-stems.ts';
import type { CheckInput, Drop } from './check-input.ts';
import { faultOfText, tidy } from './claim-text.ts';
import { speakerOf, type NumberedPassage } from './extract-points.ts';
import { factsStand, follows, nearestSentence, proseIn } from './passage-support.ts';
import { retold } from './retelling.ts';
import type { RawShared } from './schema.ts';
import { hasVerb } from './sentence-shape.ts';
import { AGREEMENT, BOTH, OPEN } from './stance-words.ts';

/** From this share on two statements say the same. */
const DUPLICATE_OVERLAP = 0.6;
/** From this share on a statement is what the speaker of its nearest sentence says. */
const SPOKEN_OVERLAP = 0.5;

export interface SharedCheck extends Omit<CheckInput, 'side'> {
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
    else if (kept.some((other) => isSame(other, checked))) drop('duplicate');
    else kept.push(checked);
  }
  return kept;
}

function isSame(one: SharedPoint, other: SharedPoint): boolean {
  return overlap(contentStems(other.claim), contentStems(one.claim)) >= DUPLICATE_OVERLAP;
}

/** In the passage the model names, or in another one that states it. */
function sharedPoint(claim: string, raw: RawShared, input: SharedCheck): SharedPoint | DropReason {
  const wanted = input.prompt[raw.passage - 1];
  if (wanted === undefined) return 'no-such-passage';
  const { language } = input;
  const results = [wanted, ...input.prompt].map((numbered): SharedPoint | DropReason => {
    const told = retold(claim, proseIn(numbered, language), language);
    const fault = faultOfShared(told.text, numbered, input);
    if (fault !== null) return fault;
    if (!told.verbatim && !hasVerb(claim, language)) return 'no-sentence';
    const who = whoSays(told.text, numbered, input);
    return { claim: told.text, who, n: numbered.n, verbatim: told.verbatim, language };
  });
  const found = results.find((result) => typeof result !== 'string');
  return found ?? results[0] ?? 'unsupported';
}

function whoSays(claim: string, numbered: NumberedPassage, input: SharedCheck): string | null {
  const { sentence, share } = nearestSentence(claim, numbered);
  return share < SPOKEN_OVERLAP ? null : speakerOf(sentence, numbered, input.voices);
}

function faultOfShared(
  claim: string,
  numbered: NumberedPassage,
  input: SharedCheck,
): DropReason | null {
  if (!factsStand(claim, numbered, input.language)) return 'facts-missing';
  if (!follows(claim, numbered, input.language)) return 'unsupported';
  const source = `${numbered.passage.section} ${nearestSentence(claim, numbered).sentence} ${claim}`;
  if (input.about === 'open') return OPEN.test(claim) ? null : 'unsupported';
  if (OPEN.test(claim)) return 'unsupported';
  return AGREEMENT.test(source) || BOTH.test(source) ? null : 'unsupported';
}
