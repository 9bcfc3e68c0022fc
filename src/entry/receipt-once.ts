import { AppError } from '../domain/errors.ts';
import type { StoredAnswer } from '../domain/stores.ts';
import { receiptText } from '../application/views/show-receipt.ts';
import { MAX_PASSAGES_PER_ARTICLE } from '../answering/chain.ts';
import { withoutControls } from '../terminal/terminal-text.ts';
import { whyWordsFor } from '../words/why-words.ts';
import { receiptWords } from '../words/receipt-words.ts';
import type { Runtime } from './runtime.ts';

export interface ReceiptOptions {
  /** Whether it is searched again, and what was found then compared with what is found now. */
  readonly replay: boolean;
  readonly json: boolean;
}

/**
 * `receipt`: how a kept answer came about.
 * @throws AppError `usage` when there is no such answer
 */
export async function receiptOnce(
  runtime: Runtime,
  id: string,
  { replay, json }: ReceiptOptions,
): Promise<void> {
  const { cria, config, stdout } = runtime;
  await cria.stores.open();
  const stored = await cria.stores.answers.get(id);
  if (stored === null) {
    const problem = receiptWords.unknown(id, config.retentionDays);
    throw new AppError('usage', problem, { details: { problem } });
  }
  const { answer } = stored;
  const replayed = replay ? await searchAgain(stored, runtime) : null;
  if (json) {
    stdout.write(`${JSON.stringify({ answer, replay: replayed })}\n`);
    return;
  }
  const text = receiptText(answer, whyWordsFor(config.language)).replaceAll('**', '');
  stdout.write(`${withoutControls(text)}\n`);
  if (replayed !== null) stdout.write(`\n${asText(replayed)}\n`);
}

/** What was found then, and what is found now. */
interface Replay {
  readonly index: { readonly then: string | null; readonly now: string };
  readonly model: { readonly then: string | null; readonly now: string };
  /** False where the passages were given, those of the answer before, and none were looked for. */
  readonly wasSearched: boolean;
  /** Whether vectors could be compared now. */
  readonly byMeaning: boolean;
  /** Whether the passages are the same ones in the same order. */
  readonly isSame: boolean;
  readonly gone: readonly string[];
  readonly new: readonly string[];
}

async function searchAgain(
  { answer, guildId }: StoredAnswer,
  { cria, signal }: Runtime,
): Promise<Replay> {
  const [{ status }] = await Promise.all([cria.health.refresh(signal), cria.knowledge.open()]);
  const lease = await cria.spaces.acquire(guildId);
  if (lease === null) throw new AppError('usage', receiptWords.noIndex);
  try {
    const made = lease.index.describe().embedder?.digest;
    const isUsable = status === 'ready' && (await cria.embedder.describe(signal)).digest === made;
    const embedder = isUsable ? cria.embedder : null;
    const { ranked } = await cria.retrieve({
      ...{ question: answer.question, index: lease.index, embedder, signal },
      limit: Math.max(1, answer.passages.length),
      perArticle: MAX_PASSAGES_PER_ARTICLE,
    });
    const then = answer.passages.map(({ passage }) => passage.id);
    const now = ranked.map(({ passage }) => passage.id);
    return {
      index: { then: answer.index, now: lease.index.describe().id },
      model: { then: answer.model, now: cria.runtime().chatModel },
      wasSearched: answer.receipt?.chance !== null,
      byMeaning: isUsable,
      isSame: then.join('\n') === now.join('\n'),
      gone: then.filter((id) => !now.includes(id)),
      new: now.filter((id) => !then.includes(id)),
    };
  } finally {
    lease.release();
  }
}

function asText({ index, model, ...found }: Replay): string {
  const { isSame, gone, new: added, wasSearched, byMeaning } = found;
  const { same, moved, changed, given, wordsAlone } = receiptWords;
  const passages = isSame ? same : gone.length + added.length === 0 ? moved : changed(gone, added);
  return [
    ...(wasSearched ? [passages] : [given]),
    ...(wasSearched && !byMeaning ? [wordsAlone] : []),
    receiptWords.index(index.then, index.now),
    ...(model.then === null ? [] : [receiptWords.model(model.then, model.now)]),
  ].join('\n');
}
