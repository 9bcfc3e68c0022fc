import { replyText, type ChatReply, type RecordedRequest } from '../fakes/ollama-server.ts';

/** A debate on the articles of `debate-bench.ts`. */
export const ENGINES = { topic: 'engines', side_a: 'Atlas', side_b: 'Zephyr', language: 'en' };

/** Sorts each line by the engine it is told of. */
export function sortEngines(request: RecordedRequest): ChatReply {
  return replyText(sortedEngines(request));
}

/** The same as the model's text. */
export function sortedEngines({ body }: RecordedRequest): string {
  const { messages } = body as { messages: readonly { content: string }[] };
  const first = /^A debate: (\w+) or/u.exec(messages[0]?.content ?? '')?.[1] ?? '';
  const lines = (messages.at(-1)?.content ?? '').split('\n');
  return JSON.stringify(lines.map((line) => (line.includes(first) ? 'A' : 'B')));
}
