import {
  holdsWords,
  segmentsOf,
  thingsOf,
  valuesOf,
  type Segment,
  type Value,
} from './segments.ts';

/** A claim beside the sentence it is held to. */
export interface BindingInput {
  readonly claim: string;
  readonly claimLanguage: string;
  /** What was asked: a short claim leaves its subject to it. */
  readonly question: string;
  readonly evidence: string;
  readonly evidenceLanguage: string;
}

/**
 * Whether a claim gives one thing the value of another: "Code Llama in July" of "Llama 2 in July and
 * Code Llama in August", "4 bit: 13 GB" of a row `4 bit: 6.5 GB; 8 bit: 13 GB`. Told by rivals: the
 * value stands in a part of the sentence that names something else, and the part that names the
 * claim's thing has another value of the same kind.
 */
export function isMisbound(input: BindingInput): boolean {
  const { claim, claimLanguage, question, evidence, evidenceLanguage } = input;
  const segments = segmentsOf(evidence, evidenceLanguage);
  if (segments.length < 2) return false;
  const said = {
    values: [...valuesOf(claim, claimLanguage), ...valuesOf(question, claimLanguage)],
    things: [...thingsOf(claim), ...thingsOf(question)],
  };
  return valuesOf(claim, claimLanguage).some((value) => isStolen(value, segments, said));
}

function isStolen(value: Value, segments: readonly Segment[], said: Segment): boolean {
  const holding = segments.filter((segment) => segment.values.some((one) => isSame(one, value)));
  if (holding.length === 0) return false; // whether it stands at all is another check's matter
  return holding.every((home) =>
    segments.some(
      (other) =>
        !other.values.some((one) => isSame(one, value)) &&
        hasRivalValue(other, value, said) &&
        isRivalThing(home, other, said),
    ),
  );
}

function isSame(a: Value, b: Value): boolean {
  return a.kind === b.kind && a.value === b.value;
}

/** Another value of the kind, which the claim does not state. */
function hasRivalValue({ values }: Segment, value: Value, said: Segment): boolean {
  return values.some((one) => one.kind === value.kind && !said.values.some((s) => isSame(s, one)));
}

/** The other part holds something that is spoken of, and the value's own part something that is not. */
function isRivalThing(home: Segment, other: Segment, said: Segment): boolean {
  const isSaid = (thing: string): boolean => said.things.some((one) => holdsWords(one, thing));
  if (other.things.some(isSaid) && home.things.length > 0 && !home.things.some(isSaid)) return true;
  return other.values.some(
    (mine) =>
      said.values.some((one) => isSame(one, mine)) &&
      home.values.some(
        (theirs) => theirs.kind === mine.kind && !said.values.some((one) => isSame(one, theirs)),
      ),
  );
}
