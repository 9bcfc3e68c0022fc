import type { ChatResponse } from 'ollama';
import type { ChatMessage, ChatReport } from '../../domain/ports.ts';

/** No tokenizer packs ordinary text denser; a prompt with more characters a token lost a part. */
const MAX_CHARS_PER_TOKEN = 12;
const NANOSECONDS_PER_MS = 1_000_000;
const NANOSECONDS_PER_SECOND = 1_000_000_000;

/**
 * Reads the counts of a stream's last part. `prompt: 'cut'` says that the server was allowed to
 * cut because the whole prompt did not fit; a server too old to refuse is found out by its count.
 */
export function chatReport(
  last: ChatResponse,
  messages: readonly ChatMessage[],
  { prompt }: { readonly prompt: 'whole' | 'cut' },
): ChatReport {
  const promptTokens = count(last.prompt_eval_count);
  const promptNs = count(last.prompt_eval_duration);
  const answerTokens = count(last.eval_count);
  const evalNs = count(last.eval_duration);
  const loadNs = count(last.load_duration);
  const chars = messages.reduce((sum, message) => sum + message.content.length, 0);
  const isTooFew = promptTokens !== null && promptTokens * MAX_CHARS_PER_TOKEN < chars;
  return {
    promptTokens,
    promptMs: promptNs === null ? null : Math.round(promptNs / NANOSECONDS_PER_MS),
    answerTokens,
    truncated: last.done_reason === 'length',
    promptCut: prompt === 'cut' || isTooFew,
    tokensPerSecond:
      answerTokens === null || evalNs === null || evalNs === 0
        ? null
        : (answerTokens * NANOSECONDS_PER_SECOND) / evalNs,
    loadMs: loadNs === null ? null : Math.round(loadNs / NANOSECONDS_PER_MS),
  };
}

/** The server leaves a count out when it is zero or unknown. */
function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}
