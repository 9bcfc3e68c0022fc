import { throwIfAborted } from '../../../domain/errors.ts';
import type { EmbedOrder, Outcome } from '../protocol.ts';
import type { LoadedEmbedder } from './load-models.ts';

/** One vector a text, one text after another: a model this small fills the processor with one. */
export async function embedTexts(
  { model, context }: LoadedEmbedder,
  { texts, maxTokens }: EmbedOrder,
  signal: AbortSignal,
): Promise<Outcome> {
  const vectors: (readonly number[])[] = [];
  const shortened: number[] = [];
  for (const [at, text] of texts.entries()) {
    throwIfAborted(signal);
    const tokens = model.tokenize(text);
    const marks = context.calculateInputLength([...tokens]) - tokens.length;
    const room = maxTokens - marks - 1; // the context wants one token more than its input has
    if (tokens.length > room) shortened.push(at);
    vectors.push((await context.getEmbeddingFor(tokens.slice(0, room))).vector);
  }
  return { type: 'embedded', vectors, shortened };
}
