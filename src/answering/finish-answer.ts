import type { Answer, AnswerEvent, AnswerReason, Citation } from '../domain/answer.ts';
import type { ErrorCode } from '../domain/errors.ts';
import { sourceOf, type RankedPassage } from '../domain/passage.ts';
import { STOPPED } from '../domain/ports.ts';
import type { Judged, Parts } from './chain-parts.ts';
import { answersKind } from './choosing/answer-kind.ts';
import { STRONG_CHANCE } from './gate/answerability.ts';
import { listAnswer } from './listing/list-answer.ts';
import { passageAnswer } from './passage-answer.ts';
import type { Quoted } from './quote-answer.ts';
import { receiptOf, type Outcome } from './receipt.ts';

/** Nearest articles offered with an abstention. */
const NEAREST_ARTICLES = 3;

/** The last event of a written answer: what stands of it, else passages, an abstention or the fault. */
export function conclude(input: Judged, outcome: Outcome, parts: Parts): AnswerEvent {
  const { failure, checker } = outcome;
  const isStopped = failure?.code === 'cancelled' && input.signal?.reason === STOPPED;
  if (failure !== null && !isStopped) {
    if (failure.code === 'cancelled') return { type: 'answer-error', error: failure };
    const reason = reasonFor(failure.code, 'chat-model-missing');
    return { type: 'answer-end', answer: passages(input, reason, parts, outcome) };
  }
  if (!isStopped && !answersKind(input.question, checker.text)) {
    if (input.chance < STRONG_CHANCE) {
      const answer = abstention(input, 'model-declined', parts, outcome);
      return { type: 'answer-abstain', answer };
    }
    return {
      type: 'answer-end',
      answer: passages(input, whyNothing(outcome), parts, outcome),
    };
  }
  const sources = [...new Set(outcome.taken.map(({ source }) => source))];
  const taken = sources.flatMap((source) => input.candidates.passages[source]?.ranked ?? []);
  return {
    type: 'answer-end',
    answer: {
      ...answerBase(input, parts, outcome, taken),
      mode: 'generated',
      reason: isStopped ? 'stopped' : reservation(input, outcome),
      answer: checker.text,
      citations: checker.citations,
      unverified: checker.unsupported,
      model: input.chat?.model ?? null,
      ...noteOf(input, checker.citations, parts),
    },
  };
}

/** What is to be said of an answer that stands. */
function reservation({ chance }: Judged, outcome: Outcome): AnswerReason | null {
  const { end, isUntranslated, isQuoted } = outcome;
  if (isUntranslated) return 'answer-untranslated';
  if (end === 'cut') return 'answer-cut';
  return chance < STRONG_CHANCE || isQuoted === true ? 'answer-unsure' : null;
}

function whyNothing({ isRefused, end }: Outcome): AnswerReason {
  if (isRefused) return 'model-declined';
  return end === 'only-thought' ? 'model-only-thought' : 'nothing-verified';
}

/** A list, where one was asked for and the passages have it; null otherwise. No model is needed. */
export async function listed(input: Judged, parts: Parts): Promise<Answer | null> {
  const { question, language, retrieval, index, signal } = input;
  const found = retrieval.considered;
  const list = await listAnswer(question, {
    found,
    language,
    index,
    embedding: retrieval.embedding,
    signal,
  });
  if (list === null) return null;
  const articles = new Set(list.citations.map(({ articleId }) => articleId)).size;
  return {
    ...answerBase(input, parts, null, list.passages),
    mode: 'quoted',
    reason: null,
    note: parts.words.listed(language, { articles, more: list.more }),
    answer: list.text,
    citations: list.citations,
  };
}

/** What the articles say word for word, where that is the answer; no model is needed. */
export function verbatim(input: Judged, { text, passage, quote }: Quoted, parts: Parts): Answer {
  const used = input.retrieval.considered.filter((one) => one.passage.id === passage.id);
  const citations = [{ n: 1, ...sourceOf(passage), quote }];
  return {
    ...answerBase(input, parts, null, used),
    mode: 'quoted',
    reason: null,
    answer: text,
    citations,
    ...noteOf(input, citations, parts),
  };
}

/** The passages themselves, where nothing was written that stands. */
export function passages(
  input: Judged,
  reason: AnswerReason,
  parts: Parts,
  outcome: Outcome | null = null,
): Answer {
  const { question, language, candidates } = input;
  const { text, citations, disagreement } = passageAnswer(question, candidates, language);
  return {
    ...answerBase(input, parts, outcome),
    mode: 'passages',
    reason,
    answer: `${parts.words.reason(language, reason)}\n\n${text}`,
    citations,
    ...noteOf({ ...input, disagreement }, citations, parts),
  };
}

/** That an older and a newer article differ, where the answer rests on one of them. */
function noteOf(
  { language, candidates, disagreement }: Judged,
  citations: readonly Citation[],
  { words }: Parts,
): Pick<Answer, 'note'> {
  if (disagreement === null || disagreement === undefined) return {};
  const [older, newer] = [disagreement.older, disagreement.newer].map(
    ({ source }) => candidates.passages[source]?.ranked.passage,
  );
  if (older === undefined || newer === undefined) return {};
  const isUsed = citations.some(
    ({ articleId }) => articleId === older.articleId || articleId === newer.articleId,
  );
  return isUsed ? { note: words.differ(language, older, newer) } : {};
}

/** That the articles hold no answer, with the nearest of them. */
export function abstention(
  input: Judged,
  reason: AnswerReason,
  parts: Parts,
  outcome: Outcome | null = null,
): Answer {
  const titles = [...new Set(input.retrieval.ranked.map(({ passage }) => passage.title))];
  const nearest = parts.words.nearest(input.language, titles.slice(0, NEAREST_ARTICLES));
  return {
    ...answerBase(input, parts, outcome),
    mode: 'abstained',
    reason,
    answer: `${parts.words.reason(input.language, reason)} ${nearest}`.trim(),
  };
}

/** @param passages what it rests on; by default what was found first */
function answerBase(
  input: Judged,
  { clock, code }: Parts,
  outcome: Outcome | null,
  passages: readonly RankedPassage[] = input.retrieval.ranked,
): Omit<Answer, 'mode' | 'reason' | 'answer'> {
  const firstTokenMs = outcome?.firstTokenMs ?? null;
  return {
    id: input.id,
    question: input.question,
    language: input.language,
    citations: [],
    passages,
    unverified: 0,
    timingsMs: {
      retrieval: Math.round(input.retrievalMs),
      firstToken: firstTokenMs === null ? null : Math.round(firstTokenMs),
      total: Math.round(clock.elapsed() - input.startedAtMs),
    },
    model: null,
    index: input.index.describe().id,
    receipt: receiptOf({ input, passages, outcome, code }),
  };
}

/** Why there is no generated answer. */
export function reasonFor(code: ErrorCode, missing: AnswerReason): AnswerReason {
  if (code === 'model-unreachable') return 'model-unreachable';
  if (code === 'model-missing') return missing;
  if (code === 'model-timeout') return 'model-slow';
  return code === 'model-resting' ? 'model-resting' : 'model-failed';
}
