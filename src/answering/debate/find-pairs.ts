import type { Passage } from '../../domain/passage.ts';
import type { Embedder, PassageIndex, Retrieve } from '../../domain/ports.ts';
import { isKnownName } from '../names.ts';
import { findPersons } from './persons.ts';
import { DEFAULT_TOPIC, inFixedOrder } from './queries.ts';
import { corpusSpelling, foldedWords, mentionsName, squash } from './side-names.ts';
import { NOT_PERSON } from './stance-words.ts';

/** Passages that are looked at. */
const SEARCH_LIMIT = 30;
/** Most passages of one article among them. */
const PER_ARTICLE = 6;
/** Fewest passages that name a side, and that name both. */
const MIN_PASSAGES = 2;
/** A heading that sets two names against each other counts as much as so many passages. */
const HEADING_WEIGHT = 4;
const CONTRAST = /(?<!\p{L})(?:oder|or|vs|versus|gegen|against|vergleich\p{L}*|compar\p{L}*|lager)(?!\p{L})/iu;

/** Sides that are no proper names; offered where the passages hold both. */
const CONCEPTS: readonly (readonly [string, string])[] = [
  ['offene Modelle', 'geschlossene Modelle'],
  ['open models', 'closed models'],
];

/** Two sides the corpus covers. */
export interface DebatePair {
  readonly sideA: string;
  readonly sideB: string;
  /** Comparable within one answer only. */
  readonly score: number;
}

export interface FindPairsRequest {
  /** Topic, or what was typed so far; empty: whatever the corpus debates most. */
  readonly text: string;
  readonly index: PassageIndex;
  /** Null: keyword search only. */
  readonly embedder: Embedder | null;
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/** Finds pairs of names that passages on a topic set side by side, the best covered first. */
export async function findPairs(
  request: FindPairsRequest,
  retrieve: Retrieve,
): Promise<readonly DebatePair[]> {
  const { index, embedder, signal } = request;
  const typed = request.text.trim();
  const queries = typed === '' ? Object.values(DEFAULT_TOPIC) : [typed];
  const byId = new Map<string, Passage>();
  for (const question of queries) {
    const { ranked } = await retrieve({
      question,
      index,
      embedder,
      limit: SEARCH_LIMIT,
      perArticle: PER_ARTICLE,
      ...(signal === undefined ? {} : { signal }),
    });
    for (const { passage } of ranked) byId.set(passage.id, passage);
  }
  const passages = [...byId.values()];
  return pairsIn(passages, typed).slice(0, request.limit);
}

function pairsIn(passages: readonly Passage[], typed: string): DebatePair[] {
  const texts = passages.map(({ title, section, text }) => `${title}\n${section}\n${text}`);
  const names = namesIn(passages, texts);
  const candidates: (readonly [string, string])[] = [...CONCEPTS];
  names.forEach((one, at) => {
    for (const other of names.slice(at + 1)) candidates.push([one, other]);
  });
  return candidates
    .flatMap((pair): DebatePair[] => {
      const score = scoreOf(pair, passages, typed);
      if (score === 0) return [];
      const [sideA, sideB] = inFixedOrder(pair);
      return [{ sideA, sideB, score }];
    })
    .sort((x, y) => y.score - x.score || (x.sideA + x.sideB < y.sideA + y.sideB ? -1 : 1));
}

/** Products and organisations, spelled as the corpus does; persons are voices, not sides. */
function namesIn(passages: readonly Passage[], texts: readonly string[]): string[] {
  const persons = new Set(
    findPersons(passages).flatMap(({ name }) => foldedWords(name)),
  );
  const words = new Set(texts.flatMap((text) => foldedWords(text)));
  return [...words]
    .filter((word) => isKnownName(word) && !persons.has(word))
    .filter((word) => NOT_PERSON.has(word) || /^(?:claude|gemini|bard|palm|bloom|qwen|grok)$/u.test(word))
    .sort()
    .map((word) => corpusSpelling(word, texts));
}

function scoreOf(pair: readonly [string, string], passages: readonly Passage[], typed: string): number {
  const [one, other] = pair;
  if (squash(one) === squash(other)) return 0;
  let [hasOne, hasOther, hasBoth, headings] = [0, 0, 0, 0];
  for (const { title, section, text } of passages) {
    const [inOne, inOther] = pair.map((name) => mentionsName(text, name));
    hasOne += Number(inOne);
    hasOther += Number(inOther);
    hasBoth += Number(inOne === true && inOther === true);
    const heading = section === '' ? title : section;
    const isContrast = pair.every((name) => mentionsName(heading, name)) && CONTRAST.test(heading);
    headings += Number(isContrast);
  }
  if (Math.min(hasOne, hasOther) < MIN_PASSAGES || hasBoth < MIN_PASSAGES) return 0;
  const asked = pair.filter((name) => mentionsName(typed, name)).length;
  return hasBoth + HEADING_WEIGHT * headings + 2 * HEADING_WEIGHT * asked;
}
