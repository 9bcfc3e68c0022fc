import { throwIfAborted } from '../../../domain/errors.ts';
import type { ChatMessage } from '../../../domain/ports.ts';
import type { ChatOrder, Outcome } from '../protocol.ts';
import { fitPrompt } from './fit-prompt.ts';
import { grammarSchema } from './grammar-schema.ts';
import type { GrammarState, LlamaSequence, Token } from './llama-api.ts';
import type { LoadedChat } from './load-models.ts';
import { TextStream } from './text-stream.ts';

/** Tokens of a prompt that are read at once; between two such parts an answer can be stopped. */
const PROMPT_PART_TOKENS = 256;
/** Behind every text that follows a grammar, and inside of none. */
const GRAMMAR_END = '\n\n';
const MS_PER_SECOND = 1_000;

export interface ChatTurn {
  readonly order: ChatOrder;
  /** What loading the model took; 0 when it was loaded. */
  readonly loadMs: number;
  readonly signal: AbortSignal;
  readonly onText: (text: string) => void;
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
}

/**
 * Writes one answer: always the most likely token, so the same prompt gives the same answer.
 * @throws AppError `cancelled`
 */
export async function writeAnswer(chat: LoadedChat, turn: ChatTurn): Promise<Outcome> {
  const { order, loadMs } = turn;
  if (order.messages.length === 0) return answered({ promptTokens: null, loadMs });
  const { tokens, isCut } = fitPrompt(
    order.messages,
    { contextTokens: chat.contextTokens, answerTokens: order.maxTokens },
    (messages) => promptTokens(chat, messages),
  );
  const state = order.format === undefined ? undefined : await grammarState(chat, order.format);
  return chat.sequences.use(tokens, async (sequence) => {
    throwIfAborted(turn.signal);
    const startedMs = performance.now();
    const reusedTokens = await readPrompt(sequence, tokens, turn.signal);
    const promptMs = Math.round(performance.now() - startedMs);
    const writing = { sequence, last: tokens.slice(-1), state };
    const written = await withFewThreads(chat, () => writeTokens(chat, writing, turn));
    return answered(
      { ...written, promptTokens: tokens.length, promptMs, promptCut: isCut, loadMs },
      reusedTokens,
    );
  });
}

type Report = Extract<Outcome, { type: 'answered' }>['report'];

function answered(report: Partial<Report>, reusedTokens = 0): Outcome {
  const empty = {
    ...{ promptTokens: null, promptMs: null, answerTokens: null },
    ...{ tokensPerSecond: null, loadMs: null },
  };
  return {
    type: 'answered',
    report: { ...empty, truncated: false, promptCut: false, ...report },
    reusedTokens,
  };
}

function promptTokens({ model, wrapper }: LoadedChat, messages: readonly ChatMessage[]): Token[] {
  const history = messages.map(({ role, content }) =>
    role === 'assistant'
      ? { type: 'model' as const, response: [content] }
      : { type: role, text: content },
  );
  const { contextText } = wrapper.generateContextState({
    chatHistory: [...history, { type: 'model', response: [] }],
  });
  return contextText.tokenize(model.tokenizer);
}

async function grammarState(
  { api, llama, model }: LoadedChat,
  format: NonNullable<ChatOrder['format']>,
): Promise<GrammarState> {
  const grammar = await llama.createGrammarForJsonSchema(grammarSchema(format));
  return new api.LlamaGrammarEvaluationState({ model, grammar });
}

/** All but the last token, without those the sequence knows from before; returns how many these are. */
async function readPrompt(
  sequence: LlamaSequence,
  tokens: readonly Token[],
  signal: AbortSignal,
): Promise<number> {
  const before = tokens.slice(0, -1);
  await sequence.adaptStateToTokens(before, false);
  const reusedTokens = sequence.nextTokenIndex;
  for (let at = reusedTokens; at < before.length; at += PROMPT_PART_TOKENS) {
    throwIfAborted(signal);
    await sequence.evaluateWithoutGeneratingNewTokens(before.slice(at, at + PROMPT_PART_TOKENS));
  }
  return reusedTokens;
}

/** Whatever else is loaded or read meanwhile is held to as many. */
async function withFewThreads<T>(
  { llama, threads }: LoadedChat,
  work: () => Promise<T>,
): Promise<T> {
  llama.maxThreads = threads.writing;
  try {
    return await work();
  } finally {
    llama.maxThreads = 0;
  }
}

interface Writing {
  readonly sequence: LlamaSequence;
  readonly last: readonly Token[];
  readonly state: GrammarState | undefined;
}

async function writeTokens(
  { model, contextTokens }: LoadedChat,
  { sequence, last, state }: Writing,
  { order, signal, onText, elapsed }: ChatTurn,
): Promise<Pick<Report, 'answerTokens' | 'truncated' | 'tokensPerSecond'>> {
  const stream = new TextStream(model);
  const options = {
    temperature: 0,
    ...(state === undefined ? {} : { grammarEvaluationState: state }),
  };
  const started = elapsed();
  let answerTokens = 0;
  let truncated = false;
  let tail = '';
  for await (const token of sequence.evaluate(last, options)) {
    throwIfAborted(signal);
    if (model.isEogToken(token)) break;
    answerTokens += 1;
    const text = stream.push(token);
    if (text !== '') onText(text);
    tail = (tail + text).slice(-GRAMMAR_END.length);
    if (state !== undefined && tail === GRAMMAR_END) break;
    truncated = answerTokens >= order.maxTokens || sequence.nextTokenIndex >= contextTokens;
    if (truncated) break;
  }
  const rest = stream.end();
  if (rest !== '') onText(rest);
  const seconds = (elapsed() - started) / MS_PER_SECOND;
  return { answerTokens, truncated, tokensPerSecond: seconds > 0 ? answerTokens / seconds : null };
}
