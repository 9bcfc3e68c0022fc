import type { RankedPassage } from '../domain/passage.ts';
import type { Calibration, QueryWords } from '../domain/ports.ts';
import { detectLanguage } from '../text/detect-language.ts';
import { nameWordsOf } from './names.ts';

/** What speaks for and against the corpus knowing an answer. */
export interface Evidence {
  readonly isEnough: boolean;
  /**
   * Best plain cosine on the scale measured for this embedder and corpus: 0 where unrelated
   * questions lie, 1 where the corpus's own headings lie. Null without vectors.
   */
  readonly relatedness: number | null;
  /** Best keyword score, [0, 1]. */
  readonly keyword: number;
  /** Whether the question has names (1) or only numbers (0.5) that no passage has; else 0. */
  readonly unknownNames: number;
  /** 0 or more when there is enough; comparable within one generation only. */
  readonly score: number;
}

/**
 * Least relatedness for an answer, and what the other two signs are worth beside it. Chosen on the
 * `tune` half of the golden set, reported on the other.
 */
export const EVIDENCE_WEIGHTS = {
  threshold: 0.2,
  keyword: 0.1,
  unknownNames: 0.5,
} as const;

/** Without vectors: least share of the question's words that one passage must cover. */
export const KEYWORD_ONLY_THRESHOLD = 0.2;

/** Passages whose keyword score counts. */
const JUDGED_PASSAGES = 6;

export interface JudgeInput {
  readonly question: string;
  /**
   * Every candidate, best first. The plain cosine is taken over all of them, because it favours the
   * question's own language, which the first few need not be in.
   */
  readonly ranked: readonly RankedPassage[];
  readonly words: QueryWords;
  /** Null without vectors. */
  readonly calibration: Calibration | null;
}

/**
 * Judges whether retrieval found anything to answer from, without reading a sentence: a new generation is
 * tried so, with hundreds of questions; those that people ask are judged by `gate/`. The cosine counts on the scale that was
 * measured for this embedder and corpus when the generation was built, never as it is. No retrieval
 * score tells a near miss (the article is there, the sentence is not).
 */
export function judgeEvidence({ question, ranked, words, calibration }: JudgeInput): Evidence {
  const top = ranked.slice(0, JUDGED_PASSAGES);
  const keyword = Math.max(0, ...top.map(({ scores }) => scores.keyword));
  const unknownNames = unknownNamesOf(question, words);
  const penalty = EVIDENCE_WEIGHTS.unknownNames * unknownNames;
  const cosines = ranked.flatMap(({ scores }) =>
    scores.similarity === null ? [] : [scores.similarity],
  );
  if (cosines.length === 0 || calibration === null) {
    const score = keyword - penalty - KEYWORD_ONLY_THRESHOLD;
    return verdict({ relatedness: null, keyword, unknownNames, score });
  }
  const relatedness = onScale(Math.max(...cosines), calibration);
  const score =
    relatedness + EVIDENCE_WEIGHTS.keyword * keyword - penalty - EVIDENCE_WEIGHTS.threshold;
  return verdict({ relatedness, keyword, unknownNames, score });
}

function verdict(signs: Omit<Evidence, 'isEnough'>): Evidence {
  return { ...signs, isEnough: signs.score >= 0 };
}

function onScale(cosine: number, { unrelated, related }: Calibration): number {
  const width = related - unrelated;
  return width <= 0 ? 0 : (cosine - unrelated) / width;
}

/**
 * Names and numbers are the same in every language, so one that no passage contains speaks against
 * the corpus: 1 for an unknown name, 0.5 where only numbers are unknown, else 0. A name is told by
 * its form (digits among letters, inner capitals, capitals in a row) or by its place in a sentence.
 */
export function unknownNamesOf(question: string, words: QueryWords): number {
  const unknown = new Set(words.unknown.map((word) => word.toLowerCase()));
  const missing = nameWords(question).filter((name) => unknown.has(name));
  if (missing.length === 0) return 0;
  return missing.some((name) => /\p{L}/u.test(name)) ? 1 : 0.5;
}

/** Lower-cased words of a question that look like names or numbers. */
export function nameWords(question: string): string[] {
  const tokens = [...question.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => ({
    text: match[0],
    at: match.index,
  }));
  const names = new Set<string>();
  tokens.forEach((token, at) => {
    const lower = token.text.toLowerCase();
    const previous = tokens[at - 1];
    const isAdjacent =
      previous !== undefined &&
      /^[\s-]$/u.test(question.slice(previous.at + previous.text.length, token.at));
    const isCapitalPair =
      isAdjacent && /^\p{Lu}/u.test(token.text) && /^\p{Lu}/u.test(previous.text) && at > 1;
    if (isCapitalPair) names.add(previous.text.toLowerCase()).add(lower);
    if (/\p{N}/u.test(token.text) || /\p{L}\p{Lu}/u.test(token.text)) names.add(lower);
  });
  for (const name of nameWordsOf(question, detectLanguage(question) ?? 'de')) names.add(name);
  return [...names];
}
