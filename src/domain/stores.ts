import type { CoolDownStore } from './cool-downs.ts';
import type { Answer, Turn } from './answer.ts';
import type { Language } from './language.ts';
import type { Showing } from './receipt.ts';

/*
 * What the bot remembers between two starts. Every method throws AppError `storage-failed` or
 * `disk-full` when the store cannot be used; what can be expected is a returned value.
 */

// --- answers ------------------------------------------------------------------------------------

/** An answer with what is needed to use its buttons later, also after a restart. */
export interface StoredAnswer {
  readonly answer: Answer;
  readonly userId: string;
  /** Null outside a server. */
  readonly guildId: string | null;
  readonly channelId: string;
  /** As `conversationKey` of the application makes it. */
  readonly conversationKey: string;
  /** Whether only the asker saw it. */
  readonly isPrivate: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /**
   * Id of the answer whose question this one answers again (Regenerate, other language). It holds
   * that question, perhaps another user's: it is deleted together with its parent.
   */
  readonly parentId?: string | undefined;
}

/** `parent-gone`: nothing was stored, because the answer it derives from has been deleted. */
export type SaveOutcome = 'saved' | 'parent-gone';

/** Answers by id. */
export interface AnswerStore {
  /** Stores under `answer.id`; the same id replaces, and keeps the feedback. */
  save(stored: StoredAnswer): Promise<SaveOutcome>;
  /** Null when it is unknown, expired or forgotten. */
  get(answerId: string): Promise<StoredAnswer | null>;
  /** Adds to its receipt what it took to show; nothing where there is none any more. */
  noteShowing(answerId: string, showing: Showing): Promise<void>;
  /** The user's newest one in any of these conversations, refusals included; null for none. */
  latest(userId: string, conversationKeys: readonly string[]): Promise<StoredAnswer | null>;
}

// --- feedback -----------------------------------------------------------------------------------

/** Longest reason that is kept, in characters; the rest is cut. */
export const MAX_REASON_CHARS = 1_000;

/** Thumb up or thumb down. */
export type Vote = 'up' | 'down';

/** One user's opinion of one answer. */
export interface Feedback {
  readonly answerId: string;
  readonly userId: string;
  readonly vote: Vote;
  /** The user's own words; null when none were given. At most `MAX_REASON_CHARS` are kept. */
  readonly reason: string | null;
  readonly createdAtMs: number;
}

/** Thumbs of one answer. */
export interface VoteCounts {
  readonly up: number;
  readonly down: number;
}

/** Opinions of answers. */
export interface FeedbackStore {
  /**
   * One vote a user and answer: a second one replaces the first (`changed`). A reason stays while
   * the vote stays the same and no new reason comes.
   */
  put(feedback: Feedback): Promise<'new' | 'changed' | 'answer-gone'>;
  get(answerId: string, userId: string): Promise<Feedback | null>;
  counts(answerId: string): Promise<VoteCounts>;
}

// --- conversations ------------------------------------------------------------------------------

/** Most turns that are kept of a conversation; the oldest go first. */
export const MAX_TURNS = 8;

/** A turn with what is needed to delete it. */
export interface StoredTurn extends Turn {
  readonly answerId: string;
  /** Who asked: a thread's conversation has several. */
  readonly userId: string;
  readonly askedAtMs: number;
}

/** Turns by conversation. */
export interface ConversationStore {
  /** Adds a turn; a turn with the same `answerId` is replaced. Keeps the last `MAX_TURNS`. */
  append(key: string, turn: StoredTurn): Promise<void>;
  /** Oldest first; empty when there is none. */
  read(key: string): Promise<readonly StoredTurn[]>;
  clear(key: string): Promise<void>;
}

// --- settings -----------------------------------------------------------------------------------

/** Who sees an answer: everybody in the channel, or the asker. */
export type Visibility = 'public' | 'private';

