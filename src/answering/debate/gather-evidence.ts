import type { Passage, RankedPassage } from '../../domain/passage.ts';
import {
  chooseCommon,
  chooseSide,
  passageText,
  speakersFor,
  speakersIn,
} from './choose-evidence.ts';
import type { Voice } from './leaning.ts';
import { isInOrder } from './queries.ts';
import {
  searchAll,
  voicesIn,
  withVoices,
  type GatherRequest,
  type Pool,
} from './search-evidence.ts';
import { corpusSpelling, findMentions, mentionsName } from './side-names.ts';

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

/**
 * Searches separately for each side and for the common ground and gives both sides the same quota.
 * Nothing in it depends on which side is A or on the language of the answer.
 */
export async function gatherEvidence(request: GatherRequest): Promise<DebateEvidence> {
  const titles = (await request.index.articles()).map(({ title }) => title);
  const typed = request.sides.map((name) => corpusSpelling(name, titles)) as [string, string];
  const first = await searchAll(request, typed);
  const texts = [...first.a.ranked, ...first.b.ranked].map(({ passage }) => passageText(passage));
  const sides = typed.map((name) => corpusSpelling(name, [...titles, ...texts])) as [
    string,
    string,
  ];
  const isRenamed = sides.some((name, at) => name !== typed[at]);
  const found = isRenamed ? await searchAll(request, sides) : first;
  const { a, b, common } = await withVoices(found, request, sides);
  const voices = voicesIn([a, b, common], sides);
  return {
    sides: [sideEvidence('a', a, sides, voices), sideEvidence('b', b, sides, voices)],
    common: chooseCommon(common, sides, voices),
    voices,
  };
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
  const isNamed = fitting.some(({ passage }) => mentionsName(passageText(passage), name));
  const isKnown = isNamed && (pool.isEnough || own.length > 0);
  if (!isKnown) return { name, passages: [], voices: [], hasEvidence: false };
  const passages = chooseSide(fitting, (passage) => speakersFor(passage, own, { side, sides }));
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
