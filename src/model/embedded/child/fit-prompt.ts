import type { ChatMessage } from '../../../domain/ports.ts';
import { shortened } from '../../shortened.ts';

/** How often the longest message may be halved; 12 halvings make 2,000,000 characters fit 512. */
const MAX_HALVINGS = 12;

export interface FittedPrompt<Token> {
  readonly tokens: readonly Token[];
  /** Whether a part of the messages was left out. */
  readonly isCut: boolean;
}

export interface PromptRoom {
  /** All there is, prompt and answer together, in tokens. */
  readonly contextTokens: number;
  /** What a prompt that has to be cut leaves for the answer. */
  readonly answerTokens: number;
}

/**
 * The tokens of the messages. Where they do not fit, the oldest that are no system message go
 * first, then the longest of the rest is halved.
 */
export function fitPrompt<Token>(
  messages: readonly ChatMessage[],
  { contextTokens, answerTokens }: PromptRoom,
  tokenize: (messages: readonly ChatMessage[]) => readonly Token[],
): FittedPrompt<Token> {
  const whole = tokenize(messages);
  if (whole.length < contextTokens) return { tokens: whole, isCut: false };
  const room = Math.max(1, contextTokens - answerTokens);
  let kept = messages;
  let tokens = whole;
  while (tokens.length > room) {
    const oldest = kept.findIndex(({ role }, at) => role !== 'system' && at < kept.length - 1);
    if (oldest === -1) break;
    kept = kept.filter((_, at) => at !== oldest);
    tokens = tokenize(kept);
  }
  for (let halvings = 0; tokens.length > room && halvings < MAX_HALVINGS; halvings += 1) {
    kept = withLongestHalved(kept);
    tokens = tokenize(kept);
  }
  return { tokens: tokens.slice(-room), isCut: true };
}

function withLongestHalved(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const longest = Math.max(...messages.map(({ content }) => content.length));
  return messages.map((message) =>
    message.content.length === longest
      ? { ...message, content: shortened(message.content) }
      : message,
  );
}
