import { createInterface } from 'node:readline';
import { createReadStream } from 'node:fs';
import { AppError } from '../domain/errors.ts';
import type { Answer, Citation } from '../domain/answer.ts';
import type { RankedPassage } from '../domain/passage.ts';
import { withoutControls } from './terminal-text.ts';

/** Longest line of a batch file, in characters. */
const MAX_LINE_CHARS = 100_000;

export interface BatchItem {
  readonly id: string;
  readonly q: string;
}

/**
 * Lines of `{"id","q"}` of a file; `-` is standard input. Blank lines are skipped.
 * @throws AppError `usage` that names file and line of what is wrong
 */
export async function* readBatch(path: string): AsyncGenerator<BatchItem> {
  const input = path === '-' ? process.stdin : createReadStream(path, 'utf8');
  const lines = createInterface({ input, crlfDelay: Infinity });
  let number = 0;
  try {
    for await (const line of lines) {
      number += 1;
      if (line.trim() !== '') yield parseItem(line, `${path}:${number}`);
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw usage(`${path} cannot be read`, thrown);
  } finally {
    lines.close();
  }
}

/** Line above what a batch's item comes to as text; empty for what stands on the command line. */
export function batchHeading(
  { id, q }: { readonly id: string | null; readonly q: string },
  style: { bold(text: string): string },
): string {
  return id === null ? '' : `${style.bold(withoutControls(`${id}: ${q}`))}\n`;
}

function parseItem(line: string, where: string): BatchItem {
  if (line.length > MAX_LINE_CHARS)
    throw usage(`${where} is longer than ${MAX_LINE_CHARS} characters`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (thrown) {
    throw usage(`${where} is not JSON; expected {"id": "…", "q": "…"}`, thrown);
  }
  const { id, q } = (typeof value === 'object' && value !== null ? value : {}) as Partial<
    Record<string, unknown>
  >;
  if ((typeof id !== 'string' && typeof id !== 'number') || typeof q !== 'string') {
    throw usage(`${where} lacks "id" or "q"; expected {"id": "…", "q": "…"}`);
  }
  return { id: String(id), q };
}

function usage(problem: string, cause?: unknown): AppError {
  return new AppError('usage', problem, { cause, details: { problem } });
}

interface PassageJson {
  readonly rank: number;
  readonly articleId: string;
  readonly section: string;
  readonly text: string;
  readonly scores: RankedPassage['scores'];
}

export function passageJson({ rank, passage, scores }: RankedPassage): PassageJson {
  const { articleId, section, text } = passage;
  return { rank, articleId, section, text, scores: roundScores(scores) };
}

/** An answer as `ask --json` prints it. `id` is the caller's where there is one. */
export function answerJson(answer: Answer, id: string | null): Record<string, unknown> {
  return {
    id: id ?? answer.id,
    question: answer.question,
    language: answer.language,
    mode: answer.mode,
    reason: answer.reason,
    ...(answer.note === undefined ? {} : { note: answer.note }),
    answer: answer.answer,
    citations: answer.citations.map(citationJson),
    passages: answer.passages.map(passageJson),
    unverified: answer.unverified,
    timingsMs: answer.timingsMs,
    model: answer.model,
    index: answer.index,
  };
}

/** With the day of its article where that is known. */
function citationJson({ published, ...citation }: Citation): Record<string, unknown> {
  return typeof published === 'string' ? { ...citation, published } : citation;
}

/** A search result as `search --json` prints it. */
export function searchJson(
  id: string | null,
  query: string,
  ranked: readonly RankedPassage[],
): Record<string, unknown> {
  return { id, query, results: ranked.map(passageJson) };
}

function roundScores(scores: RankedPassage['scores']): RankedPassage['scores'] {
  const round = (value: number): number => Math.round(value * 1e6) / 1e6;
  return {
    dense: scores.dense === null ? null : round(scores.dense),
    similarity: scores.similarity === null ? null : round(scores.similarity),
    keyword: round(scores.keyword),
    fused: round(scores.fused),
  };
}
