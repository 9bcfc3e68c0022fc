import type { CommandContext } from '../../src/application/command.ts';
import type { Citation } from '../../src/domain/answer.ts';
import type { Clock } from '../../src/domain/ports.ts';
import { view } from './surface-bench.ts';

export const CITATION: Citation = {
  n: 1,
  articleId: 'llama-2-and-its-licence',
  title: 'Llama 2 and its licence',
  section: 'Licence > Limits',
  url: 'https://example.org/llama',
  quote: 'A quote.',
};

/** About 10,000 characters with headings, lists, a long fence, tables and citation marks. */
export function longAnswer(): string {
  const prose = (topic: string, count: number): string =>
    Array.from(
      { length: count },
      (_unused, n) =>
        `Sentence ${n} about ${topic} says something with **weight** [${(n % 9) + 1}].`,
    ).join(' ');
  const list = (topic: string, count: number): string =>
    Array.from(
      { length: count },
      (_unused, n) => `- ${topic} item ${n} with a mark [${n + 1}]`,
    ).join('\n');
  const code = Array.from(
    { length: 90 },
    (_unused, n) => `    model.layer(${n}, size=${n * 64})`,
  ).join('\n');
  const rows = Array.from({ length: 20 }, (_unused, n) => `| Llama ${n} | ${n * 7}B | 2023 |`).join(
    '\n',
  );
  return [
    '# Overview',
    prose('the leak', 32),
    '## A list',
    list('first', 20),
    `\`\`\`python\ndef build(model):\n${code}\n\`\`\``,
    prose('the licence', 36),
    `| Model | Size | Year |\n|---|---:|---|\n${rows}`,
    prose('fine-tuning', 15),
    list('second', 15),
    'The end [1].',
  ].join('\n\n');
}

/** Streams `text` like a model: a piece of `chars` characters every `everyMs`. */
export async function streamText(
  { reply, signal, requestId }: CommandContext,
  clock: Clock,
  { text, chars = 40, everyMs = 100 }: { text: string; chars?: number; everyMs?: number },
): Promise<void> {
  const stop = { verb: 'stop', subject: requestId, label: 'Stop', style: 'danger' } as const;
  for (let end = chars; end < text.length; end += chars) {
    reply.update(
      view(text.slice(0, end), { tone: 'working', heading: 'Writing', buttons: [stop] }),
    );
    await clock.sleep(everyMs, signal);
  }
  await reply.finish(view(text, { citations: [CITATION] }));
}
