import { throwIfAborted } from '../../domain/errors.ts';
import type { Passage } from '../../domain/passage.ts';
import type { Embedder, PassageIndex, Retrieve } from '../../domain/ports.ts';
import { nameRuns } from '../names.ts';
import { findPersons, readUnits } from './persons.ts';
import { DEFAULT_TOPIC, inFixedOrder } from './queries.ts';
import { NOT_PERSON } from './stance-words.ts';
import { corpusSpelling, foldedWords, mentionsName, squash } from './side-names.ts';

/** Passages that are looked at. */
const SEARCH_LIMIT = 30;
/** Most passages of one article among them. */
const PER_ARTICLE = 6;
/** Most titles that are searched for. */
const MAX_TITLES = 8;
/** Fewest passages that name a side, and that name both. */
const MIN_PASSAGES = 2;
/** A heading that sets two names against each other counts as much as so many passages. */
const HEADING_WEIGHT = 8;
/** The same for a sentence. */
const SENTENCE_WEIGHT = 2;
/** Passages that name both count up to so many: a maker and its product are often together. */
const MOST_TOGETHER = 5;
/** Most names that are set against each other, the most frequent ones. */
const MAX_NAMES = 12;
const CONTRAST =
  /(?<!\p{L})(?:oder|or|vs|versus|gegen|against|vergleich\p{L}*|compar\p{L}*|lager)(?!\p{L})/iu;

const A_OR_B =
  /(?<!\p{L})(\p{Lu}[\p{L}\p{N}-]*(?: \d+)?) (?:oder|or|vs\.?|versus|gegen|against) (\p{Lu}[\p{L}\p{N}-]*(?: \d+)?)(?!\p{L})/gu;

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
  const queries = typed === '' ? await openQueries(index) : [typed];
  const byId = new Map<string, Passage>();
  for (const question of queries) {
    throwIfAborted(signal);
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

/** What to search for when no topic is given: the shipped one, and titles that name a debate. */
async function openQueries(index: PassageIndex): Promise<readonly string[]> {
  const titles = (await index.articles()).map(({ title }) => title);
  const debates = titles.filter((title) => CONTRAST.test(title)).slice(0, MAX_TITLES);
  return [...Object.values(DEFAULT_TOPIC), ...debates];
}

function pairsIn(passages: readonly Passage[], typed: string): DebatePair[] {
  const texts = passages.map(({ title, section, text }) => `${title}\n${section}\n${text}`);
  const names = namesIn(passages, texts);
  const candidates: (readonly [string, string])[] = [...CONCEPTS, ...headingPairs(passages)];
  names.forEach((one, at) => {
    for (const other of names.slice(at + 1)) candidates.push([one, other]);
  });
  const known = new Set<string>();
  return candidates
    .filter((pair) => {
      const key = inFixedOrder(pair).map(squash).join('|');
      return !known.has(key) && known.add(key).has(key);
    })
    .flatMap((pair): DebatePair[] => {
      const score = scoreOf(pair, passages, typed);
      if (score === 0) return [];
      const [sideA, sideB] = inFixedOrder(pair);
      return [{ sideA, sideB, score }];
    })
    .sort((x, y) => y.score - x.score || (x.sideA + x.sideB < y.sideA + y.sideB ? -1 : 1));
}

/** "A or B" in a title or a heading, whatever A and B are. */
function headingPairs(passages: readonly Passage[]): (readonly [string, string])[] {
  const headings = new Set(passages.flatMap(({ title, section }) => [title, section]));
  return [...headings].flatMap((heading) =>
    [...heading.matchAll(A_OR_B)].map(([, one = '', other = '']) => [one, other] as const),
  );
}

/** Names of one word that passages show, spelled as the corpus does; persons are voices, not sides. */
function namesIn(passages: readonly Passage[], texts: readonly string[]): string[] {
  const persons = new Set(findPersons(passages).flatMap(({ name }) => foldedWords(name)));
  const counts = new Map<string, number>();
  for (const [word = '', ...more] of nameRuns(passages)) {
    if (more.length > 0 || persons.has(word) || NOT_PERSON.has(word)) continue;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count >= MIN_PASSAGES)
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .slice(0, MAX_NAMES)
    .map(([word]) => corpusSpelling(word, texts));
}

function scoreOf(
  pair: readonly [string, string],
  passages: readonly Passage[],
  typed: string,
): number {
  if (squash(pair[0]) === squash(pair[1])) return 0;
  const counts = { one: 0, other: 0, both: 0, headings: 0, sentences: 0 };
  for (const passage of passages) {
    const [inOne, inOther] = pair.map((name) => mentionsName(passage.text, name));
    counts.one += Number(inOne);
    counts.other += Number(inOther);
    if (inOne !== true || inOther !== true) continue;
    counts.both += 1;
    const heading = passage.section === '' ? passage.title : passage.section;
    counts.headings += Number(isContrast(heading, pair));
    const sentences = readUnits(passage).flatMap((unit) => unit.sentences);
    counts.sentences += sentences.filter((sentence) => isContrast(sentence, pair)).length;
  }
  const together = counts.headings > 0 ? 1 : MIN_PASSAGES;
  if (Math.min(counts.one, counts.other) < MIN_PASSAGES || counts.both < together) return 0;
  const asked = pair.filter((name) => mentionsName(typed, name)).length;
  return (
    Math.min(MOST_TOGETHER, counts.both) +
    SENTENCE_WEIGHT * counts.sentences +
    HEADING_WEIGHT * (counts.headings + 2 * asked)
  );
}

function isContrast(text: string, pair: readonly [string, string]): boolean {
  return CONTRAST.test(text) && pair.every((name) => mentionsName(text, name));
}
