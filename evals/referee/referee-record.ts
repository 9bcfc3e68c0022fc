import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { CoverageQuestion } from '../coverage/coverage-question.ts';

const RefereeRecord = z.object({
  /** See `recordKey`. */
  key: z.string(),
  /** What answered: `whole`, `without gate` …, or `textbook`. */
  system: z.string(),
  id: z.string(),
  q: z.string(),
  language: z.enum(['de', 'en']),
  topic: z.string(),
  isAnswerable: z.boolean(),
  mode: z.string(),
  reason: z.string().nullable(),
  answer: z.string(),
  /** Sentences the answer rests on, with their sources. */
  evidence: z.array(z.string()),
  /** Sentences of the model that were left out, each with its fault. */
  leftOut: z.array(z.string()),
  /** Whether an answer in words holds every fact of the gold. */
  isRight: z.boolean(),
  /** Whether it was told that the articles do not say; with passages it was not. */
  isDeclined: z.boolean(),
  /** Whether the words are in the language of the question. */
  isInLanguage: z.boolean(),
  /** Milliseconds until the model's first token; null where none was asked. */
  firstTokenMs: z.number().nullable(),
  totalMs: z.number(),
});

/** What came of one question. */
export type RefereeRecord = z.infer<typeof RefereeRecord>;

/** Whether an answer is in words: written, or word for word from an article. */
export function isSaid({ mode }: { readonly mode: string }): boolean {
  return mode === 'generated' || mode === 'quoted';
}

/** Same for the same question, gold, generation, model and system: only then is a record good again. */
export function refereeKey(question: CoverageQuestion, ...rest: readonly string[]): string {
  const all = JSON.stringify([question, ...rest]);
  return createHash('sha256').update(all).digest('hex').slice(0, 16);
}

/** Records of an earlier run by key; a line that was cut off is none. */
export async function readRefereed(file: string): Promise<Map<string, RefereeRecord>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const records = text.split('\n').flatMap((line) => {
    try {
      return [RefereeRecord.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
  return new Map(records.map((record) => [record.key, record]));
}

export async function keepRefereed(file: string, record: RefereeRecord): Promise<void> {
  await appendFile(file, `${JSON.stringify(record)}\n`);
}
