import { setImmediate as nextTurn } from 'node:timers/promises';
import { contentStems, overlap } from '../../text/content-stems.ts';
import type { Found } from './gather.ts';
import { CONTRADICTS, leanOf, type Lean } from './leaning.ts';
import { findMentions, isInOrder, squash, type SidePair } from './side-names.ts';
import type { Verdict } from './sort.ts';

/** Points of a side: never more, and filled up to the least where there is anything. */
const QUOTA = { least: 3, most: 6 } as const;
const MAX_COMMON = 3;
const MAX_OPEN = 2;
/** Statements a model is asked to sort. */
const MAX_SORTED = 16;
/** Statements that are weighed in one go: a few ms. */
const STATEMENTS_A_TURN = 40;
/** Most of them by one voice. */
const MAX_OF_VOICE = 2;
/** By how much a statement must lean: a speaker's, the article's own, and a voice as a whole. */
const LEAST_LEAN = { spoken: 0.5, article: 1.5, voice: 0.5, word: 1.6, twofold: 2.1 } as const;
/** Longest heading that is the name of a third thing, in words. */
const MAX_THIRD_WORDS = 2;
/** Share of words two statements share from which on they say the same. */
const SAME_OVERLAP = 0.6;

/** A statement with what rules, and maybe a model, say of it. */
export interface Weighed extends Found {
  readonly lean: Lean;
  /** Whether its article speaks of both sides. */
  readonly isOfPair: boolean;
  readonly stand: 0 | 1 | 'both' | null;
}

/** What is shown. */
export interface Chosen {
  readonly sides: readonly [readonly Weighed[], readonly Weighed[]];
  readonly common: readonly Weighed[];
  readonly open: readonly Weighed[];
}

/** Weighs statements by rules; those that have nothing to do with either side are left out. */
export async function weigh(
  statements: readonly Found[],
  pair: SidePair,
): Promise<readonly Weighed[]> {
  const leans: Lean[] = [];
  for (const [at, statement] of statements.entries()) {
    if (at % STATEMENTS_A_TURN === 0) await nextTurn(); // others are waiting for the thread
    leans.push(leanOf(statement, pair));
  }
  const named = [new Set<string>(), new Set<string>()] as const;
  statements.forEach(({ passage }, at) => {
    for (const side of [0, 1] as const) {
      if (leans[at]?.about[side] === true) named[side].add(passage.articleId);
    }
  });
  const headed = headedBySides(statements, pair);
  let before: Pick<Weighed, 'passage' | 'who' | 'stand'> | null = null;
  return statements.flatMap((statement, at) => {
    const lean = leans[at];
    if (lean === undefined || !(lean.about[0] || lean.about[1])) return [];
    const { articleId } = statement.passage;
    const isOfPair = named[0].has(articleId) && named[1].has(articleId);
    const isOther = statement.who === null && headed.has(articleId) && isOfThird(statement, pair);
    const stand = isOther
      ? null
      : (ruleStand(statement, lean) ?? opposite(statement, lean, before));
    if (statement.who !== null) before = { ...statement, stand };
    return [{ ...statement, lean, isOfPair, stand }];
  });
}

/** Articles that have a section with nothing but a side's name above it. */
function headedBySides(statements: readonly Found[], { names }: SidePair): ReadonlySet<string> {
  const sides = names.map(squash);
  const headed = statements.filter((one) => sides.includes(squash(chapterOf(one))));
  return new Set(headed.map(({ passage }) => passage.articleId));
}

/** Whether what stands beside such a section is about another thing: a short heading that names no side. */
function isOfThird(statement: Found, pair: SidePair): boolean {
  const chapter = chapterOf(statement);
  const [name = ''] = chapter.split(' (');
  const isName = name !== '' && name.split(' ').length <= MAX_THIRD_WORDS;
  return isName && findMentions(chapter, pair).every(({ length }) => length === 0);
}

function chapterOf({ passage }: Found): string {
  return passage.section.split(' > ')[0] ?? '';
}

/** Where somebody stands who contradicts who spoke before, unless the words praise the same side. */
function opposite(
  { who, text, passage }: Found,
  { scores }: Lean,
  before: Pick<Weighed, 'passage' | 'who' | 'stand'> | null,
): Weighed['stand'] {
  const isAnswer =
    who !== null &&
    before !== null &&
    before.who !== who &&
    before.passage.articleId === passage.articleId &&
    CONTRADICTS.test(text);
  const stand = isAnswer ? before.stand : null;
  if (stand !== 0 && stand !== 1) return null;
  const other = stand === 0 ? 1 : 0;
  return scores[stand] <= 0 && scores[other] >= 0 ? other : null;
}

