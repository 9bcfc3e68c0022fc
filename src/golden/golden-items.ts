import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { GoldenItem } from '../application/reindexing/golden-gate.ts';
import { AppError } from '../domain/errors.ts';

const MAX_FILE_BYTES = 5_000_000; // 5 MB
const SHIPPED = new URL('./questions.jsonl', import.meta.url);

const Line = z.object({ q: z.string().min(1), articles: z.array(z.string()) });

/**
 * Questions and the articles that answer them, from a file with one JSON object a line (`q`,
 * `articles`; other fields are ignored). `shipped` is the golden set of the package, `off` none.
 * @throws AppError `config-invalid` that names the file, and the line of what is wrong
 */
export async function loadGoldenItems(file: string): Promise<readonly GoldenItem[]> {
  if (file === 'off') return [];
  const lines = (await readText(file === 'shipped' ? SHIPPED : file)).split('\n');
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return [];
    const parsed = Line.safeParse(asJson(line));
    if (parsed.success) return [{ question: parsed.data.q, articles: parsed.data.articles }];
    throw invalid(`${file}:${at + 1}: a line needs the fields q (a text) and articles (a list).`);
  });
}

async function readText(file: string | URL): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES)
      throw invalid(`${String(file)} has more than ${MAX_FILE_BYTES} bytes.`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(`${String(file)} cannot be read: ${reason}`, error);
  }
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function invalid(problem: string, cause?: unknown): AppError {
  return new AppError('config-invalid', `GOLDEN_QUESTIONS: ${problem}`, { cause });
}
