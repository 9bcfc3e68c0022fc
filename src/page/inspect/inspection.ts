import type { Answer, AnswerTimings } from '../../domain/answer.ts';
import { shownTrail, type PassageScores } from '../../domain/passage.ts';
import type { Language } from '../../domain/language.ts';
import type { PromptTokens, Receipt } from '../../domain/receipt.ts';
import { whyWordsFor } from '../../words/why-words.ts';
import { wordsFor } from '../../words/words.ts';
import { inOrderOfUse } from '../../application/views/numbered.ts';
import { receiptNotes } from '../../application/views/show-receipt.ts';
import { plainName, safeAddress } from '../message-nodes.ts';
import { MAX_TITLE_CHARS } from '../page-limits.ts';
import { markedText, type MarkedPart } from './marked-text.ts';

/** A passage that was found for an answer. */
export interface FoundPassageJson {
  readonly id: string;
  readonly articleId: string;
  readonly rank: number;
  readonly title: string;
  readonly parts: readonly MarkedPart[];
  /** Meaning, words and both together, each from 0 to 1; null: not compared. */
  readonly scores: {
    readonly dense: number | null;
    readonly keyword: number;
    readonly fused: number;
  };
  readonly similarity: number | null;
  readonly href: string | null;
}

/** One step, from when to when after the question came, in ms. */
export interface StepJson {
  readonly step: 'queue' | 'search' | 'sorting' | 'firstWord' | 'writing' | 'edits';
  readonly startMs: number;
  readonly endMs: number;
  /** What was done at single moments of it, in ms after the question came: of `edits` alone. */
  readonly atMs?: readonly number[];
}

/** How it was judged, what the model was asked, and what it wrote that is not shown. */
export interface ReceiptJson extends Pick<Receipt, 'chance' | 'statements'> {
  readonly prompt: {
    readonly tokens: PromptTokens;
    readonly sentences: number;
    readonly cut: number;
    readonly sha256: string;
  } | null;
  readonly leftOut: readonly { readonly text: string; readonly why: string }[];
  /** What else is known, a sentence each. */
  readonly notes: readonly string[];
}

/** What stands behind an answer. */
export interface InspectionJson {
  readonly id: string;
  readonly question: string;
  readonly mode: Answer['mode'];
  /** Why it is not a generated one, in words; null for one that is. */
  readonly reason: string | null;
  readonly model: string | null;
  readonly index: string | null;
  readonly passages: readonly FoundPassageJson[];
  /** What each source's sentence says, in the order of the numbers. */
  readonly statements: readonly {
    readonly n: number;
    readonly title: string;
    readonly quote: string;
  }[];
  readonly unverified: number;
  /** Null for an answer of an earlier version, and where nothing was searched. */
  readonly receipt: ReceiptJson | null;
  readonly steps: readonly StepJson[];
}

/** An answer as it was kept, for whoever may look at it. */
export function inspectionOf(kept: Answer, language: Language): InspectionJson {
  const { citations } = inOrderOfUse(kept);
  const { id, question, mode, reason, model, index, unverified, timingsMs } = kept;
  return {
    ...{ id, question, mode, model, index, unverified },
    reason: reason === null || reason === 'talk' ? null : wordsFor(language).reason[reason],
    passages: kept.passages.map(({ rank, passage, scores }) => ({
      id: passage.id,
      articleId: passage.articleId,
      rank,
      title: plainName(shownTrail(passage), MAX_TITLE_CHARS),
      parts: markedText(
        passage.text,
        citations.filter(({ articleId }) => articleId === passage.articleId),
      ),
      scores: shownScores(scores),
      similarity: scores.similarity,
      href: safeAddress(passage.url ?? ''),
    })),
    statements: citations.map(({ n, title, section, quote }) => ({
      n,
      title: plainName(shownTrail({ title, section }), MAX_TITLE_CHARS),
      quote,
    })),
    receipt: kept.receipt === undefined ? null : receiptJson(kept.receipt, model, language),
    steps: allSteps(timingsMs, kept.receipt),
  };
}

function receiptJson(receipt: Receipt, model: string | null, language: Language): ReceiptJson {
  const { chance, statements, prompt, leftOut } = receipt;
  const words = whyWordsFor(language);
  const { fault: faults } = words;
  return {
    ...{ chance, statements },
    prompt:
      prompt === null
        ? null
        : {
            ...{ tokens: prompt.tokens, cut: prompt.cut, sha256: prompt.sha256 },
            sentences: prompt.given ?? prompt.chosen.length,
          },
    leftOut: leftOut.map(({ text, fault }) => ({ text, why: faults[fault] ?? fault })),
    notes: receiptNotes(receipt, model, words).map((note) => note.replaceAll(/[`*]/gu, '')),
  };
}

function shownScores({ dense, keyword, fused }: PassageScores): FoundPassageJson['scores'] {
  const within = (score: number): number => Math.min(1, Math.max(0, score));
  return {
    dense: dense === null ? null : within(dense),
    keyword: within(keyword),
    fused: within(fused),
  };
}

/** From the question on: where others waited before it, and where it was shown, too. */
function allSteps(timings: AnswerTimings, receipt: Receipt | undefined): StepJson[] {
  const { waitMs = 0, beganMs = 0 } = receipt?.turn ?? {};
  const { editsAtMs: atMs = [] } = receipt ?? {};
  const work = stepsOf(timings, receipt?.debate?.sorting?.ms ?? null);
  // Somebody who joined an answer came after its beginning: the scale begins with whatever was first.
  const afterMs = Math.max(0, beganMs);
  const cameMs = afterMs - beganMs;
  const shown = atMs.map((ms) => cameMs + ms);
  const [first] = shown;
  const last = shown.at(-1);
  return [
    ...(waitMs > 0 ? [{ step: 'queue' as const, startMs: cameMs, endMs: cameMs + waitMs }] : []),
    ...work.map(({ step, startMs, endMs }) => ({
      ...{ step, startMs: afterMs + startMs, endMs: afterMs + endMs },
    })),
    ...(first === undefined || last === undefined
      ? []
      : [{ step: 'edits' as const, startMs: first, endMs: last, atMs: shown }]),
  ];
}

/** @param sortingMs what a model took to sort the statements of a debate; null: no debate, or none did */
function stepsOf(
  { retrieval, firstToken, total }: AnswerTimings,
  sortingMs: number | null,
): StepJson[] {
  const search: StepJson = { step: 'search', startMs: 0, endMs: retrieval };
  if (sortingMs !== null) {
    return [search, { step: 'sorting', startMs: retrieval, endMs: retrieval + sortingMs }];
  }
  if (firstToken === null) return [search];
  const first = Math.max(retrieval, firstToken);
  return [
    search,
    { step: 'firstWord', startMs: retrieval, endMs: first },
    { step: 'writing', startMs: first, endMs: Math.max(first, total) },
  ];
}
