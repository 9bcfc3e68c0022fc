import type { Answer, AnswerReason } from '../../domain/answer.ts';
import type { Debate, DebateEvent, DebateReason, DebateRequest } from '../../domain/debate.ts';
import { toAppError } from '../../domain/errors.ts';
import type { Clock, Logger } from '../../domain/ports.ts';
import type { AnswerStore, PollStore, VoteStore } from '../../domain/stores.ts';
import type { CommandCall } from '../command.ts';
import { conversationPlace } from '../asking/conversation-place.ts';
import { conversationKey } from '../asking/conversation.ts';
import { EventChannel } from '../turns/event-channel.ts';
import type { FairQueue, QueueRefusal, QueueTicket } from '../turns/fair-queue.ts';
import type { QueueEvent } from '../turns/queued-answers.ts';
import { createPairPolls, type DebatedPair, type PairPolls } from './pair-polls.ts';
import type { DebateInput, RunDebate } from './run-debate.ts';

/** What happens from the command to the finished debate, the wait included. */
export type QueuedDebateEvent = QueueEvent | DebateEvent;

/** A debate that waits for its turn like a question. */
export interface DeskDebate extends DebateRequest {
  readonly call: CommandCall;
  readonly signal: AbortSignal;
}

/** Where a debate was held, and who may see it. */
export interface DebateAudience {
  readonly call: CommandCall;
  readonly isPrivate: boolean;
}

/** Refused for lack of a place, or the events; ends with one terminal event, never throws. */
export type DebateInTurn =
  | { readonly ok: false; readonly reason: QueueRefusal }
  | { readonly ok: true; readonly events: AsyncIterable<QueuedDebateEvent> };

/** A stored debate: an answer with what its poll needs, so that its sources can be looked up. */
export interface DebateAnswer extends Answer {
  readonly debate: DebatedPair;
}

/** Where debates are held in turn, kept, and voted on. */
export interface DebateDesk extends PairPolls {
  hold(asked: DeskDebate): DebateInTurn;
  /** Stores a debate so that its buttons work; `text` is what was shown. */
  keep(debate: Debate, text: string, audience: DebateAudience): Promise<void>;
}

/** What the desk is built from. */
export interface DebateDeskParts {
  readonly runDebate: RunDebate;
  readonly queue: FairQueue;
  readonly answers: AnswerStore;
  readonly votes: VoteStore;
  readonly polls: PollStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Puts debates into the same queue as questions, and keeps them and their polls. */
export function createDebateDesk(parts: DebateDeskParts): DebateDesk {
  return {
    hold: (asked) => hold(asked, parts),
    keep: (debate, text, audience) => keep(debate, text, { ...audience, parts }),
    ...createPairPolls(parts),
  };
}

function hold(asked: DeskDebate, { queue, runDebate }: DebateDeskParts): DebateInTurn {
  const { topic, sideA, sideB, language } = asked;
  const { caller, guildId } = asked.call;
  const leaving = new AbortController();
  const signal = AbortSignal.any([leaving.signal, asked.signal]);
  const ticket = queue.enter({ userId: caller.id, guildId, signal });
  if (ticket.kind === 'refused') return { ok: false, reason: ticket.reason };
  const channel = new EventChannel<QueuedDebateEvent>(() => leaving.abort());
  tellPosition(ticket, queue, channel);
  const input: DebateInput = { topic, sideA, sideB, language, guildId, signal };
  void inTurn(ticket, () => runDebate(input), channel);
  return { ok: true, events: channel };
}

function tellPosition(
  ticket: QueueTicket,
  queue: FairQueue,
  channel: EventChannel<QueuedDebateEvent>,
): void {
  const tell = (position: number): void => {
    if (position > 0) {
      channel.push({ type: 'queue-move', position, estimateMs: queue.estimateMs(position) });
    }
  };
  ticket.onMove(tell);
  tell(ticket.position());
}

/** Runs by itself, read or not, so that a turn is never held by somebody who went away. */
async function inTurn(
  ticket: QueueTicket,
  run: () => AsyncIterable<DebateEvent>,
  channel: EventChannel<QueuedDebateEvent>,
): Promise<void> {
  try {
    const slot = await ticket.turn;
    try {
      for await (const event of run()) channel.push(event);
    } finally {
      slot.release();
    }
  } catch (thrown) {
    channel.push({ type: 'debate-error', error: toAppError(thrown) });
  } finally {
    channel.close();
  }
}

async function keep(
  debate: Debate,
  text: string,
  { call, isPrivate, parts }: DebateAudience & { readonly parts: DebateDeskParts },
): Promise<void> {
  const place = conversationPlace(call, isPrivate);
  if (place === null || debate.receipt === null) return;
  try {
    await parts.answers.save({
      answer: asAnswer(debate, text),
      userId: place.userId,
      guildId: call.guildId,
      channelId: place.threadId ?? place.channelId,
      conversationKey: conversationKey(place),
      isPrivate,
      createdAtMs: parts.clock.now(),
    });
  } catch (thrown) {
    // The debate is worth more than its buttons.
    const { code, message } = toAppError(thrown);
    parts.logger.error({ code, reason: message, id: debate.id }, 'A debate was not stored.');
  }
}

function asAnswer(debate: Debate, text: string): DebateAnswer {
  const { total, evidence } = debate.timingsMs;
  return {
    id: debate.id,
    question: debate.topic,
    language: debate.language,
    mode: debate.mode,
    reason: answerReason(debate),
    answer: text,
    citations: debate.citations,
    passages: debate.passages,
    unverified: 0,
    timingsMs: { retrieval: evidence, firstToken: null, total },
    model: debate.model,
    index: debate.index,
    receipt: debate.receipt ?? undefined,
    debate: pairOf(debate),
  };
}

/** What only a debate can be refused for, before anything was searched. */
const REFUSALS: readonly Exclude<DebateReason, AnswerReason>[] = [
  'same-sides',
  'side-missing',
  'side-without-words',
  'side-too-long',
  'topic-too-long',
  'no-sides',
];

function answerReason({ reason }: Debate): AnswerReason | null {
  return REFUSALS.some((refusal) => refusal === reason) ? null : (reason as AnswerReason | null);
}

/** What a debate is voted on about. */
export function pairOf({ topic, sides: [a, b] }: Debate): DebatedPair {
  return { topic, names: [a.name, b.name] };
}

/** What a stored answer's poll is about; null for an answer that is no debate. */
export function pollOf(answer: Answer | DebateAnswer): DebateAnswer['debate'] | null {
  return 'debate' in answer ? answer.debate : null;
}
