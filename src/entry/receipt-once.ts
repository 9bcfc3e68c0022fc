import type { Cria } from '../compose.ts';
import type { Answer } from '../domain/answer.ts';
import { AppError } from '../domain/errors.ts';
import type { RankedPassage } from '../domain/passage.ts';
import type { ModelOptions } from '../domain/receipt.ts';
import type { StoredAnswer } from '../domain/stores.ts';
import { receiptText } from '../application/views/show-receipt.ts';
import { MAX_PASSAGES_PER_ARTICLE } from '../answering/chain.ts';
import { CUT_PASSAGES } from '../answering/choosing/find-candidates.ts';
import { withoutControls } from '../terminal/terminal-text.ts';
import { whyWordsFor } from '../words/why-words.ts';
import { receiptWords } from '../words/receipt-words.ts';
import { VERSION } from '../version.ts';
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
interface Replay extends Since {
  /** False where the passages were given, those of the answer before, and none were looked for. */
  readonly wasSearched: boolean;
  /** Whether it is a debate, which rests on several searches. */
  readonly isDebate: boolean;
  /** Whether vectors could be compared now. */
  readonly byMeaning: boolean;
  /** Whether the passages are the same ones with the same scores: in the same order. */
  readonly isSame: boolean;
  readonly gone: readonly string[];
  readonly new: readonly string[];
}

interface ThenAndNow<Then, Now = Then> {
  readonly then: Then;
  readonly now: Now;
}

/** What it was made with, and what it would be made with; `then` null: not known, or not used. */
interface Since {
  readonly index: ThenAndNow<string | null, string>;
  readonly model: ThenAndNow<ModelOptions | null>;
  readonly code: ThenAndNow<string | null, string>;
  /** Those of the three that are others now. */
  readonly changed: readonly ('index' | 'model' | 'code')[];
}

function sinceThen(answer: Answer, indexNow: string, { chat }: Pick<Cria, 'chat'>): Since {
  const { made } = answer.receipt ?? {};
  const { model, digest, contextTokens, maxAnswerTokens } = chat;
  const modelNow = { name: model, digest: digest?.() ?? null, contextTokens, maxAnswerTokens };
  // A receipt of an earlier version has the model's name alone.
  const modelThen =
    made?.model ??
    (answer.model === null ? null : { ...modelNow, name: answer.model, digest: null });
  const index = { then: answer.index, now: indexNow };
  const code = { then: made?.code ?? null, now: VERSION };
  const isOther = {
    index: index.then !== index.now,
    model: modelThen !== null && !isSameModel(modelThen, modelNow),
    code: code.then !== null && code.then !== code.now,
  };
  const changed = (['index', 'model', 'code'] as const).filter((what) => isOther[what]);
  return { index, model: { then: modelThen, now: modelNow }, code, changed };
}

/** A digest that is not known says nothing. */
function isSameModel(then: ModelOptions, now: ModelOptions): boolean {
  const isKnown = then.digest !== null && now.digest !== null;
  return (
    then.name === now.name &&
    then.contextTokens === now.contextTokens &&
    then.maxAnswerTokens === now.maxAnswerTokens &&
    (!isKnown || then.digest === now.digest)
  );
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
    const { considered } = await cria.retrieve({
      ...{ question: answer.question, index: lease.index, embedder, signal },
      limit: CUT_PASSAGES,
      perArticle: MAX_PASSAGES_PER_ARTICLE,
    });
    return {
      ...sinceThen(answer, lease.index.describe().id, cria),
      isDebate: answer.receipt?.debate !== undefined,
      wasSearched: answer.receipt?.chance !== null,
      byMeaning: isUsable,
      ...compared(answer, considered),
    };
  } finally {
    lease.release();
  }
}

/** Fused scores by passage: those of the answer, and the next ones. */
function foundThen({ mode, passages, receipt }: Answer): Map<string, number> {
  const others = (receipt?.others ?? []).map(({ passageId, fused }) => [passageId, fused] as const);
  // A list is gathered further down than anything is kept of.
  const own = mode === 'quoted' ? [] : passages;
  const taken = own.map(({ passage, scores }) => [passage.id, scores.fused] as const);
  return new Map([...others, ...taken]);
}

/** Receipts keep four places of a score. */
const SAME_SCORE = 0.0002;

function compared(
  answer: Answer,
  considered: readonly RankedPassage[],
): Pick<Replay, 'isSame' | 'gone' | 'new'> {
  const then = foundThen(answer);
  const now = new Map(considered.map(({ passage, scores }) => [passage.id, scores.fused]));
  const gone = [...then.keys()].filter((id) => !now.has(id));
  // A receipt of an earlier version does not say what else was found.
  const isKnown = answer.receipt?.others !== undefined;
  const first = isKnown ? [...now.keys()].slice(0, CUT_PASSAGES) : [];
  const added = first.filter((id) => !then.has(id));
  const isMoved = [...then].some(
    ([id, fused]) => Math.abs((now.get(id) ?? fused) - fused) > SAME_SCORE,
  );
  return { isSame: gone.length + added.length === 0 && !isMoved, gone, new: added };
}

function asText({ index, model, code, changed, ...found }: Replay): string {
  const { isSame, gone, new: added, wasSearched, isDebate, byMeaning } = found;
  const { same, moved, changed: others, given, wordsAlone, modelName } = receiptWords;
  const passages = isSame ? same : gone.length + added.length === 0 ? moved : others(gone, added);
  return [
    wasSearched ? passages : isDebate ? receiptWords.debate : given,
    ...(wasSearched && !byMeaning ? [wordsAlone] : []),
    receiptWords.index(index.then, index.now),
    ...(model.then === null || model.now === null
      ? []
      : [receiptWords.model(modelName(model.then), modelName(model.now))]),
    code.then === null ? receiptWords.unknownMade : receiptWords.code(code.then, code.now),
    receiptWords.since(changed),
  ].join('\n');
}
