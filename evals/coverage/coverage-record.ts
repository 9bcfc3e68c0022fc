import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { CoverageQuestion } from './coverage-question.ts';

const CoverageRecord = z.object({
  /** See `recordKey`. */
  key: z.string(),
  id: z.string(),
  language: z.enum(['de', 'en']),
  topic: z.string(),
  isAnswerable: z.boolean(),
  /** Rank of the answering passage, from 1; null when it is not among the retrieved. */
  rank: z.number().nullable(),
  /** Articles of the first five passages, best first. */
  articles: z.array(z.string()),
  /** Whether the evidence is enough for an answer; with a chat model, whether one was given. */
  isAnswered: z.boolean(),
  /** Whether a given answer holds every fact; null where no model was asked. */
  isRight: z.boolean().nullable(),
});

/** What came of one question. */
export type CoverageRecord = z.infer<typeof CoverageRecord>;

/** Passages of a result that count. */
export const COVERAGE_PASSAGES = 5;

/** Same for the same question, gold, generation and chat model: only then is a record good again. */
export function recordKey(
  question: CoverageQuestion,
  generation: string,
  chatModel: string | null,
): string {
  const all = JSON.stringify([question, generation, chatModel]);
  return createHash('sha256').update(all).digest('hex').slice(0, 16);
}

/** Records of an earlier run by key; a line that was cut off is none. */
export async function readRecords(file: string): Promise<Map<string, CoverageRecord>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const records = text.split('\n').flatMap((line) => {
    try {
      return [CoverageRecord.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
  return new Map(records.map((record) => [record.key, record]));
}

/** Adds one record to the file. */
export async function keepRecord(file: string, record: CoverageRecord): Promise<void> {
  await appendFile(file, `${JSON.stringify(record)}\n`);
}
