import type { AnswerEvent } from '../../domain/answer.ts';
import type { Passage } from '../../domain/passage.ts';
import type { ChatModel } from '../../domain/ports.ts';
import type { PromptReceipt } from '../../domain/receipt.ts';
import { closeTo } from '../evidence-of.ts';
import type { Parts, Started } from '../chain-parts.ts';
import type { Evidence } from '../checking/check-claim.ts';
import { bareTokens, buildPrompt, type Prompt } from '../prompt.ts';
import { writeAnswer, type Written } from '../write-answer.ts';
import { asRanked, SummaryDraft } from './summary-draft.ts';
import { summaryParts } from './summary-parts.ts';
import { mostSummarySentences, SUMMARY_INSTRUCTIONS, summaryQuestion } from './summary-prompt.ts';

/** How long one part may be read before its first word, in seconds. */
const PART_SECONDS = 15;
/** Read however slow the machine; in estimated tokens. */
const LEAST_PART_TOKENS = 300;
/** Headings of passages take the rest of the window. */
const WINDOW_SHARE = 0.7;
/** Passages listed as found before the first word. */
const SHOWN_PASSAGES = 5;

/**
 * Summarises the passages of one article: each part by one call of the model, each sentence checked and
 * cited; without a model the first sentence of each section. Ends with one terminal event, but for a
 * trial that would have to write. What fails in the model is made up for.
 * @param passages at least one
 */
export async function* summarise(
  input: Started,
  passages: readonly Passage[],
  parts: Parts,
): AsyncGenerator<AnswerEvent> {
  const { language, chat } = input;
  const found = passages.slice(0, SHOWN_PASSAGES).map(asRanked);
  yield { type: 'retrieval-end', language, passages: found };
  const draft = new SummaryDraft(input, passages, parts);
  if (chat === null || input.reason === 'model-unreachable') {
    yield draft.quoted(input.reason);
    return;
  }
  if (input.isTrial === true) return;
  const { parts: read, isWhole } = summaryParts(passages, partBudget(input, chat, parts));
  for (const [at, evidence] of read.entries()) {
    if (draft.isOver) break;
    if (read.length > 1) yield { type: 'part-begin', part: at + 1, parts: read.length };
    yield* onePart({ input, chat, evidence, draft, count: read.length }, parts);
  }
  yield draft.end(isWhole);
}

interface PartInput {
  readonly input: Started;
  readonly chat: ChatModel;
  readonly evidence: readonly Evidence[];
  readonly draft: SummaryDraft;
  /** Parts in all. */
  readonly count: number;
}

async function* onePart(
  { input, chat, evidence, draft, count }: PartInput,
  parts: Parts,
): AsyncGenerator<AnswerEvent> {
  const { language, signal } = input;
  const scope = input.index.describe().id;
  const prompt = buildPrompt({
    ...{ language, statements: evidence, history: [], mayRefuse: false },
    question: summaryQuestion(evidence[0]?.passage.title ?? '', language),
    instructions: SUMMARY_INSTRUCTIONS[language](count),
    tokensPerEstimate: parts.scale.ratio(scope),
    contextTokens: chat.contextTokens,
    maxAnswerTokens: chat.maxAnswerTokens,
  });
  const read = evidence.slice(0, prompt.taken);
  const writing = writeAnswer({
    ...{ chat, language, signal, evidence: read, question: '' },
    messages: prompt.messages,
    citedBefore: draft.cited,
    isUnchecked: parts.options.without?.includes('claim-check') === true,
    mayQuote: false,
    mostSentences: mostSummarySentences(count),
    closeTo: closeTo(input, parts),
    onDone: ({ promptTokens, promptMs }) => {
      parts.scale.learn(scope, prompt.tokens, promptTokens);
      parts.speed.learn(promptTokens, promptMs);
    },
  });
  let isBegun = false;
  for (;;) {
    const next = await writing.next();
    if (next.done === true) {
      const receipt = promptReceipt(evidence, prompt, next.value, parts);
      const shown = draft.take(next.value, read, receipt);
      if (shown !== null) yield shown;
      return;
    }
    draft.begin();
    const { text, citations } = next.value;
    if (text === '') continue;
    yield { type: 'text-delta', text: isBegun ? text : draft.gap + text, citations };
    isBegun = true;
  }
}

/** What one part may hold, in estimated tokens. */
function partBudget(
  { language, index }: Started,
  chat: ChatModel,
  { speed, scale }: Parts,
): number {
  const ratio = scale.ratio(index.describe().id);
  const bare = bareTokens(summaryQuestion('', language), language);
  const window = (chat.contextTokens - chat.maxAnswerTokens) / ratio - bare;
  const readable = speed.tokensWithin(PART_SECONDS) / ratio - bare;
  return Math.max(LEAST_PART_TOKENS, Math.min(window * WINDOW_SHARE, readable));
}

function promptReceipt(
  evidence: readonly Evidence[],
  prompt: Prompt,
  { report }: Written,
  { sha256 }: Parts,
): PromptReceipt {
  return {
    chosen: evidence
      .slice(0, prompt.taken)
      .map(({ passage, text }) => ({ passageId: passage.id, text })),
    cut: evidence.length - prompt.taken,
    sha256: sha256(JSON.stringify(prompt.messages)),
    tokens: prompt.tokensOf,
    readTokens: report?.promptTokens ?? null,
    writtenTokens: report?.answerTokens ?? null,
    tokensPerSecond: report?.tokensPerSecond ?? null,
  };
}