/** What a server's moderators have set. Ids are Discord's, as digits. */
export interface GuildSettings {
  /** Empty: every channel that is not denied. */
  readonly allowedChannels: readonly string[];
  /** Stronger than `allowedChannels`. */
  readonly deniedChannels: readonly string[];
  /** Roles that may ask; empty: everybody. */
  readonly askRoles: readonly string[];
  /** Roles that may rebuild the index besides the moderators. */
  readonly reindexRoles: readonly string[];
  /** Language of answers; null: that of the question. */
  readonly language: Language | null;
  /** Visibility of an answer when the asker does not choose. */
  readonly visibility: Visibility;
  /** Questions a UTC day; null: unlimited. */
  readonly dailyLimitPerUser: number | null;
  readonly dailyLimitPerGuild: number | null;
}

/** The settings of a server that has set nothing, and of direct messages. */
export const DEFAULT_GUILD_SETTINGS: GuildSettings = Object.freeze({
  allowedChannels: [],
  deniedChannels: [],
  askRoles: [],
  reindexRoles: [],
  language: null,
  visibility: 'public',
  dailyLimitPerUser: null,
  dailyLimitPerGuild: null,
});

/** Settings by server. */
export interface SettingsStore {
  /** `DEFAULT_GUILD_SETTINGS` for a server that has none. */
  get(guildId: string): Promise<GuildSettings>;
  /** Replaces them in one step that nothing can come between, and returns the new ones. */
  update(
    guildId: string,
    change: (current: GuildSettings) => GuildSettings,
  ): Promise<GuildSettings>;
  /** Back to the defaults, e.g. when the bot was removed from the server. */
  delete(guildId: string): Promise<void>;
}

// --- usage --------------------------------------------------------------------------------------

/** Whose questions, where, on which day. */
export interface UsageKey {
  readonly userId: string;
  /** Null outside a server. */
  readonly guildId: string | null;
  /** UTC day, `YYYY-MM-DD`. */
  readonly day: string;
}

/** How much is allowed. */
export interface UsageLimits {
  /** Questions a day; null: unlimited. */
  readonly perUser: number | null;
  readonly perGuild: number | null;
}

/** Questions asked so far on that day. */
export interface UsageCounts {
  /** By this user in this server. */
  readonly user: number;
  /** By everybody in this server. */
  readonly guild: number;
}

/** `taken`: counted; otherwise the limit that is reached. */
export type UsageOutcome = 'taken' | 'user-limit' | 'guild-limit';

/**
 * Counts questions for the daily limits. Users stand in it under a key that changes every day, so
 * it can neither be traced to a user later nor be emptied by `eraseUser`, which would lift limits.
 */
export interface UsageStore {
  /** Counts one question unless a limit is reached; check and count are one step. */
  take(key: UsageKey, limits: UsageLimits): Promise<UsageOutcome>;
  /** Takes one question back that was counted and then not answered. Never below 0. */
  giveBack(key: UsageKey): Promise<void>;
  counts(key: UsageKey): Promise<UsageCounts>;
}

// --- replies under way --------------------------------------------------------------------------

/** Stands for the page where Discord names its application. */
export const PAGE_APPLICATION = 'page';

/** A reply that has been acknowledged and not finished: what a restart has to put right. */
export interface PendingReply {
  readonly requestId: string;
  /** Discord's; `PAGE_APPLICATION` for the page. */
  readonly applicationId: string;
  /** A secret: never log it. Null once it has expired. */
  readonly interactionToken: string | null;
  readonly tokenExpiresAtMs: number;
  readonly channelId: string;
  /** Null until the message is known. */
  readonly messageId: string | null;
  readonly question: string;
  readonly language: Language;
  readonly isPrivate: boolean;
  readonly userId: string;
  readonly guildId: string | null;
}

/** Replies under way, by request. */
export interface PendingReplyStore {
  /** The same `requestId` replaces. */
  begin(reply: PendingReply): Promise<void>;
  setMessage(requestId: string, messageId: string): Promise<void>;
  /** Deletes the reply and its token. Idempotent. */
  finish(requestId: string): Promise<void>;
  get(requestId: string): Promise<PendingReply | null>;
  /** All, oldest first. Deletes the tokens that have expired at `nowMs` before it reads. */
  list(nowMs: number): Promise<readonly PendingReply[]>;
}

// --- poll votes ---------------------------------------------------------------------------------

