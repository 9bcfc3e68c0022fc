import type {
  Debate,
  DebatePoint,
  DebateSide,
  DebateTask,
  SideBalance,
} from '../../domain/debate.ts';
import type { Language } from '../../domain/language.ts';
import { sourceOf, type RankedPassage } from '../../domain/passage.ts';
import type { Chosen, Weighed } from './choose.ts';
import type { Lines } from './sum-up.ts';

/** The sentences the chain itself needs, in every dictionary language. */
export interface DebateWords {
  /** First line of a side that no sentence sums up: who speaks for it; without voices empty. */
  position(language: Language, side: { name: string; voices: readonly string[] }): string;
}

type LaidOut = Pick<
  Debate,
  'topic' | 'language' | 'sides' | 'common' | 'open' | 'balance' | 'citations' | 'passages'
>;

/** Puts what was chosen in the order of reading, and numbers its passages in that order. */
export function layOut(
  task: Pick<DebateTask, 'topic' | 'language'> & {
    readonly names: readonly [string, string];
    readonly lines?: Lines | undefined;
  },
  chosen: Chosen,
  words: DebateWords,
): LaidOut {
  const { topic, language, names } = task;
  const numbers = new Map<string, { readonly n: number; readonly first: Weighed }>();
  const point = (one: Weighed): DebatePoint => {
    const { id } = one.passage;
    const known = numbers.get(id) ?? { n: numbers.size + 1, first: one };
    numbers.set(id, known);
    return { claim: one.text, who: one.who, n: known.n, language: one.passage.language };
  };
  const side = (at: 0 | 1): DebateSide => {
    const points = chosen.sides[at].map(point);
    const ofVoices = words.position(language, { name: names[at], voices: voicesIn(points) });
    const position = task.lines?.[at] ?? ofVoices;
    return { name: names[at], position, points };
  };
  const sides = [side(0), side(1)] as const;
  const common = chosen.common.map(point);
  const open = chosen.open.map(point);
  const cited = [...numbers.values()];
  return {
    ...{ topic, language, sides, common, open },
    balance: [balanceOf(sides[0], chosen.sides[0]), balanceOf(sides[1], chosen.sides[1])],
    citations: cited.map(({ n, first: { passage, text: quote } }) => {
      return { n, ...sourceOf(passage), quote };
    }),
    passages: cited.map(({ n, first: { passage, relevance } }): RankedPassage => {
      const scores = { dense: null, similarity: null, keyword: 0, fused: relevance };
      return { rank: n, passage, scores };
    }),
  };
}

function voicesIn(points: readonly DebatePoint[]): readonly string[] {
  return [...new Set(points.flatMap(({ who }) => who ?? []))];
}

function balanceOf({ name, points }: DebateSide, chosen: readonly Weighed[]): SideBalance {
  return {
    name,
    points: points.length,
    voices: voicesIn(points).length,
    articles: new Set(chosen.map(({ passage }) => passage.articleId)).size,
    hasEvidence: points.length > 0,
  };
}
