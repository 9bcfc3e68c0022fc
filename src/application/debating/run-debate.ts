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
import type { ChatModel, Clock, Logger, ModelHealth, NewId } from '../../domain/ports.ts';
import { settleMode } from '../asking/answer-mode.ts';
import type { FindPairs } from './debate-topics.ts';
import type { IndexLease, Knowledge } from '../knowledge/knowledge.ts';

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
  readonly findPairs: FindPairs;
  /** What is debated when nobody says what. */
  readonly defaults: {
    readonly topic: Readonly<Record<Language, string>>;
    readonly sides: readonly [string, string];
  };
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
  const refused = debateRefusal(asked);
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
function tidied({ topic, sideA, sideB, language }: DebateInput): DebateRequest {
  const clean = (text = ''): string | undefined => {
    const tidy = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
    return tidy === '' ? undefined : tidy;
  };
  return { language, topic: clean(topic), sideA: clean(sideA), sideB: clean(sideB) };
}

/** Why a debate cannot be held as it is asked for; null when it can. */
export function debateRefusal({ topic, sideA, sideB }: DebateRequest): DebateReason | null {
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

type Settled = Pick<DebateTask, 'topic' | 'searchTopics' | 'sideA' | 'sideB'>;

/** Topic and sides in full: as given, the shipped pair, or a pair the corpus covers. */
async function settle(
  asked: DebateRequest,
  lease: IndexLease,
  parts: RunDebateParts,
): Promise<Settled | DebateReason> {
  const { topic, sideA, sideB, language } = asked;
  const { sides } = parts.defaults;
  if (topic === undefined && sideA === undefined && sideB === undefined) {
    return withTopic(asked, sides, parts);
  }
  if (sideA !== undefined && sideB !== undefined) return withTopic(asked, [sideA, sideB], parts);
  const given = sideA ?? sideB;
  const pair = await findPair({ topic, given }, lease, parts);
  if (pair === null) return given === undefined ? 'no-sides' : 'side-missing';
  const isTurned = sideB === undefined ? isNamed(pair[1], sideA) : isNamed(pair[0], sideB);
  const [one, other] = isTurned ? [pair[1], pair[0]] : pair;
  return withTopic({ language, topic }, [one, other], parts);
}

function withTopic(
  { topic, language }: DebateRequest,
  [sideA, sideB]: readonly [string, string],
  { defaults, pairTitle }: RunDebateParts,
): Settled {
  if (topic !== undefined) return { topic, searchTopics: [topic], sideA, sideB };
  if (isDefaultPair([sideA, sideB], defaults.sides)) {
    const searchTopics = Object.values(defaults.topic);
    return { topic: defaults.topic[language], searchTopics, sideA, sideB };
  }
  return { topic: pairTitle(language, sideA, sideB), searchTopics: [], sideA, sideB };
}

/** The best covered pair on a topic; with the given side in it, if there is one. */
async function findPair(
  { topic, given }: { topic: string | undefined; given: string | undefined },
  { index, usableEmbedder }: IndexLease,
  { findPairs }: RunDebateParts,
): Promise<readonly [string, string] | null> {
  const text = [topic, given].filter((part) => part !== undefined).join(' ');
  const embedder = usableEmbedder();
  const search = (withEmbedder: typeof embedder) =>
    findPairs({ text, index, embedder: withEmbedder, limit: MAX_PAIRS });
  const pairs = await search(embedder).catch((thrown: unknown) => {
    if (embedder === null || toAppError(thrown).code === 'cancelled') throw thrown;
    return search(null);
  });
  const pair = pairs.find(
    ({ sideA, sideB }) => given === undefined || isNamed(sideA, given) || isNamed(sideB, given),
  );
  return pair === undefined ? null : [pair.sideA, pair.sideB];
}

function isNamed(name: string, given: string | undefined): boolean {
  return given !== undefined && squashed(name) === squashed(given);
}

/** Most pairs among which a partner is looked for. */
const MAX_PAIRS = 50;

function isDefaultPair(
  given: readonly [string, string],
  defaults: readonly [string, string],
): boolean {
  const fixed = (pair: readonly [string, string]): string => pair.map(squashed).sort().join(' ');
  return fixed(given) === fixed(defaults);
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
  const name = (side: string | undefined): string => (side ?? '').slice(0, MAX_SIDE_CHARS);
  const sides = [name(asked.sideA), name(asked.sideB)] as const;
  const side = (at: 0 | 1) => ({ name: sides[at], position: '', points: [], passages: [] });
  const balance = (at: 0 | 1) => ({
    name: sides[at],
    points: 0,
    voices: 0,
    articles: 0,
    passages: 0,
    hasEvidence: false,
  });
  return {
    id,
    topic: (asked.topic ?? '').slice(0, MAX_TOPIC_CHARS),
    language: asked.language,
    mode: 'abstained',
    reason: refused,
    sides: [side(0), side(1)],
    common: [],
    open: [],
    balance: [balance(0), balance(1)],
    citations: [],
    passages: [],
    dropped: { total: 0, byReason: {} },
    timingsMs: { evidence: 0, sides: [null, null], common: null, total: 0 },
    model: null,
    index: knowledge.state().generation?.id ?? null,
  };
}

/** Receipt of a debate: everything but the texts. */
function logDebate(logger: Logger, debate: Debate): void {
  const { id, mode, reason, language, dropped, timingsMs, model, index, balance } = debate;
  const points = balance.map((side) => side.points);
  logger.info(
    { id, mode, reason, language, points, dropped, timingsMs, model, index },
    'Debate held.',
  );
}