/** One vote in a poll. */
export interface PollVote {
  /** Null outside a server. */
  readonly guildId: string | null;
  readonly topicId: string;
  readonly userId: string;
  readonly choice: string;
  readonly votedAtMs: number;
}

/** What a poll is about, and where. */
export type PollTopic = Pick<PollVote, 'guildId' | 'topicId'>;

/** Votes of polls, by server and topic. */
export interface VoteStore {
  /** One vote a user and topic; another choice replaces it. */
  put(vote: PollVote): Promise<'new' | 'changed' | 'unchanged'>;
  /** Votes by choice; a choice without votes is missing. */
  counts(topic: PollTopic): Promise<ReadonlyMap<string, number>>;
}

// --- polls of a surface's own -------------------------------------------------------------------

/** What a poll in a channel is about. */
export interface ChannelTopic {
  readonly guildId: string;
  readonly channelId: string;
  readonly topicId: string;
}

/** A message of a channel that a surface counts the votes of by itself. */
export interface ChannelPoll extends ChannelTopic {
  readonly messageId: string;
  readonly endsAtMs: number;
  /** Votes for the first and the second choice; null until they are counted for good. */
  readonly result: readonly [number, number] | null;
}

/** The newest poll of each channel and topic. Nobody's id is in it. */
export interface PollStore {
  /** Replaces the one before of the same channel and topic. */
  put(poll: ChannelPoll): Promise<void>;
  /** Null when there has been none. */
  get(topic: ChannelTopic): Promise<ChannelPoll | null>;
  /** Notes how the poll of a message ended; nothing where there is none. */
  settle(
    poll: Pick<ChannelPoll, 'guildId' | 'messageId'>,
    result: readonly [number, number],
  ): Promise<void>;
  /** Forgets it, as its message is gone. */
  remove(topic: ChannelTopic): Promise<void>;
}

// --- servers that were left ---------------------------------------------------------------------

/** Servers that the bot was removed from and whose data are still there. */
export interface LeftServerStore {
  /** A server that is noted already keeps its first moment. */
  note(guildId: string, leftAtMs: number): Promise<void>;
  /** The bot is there again. Idempotent. */
  clear(guildId: string): Promise<void>;
  /** Those that were left at that moment or before it, oldest first. */
  leftBefore(beforeMs: number): Promise<readonly string[]>;
  /** Every server that anything but its note is stored of. */
  withData(): Promise<readonly string[]>;
}

// --- all together -------------------------------------------------------------------------------

/** How many rows went. */
export interface DeletedCounts {
  readonly answers: number;
  readonly feedback: number;
  readonly turns: number;
  readonly pendingReplies: number;
  readonly pollVotes: number;
}

/** What counts as too old. */
export interface PruneLimits {
  /** What is older goes. Server settings stay. */
  readonly beforeMs: number;
  /** Tokens that have expired by now go, and the counts of days before today. */
  readonly nowMs: number;
}

/** Everything the bot remembers. Opens itself at the first use. */
export interface Stores {
  readonly answers: AnswerStore;
  readonly feedback: FeedbackStore;
  readonly conversations: ConversationStore;
  readonly settings: SettingsStore;
  readonly usage: UsageStore;
  readonly coolDowns: CoolDownStore;
  readonly pendingReplies: PendingReplyStore;
  readonly votes: VoteStore;
  readonly polls: PollStore;
  readonly leftServers: LeftServerStore;
  /** Opens now, so that a fault shows at the start. Idempotent. */
  open(): Promise<void>;
  /**
   * Deletes whatever was stored about a user: answers with the feedback on them and the answers
   * derived from them, feedback, turns, replies under way, poll votes. All or nothing.
   */
  eraseUser(userId: string): Promise<DeletedCounts>;
  /**
   * Deletes whatever was stored of a server: answers with what hangs on them, settings, counts,
   * replies under way, poll votes, polls, and the note that it was left. All or nothing.
   */
  eraseServer(guildId: string): Promise<DeletedCounts>;
  /** Deletes what is too old. All or nothing. */
  prune(limits: PruneLimits): Promise<DeletedCounts>;
  /** Idempotent; a store is not used after it. */
  close(): Promise<void>;
}

/** UTC day of a moment, `YYYY-MM-DD`. */
export function utcDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
