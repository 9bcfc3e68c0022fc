import type { Passage } from '../../domain/passage.ts';
import { estimateTokens } from '../../text/token-estimate.ts';
import { pointsBack } from '../choosing/points-back.ts';
import { statementsOf } from '../choosing/statements.ts';
import type { Evidence } from '../checking/check-claim.ts';

/** Calls of the model that one summary may cost. */
export const MAX_PARTS = 4;
/** Sections a summary without a model names; further ones are left out, the deepest first. */
const MAX_SECTIONS = 12;
/** Longest sentence that stands for a section, in characters. */
const MAX_SENTENCE_CHARS = 320;

/** What of an article is read, in the order of the article, cut into what one call takes. */
export interface SummaryParts {
  readonly parts: readonly (readonly Evidence[])[];
  /** Whether that is all of it. */
  readonly isWhole: boolean;
}

/**
 * The statements of an article in at most `MAX_PARTS` parts of about one size. Where they do not fit,
 * every section keeps its beginning: the first statement of each, then the second of each, and so on.
 * @param budget estimated tokens of one part
 */
export function summaryParts(passages: readonly Passage[], budget: number): SummaryParts {
  const all = passages.flatMap(evidenceOf);
  const taken = new Set(beginnings(all, budget * MAX_PARTS));
  const read = all.filter((one) => taken.has(one));
  const tokens = read.reduce((sum, { text }) => sum + estimateTokens(text), 0);
  const count = Math.min(MAX_PARTS, Math.max(1, Math.ceil(tokens / budget)));
  return { parts: inParts(read, tokens / count, count), isWhole: read.length === all.length };
}

/** The first sentence of each section that stands by itself, in the order of the article. */
export function firstSentences(passages: readonly Passage[]): Evidence[] {
  const firsts = new Map<string, Evidence>();
  for (const one of passages.flatMap(evidenceOf)) {
    const { section } = one.passage;
    if (!firsts.has(section) && isSentence(one)) firsts.set(section, one);
  }
  const depth = ({ passage }: Evidence): number => passage.section.split(' > ').length;
  const kept = [...firsts.values()]
    .map((one, at) => ({ one, at }))
    .sort((a, b) => depth(a.one) - depth(b.one) || a.at - b.at)
    .slice(0, MAX_SECTIONS);
  return kept.sort((a, b) => a.at - b.at).map(({ one }) => one);
}

/** Whether a statement says something by itself: no code, no row, nothing that points back or onward. */
export function isSentence({ text, passage }: Evidence): boolean {
  const isRow = passage.text.includes('|') && !passage.text.includes(text);
  if (isRow || text.includes('```') || text.length > MAX_SENTENCE_CHARS) return false;
  return !text.endsWith(':') && !pointsBack(text);
}

function evidenceOf(passage: Passage): Evidence[] {
  const statements = statementsOf(passage.text);
  return statements.map((text, at) => {
    const [before = '', after = ''] = [statements[at - 1], statements[at + 1]];
    return { text, passage, before, after };
  });
}

function beginnings(all: readonly Evidence[], budget: number): Evidence[] {
  const places = new Map<string, number>();
  const ordered = all
    .map((one, at) => {
      const place = places.get(one.passage.section) ?? 0;
      places.set(one.passage.section, place + 1);
      return { one, at, place };
    })
    .sort((a, b) => a.place - b.place || a.at - b.at);
  const taken: Evidence[] = [];
  let left = budget;
  for (const { one } of ordered) {
    left -= estimateTokens(one.text);
    if (left < 0 && taken.length > 0) break;
    taken.push(one);
  }
  return taken;
}

/** In parts of about one size; a passage is parted where it is larger than that alone. */
function inParts(read: readonly Evidence[], size: number, count: number): Evidence[][] {
  const parts: Evidence[][] = [[]];
  let filled = 0;
  for (const [at, one] of read.entries()) {
    const isNewPassage = read[at - 1]?.passage.id !== one.passage.id;
    const isFull = filled >= size * parts.length;
    if (isFull && isNewPassage && parts.length < count) parts.push([]);
    parts.at(-1)?.push(one);
    filled += estimateTokens(one.text);
  }
  return parts.filter((part) => part.length > 0);
}
