import type { AnswerEvent } from '../domain/answer.ts';
import type { ChatModel } from '../domain/ports.ts';
import type { Judged, Parts } from './chain-parts.ts';
import type { Evidence } from './checking/check-claim.ts';
import type { Candidates } from './choosing/find-candidates.ts';
import { disagreementAmong, newerFirst, type Disagreement } from './choosing/disagreement.ts';
import {
  chooseStatements,
  inReadingOrder,
  introducedBy,
  keyOf,
} from './choosing/choose-statements.ts';
import { headedSection } from './choosing/headed-section.ts';
import { inLeadingLanguage } from './choosing/leading-language.ts';
import type { Statement } from './choosing/score-statements.ts';
import { closeTo, evidenceOf } from './evidence-of.ts';
import { abstention, conclude, listed, passages, verbatim } from './finish-answer.ts';
import { LEAST_CHANCE, REFUSAL_CHANCE, STRONG_CHANCE } from './gate/answerability.ts';
import { bareTokens, buildPrompt, MOST_SENTENCES } from './prompt.ts';
import { quoteAnswer } from './quote-answer.ts';
import { writeAnswer } from './write-answer.ts';

/** Evidence that is always read, however slow the machine; in estimated tokens. */
const LEAST_EVIDENCE_TOKENS = 240;

/** Declines, shows passages, or has the model write; ends with exactly one terminal event. */
export async function* answerStep(input: Judged, parts: Parts): AsyncGenerator<AnswerEvent> {
  const { language, chat } = input;
  const { ranked } = input.retrieval;
  yield { type: 'retrieval-end', language, passages: ranked };
  const list = input.passages === undefined ? await listed(input, parts) : null;
  if (list !== null) {
    yield { type: 'answer-end', answer: list };
    return;
  }
  if (input.candidates.statements.length === 0 || input.chance < LEAST_CHANCE) {
    yield { type: 'answer-abstain', answer: abstention(input, 'no-evidence', parts) };
    return;
  }
  const reason = input.reason ?? input.searchReason;
  if (chat === null || reason === 'model-unreachable') {
    yield {
      type: 'answer-end',
      answer: passages(input, reason ?? 'model-unreachable', parts),
    };
    return;
  }
  if (input.isTrial === true) return;
  const { question, candidates, index } = input;
  const budget = budgetFor(input, parts);
  const isSure = isNew(input) && input.chance >= STRONG_CHANCE;
  const section = isSure ? await headedSection(question, candidates, index, budget) : null;
  const quoted =
    isSure && parts.options.verbatim === true ? quoteAnswer(input, section, budget) : null;
  if (quoted === null) yield* generate(input, chat, readingOf(input, section, budget), parts);
  else yield { type: 'answer-end', answer: verbatim(input, quoted, parts) };
}

/** Whether nothing was said or found before: a follow-up wants it told in another way. */
function isNew({ passages, history }: Judged): boolean {
  return passages === undefined && history.length === 0;
}

/** What a model is given to read. */
interface Reading {
  readonly chosen: readonly Statement[];
  /** The same with what stands around each. */
  readonly evidence: readonly Evidence[];
  readonly disagreement: Disagreement | null;
}

/** Of a section that asks the question in another language nothing else is to be translated. */
function readingOf(
  { question, language, candidates }: Judged,
  section: readonly Statement[] | null,
  budgetTokens: number,
): Reading {
  const { passages: cut } = candidates;
  const isForeign = section?.some(
    ({ source }) => cut[source]?.ranked.passage.language !== language,
  );
  const translated = isForeign === true ? section : null;
  const best =
    translated ?? chooseStatements(inLeadingLanguage(candidates, language), budgetTokens);
  const disagreement = disagreementAmong(question, best, cut);
  const inOrder = inReadingOrder(best);
  const chosen = disagreement === null ? inOrder : newerFirst(inOrder, disagreement);
  // Under a heading that asks the question, what answers it may have none of its words.
  const relevances = translated === null ? relevanceOf(candidates, language) : EVEN;
  const evidence = chosen.map((statement) => evidenceOf(statement, candidates, relevances));
  return { chosen, evidence, disagreement };
}

