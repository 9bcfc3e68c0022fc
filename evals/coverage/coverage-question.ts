import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../src/domain/errors.ts';

/** What is known about the answer to a question. */
const Gold = z.object({
  id: z.string(),
  /** Articles that answer it; a passage of any of them can. */
  articles: z.array(z.string()).optional(),
  /** Section the answering passage stands in; any when absent or empty. */
  section: z.string().optional(),
  /** What the passages that answer it contain; alternatives separated by `|`. */
  facts: z.array(z.string()).optional(),
});

const Line = Gold.extend({
  q: z.string().min(1),
  lang: z.enum(['de', 'en']).optional(),
  language: z.enum(['de', 'en']).optional(),
  topic: z.string().optional(),
  kind: z.string().optional(),
  /** Nobody's corpus can answer it. */
  none: z.boolean().optional(),
});

/** Kinds of questions that nothing should be said to. */
const NOT_FOR_US = ['outside the field', 'unanswerable'];

/** A question to measure coverage with. */
export interface CoverageQuestion {
  readonly id: string;
  readonly q: string;
  readonly language: 'de' | 'en';
  readonly topic: string;
  /** Whether an answer is wanted at all. */
  readonly isAnswerable: boolean;
  readonly articles: readonly string[];
  readonly section: string;
  readonly facts: readonly string[];
}

/**
 * Reads questions, one JSON object a line (`id`, `q`, `lang` or `language`; optional `topic`, `kind`,
 * `none`, `articles`, `section`, `facts`), and adds what `goldFile` knows about their answers.
 * @throws AppError `usage` that names the line of what is wrong, or the answerable questions without gold
 */
export async function readCoverageQuestions(
  file: string,
  goldFile: string | null,
): Promise<CoverageQuestion[]> {
  const golds = goldFile === null ? [] : await readLines(goldFile, Gold);
  const goldOf = new Map(golds.map((gold) => [gold.id, gold]));
  const questions = (await readLines(file, Line)).map((line): CoverageQuestion => {
    const gold = { ...line, ...goldOf.get(line.id) };
    return {
      id: line.id,
      q: line.q,
      language: line.lang ?? line.language ?? 'en',
      topic: line.topic ?? line.kind ?? 'questions',
      isAnswerable: line.none !== true && !NOT_FOR_US.includes(line.kind ?? ''),
      articles: gold.articles ?? [],
      section: gold.section ?? '',
      facts: gold.facts ?? [],
    };
  });
  const without = questions.filter((one) => one.isAnswerable && one.articles.length === 0);
  if (without.length > 0) {
    const ids = without.map(({ id }) => id).join(', ');
    throw usage(`Nobody says which articles answer ${ids}; name them in the file or in --gold.`);
  }
  return questions;
}

async function readLines<T>(file: string, shape: z.ZodType<T>): Promise<T[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw usage(`${file} cannot be read: ${String(error)}`);
  });
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    const parsed = shape.safeParse(asJson(line));
    if (parsed.success) return [parsed.data];
    throw usage(`${file}:${at + 1}: ${parsed.error.issues[0]?.message ?? 'no question'}`);
  });
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function usage(message: string): AppError {
  return new AppError('usage', message, { details: { problem: message } });
}
