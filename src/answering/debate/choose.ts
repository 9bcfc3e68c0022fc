import { setImmediate as nextTurn } from 'node:timers/promises';
import { contentStems, overlap } from '../../text/content-stems.ts';
import type { Found } from './gather.ts';
import { CONTRADICTS, leanOf, type Lean } from './leaning.ts';
import { findMentions, isInOrder, squash, type SidePair } from './side-names.ts';

/** Points of a side: never more, and filled up to the least where there is anything. */
const QUOTA = { least: 3, most: 6 } as const;
const MAX_COMMON = 3;
const MAX_OPEN = 2;
/** Statements that are weighed in one go: a few ms. */
const STATEMENTS_A_TURN = 40;
/** By how much a statement must lean: a speaker's, the article's own, and one that gives something to both. */
const LEAST_LEAN = { spoken: 0.5, article: 1.5, twofold: 2.1 } as const;
/** Longest heading that is the name of a third thing, in words. */
const MAX_THIRD_WORDS = 2;
/** Share of words two statements share from which on they say the same. */
const SAME_OVERLAP = 0.6;

/** Where a statement, or a voice, stands; null: on no side. */
export type Stand = 0 | 1 | 'both' | null;

/** A statement with what rules, and maybe a model, say of it. */
export interface Weighed extends Found {
  readonly lean: Lean;
  /** Whether its article speaks of both sides. */
  readonly isOfPair: boolean;
  readonly stand: Stand;
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
  const naming = ([0, 1] as const).map((side) => {
    const about = statements.filter((_, at) => leans[at]?.about[side] === true);
    return new Set(about.map(({ passage }) => passage.articleId));
  });
  const sides = pair.names.map(squash);
  // Articles that have a section with nothing but a side's name above it.
  const headed = new Set(
    statements
      .filter((one) => sides.includes(squash(chapterOf(one))))
      .map(({ passage }) => passage.articleId),
  );
  let before: Weighed | null = null;
  return statements.flatMap((statement, at): Weighed[] => {
    const lean = leans[at];
    if (lean?.about.includes(true) !== true) return [];
    const { articleId } = statement.passage;
    const isOfPair = naming.every((articles) => articles.has(articleId));
    const isOther =
      statement.who === null && headed.has(articleId) && isOfThird(chapterOf(statement), pair);
    const one = { ...statement, lean, isOfPair, stand: null };
    const stand = isOther ? null : (standOf(one) ?? opposing(one, before));
    const weighed = { ...one, stand };
    if (statement.who !== null) before = weighed;
    return [weighed];
  });
}

function chapterOf({ passage }: Found): string {
  return passage.section.split(' > ', 1)[0] ?? '';
}

/** Whether what stands beside such a section is about another thing: a short heading that names no side. */
function isOfThird(chapter: string, pair: SidePair): boolean {
  const [name = ''] = chapter.split(' (', 1);
  const isName = name !== '' && name.split(' ').length <= MAX_THIRD_WORDS;
  return isName && findMentions(chapter, pair).flat().length === 0;
}

/** Where somebody stands who contradicts who spoke before, unless the words praise the same side. */
function opposing({ who, text, passage, lean }: Weighed, before: Weighed | null): Stand {
  const isNext = who !== null && before !== null && before.who !== who;
  if (!isNext || before.passage.articleId !== passage.articleId) return null;
  const { stand } = before;
  if (!CONTRADICTS.test(text) || (stand !== 0 && stand !== 1)) return null;
  const own = otherThan(stand);
  return lean.scores[stand] < LEAST_LEAN.spoken && lean.scores[own] >= 0 ? own : null;
}

/** A side needs a word for it, or one against the other. */
function standOf({ who, lean, isOfPair }: Omit<Weighed, 'stand'>): Stand {
  const { scores, names } = lean;
  if (lean.agrees) return 'both';
  const isSpoken = who !== null;
  const side = scores[0] > scores[1] ? 0 : 1;
  const [own, other] = [scores[side], scores[otherThan(side)]];
  if (isTorn(lean)) {
    const isOfBoth = lean.isUndecided ? names.some(Boolean) : names.every(Boolean);
    return isSpoken && isOfBoth ? 'both' : null;
  }
  const isAgainst = names[side] ? other < 0 : isSpoken && isOfPair && -other >= LEAST_LEAN.spoken;
  const isClear = own - other >= LEAST_LEAN[isSpoken ? 'spoken' : 'article'];
  return isClear && (own > 0 || isAgainst) ? side : null;
}