/** A side needs a word for it, or one against the other while both are named. */
function ruleStand(said: Found, lean: Lean): Weighed['stand'] {
  if (lean.agrees) return 'both';
  const { side, gap, isTorn } = leaningTo(lean);
  const isSpoken = said.who !== null;
  const isUndecided = lean.isUndecided && gap < LEAST_LEAN.twofold;
  if (isUndecided) return isSpoken && lean.names.includes(true) ? 'both' : null;
  if (isTorn) return isSpoken && !lean.names.includes(false) ? 'both' : null;
  if (!isSpoken && lean.isOfOther) return null;
  return gap >= (isSpoken ? LEAST_LEAN.spoken : LEAST_LEAN.article) ? side : null;
}

/** The side that more is said for, by how much, and whether the other gets about as much. */
function leaningTo({ scores, names, isTwofold }: Lean): {
  readonly side: 0 | 1 | null;
  readonly gap: number;
  readonly isTorn: boolean;
} {
  const side = scores[0] > scores[1] ? 0 : 1;
  const [own, other] = [scores[side], scores[side === 0 ? 1 : 0]];
  const gap = own - other;
  const isHeld = own > 0 || (names[side] && other < 0);
  const isTorn = isTwofold ? gap < LEAST_LEAN.twofold : Math.min(...scores) >= 1 && gap < 1;
  return { side: isHeld ? side : null, gap, isTorn };
}

/** The statements a model is asked about: voices first, at most a few of each. */
export function toSort(weighed: readonly Weighed[]): readonly Weighed[] {
  const taken = new Map<string, number>();
  return byWeight(
    weighed.filter(({ who, stand, isOfPair }) => who !== null || (stand !== null && isOfPair)),
  )
    .filter(({ who }) => {
      const count = (taken.get(who ?? '') ?? 0) + 1;
      taken.set(who ?? '', count);
      return who === null ? count <= QUOTA.most : count <= MAX_OF_VOICE;
    })
    .slice(0, MAX_SORTED);
}

/**
 * Puts a model's verdicts beside the rules. What both orders of asking agree on counts; it cannot
 * move a statement to a side that the words themselves turn down, nor leave one where it agrees on
 * the opposite.
 */
export function withVerdicts(
  weighed: readonly Weighed[],
  verdicts: ReadonlyMap<string, Verdict>,
): readonly Weighed[] {
  return weighed.map((one) => {
    const verdict = verdicts.get(one.id) ?? 'unclear';
    const { scores, names } = one.lean;
    if (verdict === 'unclear' || verdict === 'neither') return one;
    if (verdict === 'both') {
      return names[0] && names[1] && one.stand === null ? { ...one, stand: 'both' } : one;
    }
    if (one.stand === verdict) return one;
    if (one.stand !== null) return { ...one, stand: null };
    const isHeld =
      one.who !== null && names[verdict] && scores[verdict] >= scores[verdict === 0 ? 1 : 0];
    return isHeld ? { ...one, stand: verdict } : one;
  });
}

/** The same quota for both sides, different voices before more of one, nothing twice. */
export function choose(weighed: readonly Weighed[], names: readonly [string, string]): Chosen {
  const voices = voicesOf(weighed);
  const own = ([0, 1] as const).map((side) => {
    const standing = weighed.filter(
      ({ who, stand, isOfPair }) =>
        stand === side && (who === null ? isOfPair : voices.get(who) === side),
    );
    return byWeight(standing);
  });
  const firsts = own.map((list) => firstOfEach(list));
  const quota = Math.min(QUOTA.most, Math.max(QUOTA.least, ...firsts.map(({ length }) => length)));
  const shown: Weighed[] = [];
  const of = (side: 0 | 1): Weighed[] => {
    const first = firsts[side] ?? [];
    const more = (own[side] ?? []).filter(
      (one) => one.who === null || (one.lean.names[side] && isSecond(one, first)),
    );
    return take([...first, ...more], quota, shown);
  };
  // What both say is kept by the same side, whichever is A.
  const sides = isInOrder(names) ? ([of(0), of(1)] as const) : swapped(of(1), of(0));
  const isShared = ({ who, stand, lean }: Weighed): boolean =>
    stand === 'both' && (lean.agrees || (who !== null && voices.get(who) === 'both'));
  const isOfBoth = ({ isOfPair, lean }: Weighed): boolean =>
    isOfPair && ((lean.names[0] && lean.names[1]) || (lean.about[0] && lean.about[1]));
  const rest = byWeight(weighed.filter(isOfBoth));
  const common = take(
    rest.filter((one) => !one.lean.isOpen && isShared(one)),
    MAX_COMMON,
    shown,
  );
  const open = take(
    rest.filter(({ lean, who }) => lean.isOpen && who === null),
    MAX_OPEN,
    shown,
  );
  return { sides, common, open };
}

