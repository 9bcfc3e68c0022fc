import type { Passage, RankedPassage } from '../../domain/passage.ts';
import type { Embedder, PassageIndex, Retrieval, Retrieve } from '../../domain/ports.ts';
import { judgeEvidence } from '../evidence.ts';
import { findVoices, type Voice } from './leaning.ts';
import { readUnits } from './persons.ts';
import { commonQueries, isInOrder, sideQueries } from './queries.ts';
import { corpusSpelling, findMentions, mentionsName } from './side-names.ts';
import { AGREEMENT, OPEN } from './stance-words.ts';

/** Most passages of each side; the same for both. */
export const SIDE_QUOTA = 4;
/** Most passages of the common ground. */
export const COMMON_QUOTA = 3;
/** Passages taken from one query before the lists are merged. */
const PER_QUERY = 12;
/** Most passages of one article in one query's list. */
const PER_ARTICLE_FOUND = 4;
/** Most passages of one article in a side's evidence. */
const PER_ARTICLE = 2;
/** What a passage gains by a voice of the side that is not heard yet, at most for two. */
const NEW_VOICE_BONUS = 0.35;
/** The same where the voice is heard in the other language only. */
const SECOND_LANGUAGE_BONUS = 0.12;
const NEW_ARTICLE_BONUS = 0.1;
/** A table names many and lets nobody speak. */
const TABLE_PENALTY = 0.5;

/** What a passage of the common ground gains by saying what is agreed, or open, for the first time. */
const NEW_SIGN_BONUS = 0.4;
/** The same for a person who stands between the sides. */
const MEDIATOR_BONUS = 0.2;

/** What was found for one side. */
export interface SideEvidence {
  readonly name: string;
  /** Best first; empty when the corpus has nothing. */
  readonly passages: readonly RankedPassage[];
  /** Persons who stand on this side, with what the side's passages let them say. */
  readonly voices: readonly Voice[];
  readonly hasEvidence: boolean;
}

/** Everything a debate rests on. */
export interface DebateEvidence {
  readonly sides: readonly [SideEvidence, SideEvidence];
  readonly common: readonly RankedPassage[];
  /** Everybody who was found, whatever the side. */
  readonly voices: readonly Voice[];
}

export interface GatherRequest {
  readonly sides: readonly [string, string];
  readonly topics: readonly string[];
  readonly index: PassageIndex;
  readonly embedder: Embedder | null;
  readonly retrieve: Retrieve;
  readonly signal?: AbortSignal;
}

interface Pool {
  readonly ranked: readonly RankedPassage[];
  readonly isEnough: boolean;
}

/**
 * Searches separately for each side and for the common ground and gives both sides the same quota.
 * Nothing in it depends on which side is A or on the language of the answer.
 */
export async function gatherEvidence(request: GatherRequest): Promise<DebateEvidence> {
  const titles = (await request.index.articles()).map(({ title }) => title);
  const typed = request.sides.map((name) => corpusSpelling(name, titles)) as [string, string];
  const first = await searchAll(request, typed);
  const texts = [...first.a.ranked, ...first.b.ranked].map(({ passage }) => textOf(passage));
  const sides = typed.map((name) => corpusSpelling(name, [...titles, ...texts])) as [
    string,
    string,
  ];
  const isRenamed = sides.some((name, at) => name !== typed[at]);
  const { a, b, common } = isRenamed ? await searchAll(request, sides) : first;
  const pool = uniquePassages([...a.ranked, ...b.ranked, ...common.ranked]);
  const voices = findVoices(pool, sides);
  return {
    sides: [sideEvidence('a', a, sides, voices), sideEvidence('b', b, sides, voices)],
    common: chooseCommon(common, sides, voices),
    voices,
  };
}

async function searchAll(
  request: GatherRequest,
  sides: readonly [string, string],
): Promise<{ a: Pool; b: Pool; common: Pool }> {
  const a = await searchPool(sideQueries(sides[0], request.topics), request);
  const b = await searchPool(sideQueries(sides[1], request.topics), request);
  const common = await searchPool(commonQueries(sides), request);
  return { a, b, common };
}