const EVEN: ReadonlyMap<string, number> = new Map();

async function* generate(
  input: Judged,
  chat: ChatModel,
  { chosen, evidence, disagreement }: Reading,
  parts: Parts,
): AsyncGenerator<AnswerEvent> {
  const { language, question, signal } = input;
  const scope = input.index.describe().id;
  const tokensPerEstimate = parts.scale.ratio(scope);
  const prompt = buildPrompt({
    ...{ question, language, tokensPerEstimate },
    history: input.history,
    mayRefuse: input.chance < REFUSAL_CHANCE,
    statements: evidence,
    contextTokens: chat.contextTokens,
    maxAnswerTokens: chat.maxAnswerTokens,
  });
  const taken = chosen.slice(0, prompt.taken);
  const read = evidence.slice(0, prompt.taken);
  const writing = writeAnswer({
    ...{ chat, question, language, signal },
    messages: prompt.messages,
    mayQuote: input.chance >= STRONG_CHANCE,
    mostSentences: MOST_SENTENCES,
    evidence: read,
    isUnchecked: parts.options.without?.includes('claim-check') === true,
    closeTo: closeTo(input, parts),
    onDone: ({ promptTokens, promptMs }) => {
      parts.scale.learn(scope, prompt.tokens, promptTokens);
      parts.speed.learn(promptTokens, promptMs);
    },
  });
  let firstTokenMs: number | null = null;
  for (;;) {
    const next = await writing.next();
    if (next.done === true) {
      parts.options.onDropped?.(next.value.dropped);
      const sha256 = parts.sha256(JSON.stringify(prompt.messages));
      const asked = { sha256, tokens: prompt.tokensOf, cut: chosen.length - prompt.taken };
      yield conclude(
        { ...input, disagreement },
        { ...next.value, taken, firstTokenMs, asked },
        parts,
      );
      return;
    }
    const isFirst = firstTokenMs === null;
    firstTokenMs ??= parts.clock.elapsed() - input.startedAtMs;
    const { text, citations } = next.value;
    // The first one may be empty: it says that the model has begun to write.
    if (isFirst || text !== '') yield { type: 'text-delta', text, citations };
  }
}

/** What can be read in time, after what every question costs; in estimated tokens. */
function budgetFor({ question, language, index }: Judged, parts: Parts): number {
  const { speed, options, scale } = parts;
  if (options.without?.includes('choosing') === true) return Infinity;
  const tokensPerEstimate = scale.ratio(index.describe().id);
  const readable = speed.tokensWithin(options.firstTokenTargetSeconds) / tokensPerEstimate;
  return Math.max(LEAST_EVIDENCE_TOKENS, readable - bareTokens(question, language));
}

/**
 * A score as a share of what it is measured by. Words count for nothing in another language than the
 * question's, so statements of that are measured by the best of their own; those of the question's by the
 * best of all. Of several things asked for, the one counts for which a statement tells most; what an
 * introduction announces is as relevant as that.
 */
function relevanceOf({ passages, parts }: Candidates, asked: string): ReadonlyMap<string, number> {
  const relevances = new Map<string, number>();
  for (const statements of parts) {
    const best = new Map<string, number>();
    const languageOf = ({ source }: Statement): string =>
      passages[source]?.ranked.passage.language ?? '';
    for (const one of statements) {
      best.set(languageOf(one), Math.max(one.score, best.get(languageOf(one)) ?? one.score));
    }
    best.set(asked, Math.max(...statements.map(({ score }) => score)));
    for (const one of statements) {
      const share = one.score / (best.get(languageOf(one)) ?? one.score);
      for (const told of [one, ...introducedBy(one, statements)]) {
        relevances.set(keyOf(told), Math.max(share, relevances.get(keyOf(told)) ?? 0));
      }
    }
  }
  return relevances;
}