function swapped<T>(one: T, other: T): readonly [T, T] {
  return [other, one];
}

/** Where each voice stands as a whole; a newer statement counts before an older one. */
function voicesOf(weighed: readonly Weighed[]): ReadonlyMap<string, 0 | 1 | 'both' | null> {
  const byVoice = new Map<string, Weighed[]>();
  for (const one of weighed) {
    if (one.who !== null) byVoice.set(one.who, [...(byVoice.get(one.who) ?? []), one]);
  }
  return new Map([...byVoice].map(([who, said]) => [who, standOf(who, said)]));
}

function standOf(who: string, said: readonly Weighed[]): 0 | 1 | 'both' | null {
  const dated = said.filter(({ month, stand }) => month !== null && (stand === 0 || stand === 1));
  const newest = Math.max(...dated.map(({ month }) => month ?? 0));
  const last = dated.filter(({ month }) => month === newest);
  const hasChanged = new Set(dated.map(({ stand }) => stand)).size === 2;
  const counted = hasChanged && new Set(last.map(({ stand }) => stand)).size === 1 ? last : said;
  const sums = ([0, 1] as const).map((side) =>
    counted
      .filter(({ stand }) => stand === side)
      .reduce(
        (sum, { lean }) =>
          sum + Math.max(LEAST_LEAN.spoken, lean.scores[side] - lean.scores[side === 0 ? 1 : 0]),
        0,
      ),
  );
  const [a = 0, b = 0] = sums;
  const both = said.filter(({ stand }) => stand === 'both').length;
  const oneSided = said.filter(({ stand }) => stand === 0 || stand === 1).length;
  if (both > 0 && both * 2 >= oneSided) return 'both';
  const least = who.includes(' ') ? LEAST_LEAN.voice : LEAST_LEAN.word;
  if (Math.max(a, b) < least || Math.min(a, b) * 2 > Math.max(a, b)) return null;
  return a > b ? 0 : 1;
}

/** One more of a voice: as clear as the article's own, and beside its first, not a version of it. */
function isSecond(one: Weighed, first: readonly Weighed[]): boolean {
  const { scores } = one.lean;
  const known = first.find(({ who }) => who === one.who);
  return (
    known?.passage.articleId === one.passage.articleId &&
    Math.abs(scores[0] - scores[1]) >= LEAST_LEAN.article
  );
}

function firstOfEach(list: readonly Weighed[]): Weighed[] {
  const seen = new Set<string>();
  return list.filter(({ who }) => {
    if (who === null || seen.has(who)) return false;
    seen.add(who);
    return true;
  });
}

/** Takes what says something new; everything taken is added to `shown`. */
function take(list: readonly Weighed[], most: number, shown: Weighed[]): Weighed[] {
  const taken: Weighed[] = [];
  for (const one of list) {
    if (taken.length >= most) break;
    if (shown.some((other) => saysSame(one, other))) continue;
    taken.push(one);
    shown.push(one);
  }
  return taken;
}

function saysSame(one: Weighed, other: Weighed): boolean {
  if (one.id === other.id || one.text === other.text) return true;
  const [a, b] = [contentStems(one.text), contentStems(other.text)];
  return Math.max(overlap(a, b), overlap(b, a)) >= SAME_OVERLAP;
}

/** Those first that lean most clearly, are about the pair, and were found best; the same every time. */
function byWeight(list: readonly Weighed[]): Weighed[] {
  const weight = ({ lean, relevance, isOfPair }: Weighed): number =>
    Math.abs(lean.scores[0] - lean.scores[1]) + relevance + (isOfPair ? 0.5 : 0);
  return [...list].sort(
    (one, other) => weight(other) - weight(one) || (one.id < other.id ? -1 : 1),
  );
}
