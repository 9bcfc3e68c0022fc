import {
  MAX_SIDE_CHARS,
  MAX_TOPIC_CHARS,
  type Debate,
  type DebateEvent,
  type DebateReason,
  type DebateRequest,
  type DebateTask,
  type HoldDebate,
} from '../../domain/debate.ts';
import { AppError, toAppError } from '../../domain/errors.ts';
import type { Language } from '../../domain/language.ts';
import type {
  ChatModel,
  Clock,
  Logger,
  ModelHealth,
  NewId,
  PassageIndex,
} from '../../domain/ports.ts';
import { settleMode } from '../asking/answer-mode.ts';
import type { IndexLease, Knowledge } from '../knowledge/knowledge.ts';

/** Longest side that is read out of a topic, in characters. */
const MAX_NAMED_CHARS = 40;
/** Passages in which a topic's sides are looked for, and how much of the topic they must hold. */
const TOPIC_PASSAGES = 20;
const TOPIC_COVER = 0.4;

/** A debate as a surface asks for it. */
export interface DebateInput extends DebateRequest {
  /** Server whose own articles count as well; absent or null: the shared corpus alone. */
  readonly guildId?: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** What holding a debate needs from the other rooms. */
export interface RunDebateParts {
  readonly knowledge: Knowledge;
  readonly health: ModelHealth;
  readonly chat: ChatModel;
  readonly hold: HoldDebate;
  /** "A or B" in the reader's language: the topic where only the sides are given. */
  readonly pairTitle: (language: Language, sideA: string, sideB: string) => string;
  readonly newId: NewId;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Sums up one debate. The stream ends with exactly one terminal event and never throws. */
export type RunDebate = (input: DebateInput) => AsyncIterable<DebateEvent>;

/** Builds the use case: check the form, hold a generation, settle the sides, run the chain. */
export function createRunDebate(parts: RunDebateParts): RunDebate {
  return (input) => run(input, parts);
}

async function* run(input: DebateInput, parts: RunDebateParts): AsyncGenerator<DebateEvent> {
  const { knowledge } = parts;
  const id = parts.newId();
  const asked = tidied(input);
  const refused = debateRefusal(input);
  if (refused !== null) {
    yield { type: 'debate-abstain', debate: refusedDebate({ id, asked, refused }, parts) };
    return;
  }
  const lease = await knowledge.acquire(input.guildId ?? null);
  if (lease === null) {
    yield { type: 'debate-error', error: knowledge.state().lastFault ?? indexMissing() };
    return;
  }
  try {
    const settled = await settle(asked, lease, parts);
    if (typeof settled === 'string') {
      const debate = refusedDebate({ id, asked, refused: settled }, parts);
      yield { type: 'debate-abstain', debate };
      return;
    }
    const { reason: missing, canEmbed } = await settleMode(parts.health, input.signal);
    const reason = missing === 'embedder-missing' ? null : missing; // keywords do for a debate
    const task: DebateTask = {
      id,
      ...settled,
      language: input.language,
      index: lease.index,
      embedder: canEmbed ? lease.usableEmbedder() : null,
      chat: reason === null ? parts.chat : null,
      reason,
      signal: input.signal,
    };
    for await (const event of parts.hold(task)) {
      if ('debate' in event) logDebate(parts.logger, event.debate);
      yield event;
    }
  } catch (thrown) {
    yield { type: 'debate-error', error: toAppError(thrown) };
  } finally {
    lease.release();
  }
}

/** Empty options count as not given. */
function tidied({ topic, sideA, sideB, language }: DebateRequest): DebateRequest {
  const clean = (text = ''): string | undefined => {
    const tidy = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
    return tidy === '' ? undefined : tidy;
  };
  return { language, topic: clean(topic), sideA: clean(sideA), sideB: clean(sideB) };
}

/** Why a debate cannot be held as it is asked for, whatever the articles say; null when it can. */
export function debateRefusal(request: DebateRequest): DebateReason | null {
  const { topic, sideA, sideB } = tidied(request);
  if ((topic?.length ?? 0) > MAX_TOPIC_CHARS) return 'topic-too-long';
  for (const side of [sideA, sideB]) {
    if (side === undefined) continue;
    if (side.length > MAX_SIDE_CHARS) return 'side-too-long';
    if (!/[\p{L}\p{N}]/u.test(side)) return 'side-without-words';
  }
  if (topic !== undefined && !/[\p{L}\p{N}]/u.test(topic)) return 'question-without-words';
  if (sideA !== undefined && sideB !== undefined && squashed(sideA) === squashed(sideB)) {
    return 'same-sides';
  }
  return null;
}

function squashed(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

type Settled = Pick<DebateTask, 'topic' | 'isTopicGiven' | 'sideA' | 'sideB'>;

/** Topic and sides in full: as given, as the topic names them, or a pair the corpus compares. */
async function settle(
  asked: DebateRequest,
  { index }: IndexLease,
  { pairTitle }: RunDebateParts,
): Promise<Settled | DebateReason> {
  const { topic, sideA, sideB, language } = asked;
  const given = sideA ?? sideB;
  const named = given === undefined ? namedInTopic(topic) : null;
  const pair =
    sideA !== undefined && sideB !== undefined
      ? ([sideA, sideB] as const)
      : (named ?? (await findPair(topic, given, index)));
  if (pair === null) return given === undefined ? 'no-sides' : 'side-missing';
  const isTurned =
    named === null && (isSame(pair[1], sideA) || (sideA === undefined && isSame(pair[0], sideB)));
  const [one, other] = isTurned ? [pair[1], pair[0]] : pair;
  const title = pairTitle(language, one, other);
  const isTopicGiven = topic !== undefined && named === null;
  return { topic: isTopicGiven ? topic : title, isTopicGiven, sideA: one, sideB: other };
}

/** "A oder B", "A or B?", "A vs. B": a topic that is the two sides. */
function namedInTopic(topic: string | undefined): readonly [string, string] | null {
  const [a = '', b = '', ...more] = (topic ?? '')
    .replace(/[?!.]$/u, '')
    .split(/\s(?:oder|or|vs\.?|versus)\s/iu)
    .map((side) => side.trim());
  const isPair = more.length === 0 && [a, b].every((side) => squashed(side) !== '');
  const isShort = Math.max(a.length, b.length) <= MAX_NAMED_CHARS;
  return isPair && isShort && squashed(a) !== squashed(b) ? [a, b] : null;
}

/**
 * The pair the corpus compares most often; with the given side in it, or one that the topic names or
 * that stands together in what is found for the topic.
 */
async function findPair(
  topic: string | undefined,
  given: string | undefined,
  index: PassageIndex,
): Promise<readonly [string, string] | null> {
  const pairs = (await index.pairs()).map(({ names }) => names);
  if (given !== undefined) {
    return pairs.find((pair) => pair.some((name) => isSame(name, given))) ?? null;
  }
  if (topic === undefined) return pairs[0] ?? null;
  const holds = (text: string, pair: readonly [string, string]): boolean =>
    pair.every((name) => text.includes(name.toLowerCase()));
  const named = pairs.find((pair) => holds(topic.toLowerCase(), pair));
  if (named !== undefined) return named;
  const { candidates } = await index.search({ text: topic, limit: TOPIC_PASSAGES });
  const texts = candidates
    .filter(({ keyword }) => keyword >= TOPIC_COVER)
    .map(({ passage: { title, section, text } }) => `${title} ${section} ${text}`.toLowerCase());
  const counted = pairs.map((pair) => texts.filter((text) => holds(text, pair)).length);
  const most = Math.max(0, ...counted);
  return most === 0 ? null : (pairs[counted.indexOf(most)] ?? null);
}

function isSame(name: string, given: string | undefined): boolean {
  return given !== undefined && squashed(name) === squashed(given);
}

function indexMissing(): AppError {
  return new AppError('index-missing', 'There is no index yet. Run: npm run reindex', {
    isRetryable: true,
  });
}

/** A debate that was not held. */
function refusedDebate(
  { id, asked, refused }: { id: string; asked: DebateRequest; refused: DebateReason },
  { knowledge }: RunDebateParts,
): Debate {
  const nothing = { points: 0, voices: 0, articles: 0, hasEvidence: false };
  const names = [asked.sideA, asked.sideB].map((side) => (side ?? '').slice(0, MAX_SIDE_CHARS));
  const [a = '', b = ''] = names;
  const side = (name: string) => ({ name, position: '', points: [] });
  return {
    id,
    topic: (asked.topic ?? '').slice(0, MAX_TOPIC_CHARS),
    language: asked.language,
    mode: 'abstained',
    reason: refused,
    sides: [side(a), side(b)],
    common: [],
    open: [],
    balance: [
      { name: a, ...nothing },
      { name: b, ...nothing },
    ],
    citations: [],
    passages: [],
    timingsMs: { evidence: 0, model: null, total: 0 },
    model: null,
    receipt: null,
    index: knowledge.state().generation?.id ?? null,
  };
}

/** Receipt of a debate: everything but the texts. */
function logDebate(logger: Logger, debate: Debate): void {
  const { id, mode, reason, language, timingsMs, model, index, balance } = debate;
  const points = balance.map((side) => side.points);
  logger.info({ id, mode, reason, language, points, timingsMs, model, index }, 'Debate held.');
}
