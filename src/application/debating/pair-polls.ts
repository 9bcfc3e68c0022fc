import { toAppError } from '../../domain/errors.ts';
import type { Clock, Logger } from '../../domain/ports.ts';
import type {
  ChannelPoll,
  ChannelTopic,
  PollStore,
  PollTopic,
  VoteStore,
} from '../../domain/stores.ts';
import type { CommandCall, PlacePolls } from '../command.ts';
import { POLL_HOURS, type PollCounts, type StandingPoll } from '../views/debate-poll.ts';

/** Longest key of a poll, in characters. */
const MAX_TOPIC_ID_CHARS = 200;
/** What a poll stores for side A and side B, by the fixed order of their names. */
const CHOICES = ['first', 'second'] as const;
const HOUR_MS = 3_600_000;

/** What is voted on. */
export interface DebatedPair {
  readonly topic: string;
  readonly names: readonly [string, string];
}

/** Votes of the buttons, and what there is of polls the surface counts by itself. */
export interface PairVotes {
  readonly votes: PollCounts;
  readonly standing: StandingPoll;
}

/** Votes on pairs: one poll for a pair, whichever side was named first and in whatever language. */
export interface PairPolls {
  /** Notes a vote for side 0 or 1; a user's second one replaces the first. @returns all votes */
  vote(pair: DebatedPair, call: CommandCall, side: 0 | 1): Promise<PollCounts>;
  /**
   * Has a debate shown with the votes on its pair. Debates on the same pair in the same channel wait
   * for each other, so that no two open a poll. `show` resolves to the id of the message of the poll
   * it opened; null for none.
   */
  showPoll(
    pair: DebatedPair,
    audience: { readonly call: CommandCall; readonly isPrivate: boolean },
    show: (votes: PairVotes) => Promise<string | null>,
  ): Promise<void>;
  /** A poll of a channel is over and counted, by answer. Never throws. */
  pollEnded(
    poll: Pick<ChannelPoll, 'guildId' | 'messageId'>,
    votes: readonly number[],
  ): Promise<void>;
}

/** What polls on pairs are built from. */
export interface PairPollsParts {
  readonly votes: VoteStore;
  readonly polls: PollStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Counts votes, and remembers which channel has which poll. */
export function createPairPolls(parts: PairPollsParts): PairPolls {
  const { votes, polls, clock, logger } = parts;
  const inTurn = createTurns();
  return {
    async vote(pair, { caller, guildId }, side) {
      const topic = pollTopic(pair, guildId);
      const choice = choiceOf(pair, side);
      await votes.put({ ...topic, userId: caller.id, choice, votedAtMs: clock.now() });
      return countVotes(pair, guildId, votes);
    },
    async showPoll(pair, { call, isPrivate }, show) {
      const { guildId, place } = call;
      const showWith = async (standing: Omit<StandingPoll, 'answers'>): Promise<string | null> =>
        show({
          votes: await countVotes(pair, guildId, votes),
          standing: { ...standing, answers: inOrder(pair.names) },
        });
      if (guildId === null || place?.polls === undefined) {
        await showWith({ open: null, last: null, mayOpen: false });
        return;
      }
      const { channelId, polls: there } = place;
      const at = { guildId, channelId, topicId: pollTopic(pair, guildId).topicId };
      const mayOpen = there.mayOpen && !isPrivate;
      await inTurn(JSON.stringify(at), async () => {
        const found = await standingAt(at, there, parts);
        const last =
          found.last === null ? null : { ...found.last, votes: turned(pair, found.last) };
        const messageId = await showWith({ open: found.open, last, mayOpen });
        if (messageId === null) return;
        const endsAtMs = clock.now() + POLL_HOURS * HOUR_MS;
        await carefully(logger, () => polls.put({ ...at, messageId, endsAtMs, result: null }));
      });
    },
    pollEnded: (poll, counted) => carefully(logger, () => polls.settle(poll, pairOfVotes(counted))),
  };
}

/** The debate is shown already: what cannot be stored is logged. */
async function carefully(logger: Logger, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    logger.error({ code, reason: message }, 'A poll was not noted.');
  }
}

/** Runs work by key, one after the other; a fault is its caller's alone. */
function createTurns(): (key: string, work: () => Promise<void>) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  return async (key, work) => {
    const before = running.get(key) ?? Promise.resolve();
    const mine = before.then(work);
    const settled = mine.catch(() => undefined);
    running.set(key, settled);
    try {
      await mine;
    } finally {
      if (running.get(key) === settled) running.delete(key);
    }
  };
}

/** The votes of `last` are those of the first and the second choice. */
async function standingAt(
  at: ChannelTopic,
  there: PlacePolls,
  { polls, clock }: PairPollsParts,
): Promise<Pick<StandingPoll, 'open' | 'last'>> {
  const none = { open: null, last: null };
  const poll = await polls.get(at);
  if (poll === null) return none;
  const { messageId, endsAtMs: endedAtMs } = poll;
  if (poll.result !== null) return { open: null, last: { votes: poll.result, endedAtMs } };
  const open = { open: there.link(messageId), last: null };
  const reading = await there.read(messageId);
  if (reading === 'unknown') return clock.now() < endedAtMs ? open : none;
  if (reading === 'gone') {
    await polls.remove(at);
    return none;
  }
  const isOver = reading.isCounted || (reading.endsAtMs ?? Infinity) <= clock.now();
  if (!isOver) return open;
  if (reading.votes === null) return none;
  const votes = pairOfVotes(reading.votes);
  if (reading.isCounted) await polls.settle({ guildId: at.guildId, messageId }, votes);
  return { open: null, last: { votes, endedAtMs } };
}

function pairOfVotes([first = 0, second = 0]: readonly number[]): PollCounts {
  return [first, second];
}

function turned(
  { names }: DebatedPair,
  { votes: [first, second] }: { votes: PollCounts },
): PollCounts {
  return inOrder(names)[0] === names[0] ? [first, second] : [second, first];
}

/** The same poll for the same sides, whichever was named first and in whatever language. */
function pollTopic({ names }: DebatedPair, guildId: string | null): PollTopic {
  const key = inOrder(names)
    .map((text) => text.toLowerCase())
    .join('|');
  return { guildId, topicId: `debate:${key}`.slice(0, MAX_TOPIC_ID_CHARS) };
}

function inOrder([one, other]: readonly [string, string]): readonly [string, string] {
  return one.toLowerCase() <= other.toLowerCase() ? [one, other] : [other, one];
}

function choiceOf({ names }: DebatedPair, side: 0 | 1): string {
  const isTurned = inOrder(names)[0] !== names[0];
  const at = isTurned ? 1 - side : side;
  return CHOICES[at] ?? CHOICES[0];
}

async function countVotes(
  pair: DebatedPair,
  guildId: string | null,
  votes: VoteStore,
): Promise<PollCounts> {
  const counts = await votes.counts(pollTopic(pair, guildId));
  return [counts.get(choiceOf(pair, 0)) ?? 0, counts.get(choiceOf(pair, 1)) ?? 0];
}
