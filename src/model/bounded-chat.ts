import { AppError } from '../domain/errors.ts';
import type { ChatModel, ChatReport, ChatRequest, Clock, Logger } from '../domain/ports.ts';
import { startTimeLimit } from '../domain/time-limit.ts';

/** No tokenizer's tokens are longer on average in text that anybody reads. */
export const MAX_CHARS_PER_TOKEN = 16;

export interface ChatBounds {
  readonly clock: Clock;
  readonly logger: Logger;
  /** From asking to the last piece, in milliseconds. */
  readonly longestMs: number;
}

/**
 * The same model, held to what it was asked for whatever runs it: an answer ends after `longestMs`
 * (`model-timeout`), and its text at `maxAnswerTokens` tokens of `MAX_CHARS_PER_TOKEN` characters
 * (as one that was cut for want of room).
 */
export function boundedChat<Model extends ChatModel>(chat: Model, bounds: ChatBounds): Model {
  return {
    ...chat,
    get model() {
      return chat.model; // it may become another one
    },
    stream: (request) => boundedStream(chat, request, bounds),
  };
}

async function* boundedStream(
  chat: ChatModel,
  request: ChatRequest,
  { clock, logger, longestMs }: ChatBounds,
): AsyncGenerator<string> {
  const limit = startTimeLimit({
    clock,
    ms: longestMs,
    signal: request.signal,
    late: () => tooSlow(chat.model, longestMs),
  });
  let roomChars = chat.maxAnswerTokens * MAX_CHARS_PER_TOKEN;
  try {
    for await (const piece of chat.stream({ ...request, signal: limit.signal })) {
      if (piece.length <= roomChars) {
        roomChars -= piece.length;
        yield piece;
        continue;
      }
      logger.warn({ model: chat.model }, 'An answer is longer than its tokens allow; it is cut.');
      const rest = piece.slice(0, roomChars).replace(/[\uD800-\uDBFF]$/u, '');
      if (rest !== '') yield rest;
      request.onDone?.(CUT);
      return;
    }
  } catch (thrown) {
    const { reason } = limit.signal as { reason: unknown };
    throw reason instanceof AppError && request.signal?.aborted !== true ? reason : thrown;
  } finally {
    limit.end();
  }
}

const CUT: ChatReport = {
  promptMs: null,
  promptTokens: null,
  answerTokens: null,
  truncated: true,
  promptCut: false,
  tokensPerSecond: null,
  loadMs: null,
};

function tooSlow(model: string, longestMs: number): AppError {
  const seconds = Math.round(longestMs / 1_000);
  return new AppError(
    'model-timeout',
    `The model "${model}" had not finished its answer after ${seconds} s. ` +
      'Raise ANSWER_DEADLINE_SECONDS, or take a smaller model.',
    { isRetryable: true, details: { model, seconds, trouble: 'slow' } },
  );
}