/** Merges the lists of several queries by their mean score. */
async function searchPool(queries: readonly string[], request: GatherRequest): Promise<Pool> {
  const { index, embedder, retrieve, signal } = request;
  const sums = new Map<string, { entry: RankedPassage; sum: number }>();
  let isEnough = false;
  for (const question of queries) {
    const found: Retrieval = await retrieve({
      question,
      index,
      embedder,
      limit: PER_QUERY,
      perArticle: PER_ARTICLE_FOUND,
      ...(signal === undefined ? {} : { signal }),
    });
    isEnough ||= judgeEvidence({ question, ...found }).isEnough;
    for (const entry of found.ranked) {
      const known = sums.get(entry.passage.id) ?? { entry, sum: 0 };
      sums.set(entry.passage.id, { entry, sum: known.sum + entry.scores.fused });
    }
  }
  const ranked = [...sums.values()]
    .map(({ entry, sum }) => ({
      ...entry,
      scores: { ...entry.scores, fused: sum / queries.length },
    }))
    .sort(byScore)
    .map((entry, at) => ({ ...entry, rank: at + 1 }));
  return { ranked, isEnough };
}

function sideEvidence(
  side: 'a' | 'b',
  pool: Pool,
  sides: readonly [string, string],
  voices: readonly Voice[],
): SideEvidence {
  const name = side === 'a' ? sides[0] : sides[1];
  const own = voices.filter(({ leaning }) => leaning === side);
  const fitting = pool.ranked.filter(
    ({ passage }) => isAbout(passage, side, sides) || speakersIn(passage, own).length > 0,
  );
  const isNamed = fitting.some(({ passage }) => mentionsName(textOf(passage), name));
  const isKnown = isNamed && (pool.isEnough || own.length > 0);
  if (!isKnown) return { name, passages: [], voices: [], hasEvidence: false };
  const passages = chooseSide(fitting, own);
  const ids = new Set(passages.map(({ passage }) => passage.id));
  const heard = own
    .map((voice) => ({
      ...voice,
      statements: voice.statements.filter(({ passage }) => ids.has(passage.id)),
    }))
    .filter(({ statements }) => statements.length > 0);
  return { name, passages, voices: heard, hasEvidence: passages.length > 0 };
}

/** Names the side, and does not stand under a heading that names the other one alone. */
function isAbout(passage: Passage, side: 'a' | 'b', sides: readonly [string, string]): boolean {
  const other = side === 'a' ? 'b' : 'a';
  const heading = findMentions(passage.section, sides);
  if (heading[other].length > 0 && heading[side].length === 0) return false;
  return findMentions(`${passage.section}\n${passage.text}`, sides)[side].length > 0;
}

/** Greedy: score, and voices, languages and articles that are not there yet. */
function chooseSide(pool: readonly RankedPassage[], own: readonly Voice[]): RankedPassage[] {
  const chosen: RankedPassage[] = [];
  const heard = new Map<string, Set<string>>();
  const perArticle = new Map<string, number>();
  let left = [...pool];
  while (chosen.length < SIDE_QUOTA && left.length > 0) {
    const valued = left.map((entry) => ({ entry, value: valueOf(entry, own, heard, perArticle) }));
    valued.sort((x, y) => y.value - x.value || byScore(x.entry, y.entry));
    const next = valued[0]?.entry;
    if (next === undefined) break;
    const { id, articleId, language } = next.passage;
    chosen.push(next);
    perArticle.set(articleId, (perArticle.get(articleId) ?? 0) + 1);
    for (const key of speakersIn(next.passage, own)) {
      heard.set(key, (heard.get(key) ?? new Set<string>()).add(language));
    }
    left = left.filter(
      ({ passage }) => passage.id !== id && (perArticle.get(passage.articleId) ?? 0) < PER_ARTICLE,
    );
  }
  return chosen;
}

