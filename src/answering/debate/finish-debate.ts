import type { AnswerMode } from '../../domain/answer.ts';
import type {
  Debate,
  DebateCitation,
  DebateReason,
  DebateSide,
  DebateTask,
  DebateTimings,
  DropReason,
  SharedPoint,
  SideBalance,
} from '../../domain/debate.ts';
import type { Language } from '../../domain/language.ts';
import type { Passage, RankedPassage } from '../../domain/passage.ts';
import { contentStems, overlap } from '../../text/content-stems.ts';
import type { DebateEvidence, SideEvidence } from './gather-evidence.ts';
import { readUnits } from './persons.ts';

/** The sentences the chain itself needs, in every dictionary language. */
export interface DebateWords {
  /** Position of a side whose model wrote none that stands: who speaks for it. */
  position(language: Language, side: { name: string; voices: readonly string[] }): string;
}

/** A debate as far as it is. */
export interface Draft {
  readonly task: DebateTask;
  readonly evidence: DebateEvidence;
  /** All passages; `rank` is their number. */
  readonly numbered: readonly RankedPassage[];
  readonly words: DebateWords;
  /** Counted while it is written. */
  readonly dropped: Partial<Record<DropReason, number>>;
  readonly timings: {
    evidence: number;
    sides: [number | null, number | null];
    common: number | null;
  };
  /** Milliseconds since the start. */
  readonly total: () => number;
  readonly sides?: readonly [DebateSide, DebateSide];
  readonly common?: readonly SharedPoint[];
  readonly open?: readonly SharedPoint[];
}

/** Number of a passage in the debate. */
export function numberOf(draft: Pick<Draft, 'numbered'>, passage: Passage): number {
  return draft.numbered.find((entry) => entry.passage.id === passage.id)?.rank ?? 0;
}

/** Both sides as their passages, nothing summed up. */
export function passageSides(draft: Draft): readonly [DebateSide, DebateSide] {
  return draft.evidence.sides.map(({ name, passages }) => ({
    name,
    position: '',
    points: [],
    passages: passages.map(({ passage }) => numberOf(draft, passage)),
  })) as unknown as readonly [DebateSide, DebateSide];
}

/** Counts what stands behind each side. */
export function balanceOf(draft: Draft): readonly [SideBalance, SideBalance] {
  const count = (evidence: SideEvidence, side: DebateSide | undefined): SideBalance => {
    const points = side?.points ?? [];
    const named = new Set(points.flatMap(({ who }) => (who === null ? [] : [who])));
    return {
      name: evidence.name,
      points: points.length,
      voices: points.length > 0 ? named.size : evidence.voices.length,
      articles: new Set(evidence.passages.map(({ passage }) => passage.articleId)).size,
      passages: evidence.passages.length,
      hasEvidence: evidence.hasEvidence,
    };
  };
  const [a, b] = draft.evidence.sides;
  return [count(a, draft.sides?.[0]), count(b, draft.sides?.[1])];
}

/** Puts everything together. */
export function finish(draft: Draft, mode: AnswerMode, reason: DebateReason | null): Debate {
  const { task, timings } = draft;
  const sides = draft.sides ?? passageSides(draft);
  const byReason = Object.fromEntries(
    Object.entries(draft.dropped).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return {
    id: task.id,
    topic: task.topic,
    language: task.language,
    mode,
    reason,
    sides,
    common: draft.common ?? [],
    open: draft.open ?? [],
    balance: balanceOf(draft),
    citations: citationsOf(draft, sides),
    passages: draft.numbered,
    dropped: {
      total: Object.values(draft.dropped).reduce((sum, count) => sum + count, 0),
      byReason,
    },
    timingsMs: rounded(timings, draft.total()),
    model: mode === 'generated' ? (task.chat?.model ?? null) : null,
    index: task.index.describe().id,
  };
}

function rounded(timings: Draft['timings'], totalMs: number): DebateTimings {
  const round = (ms: number | null): number | null => (ms === null ? null : Math.round(ms));
  const [a, b] = timings.sides;
  return {
    evidence: Math.round(timings.evidence),
    sides: [round(a), round(b)],
    common: round(timings.common),
    total: Math.round(totalMs),
  };
}

/** Every passage the debate rests on, cited or not: the basis is the same in every language. */
function citationsOf(draft: Draft, sides: readonly [DebateSide, DebateSide]): DebateCitation[] {
  const claims = [
    ...sides.flatMap(({ points }) => points),
    ...(draft.common ?? []),
    ...(draft.open ?? []),
  ];
  return draft.numbered.map(({ rank: n, passage }) => {
    const claim = claims.find((one) => one.n === n)?.claim ?? passage.section;
    const { articleId, title, section, url, language } = passage;
    const speaksFor = sides
      .filter(({ passages, points }) => passages.includes(n) || points.some((one) => one.n === n))
      .map(({ name }) => name);
    return {
      n,
      articleId,
      title,
      section,
      url,
      quote: quoteOf(passage, claim),
      language,
      speaksFor,
    };
  });
}

/** The sentence that shares most with a claim; table rows joined. */
function quoteOf(passage: Passage, claim: string): string {
  const wanted = contentStems(claim);
  let best = '';
  let bestShare = -1;
  for (const unit of readUnits(passage)) {
    const sentences = unit.kind === 'row' ? [unit.sentences.join(' | ')] : unit.sentences;
    for (const sentence of sentences) {
      const share = overlap(wanted, contentStems(sentence));
      if (share > bestShare) [best, bestShare] = [sentence, share];
    }
  }
  return best;
}