/** Whether both sides get about as much. */
function isTorn({ scores: [a, b], isTwofold, isUndecided }: Lean): boolean {
  const gap = Math.abs(a - b);
  return isTwofold || isUndecided ? gap < LEAST_LEAN.twofold : Math.min(a, b) >= 1 && gap < 1;
}

/** The other side. */
export function otherThan(side: 0 | 1): 0 | 1 {
  return side === 0 ? 1 : 0;
}

/** The same quota for both sides, different voices before more of one, nothing twice. */
export function choose(weighed: readonly Weighed[], names: readonly [string, string]): Chosen {
  const voices = voicesOf(weighed);
  const own = ([0, 1] as const).map((side) =>
    byWeight(
      weighed.filter(
        ({ who, stand, isOfPair }) =>
          stand === side && (who === null ? isOfPair : voices.get(who) === side),
      ),
    ),
  );
  const firsts = own.map((list) => {
    const at = new Map(list.map(({ who }, index) => [who, index]).reverse() as [string, number][]);
    return list.filter(({ who }, index) => who !== null && at.get(who) === index);
  });
  const quota = Math.min(QUOTA.most, Math.max(QUOTA.least, ...firsts.map(({ length }) => length)));
  const shown: Weighed[] = [];
  const of = (side: 0 | 1): Weighed[] => {
    const more = (own[side] ?? []).filter(
      ({ who, lean: { scores, names: named } }) =>
        who === null || (named[side] && Math.abs(scores[0] - scores[1]) >= LEAST_LEAN.article),
    );
    return take([...(firsts[side] ?? []), ...more], quota, shown);
  };
  // What both say is kept by the same side, whichever is A.
  const [one, other] = isInOrder(names) ? ([0, 1] as const) : ([1, 0] as const);
  const held = { [one]: of(one), [other]: of(other) };
  const rest = byWeight(
    weighed.filter(
      ({ isOfPair, lean }) => isOfPair && (lean.names.every(Boolean) || lean.about.every(Boolean)),
    ),
  );
  const isShared = ({ who, stand, lean }: Weighed): boolean =>
    !lean.isOpen &&
    stand === 'both' &&
    (lean.agrees || (who !== null && voices.get(who) === 'both'));
  const common = take(rest.filter(isShared), MAX_COMMON, shown);
  const isOpen = ({ who, lean }: Weighed): boolean => lean.isOpen && who === null;
  const open = take(rest.filter(isOpen), MAX_OPEN, shown);
  return { sides: [held[0] ?? [], held[1] ?? []], common, open };
}

/** Where each voice stands as a whole; a newer statement counts before an older one. */
function voicesOf(weighed: readonly Weighed[]): ReadonlyMap<string, Stand> {
  const byVoice = new Map<string, Weighed[]>();
  for (const one of weighed) {
    if (one.who !== null) byVoice.set(one.who, [...(byVoice.get(one.who) ?? []), one]);
  }
  return new Map([...byVoice].map(([who, said]) => [who, standing(said)]));
}

function standing(said: readonly Weighed[]): Stand {
  const sided = said.filter(({ stand }) => stand === 0 || stand === 1);
  const both = said.filter(({ stand }) => stand === 'both').length;
  if (both > 0 && both * 2 >= sided.length) return 'both';
  const newest = Math.max(...sided.map(({ month }) => month ?? 0));
  const last = sided.filter(({ month }) => month !== null && month === newest);
  const counted =
    last.length > 0 && last.every(({ stand }) => stand === last[0]?.stand) ? last : sided;
  const sum = (side: 0 | 1): number =>
    counted
      .filter(({ stand }) => stand === side)
      .map(({ lean: { scores } }) => scores[side] - scores[otherThan(side)])
      .reduce((all, gap) => all + Math.max(LEAST_LEAN.spoken, gap), 0);
  const [a, b] = [sum(0), sum(1)];
  if (Math.min(a, b) * 2 > Math.max(a, b) || a === b) return null;
  return a > b ? 0 : 1;
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
export function byWeight(list: readonly Weighed[]): Weighed[] {
  const weight = ({ lean, relevance, isOfPair }: Weighed): number =>
    Math.abs(lean.scores[0] - lean.scores[1]) + relevance + (isOfPair ? 0.5 : 0);
  return [...list].sort(
    (one, other) => weight(other) - weight(one) || (one.id < other.id ? -1 : 1),
  );
}
