import type { DebatePoint, DebateSide, DropReason, SharedPoint } from '../../domain/debate.ts';
import { toAppError, type AppError } from '../../domain/errors.ts';
import type { RankedPassage } from '../../domain/passage.ts';
import { STOPPED, type ChatModel, type Clock } from '../../domain/ports.ts';
import { askModel } from './ask-model.ts';
import type { CheckInput, Drop } from './check-input.ts';
import { checkPoints } from './check-points.ts';
import { checkPosition } from './check-position.ts';
import { checkShared } from './check-shared.ts';
import { sharedPrompt, sidePrompt } from './debate-prompt.ts';
import { quoteFacts, quoteShared, quoteVoices, type NumberedPassage } from './extract-points.ts';
import { numberOf, type Draft } from './finish-debate.ts';
import type { Voice } from './leaning.ts';
import { inFixedOrder } from './queries.ts';
import { isOfUse, peopleIn, readSide } from './read-side.ts';
import { MAX_POINTS, sharedShape, sideShape } from './schema.ts';

/** Fewest points a side gets where its passages hold as many. */
const MIN_POINTS = 3;

/** A draft with the model that writes it. */
export interface Writing extends Draft {
  readonly chat: ChatModel;
  readonly clock: Clock;
}

/** A side, and whether any of it is the model's choice. */
export interface WrittenSide {
  readonly side: DebateSide;
  readonly isWritten: boolean;
}

/**
 * One side from its own passages: the model's points as far as they stand, and for voices it left
 * out or got wrong a sentence of the passage, word for word.
 * @throws AppError as `ChatModel.stream`
 */
export async function writeSide(side: 'a' | 'b', writing: Writing): Promise<WrittenSide> {
  const at = side === 'a' ? 0 : 1;
  const evidence = writing.evidence.sides[at];
  const numbers = numbered(writing, evidence.passages).map(({ n }) => n);
  const empty = { name: evidence.name, position: '', points: [], passages: numbers };
  if (!evidence.hasEvidence) return { side: empty, isWritten: false };
  const startedAtMs = writing.clock.elapsed();
  const { task, chat } = writing;
  const reading = readSide(side, writing, numbered(writing, writing.numbered));
  const { passages, voices, shown } = reading;
  const people = peopleIn(voices, shown);
  const { reply, lost } = await askModel({
    chat,
    shape: sideShape(
      people.map(({ name }) => name),
      shown.length,
    ),
    messages: sidePrompt({
      language: task.language,
      topic: task.topic,
      name: evidence.name,
      people,
      passages: shown.map(({ passage }) => passage),
      isOfUse: isOfUse(side, writing.evidence, voices),
      chat,
    }),
    ...(task.signal === undefined ? {} : { signal: task.signal }),
  });
  const drop = counter(writing);
  for (let count = 0; count < lost; count += 1) drop('malformed');
  const input = { ...checkInput(side, writing, passages), prompt: shown };
  const own = checkPoints(reply.points, input, drop);
  const points = completed(own, { side, voices, passages, writing });
  const position = checkPosition(reply.position, input, drop);
  writing.timings.sides[at] = writing.clock.elapsed() - startedAtMs;
  return {
    side: {
      ...empty,
      position: position === '' ? named(writing, evidence.name, voices) : position,
      points,
    },
    isWritten: own.length > 0,
  };
}

function named({ words, task }: Writing, name: string, voices: readonly Voice[]): string {
  return words.position(task.language, { name, voices: voices.map(({ person }) => person.name) });
}

interface Completing {
  readonly side: 'a' | 'b';
  readonly voices: readonly Voice[];
  readonly passages: readonly NumberedPassage[];
  readonly writing: Writing;
}

/** Voices that are missing are quoted; then figures, or anything where there are no voices. */
function completed(
  own: readonly DebatePoint[],
  { side, voices, passages, writing }: Completing,
): readonly DebatePoint[] {
  const { task } = writing;
  const sides = writing.evidence.sides.map(({ name }) => name) as [string, string];
  const input = { side, sides, voices, passages, language: task.language };
  const points = [...own].slice(0, MAX_POINTS);
  for (const quote of quoteVoices(input)) {
    const isHeard = points.some(({ who }) => who === quote.who);
    if (!isHeard && points.length < MAX_POINTS) points.push(quote);
  }
  for (const quote of quoteFacts({ ...input, voices: writing.evidence.voices })) {
    if (points.length >= MIN_POINTS) break;
    if (quote.kind === 'evidence' || voices.length === 0) points.push(quote);
  }
  return points.sort((x, y) => x.n - y.n || compare(x.who ?? '', y.who ?? ''));
}

/** What both grant and what is open; sentences of the passages where the model fails. */
export async function writeShared(writing: Writing): Promise<{
  readonly common: readonly SharedPoint[];
  readonly open: readonly SharedPoint[];
  /** Why the model wrote nothing, `cancelled` for Stop; null when it did, or was not asked. */
  readonly failure: AppError | null;
}> {
  const { task, chat, evidence } = writing;
  const passages = numbered(writing, evidence.common);
  const hasBoth = evidence.sides.every(({ hasEvidence }) => hasEvidence);
  if (passages.length === 0 || !hasBoth) return { common: [], open: [], failure: null };
  const startedAtMs = writing.clock.elapsed();
  const sides = evidence.sides.map(({ name }) => name) as [string, string];
  const all = numbered(writing, writing.numbered);
  const { voices } = checkInput('a', writing, all);
  const quoted = quoteShared({ sides, voices, passages, all, language: task.language });
  try {
    const { reply, lost } = await askModel({
      chat,
      shape: sharedShape(passages.length),
      messages: sharedPrompt({
        language: task.language,
        topic: task.topic,
        names: inFixedOrder(sides),
        passages: passages.map(({ passage }) => passage),
        chat,
      }),
      ...(task.signal === undefined ? {} : { signal: task.signal }),
    });
    const drop = counter(writing);
    for (let count = 0; count < lost; count += 1) drop('malformed');
    const input = checkInput('a', writing, passages);
    const common = checkShared(reply.common, { ...input, about: 'common' }, drop);
    const open = checkShared(reply.open, { ...input, about: 'open' }, drop);
    return {
      common: common.length > 0 ? common : quoted.common,
      open: open.length > 0 ? open : quoted.open,
      failure: null,
    };
  } catch (thrown) {
    const failure = toAppError(thrown);
    const { signal } = task;
    const isEnded = signal?.aborted === true && signal.reason !== STOPPED;
    const isExpected = failure.code === 'cancelled' || failure.code.startsWith('model-');
    if (isEnded || !isExpected) throw thrown;
    return { ...quoted, failure };
  } finally {
    writing.timings.common = writing.clock.elapsed() - startedAtMs;
  }
}

/** Voices with what the given passages let them say. */
function checkInput(
  side: 'a' | 'b',
  { evidence, task }: Writing,
  passages: readonly NumberedPassage[],
): CheckInput {
  const ids = new Set(passages.map(({ passage }) => passage.id));
  const voices = evidence.voices.map((voice) => ({
    ...voice,
    statements: voice.statements.filter(({ passage }) => ids.has(passage.id)),
  }));
  const sides = evidence.sides.map(({ name }) => name) as [string, string];
  return { side, sides, language: task.language, passages, prompt: passages, voices };
}

function counter({ dropped }: Writing): Drop {
  return (reason: DropReason) => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
  };
}

function numbered(draft: Draft, entries: readonly RankedPassage[]): NumberedPassage[] {
  return entries.map(({ passage }) => ({ n: numberOf(draft, passage), passage }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
