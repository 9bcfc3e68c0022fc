/* Parts of sentences around who speaks, taken apart step by step: one pattern of all would not be linear. */

const BRACKET = /^\**(?:\s?\([^()]{1,60}\))?/u;
const FEW_WORDS = /^[^,.;:!?“”„"]{0,70}$/u;
/** Ends what somebody is between commas; a full stop within a name does not. */
const SENTENCE_ENDS = /[;:!?]|\.\s/u;
const MAX_APPOSITION_CHARS = 160;

/** Between a name and its verb: a bracket, what they are between commas, a few words. */
export function isNameToVerb(gap: string): boolean {
  const [bracket] = BRACKET.exec(gap) ?? [''];
  return [gap.replace(/^\*+/u, ''), gap.slice(bracket.length)].some(
    (rest) => FEW_WORDS.test(rest) || (rest.startsWith(',') && isApposition(rest)),
  );
}

/** ", what they are, a few words" */
function isApposition(rest: string): boolean {
  const end = rest.lastIndexOf(',');
  if (end < 2 || end > MAX_APPOSITION_CHARS + 1) return false;
  if (SENTENCE_ENDS.test(rest.slice(1, end + 1))) return false;
  return FEW_WORDS.test(rest.slice(end + 1).replace(/^\*+/u, ''));
}

/** Who is named in front of a block. */
export interface Lead {
  readonly named: string;
  /** Whether a colon gives them the whole block. */
  readonly isWhole: boolean;
}

const BOLD = /^\*\*([^*]{2,120})\*\*(:?)\s/u;
const CAPITALS = /^\p{Lu}\S*(?:\s\p{Lu}\S*){0,3}\s?$/u;
/** Longest lead in front of a colon, and what stands in its brackets or behind its comma, in characters. */
const MAX_LEAD_CHARS = 200;
const MAX_REST_CHARS = 60;

/** "**Name, firm, date:** what they say", "Name (firm): what they say"; null where nobody is named in front. */
export function leadOf(block: string): Lead | null {
  const bold = BOLD.exec(block);
  if (bold !== null) {
    const [, inside = '', colon] = bold;
    const named = inside.replace(/:$/u, '');
    return { named, isWhole: colon === ':' || inside.includes(':') };
  }
  const head = block.slice(0, MAX_LEAD_CHARS);
  const end = head.indexOf(':');
  const named = head.slice(0, Math.max(0, end));
  if (!/^\s/u.test(block.slice(end + 1)) || named.includes('.')) return null;
  const cuts = [...named.matchAll(/[(,]/gu)].map(({ index }) => index);
  const isNamed = [named.length, ...cuts].some(
    (cut) => named.length - cut - 1 <= MAX_REST_CHARS && isNames(named.slice(0, cut)),
  );
  return isNamed ? { named, isWhole: true } : null;
}

/** Two to four capitals or more, in four words at most. */
function isNames(text: string): boolean {
  return CAPITALS.test(text) && (text.match(/\p{Lu}/gu)?.length ?? 0) > 1;
}
