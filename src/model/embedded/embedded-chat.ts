import { AppError, toAppError } from '../../domain/errors.ts';
import type { ChatReport, ChatRequest, Logger } from '../../domain/ports.ts';
import type { Circuit } from '../circuit.ts';
import type { Patience, WarmChatModel } from '../model-runtime.ts';
import { createThinkFilter } from '../think-filter.ts';
import type { ModelProcess } from './model-process.ts';
import type { WeightsFile } from './protocol.ts';

export interface EmbeddedChatOptions {
  readonly process: Pick<ModelProcess, 'run'>;
  /** Where the weights are. Throws AppError `model-missing`. */
  readonly weights: () => Promise<WeightsFile>;
  /** Name of the model as it is now. */
  readonly model: () => string;
  readonly contextTokens: number;
  readonly maxAnswerTokens: number;
  readonly patience: Patience;
  readonly circuit: Circuit;
  readonly logger: Logger;
}

/** A chat model in the process of the models. */
export function createEmbeddedChat(options: EmbeddedChatOptions): WarmChatModel {
  const { contextTokens, maxAnswerTokens } = options;
  let digest: string | null = null;
  const session = {
    ...options,
    async weights() {
      const file = await options.weights();
      digest = file.sha256;
      return file;
    },
  };
  return {
    digest: () => digest,
    get model() {
      return options.model();
    },
    contextTokens,
    maxAnswerTokens,
    stream: (request) => streamAnswer(session, request),
    async warmUp(signal) {
      const pieces = streamAnswer(session, { messages: [], signal });
      while ((await pieces.next()).done !== true); // nothing is written
    },
  };
}

async function* streamAnswer(
  options: EmbeddedChatOptions,
  request: ChatRequest,
): AsyncGenerator<string> {
  const permit = options.circuit.enter();
  try {
    const report = yield* readAnswer(options, request, () => permit.alive());
    permit.succeed();
    tell(options, report);
    request.onDone?.(report);
  } catch (thrown) {
    const error = toAppError(thrown);
    permit.fail(error);
    throw error;
  } finally {
    permit.release();
  }
}

async function* readAnswer(
  { process, weights, maxAnswerTokens, patience, logger }: EmbeddedChatOptions,
  { messages, format, signal }: ChatRequest,
  onSign: () => void,
): AsyncGenerator<string, ChatReport> {
  const filter = createThinkFilter();
  const order = {
    type: 'chat' as const,
    weights: await weights(),
    messages: messages.map(({ role, content }) => ({ role, content })),
    format,
    maxTokens: maxAnswerTokens,
  };
  for await (const part of process.run(order, { signal, patience })) {
    onSign();
    if (typeof part === 'string') {
      const text = filter.push(part);
      if (text !== '') yield text;
    } else if (part.type === 'answered') {
      const { reusedTokens, report } = part;
      logger.debug({ reusedTokens, promptTokens: report.promptTokens }, 'An answer is written.');
      const held = filter.end();
      if (held !== '') yield held;
      return report;
    }
  }
  throw new AppError('model-failed', 'The answer has no end.', { isRetryable: true });
}

function tell(
  { logger, contextTokens, maxAnswerTokens, model }: EmbeddedChatOptions,
  report: ChatReport,
): void {
  const budgetTokens = contextTokens - maxAnswerTokens;
  const { promptTokens, promptCut } = report;
  if (!promptCut && (promptTokens === null || promptTokens <= budgetTokens)) return;
  logger.warn(
    { model: model(), promptTokens, budgetTokens, promptCut },
    promptCut
      ? 'A part of the prompt was cut; the answer may ignore what it said.'
      : 'The prompt leaves less room than an answer may need.',
  );
}
