import pc from 'picocolors';
import { AppError } from '../domain/errors.ts';
import { shownTrail, type RankedPassage } from '../domain/passage.ts';
import { batchHeading, readBatch, searchJson } from '../terminal/one-shot.ts';
import { withoutControls } from '../terminal/terminal-text.ts';
import { prepare } from './prepare.ts';
import type { Runtime } from './runtime.ts';

/** Longest excerpt of a passage outside JSON, in characters. */
const EXCERPT_CHARS = 200;

export interface SearchOnceOptions {
  readonly json: boolean;
  readonly limit: number;
  /** File of queries; null for the one on the command line. */
  readonly batch: string | null;
}

/** `search`: retrieval alone, for one query or a file of them. */
export async function searchOnce(
  runtime: Runtime,
  query: string | null,
  options: SearchOnceOptions,
): Promise<void> {
  if (query === null && options.batch === null) {
    const problem = 'no query; write: npm run --silent search -- "your query"';
    throw new AppError('usage', `search: ${problem}`, { details: { problem } });
  }
  await prepare(runtime, { mayPull: false });
  if (options.batch === null) {
    await print(runtime, { id: null, q: query ?? '' }, options);
    return;
  }
  for await (const item of readBatch(options.batch)) await print(runtime, item, options);
}

async function print(
  runtime: Runtime,
  item: { readonly id: string | null; readonly q: string },
  options: SearchOnceOptions,
): Promise<void> {
  const { cria, signal, stdout } = runtime;
  const ranked = await cria.services.articles.search(null, item.q, {
    limit: options.limit,
    signal,
  });
  stdout.write(
    options.json
      ? `${JSON.stringify(searchJson(item.id, item.q, ranked))}\n`
      : `${batchHeading(item, pc)}${asText(ranked)}`,
  );
}

function asText(ranked: readonly RankedPassage[]): string {
  return ranked
    .map(({ rank, passage, scores }) => {
      const excerpt = passage.text.replace(/\s+/gu, ' ').slice(0, EXCERPT_CHARS);
      const dense = scores.dense === null ? 'none' : scores.dense.toFixed(3);
      const head = `${rank}. ${shownTrail(passage)}`;
      const tail = `fused ${scores.fused.toFixed(3)}, dense ${dense}, keyword ${scores.keyword.toFixed(3)}`;
      return `${pc.bold(withoutControls(head))}\n   ${withoutControls(excerpt)}\n   ${pc.dim(tail)}\n`;
    })
    .join('');
}
