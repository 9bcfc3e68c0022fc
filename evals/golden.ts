import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../src/domain/errors.ts';

const GoldenQuestion = z.object({
  id: z.string(),
  /** Weights are chosen on `tune` and reported on `report`. */
  split: z.enum(['tune', 'report']),
  language: z.enum(['de', 'en']),
  kind: z.enum(['same', 'cross', 'unanswerable']),
  style: z.enum(['direct', 'paraphrase', 'keyword', 'colloquial']),
  q: z.string(),
  /** Articles that answer it, the best one first. */
  articles: z.array(z.string()),
  /** Section of the first article that holds the answer; empty for its lead. */
  section: z.string(),
  /** What a right answer contains; alternatives separated by `|`. */
  facts: z.array(z.string()),
});

/** A question with what is known about its answer. */
export type GoldenQuestion = z.infer<typeof GoldenQuestion>;

const GOLDEN_FILE = new URL('../src/golden/questions.jsonl', import.meta.url);

/** @throws AppError `internal` that names the line of what is wrong */
export async function loadGolden(): Promise<GoldenQuestion[]> {
  const lines = (await readFile(GOLDEN_FILE, 'utf8')).split('\n');
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return [];
    const parsed = GoldenQuestion.safeParse(JSON.parse(line));
    if (parsed.success) return [parsed.data];
    throw new AppError('internal', `golden/questions.jsonl:${at + 1}: ${parsed.error.message}`);
  });
}
