import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Debate } from '../../src/domain/debate.ts';
import { AppError } from '../../src/domain/errors.ts';

const Gold = z.object({
  about: z.string(),
  debates: z.array(
    z.object({
      sides: z.tuple([z.string(), z.string()]),
      /** Name of a side, `both` or `neither` for every speaker. */
      voices: z.record(z.string(), z.string()).default({}),
      /** The same for words of the articles' own statements, where nobody speaks. */
      points: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

/** One debate of a gold file. */
export type GoldDebate = z.infer<typeof Gold>['debates'][number];

/** How one debate did. */
export interface DebateScore {
  readonly pair: string;
  /** Voices of the gold that stand on a side, and those found there. */
  readonly voices: number;
  readonly found: number;
  /** Found on a side where the gold does not have them. */
  readonly wrong: readonly string[];
  /** Found, and not in the gold: to be read. */
  readonly unknown: readonly string[];
  readonly missed: readonly string[];
  /** Points without a voice that stand where the gold has them. */
  readonly right: number;
  /** Those that stand where it does not have them, and those it does not know: to be read. */
  readonly misplaced: readonly string[];
  readonly unread: readonly string[];
  readonly points: string;
  readonly isMirrored: boolean;
  readonly isSameInBoth: boolean;
  readonly ms: number;
  readonly modelMs: number | null;
}

/** @throws AppError `usage` for a file of another shape */
export async function readGold(file: string): Promise<readonly GoldDebate[]> {
  const read = Gold.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (read.success) return read.data.debates;
  throw new AppError('usage', `${file} is no gold of debates: ${z.prettifyError(read.error)}`);
}

/** Holds a debate in the order given, in German or English. */
export type Holding = (sides: readonly [string, string], language: 'de' | 'en') => Promise<Debate>;

/** Holds every debate of the gold three times: as it is, in the other language, and turned round. */
export async function scoreDebates(
  gold: readonly GoldDebate[],
  hold: Holding,
  onScore: (score: DebateScore, debate: Debate) => void = () => undefined,
): Promise<readonly DebateScore[]> {
  const scores: DebateScore[] = [];
  for (const one of gold) {
    const [a, b] = one.sides;
    const debate = await hold([a, b], 'de');
    const score = scoreOf(one, debate, {
      english: await hold([a, b], 'en'),
      turned: await hold([b, a], 'de'),
    });
    scores.push(score);
    onScore(score, debate);
  }
  return scores;
}

/** What of a point without a voice names it in a score, in characters. */
const POINT_CHARS = 60;

/** Points of the articles themselves against words of the gold. */
function pointsOf(
  { sides, points = {} }: GoldDebate,
  debate: Debate,
): Pick<DebateScore, 'right' | 'misplaced' | 'unread'> {
  const judged = debate.sides.flatMap((side, at) =>
    side.points
      .filter(({ who }) => who === null)
      .map(({ claim }) => {
        const known = Object.entries(points).find(([words]) => claim.includes(words));
        return {
          claim: claim.slice(0, POINT_CHARS),
          is: known?.[1],
          side: sides[at === 0 ? 0 : 1],
        };
      }),
  );
  return {
    right: judged.filter(({ is, side }) => is === side).length,
    misplaced: judged.flatMap(({ claim, is, side }) =>
      is === undefined || is === side ? [] : [claim],
    ),
    unread: judged.flatMap(({ claim, is }) => (is === undefined ? [claim] : [])),
  };
}

function scoreOf(
  gold: GoldDebate,
  debate: Debate,
  { english, turned }: { readonly english: Debate; readonly turned: Debate },
): DebateScore {
  const { sides, voices } = gold;
  const told = debate.sides.flatMap(({ points }, at) =>
    points.flatMap(({ who }) => (who === null ? [] : [{ who, side: sides[at === 0 ? 0 : 1] }])),
  );
  const names = [...new Set(told.map(({ who }) => who))];
  const standing = Object.entries(voices).filter(([, side]) => sides.includes(side));
  const isRight = (who: string, side: string): boolean =>
    told.some((one) => one.who === who && one.side === side);
  const claims = ({ sides: [one, other] }: Debate): string[][] =>
    [one, other].map(({ points }) => points.map(({ claim }) => claim));
  const same = (one: unknown, other: unknown): boolean =>
    JSON.stringify(one) === JSON.stringify(other);
  return {
    pair: sides.join(' | '),
    voices: standing.length,
    found: standing.filter(([who, side]) => isRight(who, side)).length,
    wrong: told.filter(({ who, side }) => (voices[who] ?? side) !== side).map(({ who }) => who),
    unknown: names.filter((who) => voices[who] === undefined),
    missed: standing.filter(([who, side]) => !isRight(who, side)).map(([who]) => who),
    ...pointsOf(gold, debate),
    points: debate.sides.map(({ points }) => points.length).join(' + '),
    isMirrored: same(claims(debate), claims(turned).reverse()),
    isSameInBoth: same(claims(debate), claims(english)),
    ms: debate.timingsMs.total,
    modelMs: debate.timingsMs.model,
  };
}