function valueOf(
  { passage, scores }: RankedPassage,
  own: readonly Voice[],
  heard: ReadonlyMap<string, ReadonlySet<string>>,
  perArticle: ReadonlyMap<string, number>,
): number {
  let value = scores.fused;
  const speakers = speakersIn(passage, own);
  const fresh = speakers.filter((key) => !heard.has(key)).length;
  const otherLanguage = speakers.some(
    (key) => heard.has(key) && heard.get(key)?.has(passage.language) === false,
  );
  value += NEW_VOICE_BONUS * Math.min(2, fresh);
  if (otherLanguage) value += SECOND_LANGUAGE_BONUS;
  if (!perArticle.has(passage.articleId)) value += NEW_ARTICLE_BONUS;
  if (readUnits(passage).every(({ kind }) => kind === 'row')) value -= TABLE_PENALTY;
  return value;
}

/** Last names of the voices whose own words, not only a table row, stand in the passage. */
function speakersIn(passage: Passage, voices: readonly Voice[]): string[] {
  return voices
    .filter(({ statements }) =>
      statements.some((one) => one.passage.id === passage.id && one.kind === 'prose'),
    )
    .map(({ person }) => person.key);
}

/**
 * Passages that speak of both sides, one of an article: first those that say what is agreed and
 * what is open, as long as that is missing, and those that let a mediator speak.
 */
function chooseCommon(
  pool: Pool,
  sides: readonly [string, string],
  voices: readonly Voice[],
): RankedPassage[] {
  const between = voices.filter(({ leaning }) => leaning === 'both');
  const chosen: RankedPassage[] = [];
  const covered = new Set<RegExp>();
  let left = pool.ranked.filter(({ passage }) => {
    const { a, b } = findMentions(textOf(passage), sides);
    return a.length > 0 && b.length > 0;
  });
  while (chosen.length < COMMON_QUOTA && left.length > 0) {
    const valued = left.map((entry) => ({
      entry,
      value: commonValue(entry, between, covered),
    }));
    valued.sort((x, y) => y.value - x.value || byScore(x.entry, y.entry));
    const next = valued[0]?.entry;
    if (next === undefined) break;
    chosen.push(next);
    for (const sign of signsOf(next.passage)) covered.add(sign);
    left = left.filter(({ passage }) => passage.articleId !== next.passage.articleId);
  }
  return chosen;
}

function commonValue(
  { passage, scores }: RankedPassage,
  between: readonly Voice[],
  covered: ReadonlySet<RegExp>,
): number {
  const fresh = signsOf(passage).filter((sign) => !covered.has(sign)).length;
  const mediators = speakersIn(passage, between).length;
  const isTable = readUnits(passage).every(({ kind }) => kind === 'row');
  return (
    scores.fused +
    NEW_SIGN_BONUS * fresh +
    (mediators > 0 ? MEDIATOR_BONUS : 0) -
    (isTable ? TABLE_PENALTY : 0)
  );
}

/** Which of agreement and openness some sentence of the passage states. */
function signsOf(passage: Passage): RegExp[] {
  const sentences = readUnits(passage).flatMap((unit) => unit.sentences);
  return [AGREEMENT, OPEN].filter((sign) => sentences.some((sentence) => sign.test(sentence)));
}

/**
 * Every passage once, numbered from 1: first those of the side that comes first by name, whichever
 * is A, so that swapping the sides changes no number.
 */
export function numberPassages(evidence: DebateEvidence): readonly RankedPassage[] {
  const [a, b] = evidence.sides;
  const order = isInOrder([a.name, b.name]) ? [a, b] : [b, a];
  const all = [...order.flatMap(({ passages }) => passages), ...evidence.common];
  const seen = new Map<string, RankedPassage>();
  for (const entry of all) if (!seen.has(entry.passage.id)) seen.set(entry.passage.id, entry);
  return [...seen.values()].map((entry, at) => ({ ...entry, rank: at + 1 }));
}

function uniquePassages(ranked: readonly RankedPassage[]): Passage[] {
  const byId = new Map(ranked.map(({ passage }) => [passage.id, passage]));
  return [...byId.values()].sort((x, y) => (x.id < y.id ? -1 : 1));
}

function textOf({ title, section, text }: Passage): string {
  return `${title}\n${section}\n${text}`;
}

function byScore(a: RankedPassage, b: RankedPassage): number {
  return b.scores.fused - a.scores.fused || (a.passage.id < b.passage.id ? -1 : 1);
}
