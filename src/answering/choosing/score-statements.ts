import { passageTrail, type Passage, type RankedPassage } from '../../domain/passage.ts';
import type { Calibration } from '../../domain/ports.ts';
import { hasKind, kindAskedFor, type AnswerKind } from './answer-kind.ts';
import { cosine } from './sentence-vectors.ts';
import { askedWords, heldShare, wordBag, type WordBag } from './word-match.ts';

/** What a neighbour's and the heading's words count beside those of the statement itself. */
const AROUND_WEIGHT = 0.5;
/** What the thing asked for (a date, a number, a name) counts. */
const KIND_WEIGHT = 0.15;
/** What the passage's own rank counts, by its fused score: what answers an open question repeats few of its words. */
const PASSAGE_WEIGHT = 1.5;
/** Closeness of a heading to the question from which on it counts: below, headings of one field are all alike. */
const HEADING_FROM = 0.3;
/** What a statement's closeness is worth where it holds fewer of the question's words, as in another language. */
const CLOSENESS_AS_COVERAGE = 0.3;

/** One statement of a passage, with its place and what speaks for it. */
export interface Statement {
  /** Place of its passage in the list it was chosen from, from 0. */
  readonly source: number;
  /** Place in its passage, from 0. */
  readonly at: number;
  readonly text: string;
  /** Share of the question's words that it holds, rare ones counting more, [0, 1]. */
  readonly coverage: number;
  /** The same with its neighbours and the heading trail, [0, 1]. */
  readonly around: number;
  /** Cosine to the question, 0 where unrelated questions lie, 1 where headings lie; null without a vector. */
  readonly closeness: number | null;
  /** Closeness of the heading right above its passage, on the same scale; null without vectors. */
  readonly headed: number | null;
  /** Whether it has the kind of thing asked for; true where none can be told. */
  readonly hasKind: boolean;
  /** What statements are chosen by; comparable within one question only. */
  readonly score: number;
  /** What of it has nothing to do with words, and so compares languages; null without a vector. */
  readonly byMeaning: number | null;
}

/** A passage cut into statements. */
export interface CutPassage {
  readonly ranked: RankedPassage;
  readonly statements: readonly string[];
}

export interface ScoreInput {
  readonly question: string;
  /** How what is looked for is put; the question as it is by default. */
  readonly asks?: string | undefined;
  /** Best first. */
  readonly passages: readonly CutPassage[];
  /** Unit vectors of the question and of statements; null without vectors. */
  readonly vectors: QuestionVectors | null;
}

export interface QuestionVectors {
  readonly question: Float32Array;
  /** By `inPlace`; statements that do poorly by their words have none. */
  readonly statements: ReadonlyMap<string, Float32Array>;
  /** By `headingOf`. */
  readonly headings: ReadonlyMap<string, Float32Array>;
  readonly calibration: Calibration;
}

/** What is embedded of a statement: a sentence alone often does not say what it is about. */
export function inPlace(passage: Passage, statement: string): string {
  return `${passageTrail(passage)}: ${statement}`;
}

/** The heading right above a passage; the article's title above its lead. */
export function headingOf({ title, section }: Pick<Passage, 'title' | 'section'>): string {
  return section.split(' > ').at(-1) || title;
}

/** Statements in the order of the passages, each with its score. */
export function scoreStatements({ question, asks, passages, vectors }: ScoreInput): Statement[] {
  const kind = kindAskedFor(asks ?? question);
  const bags = passages.map(bagsOf);
  const asked = new Map(
    [...new Set(passages.map(({ ranked }) => ranked.passage.language))].map((language) => [
      language,
      weighted(askedWords(question, language), bags),
    ]),
  );
  return passages.flatMap((cut, source) => {
    const terms = asked.get(cut.ranked.passage.language) ?? [];
    const headed = closenessOfHeading(cut.ranked.passage, vectors);
    const forPassage =
      PASSAGE_WEIGHT * cut.ranked.scores.fused + Math.max(0, (headed ?? 0) - HEADING_FROM);
    return cut.statements.map((text, at) =>
      scored(
        { question, kind, vectors, cut, terms, headed, forPassage, bags: bags[source] ?? NO_BAGS },
        { source, at, text },
      ),
    );
  });
}

interface PassageBags {
  readonly trail: WordBag;
  readonly statements: readonly WordBag[];
}

const NO_BAGS: PassageBags = { trail: { stems: new Set() }, statements: [] };

interface Term {
  readonly stem: string;
  readonly weight: number;
}

interface Scoring {
  readonly question: string;
  readonly kind: AnswerKind | null;
  readonly vectors: QuestionVectors | null;
  readonly cut: CutPassage;
  readonly terms: readonly Term[];
  readonly bags: PassageBags;
  readonly headed: number | null;
  /** What speaks for all statements of the passage: its rank, and a heading that says again what is asked. */
  readonly forPassage: number;
}

function closenessOfHeading(passage: Passage, vectors: QuestionVectors | null): number | null {
  const heading = vectors?.headings.get(headingOf(passage));
  if (vectors === null || heading === undefined) return null;
  return onScale(cosine(vectors.question, heading), vectors.calibration);
}

function scored(scoring: Scoring, place: Pick<Statement, 'source' | 'at' | 'text'>): Statement {
  const { question, kind, vectors, cut, terms, bags, headed, forPassage } = scoring;
  const { at, text } = place;
  const own = bags.statements.slice(at, at + 1);
  const coverage = coverageOf(terms, own);
  const around = coverageOf(terms, [
    ...bags.statements.slice(Math.max(0, at - 1), at + 2),
    bags.trail,
  ]);
  const vector = vectors?.statements.get(inPlace(cut.ranked.passage, text));
  const closeness =
    vectors === null || vector === undefined
      ? null
      : onScale(cosine(vectors.question, vector), vectors.calibration);
  const holdsKind = kind === null || hasKind(kind, text, question);
  const least = CLOSENESS_AS_COVERAGE * (closeness ?? coverage);
  const score =
    Math.max(coverage, least) +
    AROUND_WEIGHT * Math.max(around, least) +
    forPassage +
    (closeness ?? coverage) +
    (holdsKind ? KIND_WEIGHT : 0);
  const byMeaning = closeness === null ? null : closeness + forPassage;
  return { ...place, coverage, around, closeness, headed, hasKind: holdsKind, score, byMeaning };
}

function bagsOf({ ranked, statements }: CutPassage): PassageBags {
  const { language } = ranked.passage;
  return {
    trail: wordBag(passageTrail(ranked.passage), language),
    statements: statements.map((text) => wordBag(text, language)),
  };
}

/** Rare words tell more: inverse document frequency over the statements at hand, as BM25 takes it. */
function weighted(stems: readonly string[], passages: readonly PassageBags[]): Term[] {
  const bags = passages.flatMap(({ statements, trail }) => [...statements, trail]);
  return stems.map((stem) => {
    const holding = bags.filter((bag) => heldShare(bag, stem) > 0).length;
    return { stem, weight: Math.log(1 + (bags.length - holding + 0.5) / (holding + 0.5)) };
  });
}

function coverageOf(terms: readonly Term[], bags: readonly WordBag[]): number {
  let held = 0;
  let all = 0;
  for (const { stem, weight } of terms) {
    all += weight;
    held += weight * Math.max(0, ...bags.map((bag) => heldShare(bag, stem)));
  }
  return all === 0 ? 0 : held / all;
}

/** A cosine on the scale that was measured for this embedder and corpus. */
export function onScale(value: number, { unrelated, related }: Calibration): number {
  const width = related - unrelated;
  return width <= 0 ? 0 : (value - unrelated) / width;
}
